-- One row per study with what AACT works out: sites, ages, durations in months of 30 days, counts of outcomes and events.
-- Durations stand on the dates of studies, month dates stretched to their last day.
SELECT
    base_id(s.nct_id) AS id, -- integer: Stable number of the row.
    s.nct_id AS nct_id, -- character varying: NCT ID of the study.
    (SELECT count(*) FROM locations AS l WHERE l.nct_id = s.nct_id) AS number_of_facilities, -- integer: How many sites the study lists; 0 if none.
    (
        SELECT sum(whole(e.num_affected)) FROM adverse_event_stats AS e WHERE e.nct_id = s.nct_id AND e.type = 'OTHER'
    ) AS number_of_nsae_subjects, -- integer: Sum of subjects_affected over the other events: who had two events counts twice; NULL if none is reported.
    (
        SELECT sum(whole(e.num_affected)) FROM adverse_event_stats AS e WHERE e.nct_id = s.nct_id AND e.type = 'SERIOUS'
    ) AS number_of_sae_subjects, -- integer: Sum of subjects_affected over the serious events: who had two events counts twice; NULL if none is reported.
    CAST(substr(month_end(d.study_first_submit_date), 1, 4) AS INTEGER) AS registered_in_calendar_year, -- integer: Year of study_first_submitted_date.
    NULL AS nlm_download_date, -- date: Always empty, as in AACT.
    CASE
        WHEN s.start_date_type = 'ESTIMATED' OR s.primary_completion_date_type = 'ESTIMATED' THEN NULL
        ELSE CAST((julianday(month_end(s.primary_completion_date)) - julianday(month_end(s.start_date))) / 30 AS INTEGER)
    END AS actual_duration, -- integer: Months from start to primary completion, both of which came true; NULL while either is a plan.
    coalesce(s.has_results, 0) = 1 OR EXISTS (
        SELECT 1 FROM outcome_measures AS m WHERE m.nct_id = s.nct_id
    ) AS were_results_reported, -- boolean: Whether results are posted at the registry.
    CAST(
        (julianday(month_end(d.results_first_submit_date)) - julianday(month_end(s.primary_completion_date))) / 30
        AS INTEGER
    ) AS months_to_report_results, -- integer: Months from primary completion to the first submission of results.
    (
        SELECT max(
            l.country IN (
                'United States', 'American Samoa', 'Guam', 'Northern Mariana Islands', 'Puerto Rico',
                'U.S. Virgin Islands', 'Virgin Islands (U.S.)', 'Midway Atoll', 'Palmyra Atoll', 'Baker Island',
                'Howland Island', 'Jarvis Island', 'Johnston Atoll', 'Kingman Reef', 'Wake Island', 'Navassa Island',
                'Serranilla Bank', 'Bajo Nuevo Bank'
            ) IS TRUE
        ) FROM locations AS l WHERE l.nct_id = s.nct_id
    ) AS has_us_facility, -- boolean: Whether a site lies in the United States or one of its territories; NULL without sites.
    (
        SELECT CASE count(*) WHEN 0 THEN NULL ELSE count(*) = 1 END FROM locations AS l WHERE l.nct_id = s.nct_id
    ) AS has_single_facility, -- boolean: Whether the study lists exactly one site; NULL without sites.
    CASE WHEN e.minimum_age GLOB '[0-9]* *'
        THEN whole(e.minimum_age_number)
    END AS minimum_age_num, -- integer: The number in eligibilities.minimum_age; NULL without a limit (AACT's older releases had 0).
    CASE WHEN e.maximum_age GLOB '[0-9]* *'
        THEN whole(e.maximum_age_number)
    END AS maximum_age_num, -- integer: The number in eligibilities.maximum_age; NULL without a limit (AACT's older releases had 0).
    CASE WHEN e.minimum_age GLOB '[0-9]* *'
        THEN rtrim(lower(substr(e.minimum_age, instr(e.minimum_age, ' ') + 1)), 's')
    END AS minimum_age_unit, -- character varying: The unit in eligibilities.minimum_age, lower case and singular (year, month …).
    CASE WHEN e.maximum_age GLOB '[0-9]* *'
        THEN rtrim(lower(substr(e.maximum_age, instr(e.maximum_age, ' ') + 1)), 's')
    END AS maximum_age_unit, -- character varying: The unit in eligibilities.maximum_age, lower case and singular (year, month …).
    (
        SELECT nullif(count(*), 0) FROM outcomes AS o WHERE o.nct_id = s.nct_id AND o.type = 'PRIMARY'
    ) AS number_of_primary_outcomes_to_measure, -- integer: How many primary outcomes are planned; NULL if none.
    (
        SELECT nullif(count(*), 0) FROM outcomes AS o WHERE o.nct_id = s.nct_id AND o.type = 'SECONDARY'
    ) AS number_of_secondary_outcomes_to_measure, -- integer: How many secondary outcomes are planned; NULL if none.
    (
        SELECT nullif(count(*), 0) FROM outcomes AS o WHERE o.nct_id = s.nct_id AND o.type = 'OTHER'
    ) AS number_of_other_outcomes_to_measure -- integer: How many other outcomes are planned; NULL if none.
FROM studies AS s
LEFT JOIN status_details AS d ON d.nct_id = s.nct_id
LEFT JOIN (
    SELECT
        nct_id,
        minimum_age,
        maximum_age,
        substr(minimum_age, 1, instr(minimum_age, ' ') - 1) AS minimum_age_number,
        substr(maximum_age, 1, instr(maximum_age, ' ') - 1) AS maximum_age_number
    FROM eligibility
) AS e ON e.nct_id = s.nct_id
