-- One row per study. Month dates are stretched to the month's last day, as AACT does; the registry's own text stands
-- beside each in its _month_year column.
SELECT
    s.nct_id AS nct_id, -- character varying: NCT ID of the study.
    NULL AS nlm_download_date_description, -- character varying: Always empty, as in AACT.
    month_end(d.study_first_submit_date) AS study_first_submitted_date, -- date = status_details.study_first_submit_date
    month_end(d.results_first_submit_date) AS results_first_submitted_date, -- date = status_details.results_first_submit_date
    month_end(d.disp_first_submit_date) AS disposition_first_submitted_date, -- date = status_details.disp_first_submit_date
    month_end(d.last_update_submit_date) AS last_update_submitted_date, -- date = status_details.last_update_submit_date
    month_end(d.study_first_submit_qc_date) AS study_first_submitted_qc_date, -- date = status_details.study_first_submit_qc_date
    month_end(s.study_first_post_date) AS study_first_posted_date, -- date = studies.study_first_post_date
    s.study_first_post_date_type AS study_first_posted_date_type, -- character varying = studies.study_first_post_date_type
    month_end(d.results_first_submit_qc_date) AS results_first_submitted_qc_date, -- date = status_details.results_first_submit_qc_date
    month_end(s.results_first_post_date) AS results_first_posted_date, -- date = studies.results_first_post_date
    s.results_first_post_date_type AS results_first_posted_date_type, -- character varying = studies.results_first_post_date_type
    month_end(d.disp_first_submit_qc_date) AS disposition_first_submitted_qc_date, -- date = status_details.disp_first_submit_qc_date
    month_end(d.disp_first_post_date) AS disposition_first_posted_date, -- date = status_details.disp_first_post_date
    d.disp_first_post_date_type AS disposition_first_posted_date_type, -- character varying = status_details.disp_first_post_date_type
    month_end(d.last_update_submit_date) AS last_update_submitted_qc_date, -- date = status_details.last_update_submit_date; the same as last_update_submitted_date, as in AACT: the registry has no other.
    month_end(s.last_update_post_date) AS last_update_posted_date, -- date = studies.last_update_post_date
    s.last_update_post_date_type AS last_update_posted_date_type, -- character varying = studies.last_update_post_date_type
    s.start_date AS start_month_year, -- character varying = studies.start_date
    s.start_date_type AS start_date_type, -- character varying = studies.start_date_type
    month_end(s.start_date) AS start_date, -- date = studies.start_date: When the first participant was or is expected to be enrolled; where the registry gives a month (start_month_year), its last day, made up as AACT does.
    d.status_verified_date AS verification_month_year, -- character varying = status_details.status_verified_date
    month_end(d.status_verified_date) AS verification_date, -- date = status_details.status_verified_date: When the sponsor last confirmed that the record is right; where the registry gives a month (verification_month_year), its last day, made up as AACT does.
    s.completion_date AS completion_month_year, -- character varying = studies.completion_date
    s.completion_date_type AS completion_date_type, -- character varying = studies.completion_date_type
    month_end(s.completion_date) AS completion_date, -- date = studies.completion_date: When the last participant was or will be seen for any outcome or adverse event; where the registry gives a month (completion_month_year), its last day, made up as AACT does.
    s.primary_completion_date AS primary_completion_month_year, -- character varying = studies.primary_completion_date
    s.primary_completion_date_type AS primary_completion_date_type, -- character varying = studies.primary_completion_date_type
    month_end(s.primary_completion_date) AS primary_completion_date, -- date = studies.primary_completion_date: When the last participant was or will be measured for a primary outcome; where the registry gives a month (primary_completion_month_year), its last day, made up as AACT does.
    g.target_duration AS target_duration, -- character varying = designs.target_duration
    s.study_type AS study_type, -- character varying = studies.study_type
    s.acronym AS acronym, -- character varying = studies.acronym
    b.population_description AS baseline_population, -- text = baselines.population_description
    s.brief_title AS brief_title, -- text = studies.brief_title
    s.official_title AS official_title, -- text = studies.official_title
    s.overall_status AS overall_status, -- character varying = studies.overall_status
    d.last_known_status AS last_known_status, -- character varying = status_details.last_known_status
    s.phase AS phase, -- character varying = studies.phase
    whole(s.enrollment_count) AS enrollment, -- integer = studies.enrollment_count
    s.enrollment_type AS enrollment_type, -- character varying = studies.enrollment_type: Whether enrollment was reached (ACTUAL) or is a target (ESTIMATED); NULL in a few old records.
    s.organization_full_name AS source, -- character varying = studies.organization_full_name
    m.limitations_and_caveats_description AS limitations_and_caveats, -- character varying = more_info.limitations_and_caveats_description
    CASE WHEN s.study_type LIKE '%interventional%'
        THEN (SELECT nullif(count(*), 0) FROM arm_groups AS a WHERE a.nct_id = s.nct_id)
    END AS number_of_arms, -- integer: How many arms an interventional study lists; NULL if none, and for other types of study.
    CASE WHEN s.study_type LIKE '%interventional%' THEN NULL
        ELSE (SELECT nullif(count(*), 0) FROM arm_groups AS a WHERE a.nct_id = s.nct_id)
    END AS number_of_groups, -- integer: How many groups a study that is not interventional lists; NULL if none.
    s.why_stopped AS why_stopped, -- character varying = studies.why_stopped
    truth(d.has_expanded_access) AS has_expanded_access, -- boolean = status_details.has_expanded_access
    truth(g.expanded_access_individual) AS expanded_access_type_individual, -- boolean = designs.expanded_access_individual
    truth(g.expanded_access_intermediate) AS expanded_access_type_intermediate, -- boolean = designs.expanded_access_intermediate
    truth(g.expanded_access_treatment) AS expanded_access_type_treatment, -- boolean = designs.expanded_access_treatment
    truth(o.oversight_has_dmc) AS has_dmc, -- boolean = oversight.oversight_has_dmc
    truth(o.is_fda_regulated_drug) AS is_fda_regulated_drug, -- boolean = oversight.is_fda_regulated_drug
    truth(o.is_fda_regulated_device) AS is_fda_regulated_device, -- boolean = oversight.is_fda_regulated_device
    truth(o.is_unapproved_device) AS is_unapproved_device, -- boolean = oversight.is_unapproved_device
    truth(o.is_ppsd) AS is_ppsd, -- boolean = oversight.is_ppsd
    truth(o.is_us_export) AS is_us_export, -- boolean = oversight.is_us_export
    g.bio_spec_retention AS biospec_retention, -- character varying = designs.bio_spec_retention
    g.bio_spec_description AS biospec_description, -- text = designs.bio_spec_description
    i.time_frame AS ipd_time_frame, -- character varying = ipd_sharing.time_frame
    i.access_criteria AS ipd_access_criteria, -- character varying = ipd_sharing.access_criteria
    i.url AS ipd_url, -- character varying = ipd_sharing.url
    i.ipd_sharing AS plan_to_share_ipd, -- character varying = ipd_sharing.ipd_sharing
    i.description AS plan_to_share_ipd_description, -- character varying = ipd_sharing.description
    (SELECT datetime(min(v.retrieved_at)) FROM study_versions AS v WHERE v.nct_id = s.nct_id) AS created_at, -- timestamp without time zone: When the oldest version in this file was read (UTC); in AACT, when its row was made.
    (SELECT datetime(max(v.retrieved_at)) FROM study_versions AS v WHERE v.nct_id = s.nct_id) AS updated_at, -- timestamp without time zone: When the version read last was read (UTC); in AACT, when its row was made.
    s.organization_class AS source_class, -- character varying = studies.organization_class
    truth(d.delayed_posting) AS delayed_posting, -- boolean = status_details.delayed_posting
    d.expanded_access_nct_id AS expanded_access_nctid, -- character varying = status_details.expanded_access_nct_id
    d.expanded_access_status_for_nct_id AS expanded_access_status_for_nctid, -- character varying = status_details.expanded_access_status_for_nct_id: Availability according to the record in expanded_access_nctid; NULL if there is none.
    truth(o.fdaaa801_violation) AS fdaaa801_violation, -- boolean = oversight.fdaaa801_violation: Whether the FDA found a breach of the U.S. reporting law; NULL, not false, if none.
    b.type_units_analyzed AS baseline_type_units_analyzed, -- character varying = baselines.type_units_analyzed
    truth(g.patient_registry) AS patient_registry -- boolean = designs.patient_registry
FROM studies AS s
LEFT JOIN status_details AS d ON d.nct_id = s.nct_id
LEFT JOIN designs AS g ON g.nct_id = s.nct_id
LEFT JOIN oversight AS o ON o.nct_id = s.nct_id
LEFT JOIN ipd_sharing AS i ON i.nct_id = s.nct_id
LEFT JOIN baselines AS b ON b.nct_id = s.nct_id
LEFT JOIN more_info AS m ON m.nct_id = s.nct_id
