-- Printed from schema/ by `make generate`; never edited.
PRAGMA user_version = 4;

-- One row per study: titles, status, dates, size and lead sponsor, short enough to browse.
CREATE TABLE studies (
    nct_id TEXT NOT NULL, -- The study.
    brief_title TEXT, -- Short title for the public, the one shown in search results; several studies may share it.
    overall_status TEXT, -- Recruitment status of the whole study; UNKNOWN if the end date passed and nobody confirmed the record for two years.
    phase TEXT, -- The entries of phases joined by a slash ('PHASE1/PHASE2'), one text to filter and facet by; NULL where phases is.
    enrollment_count INTEGER, -- Number of participants, planned or reached according to enrollment_type; 0 if withdrawn, NULL for expanded access.
    enrollment_type TEXT, -- Whether enrollment_count was reached (ACTUAL) or is a target (ESTIMATED); NULL in a few old records.
    study_type TEXT, -- Interventional trial, observational study or expanded access; decides which other columns are filled.
    start_date TEXT, -- When the first participant was or is expected to be enrolled: a day or only a month (2021-06), as registered.
    start_date_type TEXT, -- Whether start_date has come true (ACTUAL) or is a plan (ESTIMATED); NULL in many records from before 2017.
    primary_completion_date TEXT, -- When the last participant was or will be measured for a primary outcome: a day or only a month.
    primary_completion_date_type TEXT, -- Whether primary_completion_date has come true (ACTUAL) or is a plan (ESTIMATED); NULL in a few old records.
    completion_date TEXT, -- When the last participant was or will be seen for any outcome or adverse event: a day or only a month.
    completion_date_type TEXT, -- Whether completion_date has come true (ACTUAL) or is a plan (ESTIMATED); NULL in a few old records.
    lead_sponsor_name TEXT, -- Organization or person responsible for the study; one name may be spelt in several ways.
    lead_sponsor_class TEXT, -- Kind of lead sponsor; OTHER takes in universities, hospitals and foundations.
    has_results INTEGER, -- Whether results are posted on the registry, not whether they were published elsewhere.
    last_update_post_date TEXT, -- Day the current version of the record appeared; any edit moves it, a new phone number too.
    start_year INTEGER, -- Year of start_date, planned or actual alike; made to filter and facet by.
    acronym TEXT, -- Short name of the study; not unique and not always a name ('MSC' recurs).
    official_title TEXT, -- Full title as in the protocol; NULL where the sponsor gave none, mostly before 2017.
    nct_number INTEGER, -- The digits of the NCT ID as a number; full-text search joins on it.
    org_study_id TEXT, -- The sponsor's own number, usually that of the protocol; two sponsors may use the same one ('MSC-001').
    org_study_id_type TEXT, -- U.S. agency that issued the sponsor's ID as a grant or contract number; NULL for an ordinary protocol number.
    org_study_id_link TEXT, -- Web page of the grant named in org_study_id (NIH RePORTER); NULL where the ID is no grant number.
    organization_full_name TEXT, -- Whose registry account holds the record; usually but not always the lead sponsor.
    organization_class TEXT, -- Kind of organization holding the record; OTHER takes in universities, hospitals and foundations.
    why_stopped TEXT, -- Sponsor's own words on why the study was suspended, terminated or withdrawn; NULL otherwise and where not explained.
    study_first_post_date TEXT, -- Day the record first appeared on the registry's site, after its review.
    study_first_post_date_type TEXT, -- ESTIMATED where the registry has not logged the exact day, as for nearly all posts before 2017.
    results_first_post_date TEXT, -- Day results first appeared on the registry's site; NULL while none are posted.
    results_first_post_date_type TEXT, -- ESTIMATED where the registry has not logged the exact day, as for nearly all posts before 2017.
    last_update_post_date_type TEXT, -- ESTIMATED where the registry has not logged the exact day, as for nearly all posts before 2017.
    phases TEXT, -- JSON array, two entries for a combined phase; NA for trials without phases, NULL for other types of study.
    missing_since TEXT, -- When a refresh first no longer found the study in the registry (UTC); NULL while it is there.
    PRIMARY KEY (nct_id)
);

-- One row per retired NCT ID that now leads to a study.
CREATE TABLE nct_id_aliases (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    position INTEGER NOT NULL, -- Order in the registry's list, from 0.
    nct_id_alias TEXT, -- Retired NCT ID, often of a duplicate record, that now leads to this study.
    PRIMARY KEY (nct_id, position)
) WITHOUT ROWID;

-- One row per further number of a study (grant, EudraCT, another registry), in registry order.
CREATE TABLE secondary_ids (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    position INTEGER NOT NULL, -- Order in the registry's list, from 0.
    id TEXT, -- Another number of the study: a grant, an EudraCT or CTIS number, another registry's ID or a sponsor's code.
    "type" TEXT, -- Kind of number; NULL in older records, where the number itself may tell.
    domain TEXT, -- Who issued the number, or what the sponsor says about it; mostly filled for registry and other identifiers.
    link TEXT, -- Web page of the grant behind the number (NIH RePORTER); NULL for other kinds of number.
    PRIMARY KEY (nct_id, position)
) WITHOUT ROWID;

-- One row per study: dates of submission and review, expanded access, delays and waivers.
CREATE TABLE status_details (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    status_verified_date TEXT, -- When the sponsor last confirmed that the record is right, usually only a month.
    last_known_status TEXT, -- Status before the registry set overall_status to UNKNOWN; NULL for every other status.
    delayed_posting INTEGER, -- Whether the full record was held back until the device studied was approved or cleared; NULL if it does not apply.
    has_expanded_access INTEGER, -- Whether patients outside the study can get its product by expanded access; NULL if not stated.
    expanded_access_nct_id TEXT, -- NCT ID of the expanded access record for the study's product; NULL if there is none.
    expanded_access_status_for_nct_id TEXT, -- Availability according to the record in expanded_access_nct_id; NULL if there is none.
    study_first_submit_date TEXT, -- Day the sponsor first sent in the record; later than start_date means registered after the start.
    study_first_submit_qc_date TEXT, -- Day of the first submission that met the registry's quality criteria.
    results_waived INTEGER, -- Whether the duty to post results was waived; NULL, not false, for nearly every study.
    results_first_submit_date TEXT, -- Day results were first sent in, weeks to years before they are posted; NULL if none are posted.
    results_first_submit_qc_date TEXT, -- Day of the first results submission that met the registry's quality criteria.
    disp_first_submit_date TEXT, -- Day the sponsor first sent in a certification or extension request to post results later; NULL if never.
    disp_first_submit_qc_date TEXT, -- Day of the first request to delay results that met the registry's quality criteria.
    disp_first_post_date TEXT, -- Day the certification or extension request to delay results was first posted; NULL if never.
    disp_first_post_date_type TEXT, -- ESTIMATED where the registry has not logged the exact day, as for nearly all posts before 2017.
    last_update_submit_date TEXT, -- Day the sponsor sent in the current version of the record.
    PRIMARY KEY (nct_id)
);

-- One row per study that names one: the sponsor or investigator who answers for the record.
CREATE TABLE responsible_parties (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    "type" TEXT, -- Who answers for the record: the sponsor, a principal investigator it named, or a sponsor-investigator.
    investigator_full_name TEXT, -- Name of the responsible investigator; NULL where the sponsor itself is responsible.
    investigator_title TEXT, -- Official position of the responsible investigator; NULL where the sponsor itself is responsible.
    investigator_affiliation TEXT, -- Organization of the responsible investigator; NULL where the sponsor itself is responsible.
    old_name_title TEXT, -- Responsible person in one text, as old records had it; NULL where the newer columns are used.
    old_organization TEXT, -- Organization of the responsible person as old records had it; NULL where the newer columns are used.
    PRIMARY KEY (nct_id)
);

-- One row per organization that supports a study besides its lead sponsor, in registry order.
CREATE TABLE collaborators (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    position INTEGER NOT NULL, -- Order in the registry's list, from 0.
    name TEXT, -- Organization that helps with funding, design, conduct or reporting, besides the lead sponsor.
    class TEXT, -- Kind of collaborator; OTHER takes in universities, hospitals and foundations, UNKNOWN is unclassified.
    PRIMARY KEY (nct_id, position)
) WITHOUT ROWID;

-- One row per study: data monitoring committee and FDA regulation, mostly asked since 2017.
CREATE TABLE oversight (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    oversight_has_dmc INTEGER, -- Whether an independent data monitoring committee watches the study; NULL if not stated.
    is_fda_regulated_drug INTEGER, -- Whether a drug or biologic under FDA rules is studied; asked since 2017, NULL in records left as they were before.
    is_fda_regulated_device INTEGER, -- Whether a device under FDA rules is studied; asked since 2017, NULL in records left as they were before.
    is_unapproved_device INTEGER, -- Whether a device studied lacked FDA approval or clearance; NULL, not false, for most studies.
    is_ppsd INTEGER, -- Whether the study is postmarket surveillance of a device in children, ordered by the FDA; mostly NULL.
    is_us_export INTEGER, -- Whether the product is made in the U.S. and exported for the study; mostly NULL as few studies are asked.
    fdaaa801_violation INTEGER, -- Whether the FDA found a breach of the U.S. reporting law, listed in violation_events; NULL, not false, if none.
    PRIMARY KEY (nct_id)
);

-- One row per study: the long prose, brief summary and detailed description.
CREATE TABLE study_texts (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    brief_summary TEXT, -- The study in a few sentences for the public; Markdown, so signs may be escaped ('\>=').
    detailed_description TEXT, -- Longer account of background, methods and often dose and route; Markdown, often NULL.
    PRIMARY KEY (nct_id)
);

-- One row per condition of a study, in the sponsor's words and order.
CREATE TABLE conditions (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    position INTEGER NOT NULL, -- Order in the registry's list, from 0.
    "condition" TEXT, -- Disease or focus in the sponsor's words, so one disease has many spellings; condition_meshes has the MeSH terms.
    PRIMARY KEY (nct_id, position)
) WITHOUT ROWID;

-- One row per keyword of a study, in the sponsor's words and order.
CREATE TABLE keywords (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    position INTEGER NOT NULL, -- Order in the registry's list, from 0.
    keyword TEXT, -- Search word chosen by the sponsor, free text; MSC is written in dozens of ways.
    PRIMARY KEY (nct_id, position)
) WITHOUT ROWID;

-- One row per study: allocation, model, purpose and masking, or the observational and expanded access counterparts.
CREATE TABLE designs (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    n_ptrs_to_this_exp_acc_nct_id INTEGER, -- Number of studies that name this expanded access record as theirs; NULL for other types of study.
    expanded_access_individual INTEGER, -- Whether expanded access covers single patients, emergencies too; NULL for other types of study.
    expanded_access_intermediate INTEGER, -- Whether expanded access covers groups of patients smaller than a treatment IND; NULL for other types of study.
    expanded_access_treatment INTEGER, -- Whether expanded access covers wide use under a treatment IND or protocol; NULL for other types of study.
    patient_registry INTEGER, -- Whether an observational study is also a patient registry; NULL for other types of study.
    target_duration TEXT, -- How long each person in a patient registry is followed, number and unit ('5 Years'); NULL outside registries.
    allocation TEXT, -- How participants get to their arms; NA for a single arm, NULL if not interventional.
    intervention_model TEXT, -- How arms relate to each other (single group, parallel, crossover …); NULL if not interventional.
    intervention_model_description TEXT, -- Sponsor's explanation of the intervention model, Markdown; asked since 2017 and often NULL.
    primary_purpose TEXT, -- Main aim of the interventions, nearly always treatment in MSC trials; NULL if not interventional.
    observational_model TEXT, -- How participants are chosen and compared (cohort, case-control …); NULL unless observational.
    time_perspective TEXT, -- Whether an observational study looks forward, back or at one point in time; NULL for nearly all others.
    masking TEXT, -- NONE is open label, the other levels count the roles kept blind (who_masked); NULL if not interventional.
    masking_description TEXT, -- Sponsor's explanation of the masking, Markdown; asked since 2017 and often NULL.
    who_masked TEXT, -- JSON array of the roles kept blind; NULL if open label, and in some old masked trials.
    bio_spec_retention TEXT, -- Whether an observational study keeps samples, and whether DNA can be taken from them; NULL if not stated.
    bio_spec_description TEXT, -- Which samples are kept (blood, cord blood, tissue …), free text; NULL unless samples are kept.
    PRIMARY KEY (nct_id)
);

-- One row per arm of a trial, or per group of an observational study, in registry order.
CREATE TABLE arm_groups (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    position INTEGER NOT NULL, -- Order in the registry's list, from 0.
    label TEXT, -- Name of the arm or, in observational studies, of the group; interventions refer to arms by this text.
    "type" TEXT, -- Role of the arm (experimental, placebo comparator …); NULL for groups of observational studies.
    description TEXT, -- What participants in the arm get, often with dose and schedule; Markdown.
    PRIMARY KEY (nct_id, position)
) WITHOUT ROWID;

-- One row per intervention an arm names, in the arm's own order; arm_group_interventions matches both sides.
CREATE TABLE arm_group_intervention_names (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    arm_group_position INTEGER NOT NULL, -- Position of its arm group, as in arm_groups.
    position INTEGER NOT NULL, -- Order in the registry's list, from 0.
    arm_group_intervention_name TEXT, -- An intervention given in the arm as 'Type: Name' ('Biological: AlloRx'); order and doubles as registered.
    PRIMARY KEY (nct_id, arm_group_position, position)
) WITHOUT ROWID;

-- One row per intervention of a study, comparators and placebos included, in registry order.
CREATE TABLE interventions (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    position INTEGER NOT NULL, -- Order in the registry's list, from 0.
    "type" TEXT, -- Kind of intervention; MSC products are mostly BIOLOGICAL, but also DRUG, PROCEDURE, GENETIC or OTHER.
    name TEXT, -- Name as the sponsor wrote it; one product goes under many names.
    description TEXT, -- Details such as cell source, dose, route and schedule, free text in Markdown.
    PRIMARY KEY (nct_id, position)
) WITHOUT ROWID;

-- One row per arm an intervention names, in the intervention's own order; arm_group_interventions matches both sides.
CREATE TABLE intervention_arm_group_labels (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    intervention_position INTEGER NOT NULL, -- Position of its intervention, as in interventions.
    position INTEGER NOT NULL, -- Order in the registry's list, from 0.
    intervention_arm_group_label TEXT, -- Label of an arm that gets the intervention; order and doubles as registered.
    PRIMARY KEY (nct_id, intervention_position, position)
) WITHOUT ROWID;

-- One row per brand name, code or synonym of an intervention, in registry order.
CREATE TABLE intervention_other_names (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    intervention_position INTEGER NOT NULL, -- Position of its intervention, as in interventions.
    position INTEGER NOT NULL, -- Order in the registry's list, from 0.
    intervention_other_name TEXT, -- Brand name, code or synonym of the intervention, as the sponsor gave it.
    PRIMARY KEY (nct_id, intervention_position, position)
) WITHOUT ROWID;

-- One row per planned outcome, in registry order within its type; posted results are in outcome_measures.
CREATE TABLE outcomes (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    "type" TEXT NOT NULL, -- PRIMARY, SECONDARY, OTHER: which of the registry's lists it is from.
    position INTEGER NOT NULL, -- Order in the registry's list, from 0.
    measure TEXT, -- Name of what is to be measured, as the sponsor planned it; results are in outcome_measures.
    description TEXT, -- How the outcome is measured: scale, range, direction, analysis; Markdown, often NULL.
    time_frame TEXT, -- When or how long the outcome is measured, free text ('12 months', 'Baseline, week 4').
    PRIMARY KEY (nct_id, "type", position)
) WITHOUT ROWID;

-- One row per study: criteria text, sex, age limits and healthy volunteers.
CREATE TABLE eligibility (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    eligibility_criteria TEXT, -- Inclusion and exclusion criteria in one Markdown text; headings and lists vary with the author.
    healthy_volunteers INTEGER, -- Whether people without the condition may take part; NULL if not stated, as mostly in expanded access.
    sex TEXT, -- Sex of those who may take part; ALL if open to both.
    gender_based INTEGER, -- Whether eligibility rests on gender as the person describes it; NULL, not false, where it does not.
    gender_description TEXT, -- Sponsor's explanation of a limit by gender; mostly NULL.
    minimum_age TEXT, -- Youngest age admitted, number and unit ('18 Years', '6 Months'); NULL if there is no limit.
    minimum_age_years REAL, -- minimum_age in years (12 months, 365.25 days each); NULL if there is no limit or it cannot be read.
    maximum_age TEXT, -- Oldest age admitted, number and unit ('75 Years'); NULL if there is no limit.
    maximum_age_years REAL, -- maximum_age in years (12 months, 365.25 days each); NULL if there is no limit or it cannot be read.
    std_ages TEXT, -- JSON array of the registry's age groups that the limits touch: CHILD to 17, ADULT 18–64, OLDER_ADULT from 65.
    study_population TEXT, -- Where an observational study finds its participants (a clinic, a town …), Markdown; NULL for nearly all others.
    sampling_method TEXT, -- How an observational study draws its participants; NULL for nearly all others.
    PRIMARY KEY (nct_id)
);

-- One row per contact for the whole study; the registry shows them only until recruitment ends.
CREATE TABLE central_contacts (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    position INTEGER NOT NULL, -- Order in the registry's list, from 0.
    name TEXT, -- Person or office to ask about taking part; the registry shows it only until recruitment ends.
    role TEXT, -- Part the person plays, in practice always CONTACT.
    phone TEXT, -- Telephone number as typed, with or without country code.
    phone_ext TEXT, -- Extension, though some sponsors put a country code here ('+33').
    email TEXT, -- Address for questions about taking part in the study.
    PRIMARY KEY (nct_id, position)
) WITHOUT ROWID;

-- One row per person responsible for the whole study, in registry order.
CREATE TABLE overall_officials (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    position INTEGER NOT NULL, -- Order in the registry's list, from 0.
    name TEXT, -- Person responsible for the scientific conduct of the whole study, or a company's call center.
    affiliation TEXT, -- Organization of the official, as typed.
    role TEXT, -- Principal investigator, study chair or study director of the whole study.
    PRIMARY KEY (nct_id, position)
) WITHOUT ROWID;

-- One row per site of a study, in registry order.
CREATE TABLE locations (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    position INTEGER NOT NULL, -- Order in the registry's list, from 0.
    facility TEXT, -- Name of the site; companies often hide it ('Research Site'), and it may be NULL.
    status TEXT, -- Recruitment at this site; filled only while the study as a whole recruits or was last known to.
    city TEXT, -- City of the site, in the registry's spelling.
    state TEXT, -- State, province or region of the site; NULL where the country has none or none was given.
    zip TEXT, -- Postal code of the site, as typed; text, as it may start with 0.
    country TEXT, -- Country of the site by the registry's list; some names changed in 2025 ('Korea, Republic of' to 'South Korea').
    lat REAL, -- Latitude that the registry worked out for the city, not for the building; NULL if it found none.
    lon REAL, -- Longitude that the registry worked out for the city, not for the building; NULL if it found none.
    PRIMARY KEY (nct_id, position)
) WITHOUT ROWID;

-- One row per contact or investigator at a site; the registry shows them mostly while the site recruits.
CREATE TABLE location_contacts (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    location_position INTEGER NOT NULL, -- Position of its location, as in locations.
    position INTEGER NOT NULL, -- Order in the registry's list, from 0.
    name TEXT, -- Person or office at the site; NULL where only a phone number or address is given.
    role TEXT, -- Whom to ask (CONTACT) or who leads at the site (PRINCIPAL_INVESTIGATOR, SUB_INVESTIGATOR).
    phone TEXT, -- Telephone number as typed; NULL for investigators.
    phone_ext TEXT, -- Extension, though some sponsors put a country code here ('+33').
    email TEXT, -- Address for questions about this site; NULL for investigators.
    PRIMARY KEY (nct_id, location_position, position)
) WITHOUT ROWID;

-- One row per publication cited by the sponsor or linked by the registry, in registry order.
CREATE TABLE study_references (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    position INTEGER NOT NULL, -- Order in the registry's list, from 0.
    pmid TEXT, -- PubMed number as text; NULL where the reference is not in PubMed or was not linked.
    "type" TEXT, -- BACKGROUND and RESULT were given by the sponsor, DERIVED was found by the registry through the NCT ID in PubMed.
    citation TEXT, -- The reference as one line of text, in PubMed's or the sponsor's style.
    PRIMARY KEY (nct_id, position)
) WITHOUT ROWID;

-- One row per retraction notice of a reference.
CREATE TABLE retractions (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    study_reference_position INTEGER NOT NULL, -- Position of its study reference, as in study_references.
    position INTEGER NOT NULL, -- Order in the registry's list, from 0.
    pmid TEXT, -- PubMed number of the retraction notice, not of the paper retracted.
    source TEXT, -- Journal, date and pages of the retraction notice.
    PRIMARY KEY (nct_id, study_reference_position, position)
) WITHOUT ROWID;

-- One row per web page the sponsor points to, in registry order.
CREATE TABLE see_also_links (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    position INTEGER NOT NULL, -- Order in the registry's list, from 0.
    label TEXT, -- What the sponsor says the page is; often an advertisement for its own site.
    url TEXT, -- Web address as given; old ones are often dead.
    PRIMARY KEY (nct_id, position)
) WITHOUT ROWID;

-- One row per data set or document that can be had from a repository, in registry order.
CREATE TABLE avail_ipds (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    position INTEGER NOT NULL, -- Order in the registry's list, from 0.
    id TEXT, -- Identifier of the data set or document in the repository that keeps it.
    "type" TEXT, -- What can be had, such as individual participant data, protocol or analysis plan; free text.
    url TEXT, -- Where the data or document can be had or requested; NULL if not given.
    comment TEXT, -- Sponsor's note on the data and how to get them.
    PRIMARY KEY (nct_id, position)
) WITHOUT ROWID;

-- One row per study that says whether individual participant data will be shared, and how.
CREATE TABLE ipd_sharing (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    ipd_sharing TEXT, -- Whether the sponsor plans to share individual participant data; a plan, not proof that data are out.
    description TEXT, -- Which data will be shared, or why not, in the sponsor's words; Markdown.
    info_types TEXT, -- JSON array of the documents to be shared with the data; NULL unless sharing is planned.
    time_frame TEXT, -- When the data become available and for how long, free text; NULL unless sharing is planned.
    access_criteria TEXT, -- Who gets the data, for what and how, free text; NULL unless sharing is planned.
    url TEXT, -- Page with more about the sharing plan; NULL if not given.
    PRIMARY KEY (nct_id)
);

-- One row per study with posted results: how recruitment and assignment went, in words.
CREATE TABLE participant_flows (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    pre_assignment_details TEXT, -- What happened between enrollment and assignment to groups, such as screening or wash-out; NULL if nothing is told.
    recruitment_details TEXT, -- Where and when participants were recruited, free text; NULL if not told.
    type_units_analyzed TEXT, -- What was assigned besides participants (eyes, knees, lesions); NULL if participants alone.
    PRIMARY KEY (nct_id)
);

-- One row per group of a participant flow, in registry order.
CREATE TABLE flow_groups (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    position INTEGER NOT NULL, -- Order in the registry's list, from 0.
    id TEXT, -- Name within this participant flow (FG000, FG001 …); other sections of the results number their groups anew.
    title TEXT, -- Name of the group, usually but not always that of an arm.
    description TEXT, -- What the participants of the group got; Markdown.
    PRIMARY KEY (nct_id, position)
) WITHOUT ROWID;

-- One row per period of a participant flow, in registry order.
CREATE TABLE flow_periods (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    position INTEGER NOT NULL, -- Order in the registry's list, from 0.
    title TEXT, -- Stage of the study, 'Overall Study' if there is but one.
    PRIMARY KEY (nct_id, position)
) WITHOUT ROWID;

-- One row per milestone of a period, from STARTED to COMPLETED and NOT COMPLETED.
CREATE TABLE flow_milestones (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    flow_period_position INTEGER NOT NULL, -- Position of its flow period, as in flow_periods.
    position INTEGER NOT NULL, -- Order in the registry's list, from 0.
    "type" TEXT, -- STARTED, COMPLETED, NOT COMPLETED, or a step between them that the sponsor named.
    comment TEXT, -- Sponsor's note on the milestone as a whole; mostly NULL.
    PRIMARY KEY (nct_id, flow_period_position, position)
) WITHOUT ROWID;

-- One row per milestone and group: how many reached it.
CREATE TABLE flow_achievements (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    flow_period_position INTEGER NOT NULL, -- Position of its flow period, as in flow_periods.
    flow_milestone_position INTEGER NOT NULL, -- Position of its flow milestone, as in flow_milestones.
    position INTEGER NOT NULL, -- Order in the registry's list, from 0.
    group_id TEXT, -- Points to id in flow_groups of the same study.
    comment TEXT, -- Sponsor's note on this group at this milestone; mostly NULL.
    num_subjects TEXT, -- How many participants of the group reached the milestone; text, to be cast before counting.
    num_units TEXT, -- How many units other than participants reached the milestone, as text; NULL if only participants were assigned.
    PRIMARY KEY (nct_id, flow_period_position, flow_milestone_position, position)
) WITHOUT ROWID;

-- One row per period and reason for not completing it.
CREATE TABLE flow_drop_withdraws (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    flow_period_position INTEGER NOT NULL, -- Position of its flow period, as in flow_periods.
    position INTEGER NOT NULL, -- Order in the registry's list, from 0.
    "type" TEXT, -- Why participants did not complete the period: the registry's list ('Lost to Follow-up') or the sponsor's words.
    comment TEXT, -- Sponsor's note on the reason as a whole; mostly NULL.
    PRIMARY KEY (nct_id, flow_period_position, position)
) WITHOUT ROWID;

-- One row per reason for not completing and group: how many left for it.
CREATE TABLE flow_reasons (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    flow_period_position INTEGER NOT NULL, -- Position of its flow period, as in flow_periods.
    flow_drop_withdraw_position INTEGER NOT NULL, -- Position of its flow drop withdraw, as in flow_drop_withdraws.
    position INTEGER NOT NULL, -- Order in the registry's list, from 0.
    group_id TEXT, -- Points to id in flow_groups of the same study.
    comment TEXT, -- Sponsor's note on this group and reason; mostly NULL.
    num_subjects TEXT, -- How many participants of the group left for the reason; text, to be cast before counting.
    num_units TEXT, -- How many units other than participants left for the reason, as text; nearly always NULL.
    PRIMARY KEY (nct_id, flow_period_position, flow_drop_withdraw_position, position)
) WITHOUT ROWID;

-- One row per study with posted results: population and units of the baseline figures.
CREATE TABLE baselines (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    population_description TEXT, -- Who counts in the baseline figures and why that differs from those assigned; Markdown, mostly NULL.
    type_units_analyzed TEXT, -- What was analyzed besides participants (eyes, knees, lesions); NULL if participants alone.
    PRIMARY KEY (nct_id)
);

-- One row per group of the baseline tables, usually with a Total as the last.
CREATE TABLE baseline_groups (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    position INTEGER NOT NULL, -- Order in the registry's list, from 0.
    id TEXT, -- Name within the baseline tables (BG000, BG001 …); not the numbers of other sections.
    title TEXT, -- Name of the group; with several groups the last one is usually 'Total', so never add them all up.
    description TEXT, -- What the participants of the group got; Markdown.
    PRIMARY KEY (nct_id, position)
) WITHOUT ROWID;

-- One row per unit counted at baseline, Participants first.
CREATE TABLE baseline_denoms (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    position INTEGER NOT NULL, -- Order in the registry's list, from 0.
    units TEXT, -- What is counted: Participants, or the unit in baselines.type_units_analyzed.
    PRIMARY KEY (nct_id, position)
) WITHOUT ROWID;

-- One row per baseline unit and group: how many were analyzed.
CREATE TABLE baseline_denom_counts (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    baseline_denom_position INTEGER NOT NULL, -- Position of its baseline denom, as in baseline_denoms.
    position INTEGER NOT NULL, -- Order in the registry's list, from 0.
    group_id TEXT, -- Points to id in baseline_groups of the same study.
    value TEXT, -- How many were analyzed at baseline in the group; text, to be cast before counting.
    PRIMARY KEY (nct_id, baseline_denom_position, position)
) WITHOUT ROWID;

-- One row per baseline characteristic such as age, sex or a score, in registry order.
CREATE TABLE baseline_measures (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    position INTEGER NOT NULL, -- Order in the registry's list, from 0.
    title TEXT, -- What was measured at baseline: a standard title ('Sex: Female, Male', 'Age, Continuous') or the sponsor's own.
    description TEXT, -- How the characteristic was measured, such as scale and direction; Markdown, mostly NULL.
    population_description TEXT, -- Why this characteristic covers fewer people than the baseline as a whole; NULL if it does not.
    param_type TEXT, -- What baseline_measurements.value is: a count, mean, median and so on.
    dispersion_type TEXT, -- What spread or the two limits in baseline_measurements are; NULL for counts and plain numbers.
    unit_of_measure TEXT, -- Unit of the values, free text, so years, Years and participants, Participants both occur.
    calculate_pct INTEGER, -- Whether the registry's site shows a percentage beside each count; the stored values stay counts.
    denom_units_selected TEXT, -- Which of several units of analysis this characteristic counts; NULL if there is but one.
    PRIMARY KEY (nct_id, position)
) WITHOUT ROWID;

-- One row per unit of a characteristic whose denominator is not that of the baseline as a whole.
CREATE TABLE baseline_measure_denoms (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    baseline_measure_position INTEGER NOT NULL, -- Position of its baseline measure, as in baseline_measures.
    position INTEGER NOT NULL, -- Order in the registry's list, from 0.
    units TEXT, -- What is counted for this characteristic: Participants or another unit of analysis.
    PRIMARY KEY (nct_id, baseline_measure_position, position)
) WITHOUT ROWID;

-- One row per such unit of a characteristic and group: how many were analyzed.
CREATE TABLE baseline_measure_denom_counts (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    baseline_measure_position INTEGER NOT NULL, -- Position of its baseline measure, as in baseline_measures.
    denom_position INTEGER NOT NULL, -- Position of its denom, as in baseline_measure_denoms.
    position INTEGER NOT NULL, -- Order in the registry's list, from 0.
    group_id TEXT, -- Points to id in baseline_groups of the same study.
    value TEXT, -- How many of the group were analyzed for the characteristic; text, to be cast before counting.
    PRIMARY KEY (nct_id, baseline_measure_position, denom_position, position)
) WITHOUT ROWID;

-- One row per set of rows of a characteristic, such as one country; often a single untitled one.
CREATE TABLE baseline_classes (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    baseline_measure_position INTEGER NOT NULL, -- Position of its baseline measure, as in baseline_measures.
    position INTEGER NOT NULL, -- Order in the registry's list, from 0.
    title TEXT, -- Heading of a set of rows, such as a country, race or time point; NULL if there is but one set.
    PRIMARY KEY (nct_id, baseline_measure_position, position)
) WITHOUT ROWID;

-- One row per unit of a row set whose denominator is not that of its characteristic.
CREATE TABLE baseline_class_denoms (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    baseline_measure_position INTEGER NOT NULL, -- Position of its baseline measure, as in baseline_measures.
    class_position INTEGER NOT NULL, -- Position of its class, as in baseline_classes.
    position INTEGER NOT NULL, -- Order in the registry's list, from 0.
    units TEXT, -- What is counted for these rows: Participants or another unit of analysis.
    PRIMARY KEY (nct_id, baseline_measure_position, class_position, position)
) WITHOUT ROWID;

-- One row per such unit of a row set and group: how many were analyzed.
CREATE TABLE baseline_class_denom_counts (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    baseline_measure_position INTEGER NOT NULL, -- Position of its baseline measure, as in baseline_measures.
    class_position INTEGER NOT NULL, -- Position of its class, as in baseline_classes.
    denom_position INTEGER NOT NULL, -- Position of its denom, as in baseline_class_denoms.
    position INTEGER NOT NULL, -- Order in the registry's list, from 0.
    group_id TEXT, -- Points to id in baseline_groups of the same study.
    value TEXT, -- How many of the group were analyzed for these rows; text, to be cast before counting.
    PRIMARY KEY (nct_id, baseline_measure_position, class_position, denom_position, position)
) WITHOUT ROWID;

-- One row per category of a row set, such as Female; a single untitled one for means and medians.
CREATE TABLE baseline_categories (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    baseline_measure_position INTEGER NOT NULL, -- Position of its baseline measure, as in baseline_measures.
    class_position INTEGER NOT NULL, -- Position of its class, as in baseline_classes.
    position INTEGER NOT NULL, -- Order in the registry's list, from 0.
    title TEXT, -- Name of the row, such as Female or Asian; NULL where a class has a single value, such as a mean.
    PRIMARY KEY (nct_id, baseline_measure_position, class_position, position)
) WITHOUT ROWID;

-- One row per category and group: the figure, with its spread or limits, as text.
CREATE TABLE baseline_measurements (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    baseline_measure_position INTEGER NOT NULL, -- Position of its baseline measure, as in baseline_measures.
    class_position INTEGER NOT NULL, -- Position of its class, as in baseline_classes.
    category_position INTEGER NOT NULL, -- Position of its category, as in baseline_categories.
    position INTEGER NOT NULL, -- Order in the registry's list, from 0.
    group_id TEXT, -- Points to id in baseline_groups of the same study.
    value TEXT, -- The figure as posted, in unit_of_measure: text such as '26,300' or 'NA', to be cleaned before casting.
    spread TEXT, -- Standard deviation or other single dispersion, by dispersion_type; text, 'NA' possible, NULL where limits are used.
    lower_limit TEXT, -- Lower end of a range, quartile or interval, by dispersion_type; text, NULL where spread is used.
    upper_limit TEXT, -- Upper end of a range, quartile or interval, by dispersion_type; text, NULL where spread is used.
    comment TEXT, -- Why a figure is NA, or another note on it; mostly NULL.
    PRIMARY KEY (nct_id, baseline_measure_position, class_position, category_position, position)
) WITHOUT ROWID;

-- One row per outcome in the posted results, in registry order; the planned ones are in outcomes.
CREATE TABLE outcome_measures (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    position INTEGER NOT NULL, -- Order in the registry's list, from 0.
    "type" TEXT, -- Rank of the outcome in the results; OTHER_PRE_SPECIFIED and POST_HOC need not appear in outcomes.
    title TEXT, -- Name in the results; it often differs from the planned one, and no ID links the two.
    description TEXT, -- What was measured and how, with scale range and direction where the sponsor tells; Markdown.
    population_description TEXT, -- Who was analyzed (such as intention to treat) and why some were not; Markdown, NULL if not told.
    reporting_status TEXT, -- Whether figures are there; for NOT_POSTED the outcome is listed without data.
    anticipated_posting_date TEXT, -- When figures for a NOT_POSTED outcome are due, a month or day; NULL otherwise and often even then.
    param_type TEXT, -- What outcome_measurements.value is: a count, mean, median and so on; NULL if not posted.
    dispersion_type TEXT, -- What spread or the two limits are, in words ('Standard Deviation', '95% Confidence Interval'); NULL for counts.
    unit_of_measure TEXT, -- Unit of the values, free text ('score on a scale', 'percentage of participants'); NULL if not posted.
    calculate_pct INTEGER, -- Whether the registry's site shows a percentage beside each count; the stored values stay counts.
    time_frame TEXT, -- When it was measured, free text; may differ from the planned time frame.
    type_units_analyzed TEXT, -- What was analyzed besides participants (eyes, knees, lesions); NULL if participants alone.
    denom_units_selected TEXT, -- Which of several units of analysis this outcome counts; mostly NULL.
    PRIMARY KEY (nct_id, position)
) WITHOUT ROWID;

-- One row per group of an outcome measure, in registry order; each outcome has its own groups.
CREATE TABLE outcome_measure_groups (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    outcome_measure_position INTEGER NOT NULL, -- Position of its outcome measure, as in outcome_measures.
    position INTEGER NOT NULL, -- Order in the registry's list, from 0.
    id TEXT, -- Name within this one outcome measure (OG000, OG001 …); the next outcome may use it for another group.
    title TEXT, -- Name of the group, usually but not always that of an arm.
    description TEXT, -- What the participants of the group got; Markdown.
    PRIMARY KEY (nct_id, outcome_measure_position, position)
) WITHOUT ROWID;

-- One row per unit counted for an outcome measure, Participants as a rule.
CREATE TABLE outcome_measure_denoms (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    outcome_measure_position INTEGER NOT NULL, -- Position of its outcome measure, as in outcome_measures.
    position INTEGER NOT NULL, -- Order in the registry's list, from 0.
    units TEXT, -- What is counted for the outcome: Participants, or another unit of analysis.
    PRIMARY KEY (nct_id, outcome_measure_position, position)
) WITHOUT ROWID;

-- One row per unit of an outcome measure and group: how many were analyzed.
CREATE TABLE outcome_measure_denom_counts (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    outcome_measure_position INTEGER NOT NULL, -- Position of its outcome measure, as in outcome_measures.
    denom_position INTEGER NOT NULL, -- Position of its denom, as in outcome_measure_denoms.
    position INTEGER NOT NULL, -- Order in the registry's list, from 0.
    group_id TEXT, -- Points to id in outcome_measure_groups of the same outcome measure.
    value TEXT, -- How many of the group were analyzed for the outcome; text, to be cast before counting.
    PRIMARY KEY (nct_id, outcome_measure_position, denom_position, position)
) WITHOUT ROWID;

-- One row per set of rows of an outcome measure, such as one visit; often a single untitled one.
CREATE TABLE outcome_measure_classes (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    outcome_measure_position INTEGER NOT NULL, -- Position of its outcome measure, as in outcome_measures.
    position INTEGER NOT NULL, -- Order in the registry's list, from 0.
    title TEXT, -- Heading of a set of rows, often a time point or subscale ('Week 12'); NULL if there is but one set.
    PRIMARY KEY (nct_id, outcome_measure_position, position)
) WITHOUT ROWID;

-- One row per unit of a row set whose denominator is not that of its outcome measure.
CREATE TABLE outcome_measure_class_denoms (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    outcome_measure_position INTEGER NOT NULL, -- Position of its outcome measure, as in outcome_measures.
    class_position INTEGER NOT NULL, -- Position of its class, as in outcome_measure_classes.
    position INTEGER NOT NULL, -- Order in the registry's list, from 0.
    units TEXT, -- What is counted for these rows: Participants or another unit of analysis.
    PRIMARY KEY (nct_id, outcome_measure_position, class_position, position)
) WITHOUT ROWID;

-- One row per such unit of a row set and group: how many were analyzed.
CREATE TABLE outcome_measure_class_denom_counts (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    outcome_measure_position INTEGER NOT NULL, -- Position of its outcome measure, as in outcome_measures.
    class_position INTEGER NOT NULL, -- Position of its class, as in outcome_measure_classes.
    denom_position INTEGER NOT NULL, -- Position of its denom, as in outcome_measure_class_denoms.
    position INTEGER NOT NULL, -- Order in the registry's list, from 0.
    group_id TEXT, -- Points to id in outcome_measure_groups of the same outcome measure.
    value TEXT, -- How many of the group were analyzed for these rows; text, to be cast before counting.
    PRIMARY KEY (nct_id, outcome_measure_position, class_position, denom_position, position)
) WITHOUT ROWID;

-- One row per category of a row set; a single untitled one for means and medians.
CREATE TABLE outcome_measure_categories (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    outcome_measure_position INTEGER NOT NULL, -- Position of its outcome measure, as in outcome_measures.
    class_position INTEGER NOT NULL, -- Position of its class, as in outcome_measure_classes.
    position INTEGER NOT NULL, -- Order in the registry's list, from 0.
    title TEXT, -- Name of the row, such as an answer or grade; NULL where a class has a single value, such as a mean.
    PRIMARY KEY (nct_id, outcome_measure_position, class_position, position)
) WITHOUT ROWID;

-- One row per category and group: the figure, with its spread or limits, as text.
CREATE TABLE outcome_measurements (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    outcome_measure_position INTEGER NOT NULL, -- Position of its outcome measure, as in outcome_measures.
    class_position INTEGER NOT NULL, -- Position of its class, as in outcome_measure_classes.
    category_position INTEGER NOT NULL, -- Position of its category, as in outcome_measure_categories.
    position INTEGER NOT NULL, -- Order in the registry's list, from 0.
    group_id TEXT, -- Points to id in outcome_measure_groups of the same outcome measure.
    value TEXT, -- The figure as posted, in unit_of_measure: text such as '26,300', '<0.001' or 'NA', to be cleaned before casting.
    spread TEXT, -- Standard deviation, standard error or other single dispersion, by dispersion_type; text, NULL where limits are used.
    lower_limit TEXT, -- Lower end of an interval, quartile or range, by dispersion_type; text, 'NA' if it could not be estimated.
    upper_limit TEXT, -- Upper end of an interval, quartile or range, by dispersion_type; text, 'NA' if it could not be estimated.
    comment TEXT, -- Why a figure is NA, or another note on it; mostly NULL.
    PRIMARY KEY (nct_id, outcome_measure_position, class_position, category_position, position)
) WITHOUT ROWID;

-- One row per statistical comparison of an outcome measure: test, estimate and interval.
CREATE TABLE outcome_analyses (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    outcome_measure_position INTEGER NOT NULL, -- Position of its outcome measure, as in outcome_measures.
    position INTEGER NOT NULL, -- Order in the registry's list, from 0.
    param_type TEXT, -- What was estimated, in words: 'Hazard Ratio (HR)', 'Mean Difference (Final Values)' or the sponsor's own.
    param_value TEXT, -- Size of the effect as posted, text; its direction depends on the order in which groups were compared.
    dispersion_type TEXT, -- What dispersion_value is, a standard deviation or the standard error of the mean; NULL if none is given.
    dispersion_value TEXT, -- Dispersion of the estimate as posted, text; NULL if none is given.
    statistical_method TEXT, -- Name of the test or model ('ANCOVA', 'Log Rank'), from the registry's list or free text.
    statistical_comment TEXT, -- Covariates, adjustments and other details of the test; Markdown, mostly NULL.
    p_value TEXT, -- As posted, text with '<', '=' or '>' in places ('<0.001'); NULL where only an estimate is given.
    p_value_comment TEXT, -- Adjustment for multiple tests and the significance level set in advance, if told; Markdown.
    ci_num_sides TEXT, -- Whether the confidence interval has one side or two; NULL if there is none.
    ci_pct_value TEXT, -- Level of the confidence interval in percent ('95', '97.5'), text; NULL if there is none.
    ci_lower_limit TEXT, -- Lower end of the confidence interval of the estimate, text; NULL if there is none or it is one-sided.
    ci_upper_limit TEXT, -- Upper end of the confidence interval of the estimate, text; NULL if there is none or it is one-sided.
    ci_lower_limit_comment TEXT, -- Why the lower limit is NA or what is special about it; nearly always NULL.
    ci_upper_limit_comment TEXT, -- Why the upper limit is NA or what is special about it; nearly always NULL.
    estimate_comment TEXT, -- Direction of the comparison, model terms and other notes on the estimate; Markdown, mostly NULL.
    tested_non_inferiority INTEGER, -- Whether non-inferiority or equivalence was tested; NULL in many analyses: see non_inferiority_type.
    non_inferiority_type TEXT, -- What was tested: superiority, non-inferiority, equivalence; the combined kinds come from older forms.
    non_inferiority_comment TEXT, -- Margin, power and how the hypothesis was tested; Markdown, NULL for most superiority tests.
    other_analysis_description TEXT, -- An analysis that fits neither test nor estimate, in words; mostly NULL.
    group_description TEXT, -- Null hypothesis, sample size and power of the comparison, if told; Markdown.
    PRIMARY KEY (nct_id, outcome_measure_position, position)
) WITHOUT ROWID;

-- One row per group that takes part in a comparison.
CREATE TABLE outcome_analysis_group_ids (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    outcome_measure_position INTEGER NOT NULL, -- Position of its outcome measure, as in outcome_measures.
    analysis_position INTEGER NOT NULL, -- Position of its analysis, as in outcome_analyses.
    position INTEGER NOT NULL, -- Order in the registry's list, from 0.
    outcome_analysis_group_id TEXT, -- Points to id in outcome_measure_groups: a group that takes part in the comparison.
    PRIMARY KEY (nct_id, outcome_measure_position, analysis_position, position)
) WITHOUT ROWID;

-- One row per study with posted results: how, how long and above which frequency events were reported.
CREATE TABLE adverse_event_summaries (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    frequency_threshold TEXT, -- Percent of an arm that a non-serious event had to exceed to be listed, 0 to 5, as text; 0 lists them all.
    time_frame TEXT, -- How long adverse events were collected, free text; needed before rates of two studies are compared.
    description TEXT, -- Definitions and methods of collection, where they depart from the usual; Markdown.
    all_cause_mortality_comment TEXT, -- Sponsor's note on deaths from any cause; NULL in nearly every study.
    PRIMARY KEY (nct_id)
);

-- One row per group of the adverse events, with its totals of deaths, serious and other events.
CREATE TABLE event_groups (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    position INTEGER NOT NULL, -- Order in the registry's list, from 0.
    id TEXT, -- Name within the adverse events (EG000, EG001 …); not the numbers of other sections.
    title TEXT, -- Name of the group, usually but not always that of an arm.
    description TEXT, -- What the participants of the group got and who counts as at risk; Markdown.
    deaths_num_affected INTEGER, -- Participants who died of any cause; NULL mostly in results from before 2017, when deaths were not yet asked for.
    deaths_num_at_risk INTEGER, -- Participants in whom deaths were counted; NULL where deaths_num_affected is.
    serious_num_affected INTEGER, -- Participants with at least one serious adverse event.
    serious_num_at_risk INTEGER, -- Participants in whom serious events were looked for; rarely NULL.
    other_num_affected INTEGER, -- Participants with at least one non-serious event above the frequency threshold, not with any at all.
    other_num_at_risk INTEGER, -- Participants in whom non-serious events were looked for; rarely NULL.
    PRIMARY KEY (nct_id, position)
) WITHOUT ROWID;

-- One row per event term, in registry order within its type: SERIOUS, or OTHER above the frequency threshold.
CREATE TABLE adverse_events (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    "type" TEXT NOT NULL, -- SERIOUS, OTHER: which of the registry's lists it is from.
    position INTEGER NOT NULL, -- Order in the registry's list, from 0.
    term TEXT, -- Name of the event, usually a MedDRA term, with British or American spelling ('Diarrhoea').
    organ_system TEXT, -- MedDRA system organ class, chosen by the sponsor from the registry's list.
    source_vocabulary TEXT, -- Dictionary and version of the term, as typed ('MedDRA 23.1', 'CTCAE (4.0)'); NULL if not given.
    assessment_type TEXT, -- Whether events were asked for systematically or reported spontaneously; NULL if not stated.
    notes TEXT, -- Sponsor's note on the event, such as its relation to the product; mostly NULL.
    PRIMARY KEY (nct_id, "type", position)
) WITHOUT ROWID;

-- One row per event and group: how often, in how many, of how many.
CREATE TABLE adverse_event_stats (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    "type" TEXT NOT NULL, -- SERIOUS, OTHER: which of the registry's lists it is from.
    adverse_event_position INTEGER NOT NULL, -- Position of its adverse event, as in adverse_events.
    position INTEGER NOT NULL, -- Order in the registry's list, from 0.
    group_id TEXT, -- Points to id in event_groups of the same study.
    num_events INTEGER, -- Occurrences in the group, several per participant possible; NULL where only participants were counted.
    num_affected INTEGER, -- Participants of the group with the event at least once.
    num_at_risk INTEGER, -- Participants of the group in whom the event was looked for; may be 0.
    PRIMARY KEY (nct_id, "type", adverse_event_position, position)
) WITHOUT ROWID;

-- One row per study with posted results: limitations, agreements on publication and whom to ask.
CREATE TABLE more_info (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    limitations_and_caveats_description TEXT, -- What weakens the results by the sponsor's own account, such as early termination or too few participants.
    agreement_pi_sponsor_employee INTEGER, -- Whether all principal investigators are employed by the sponsor; if so, publication limits are mostly not asked.
    agreement_restriction_type TEXT, -- How long the sponsor may hold back publication by investigators; NULL if there is no such agreement.
    agreement_restrictive_agreement INTEGER, -- Whether an agreement limits investigators in publishing after the study; NULL mostly if they are employees.
    agreement_other_details TEXT, -- Terms of the agreement in words, where the restriction is of the OTHER kind.
    point_of_contact_title TEXT, -- Name or position of whom to ask about the results.
    point_of_contact_organization TEXT, -- Organization of the results contact.
    point_of_contact_email TEXT, -- Address for questions about the results.
    point_of_contact_phone TEXT, -- Telephone number for questions about the results, as typed.
    point_of_contact_phone_ext TEXT, -- Extension to the number in point_of_contact_phone; mostly NULL.
    PRIMARY KEY (nct_id)
);

-- One row per study that the registry annotated: who sent in results still under review.
CREATE TABLE annotations (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    unposted_responsible_party TEXT, -- Who sent in results that are still under review, name and organization in one text; NULL if nothing is pending.
    PRIMARY KEY (nct_id)
);

-- One row per step in the review of results not yet posted, in registry order.
CREATE TABLE unposted_events (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    position INTEGER NOT NULL, -- Order in the registry's list, from 0.
    "type" TEXT, -- Step of the review: results sent in (RELEASE), taken back (UNRELEASE) or returned to the sponsor (RESET).
    date TEXT, -- Day of the step; NULL where date_unknown says so.
    date_unknown INTEGER, -- Whether the registry has no date for the step; NULL, not false, where it has one.
    PRIMARY KEY (nct_id, position)
) WITHOUT ROWID;

-- One row per step of the FDA's action on a breach of the U.S. reporting law.
CREATE TABLE violation_events (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    position INTEGER NOT NULL, -- Order in the registry's list, from 0.
    "type" TEXT, -- Step of the FDA's action: violation found, correction confirmed, penalty imposed or letter settled.
    description TEXT, -- The step in words, as put on record with the FDA's finding.
    creation_date TEXT, -- Day the entry was made.
    issued_date TEXT, -- Day the FDA issued its notice.
    release_date TEXT, -- Day the entry was released for the registry.
    posted_date TEXT, -- Day the entry appeared on the registry's site.
    PRIMARY KEY (nct_id, position)
) WITHOUT ROWID;

-- One row per study with a note on its documents: whether it has no statistical analysis plan.
CREATE TABLE document_summaries (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    no_sap INTEGER, -- Whether the sponsor declares that there is no statistical analysis plan; NULL, not false, for nearly all.
    PRIMARY KEY (nct_id)
);

-- One row per PDF at the registry: protocol, analysis plan or consent form.
CREATE TABLE large_documents (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    position INTEGER NOT NULL, -- Order in the registry's list, from 0.
    type_abbrev TEXT, -- What the file holds, in short: Prot, SAP, ICF or a combination such as Prot_SAP.
    has_protocol INTEGER, -- Whether the file holds the study protocol.
    has_sap INTEGER, -- Whether the file holds the statistical analysis plan.
    has_icf INTEGER, -- Whether the file holds the informed consent form.
    label TEXT, -- Title shown on the registry's site; the sponsor may have added a subtitle.
    date TEXT, -- Day of the document's own version, as the sponsor gives it.
    upload_date TEXT, -- When the file was uploaded, to the minute (2020-04-22T08:56), without time zone.
    filename TEXT, -- Name of the PDF at the registry, unique only within the study.
    size INTEGER, -- Size of the PDF in bytes.
    PRIMARY KEY (nct_id, position)
) WITHOUT ROWID;

-- One row per study: what the registry itself adds, above all the date of its data.
CREATE TABLE derived_info (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    version_holder TEXT, -- Date of the registry's data release this copy came from; it moves daily without any change to the study.
    estimated_results_first_submit_date TEXT, -- Day the results still under review were first sent in, by the registry's estimate; NULL if none are pending.
    first_mcp_post_date TEXT, -- Day results first appeared with major review comments still open, before results_first_post_date; else NULL.
    first_mcp_post_date_type TEXT, -- Whether first_mcp_post_date is exact (ACTUAL) or worked out (ESTIMATED); NULL where the date is.
    PRIMARY KEY (nct_id)
);

-- One row per country that was once among the locations of a study and no longer is.
CREATE TABLE removed_countries (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    position INTEGER NOT NULL, -- Order in the registry's list, from 0.
    removed_country TEXT, -- Country once among the locations that the current record no longer has.
    PRIMARY KEY (nct_id, position)
) WITHOUT ROWID;

-- One row per submission of results still under review, in registry order.
CREATE TABLE submission_infos (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    position INTEGER NOT NULL, -- Order in the registry's list, from 0.
    release_date TEXT, -- Day the sponsor sent results in for review.
    unrelease_date TEXT, -- Day the sponsor took the results back; NULL if it did not, or if unrelease_date_unknown.
    unrelease_date_unknown INTEGER, -- Whether results were taken back on a day not on record; NULL, not false, otherwise.
    reset_date TEXT, -- Day the registry returned the results with review comments; NULL while the review goes on.
    mcp_release_n INTEGER, -- Number of the record's release that came back with major review comments; NULL if it did not.
    PRIMARY KEY (nct_id, position)
) WITHOUT ROWID;

-- One row per MeSH term that the registry matched to the conditions of a study.
CREATE TABLE condition_meshes (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    position INTEGER NOT NULL, -- Order in the registry's list, from 0.
    id TEXT, -- MeSH descriptor; the registry pads some IDs with zeros in the middle (D000007172 for D007172).
    term TEXT, -- Heading that the registry matched by machine to the conditions and keywords; nobody checks it.
    PRIMARY KEY (nct_id, position)
) WITHOUT ROWID;

-- One row per broader MeSH term above those of a study's conditions.
CREATE TABLE condition_mesh_ancestors (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    position INTEGER NOT NULL, -- Order in the registry's list, from 0.
    id TEXT, -- MeSH descriptor of a broader heading; the registry pads some IDs (D000052801 for D052801).
    term TEXT, -- Broader heading above one of condition_meshes; which one is not told.
    PRIMARY KEY (nct_id, position)
) WITHOUT ROWID;

-- One row per condition topic of a study; the registry stopped giving these in 2025, so newer records have none.
CREATE TABLE condition_browse_leaves (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    position INTEGER NOT NULL, -- Order in the registry's list, from 0.
    id TEXT, -- The registry's own ID of the topic (M4815), no MeSH ID.
    name TEXT, -- Name of the topic, mostly a MeSH heading.
    as_found TEXT, -- The words of the record that led to the topic; NULL for topics of LOW relevance.
    relevance TEXT, -- HIGH if the record itself names the topic, LOW if it only lies near one that is named.
    PRIMARY KEY (nct_id, position)
) WITHOUT ROWID;

-- One row per broad field of a study's conditions; the registry stopped giving these in 2025.
CREATE TABLE condition_browse_branches (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    position INTEGER NOT NULL, -- Order in the registry's list, from 0.
    abbrev TEXT, -- The registry's code of the branch (BC04); All for the root.
    name TEXT, -- Broad field that the conditions fall into, such as Neoplasms; good for coarse grouping.
    PRIMARY KEY (nct_id, position)
) WITHOUT ROWID;

-- One row per MeSH term that the registry matched to the interventions of a study.
CREATE TABLE intervention_meshes (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    position INTEGER NOT NULL, -- Order in the registry's list, from 0.
    id TEXT, -- MeSH descriptor or supplementary concept (C…); the registry pads some IDs (D000003907 for D003907).
    term TEXT, -- Heading that the registry matched by machine to the interventions; cell products mostly have none.
    PRIMARY KEY (nct_id, position)
) WITHOUT ROWID;

-- One row per broader MeSH term above those of a study's interventions.
CREATE TABLE intervention_mesh_ancestors (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    position INTEGER NOT NULL, -- Order in the registry's list, from 0.
    id TEXT, -- MeSH descriptor of a broader heading; the registry pads some IDs (D000004791 for D004791).
    term TEXT, -- Broader heading above one of intervention_meshes, pharmacological actions too; which one is not told.
    PRIMARY KEY (nct_id, position)
) WITHOUT ROWID;

-- One row per drug topic of a study; the registry stopped giving these in 2025, so newer records have none.
CREATE TABLE intervention_browse_leaves (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    position INTEGER NOT NULL, -- Order in the registry's list, from 0.
    id TEXT, -- The registry's own ID of the topic (M7951, T382), no MeSH ID.
    name TEXT, -- Name of the topic, mostly a MeSH heading or a dietary supplement.
    as_found TEXT, -- Words that led to the topic; beware of false matches such as 'Difference' or 'Clinic'; NULL for LOW relevance.
    relevance TEXT, -- HIGH if words of the record were matched to the topic, LOW if it only lies near such a topic.
    PRIMARY KEY (nct_id, position)
) WITHOUT ROWID;

-- One row per broad group of drugs of a study; the registry stopped giving these in 2025.
CREATE TABLE intervention_browse_branches (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    position INTEGER NOT NULL, -- Order in the registry's list, from 0.
    abbrev TEXT, -- The registry's code of the branch (ANeo); All for the root.
    name TEXT, -- Broad group of drugs that the interventions fall into, false matches included.
    PRIMARY KEY (nct_id, position)
) WITHOUT ROWID;

-- One row per field of a study document that the schema does not know, kept whole.
CREATE TABLE unmapped_fields (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    path TEXT NOT NULL, -- Dotted path into the study document, list positions as numbers.
    value TEXT, -- The field's value as JSON, with everything below it.
    PRIMARY KEY (nct_id, path)
) WITHOUT ROWID;

-- One row per value of another type than the registry publishes, or an enum value it does not list; the value is kept as it is.
CREATE TABLE unexpected_values (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    path TEXT NOT NULL, -- Dotted path into the study document, list positions as numbers.
    value TEXT, -- The value as JSON.
    expected TEXT, -- The type or the enum that the schema expects there.
    PRIMARY KEY (nct_id, path)
) WITHOUT ROWID;

-- One row per object or list that is there in the document but empty; absent is something else.
CREATE TABLE empty_fields (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    path TEXT NOT NULL, -- Dotted path into the study document, list positions as numbers.
    kind TEXT, -- object or list.
    PRIMARY KEY (nct_id, path)
) WITHOUT ROWID;

-- One row per single eligibility criterion, in the order of the text.
CREATE TABLE criteria (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    position INTEGER NOT NULL, -- Order in the text, from 0.
    "type" TEXT, -- INCLUSION, EXCLUSION, or UNSPLIT where the text cannot be split surely.
    population TEXT, -- Whom the criterion is about where the record has several (donor, recipient …); NULL where it has one.
    parent INTEGER, -- Position of the criterion this one is nested in.
    level INTEGER, -- Depth of nesting, from 0.
    bullet TEXT, -- The bullet or number in front, as in the text.
    text TEXT, -- The criterion's words, Markdown escapes resolved.
    heading TEXT, -- The nearest heading above it.
    start INTEGER, -- Offset of its first character in eligibility_criteria.
    "end" INTEGER, -- Offset behind its last character in eligibility_criteria.
    PRIMARY KEY (nct_id, position)
) WITHOUT ROWID;

-- One row per time point read from the time frame of a planned outcome.
CREATE TABLE outcome_times (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    "type" TEXT NOT NULL, -- PRIMARY, SECONDARY or OTHER, as in outcomes.
    position INTEGER NOT NULL, -- The outcome's position within its type, as in outcomes.
    point_position INTEGER NOT NULL, -- Order of the time point in the time frame, from 0.
    day REAL, -- The time point in days from the start, may be a fraction; NULL for an event or what could not be read.
    kind TEXT, -- follow-up, age, event or unread.
    words TEXT, -- The words of the time frame it was read from.
    start INTEGER, -- Offset of the words in time_frame.
    "end" INTEGER, -- Offset behind the words in time_frame.
    rule TEXT, -- The rule that read it.
    PRIMARY KEY (nct_id, "type", position, point_position)
) WITHOUT ROWID;

-- One row per study: whether it gives an MSC product, and why.
CREATE TABLE msc_studies (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    is_msc INTEGER, -- 1 where an arm is given an MSC product; a study that only mentions MSC is none.
    reason TEXT, -- What decided it.
    evidence TEXT, -- The record's words that decided it; all of them are in msc_evidence.
    evidence_path TEXT, -- Where those words stand in the study document.
    PRIMARY KEY (nct_id)
);

-- One row per cell product given to an arm, read from the record's prose; several dose levels are several rows.
CREATE TABLE msc_products (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    position INTEGER NOT NULL, -- Order of arms and interventions, from 0.
    product_type TEXT, -- MSC cells, MSC extracellular vesicles, MSC conditioned medium, MSC-derived differentiated cells, or not MSC.
    arm_group_position INTEGER, -- Position of the arm it is given to, as in arm_groups; NULL where the record ties it to none.
    intervention_position INTEGER, -- Position of its intervention, as in interventions.
    tissue_source TEXT, -- Tissue the cells come from; NULL where the record does not say.
    tissue_source_id TEXT, -- Ontology id of the tissue (Uberon, CL or NCIt).
    donor TEXT, -- autologous or allogeneic.
    donor_detail TEXT, -- pooled, third-party, related, haploidentical; NULL where not said.
    route TEXT, -- Route of administration.
    route_id TEXT, -- Ontology id of the route (EDQM or NCIt).
    dose_value REAL, -- One dose, per administration, in dose_unit; NULL where the record gives a range or nothing.
    dose_low REAL, -- Lower end of a range.
    dose_high REAL, -- Upper end of a range.
    dose_unit TEXT, -- cells, particles, ug or pmol phospholipid.
    dose_basis TEXT, -- fixed, per_kg, per_cm2 or per_ml; NULL for a basis that has no value here (per m²).
    administrations INTEGER, -- How many times it is given.
    interval_days REAL, -- Days between administrations.
    total_dose REAL, -- In dose_unit and dose_basis, only where it follows from what is stated.
    cryopreservation TEXT, -- cryopreserved or fresh, as the product is given or kept; NULL where not said.
    passage TEXT, -- Culture passage of the cells.
    named_product TEXT, -- Name under which the product is known.
    PRIMARY KEY (nct_id, position)
) WITHOUT ROWID;

-- One row per value read from prose, with the words that show it.
CREATE TABLE msc_evidence (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    item INTEGER NOT NULL, -- Running number within the study, from 0.
    position INTEGER, -- Position of the product, as in msc_products; NULL for the verdict on the study.
    attribute TEXT, -- The column of msc_products (or is_msc) that the words show.
    path TEXT, -- Dotted path into the study document, list positions as numbers.
    start INTEGER, -- Offset of the words in the text at path, in characters.
    "end" INTEGER, -- Offset behind the words.
    words TEXT, -- The record's own words: text[start:end].
    rule TEXT, -- The rule that read them.
    confidence REAL, -- How sure the rule is, 0 to 1.
    PRIMARY KEY (nct_id, item)
) WITHOUT ROWID;

-- One row per version of a study seen, in order of the record's own last update; the tables show the highest.
CREATE TABLE study_versions (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    version INTEGER NOT NULL, -- 1 for the oldest version held, counting up.
    source TEXT, -- Kind of source: api, json, legacy_xml, classic_page, tabular_page, results_page, page_text, archive, history or demo.
    origin TEXT, -- Address or file the version was read from.
    retrieved_at TEXT, -- When it was read (UTC).
    last_update_post_date TEXT, -- The record's own date of its last update.
    content_hash TEXT, -- SHA-256 of the document without derivedSection; a new one is a new version.
    document_hash TEXT, -- SHA-256 of the whole document; the tables are rewritten when it moves.
    payload_hash BLOB, -- SHA-256, as bytes, of the JSON it was parsed from; NULL where it was parsed from anything else.
    document BLOB, -- The study document as canonical JSON, compressed with zstd against the file's document_dictionary.
    PRIMARY KEY (nct_id, version)
);

-- One row: the text that every study_versions.document is compressed against.
CREATE TABLE document_dictionary (
    id INTEGER PRIMARY KEY, -- Always 1.
    dictionary BLOB -- A zstd dictionary of raw content.
);

-- One row per path in which a version of a study differs from the version before it.
CREATE TABLE changes (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    version INTEGER NOT NULL, -- The version that brought the change.
    position INTEGER NOT NULL, -- Order within the version, weightiest first.
    module TEXT, -- The registry's module the path is in.
    path TEXT, -- Dotted path in the new document, in the old one where something was removed.
    old_path TEXT, -- Its path in the old document; NULL where it was added.
    kind TEXT, -- added, removed or changed.
    "old" TEXT, -- The value before, as JSON; NULL where it was added.
    "new" TEXT, -- The value after, as JSON; NULL where it was removed.
    significance TEXT, -- What the change touches, a class of schema/changes.yaml, the weightiest first: primary_outcome_removed, primary_outcome_changed, enrollment, status, eligibility … housekeeping, order, wording, other.
    wording INTEGER, -- 1 where only case, punctuation or white space moved.
    PRIMARY KEY (nct_id, version, position)
) WITHOUT ROWID;

-- One row per outcome of a study with an earlier version, that submitted last on or before the start date against today's.
CREATE TABLE outcome_switches (
    nct_id TEXT NOT NULL REFERENCES studies(nct_id), -- The study.
    position INTEGER NOT NULL, -- Registered outcomes in their order, then those added since.
    version_then INTEGER, -- The last version registered on or before the start date.
    date_then TEXT, -- When that version was submitted; when it was posted, where it does not say.
    verdict TEXT, -- kept, changed, dropped, added, promoted or demoted.
    type_then TEXT, -- PRIMARY, SECONDARY or OTHER as registered; NULL where it was added since.
    position_then INTEGER, -- Position within its type as registered.
    measure_then TEXT, -- The measure as registered.
    time_frame_then TEXT, -- The time frame as registered.
    type_now TEXT, -- PRIMARY, SECONDARY or OTHER today; NULL where it was dropped.
    position_now INTEGER, -- Position within its type today.
    measure_now TEXT, -- The measure today.
    time_frame_now TEXT, -- The time frame today.
    differs TEXT, -- Which of measure, description and timeFrame differ in substance, as a JSON array.
    similarity REAL, -- How alike the measures are where nothing else tells that they are one; NULL where they have the same measure.
    PRIMARY KEY (nct_id, position)
) WITHOUT ROWID;

-- One row per query that every refresh asks again for new studies.
CREATE TABLE searches (
    id INTEGER PRIMARY KEY, -- Number of the search.
    term TEXT, -- Words searched in the whole record.
    "condition" TEXT, -- Words searched in conditions.
    intervention TEXT, -- Words searched in interventions.
    created_at TEXT, -- When the search was first made (UTC).
    last_run_at TEXT, -- When it was last asked and answered whole (UTC).
    hits INTEGER -- Studies it found when last asked.
);

-- One row per fetch, load or refresh, with its account of itself.
CREATE TABLE runs (
    id INTEGER PRIMARY KEY, -- Number of the run.
    command TEXT, -- fetch, fetch --all, fetch from archive, load, refresh, history or demo.
    started_at TEXT, -- UTC.
    ended_at TEXT, -- UTC; NULL where the run is under way or was cut.
    complete INTEGER, -- 1 where everything found was reconciled with what was saved.
    data_timestamp TEXT, -- The registry's own timestamp of its data when the run began.
    asked INTEGER, -- Studies the run asked for or met in its files.
    added INTEGER, -- Studies new to the file.
    changed INTEGER, -- Studies with a new version.
    unchanged INTEGER, -- Studies that had not moved, asked for or not.
    missing INTEGER, -- Studies that the registry no longer answered for, for the first time.
    failed INTEGER, -- Records that could not be read; see problems.
    requests INTEGER, -- HTTP requests made.
    bytes INTEGER, -- Bytes received.
    message TEXT -- What ended the run early or kept it from being complete, if anything did.
);

-- One row per record that cannot be read, with its payload; it goes when the record is read.
CREATE TABLE problems (
    id INTEGER PRIMARY KEY, -- Number of the problem.
    nct_id TEXT, -- The study, where the payload tells.
    source TEXT, -- Kind of source.
    origin TEXT, -- Address or file.
    retrieved_at TEXT, -- When it last came (UTC).
    path TEXT, -- The place in the record that is wrong; '' for the whole.
    reason TEXT, -- What is wrong and what to do.
    payload BLOB -- The record as it came, compressed with zlib.
);

-- One row per NCT ID found in another document, with its sentence.
CREATE TABLE mentions (
    document TEXT NOT NULL, -- Path or address of the document.
    position INTEGER NOT NULL, -- Order of the mention in the document, from 0.
    nct_id TEXT, -- The study mentioned; it need not be in this file.
    title TEXT, -- Title of the document.
    sentence TEXT, -- The sentence around the id.
    start INTEGER, -- Offset of the id in the document's text, in characters.
    found_at TEXT, -- UTC.
    PRIMARY KEY (document, position)
) WITHOUT ROWID;

CREATE INDEX idx_studies_nct_number ON studies (nct_number);

CREATE INDEX idx_studies_overall_status_phase_start_year_study_type ON studies (overall_status, phase, start_year, study_type);

CREATE INDEX idx_studies_phase_overall_status_start_year_study_type ON studies (phase, overall_status, start_year, study_type);

CREATE INDEX idx_studies_start_year_overall_status_phase_study_type ON studies (start_year, overall_status, phase, study_type);

CREATE INDEX idx_studies_study_type_overall_status_phase_start_year ON studies (study_type, overall_status, phase, start_year);

CREATE INDEX idx_studies_overall_status_last_update_post_date ON studies (overall_status, last_update_post_date);

CREATE INDEX idx_studies_phase_last_update_post_date ON studies (phase, last_update_post_date);

CREATE INDEX idx_studies_start_year_last_update_post_date ON studies (start_year, last_update_post_date);

CREATE INDEX idx_studies_lead_sponsor_class ON studies (lead_sponsor_class);

CREATE INDEX idx_studies_last_update_post_date ON studies (last_update_post_date);

CREATE INDEX idx_nct_id_aliases_nct_id_alias ON nct_id_aliases (nct_id_alias);

CREATE INDEX idx_conditions_condition ON conditions ("condition");

CREATE INDEX idx_locations_country ON locations (country);

CREATE INDEX idx_msc_studies_is_msc ON msc_studies (is_msc);

CREATE INDEX idx_msc_products_product_type ON msc_products (product_type);

CREATE INDEX idx_msc_products_tissue_source ON msc_products (tissue_source);

CREATE INDEX idx_msc_products_donor ON msc_products (donor);

CREATE INDEX idx_msc_products_route ON msc_products (route);

CREATE INDEX idx_msc_products_dose_unit ON msc_products (dose_unit);

CREATE INDEX idx_study_versions_retrieved_at ON study_versions (retrieved_at);

CREATE INDEX idx_changes_significance ON changes (significance);

CREATE INDEX idx_outcome_switches_verdict ON outcome_switches (verdict);

CREATE INDEX idx_problems_nct_id ON problems (nct_id);

CREATE INDEX idx_problems_origin ON problems (origin);

CREATE INDEX idx_mentions_nct_id ON mentions (nct_id);

-- Full-text search: one entry a study, its rowid the digits of the NCT ID. The index keeps no text of its own
-- (SQLite FTS5, external content): it reads the view below.
CREATE VIEW search_texts AS
SELECT
    nct_number,
    nct_id,
    concat_titles.titles,
    (SELECT group_concat(condition, ' · ') FROM conditions WHERE conditions.nct_id = concat_titles.nct_id) AS conditions,
    (SELECT group_concat(name || coalesce(' ' || description, ''), ' · ') FROM interventions
        WHERE interventions.nct_id = concat_titles.nct_id) AS interventions,
    (SELECT group_concat(measure || coalesce(' ' || description, ''), ' · ') FROM outcomes
        WHERE outcomes.nct_id = concat_titles.nct_id) AS outcomes,
    (SELECT eligibility_criteria FROM eligibility WHERE eligibility.nct_id = concat_titles.nct_id) AS criteria
FROM (
    SELECT nct_number, nct_id, nct_id || ' ' || coalesce(brief_title, '') || ' ' || coalesce(official_title, '')
        || ' ' || coalesce(acronym, '') AS titles
    FROM studies
) AS concat_titles;
CREATE VIRTUAL TABLE studies_fts USING fts5(
    titles, conditions, interventions, outcomes, criteria,
    content = 'search_texts', content_rowid = 'nct_number', tokenize = 'porter unicode61 remove_diacritics 2'
);

CREATE VIEW arm_group_interventions AS
-- Who gets what: one row per arm and intervention, wherever the record says so. The registry lists it twice, by arm
-- ('Biological: AlloRx') and by intervention (the labels of its arms); what either side says is here, doubles once.
SELECT
    a.nct_id,
    a.position AS arm_group_position,
    i.position AS intervention_position,
    a.label,
    i.name
FROM arm_groups AS a
JOIN interventions AS i ON i.nct_id = a.nct_id
WHERE EXISTS (
    SELECT 1 FROM intervention_arm_group_labels AS l
    WHERE l.nct_id = i.nct_id AND l.intervention_position = i.position AND l.intervention_arm_group_label = a.label
)
OR EXISTS (
    SELECT 1 FROM arm_group_intervention_names AS n
    WHERE n.nct_id = a.nct_id AND n.arm_group_position = a.position AND (
        n.arm_group_intervention_name = i.name
        OR (
            substr(n.arm_group_intervention_name, length(i.type) + 1) = ': ' || i.name
            AND lower(substr(n.arm_group_intervention_name, 1, length(i.type))) = lower(replace(i.type, '_', ' '))
        )
    )
);

CREATE VIEW arms_at_a_glance AS
-- Arms at a glance: one row per arm or group, with its role, what it gets and how the sponsor describes it.
SELECT
    a.nct_id,
    a.position,
    a.label,
    a.type,
    (
        SELECT group_concat(g.name, '; ') FROM arm_group_interventions AS g
        WHERE g.nct_id = a.nct_id AND g.arm_group_position = a.position
    ) AS interventions,
    a.description,
    s.phase,
    s.enrollment_count,
    s.brief_title
FROM arm_groups AS a
JOIN studies AS s ON s.nct_id = a.nct_id;

CREATE VIEW completed_without_results AS
-- Completed without results: completed trials whose primary completion lies more than a year back and that have posted no
-- results at the registry. They may be published elsewhere; see study_references.
SELECT
    s.nct_id,
    s.brief_title,
    s.phase,
    s.enrollment_count,
    s.primary_completion_date,
    (
        SELECT count(*) FROM study_references AS r WHERE r.nct_id = s.nct_id AND r.type IN ('RESULT', 'DERIVED')
    ) AS publications_of_results,
    s.lead_sponsor_name,
    s.lead_sponsor_class
FROM studies AS s
WHERE s.overall_status = 'COMPLETED'
    AND s.study_type = 'INTERVENTIONAL'
    AND s.has_results IS NOT 1
    AND substr(s.primary_completion_date, 1, 7) < strftime('%Y-%m', 'now', '-1 year');

CREATE VIEW msc_doses_by_route AS
-- MSC doses by route: one row per route, unit and basis, which are never mixed: in how many MSC studies, and the lowest,
-- the median and the highest dose. A dose counts once a study, a range with both its ends; empty is not stated.
WITH doses AS (
    SELECT p.nct_id, p.route, p.dose_unit, p.dose_basis, p.dose_value, p.dose_low, p.dose_high
    FROM msc_products AS p
    JOIN msc_studies AS m ON m.nct_id = p.nct_id
    WHERE m.is_msc = 1 AND p.product_type IS NOT 'not MSC'
),
each AS (
    SELECT nct_id, route, dose_unit, dose_basis, dose_value AS dose FROM doses WHERE dose_value IS NOT NULL
    UNION
    SELECT nct_id, route, dose_unit, dose_basis, dose_low FROM doses WHERE dose_low IS NOT NULL
    UNION
    SELECT nct_id, route, dose_unit, dose_basis, dose_high FROM doses WHERE dose_high IS NOT NULL
),
ranked AS (
    SELECT
        *,
        row_number() OVER (PARTITION BY route, dose_unit, dose_basis ORDER BY dose) AS place,
        count(*) OVER (PARTITION BY route, dose_unit, dose_basis) AS doses
    FROM each
)
SELECT
    route,
    dose_unit,
    dose_basis,
    count(DISTINCT nct_id) AS studies,
    max(doses) AS doses,
    min(dose) AS lowest_dose,
    avg(dose) FILTER (WHERE place IN ((doses + 1) / 2, doses / 2 + 1)) AS median_dose,
    max(dose) AS highest_dose
FROM ranked
GROUP BY route, dose_unit, dose_basis
ORDER BY studies DESC, route, dose_unit, dose_basis;

CREATE VIEW msc_landscape AS
-- MSC landscape: one row per tissue source and route, the most used first: how many MSC studies give such a product, how
-- many of them go on, are completed or have results. Empty is not stated; a study with two routes counts for each.
SELECT
    tissue_source,
    route,
    count(DISTINCT nct_id) AS studies,
    count(DISTINCT nct_id) FILTER (
        WHERE overall_status IN ('RECRUITING', 'NOT_YET_RECRUITING', 'ENROLLING_BY_INVITATION', 'ACTIVE_NOT_RECRUITING')
    ) AS ongoing_studies,
    count(DISTINCT nct_id) FILTER (WHERE overall_status = 'COMPLETED') AS completed_studies,
    count(DISTINCT nct_id) FILTER (WHERE has_results = 1) AS studies_with_results,
    min(start_year) AS first_start_year,
    max(start_year) AS last_start_year
FROM (
    SELECT p.nct_id, p.tissue_source, p.route, s.overall_status, s.has_results, s.start_year
    FROM msc_products AS p
    JOIN msc_studies AS m ON m.nct_id = p.nct_id
    JOIN studies AS s ON s.nct_id = p.nct_id
    WHERE m.is_msc = 1 AND p.product_type IS NOT 'not MSC'
)
GROUP BY tissue_source, route
ORDER BY studies DESC, tissue_source, route;

CREATE VIEW msc_products_at_a_glance AS
-- MSC products at a glance: one row per product that an MSC study gives to an arm, with where the cells come from, how
-- they are given and how many, as read from the record's prose. The words that show each value are in msc_evidence.
SELECT
    p.nct_id,
    s.brief_title,
    p.product_type,
    p.tissue_source,
    p.donor,
    p.route,
    p.dose_value,
    p.dose_low,
    p.dose_high,
    p.dose_unit,
    p.dose_basis,
    p.administrations,
    p.named_product,
    (SELECT label FROM arm_groups AS a WHERE a.nct_id = p.nct_id AND a.position = p.arm_group_position) AS arm,
    s.phase,
    s.overall_status,
    s.enrollment_count,
    s.start_year,
    p.position
FROM msc_products AS p
JOIN msc_studies AS m ON m.nct_id = p.nct_id
JOIN studies AS s ON s.nct_id = p.nct_id
WHERE m.is_msc = 1 AND p.product_type IS NOT 'not MSC';

CREATE VIEW primary_outcomes AS
-- Primary outcomes: one row per planned primary outcome, with its time frame and, in days, the last time point read from it.
SELECT
    o.nct_id,
    o.position,
    o.measure,
    o.time_frame,
    (
        SELECT max(t.day) FROM outcome_times AS t
        WHERE t.nct_id = o.nct_id AND t.type = o.type AND t.position = o.position AND t.kind = 'follow-up'
    ) AS last_day,
    o.description,
    s.brief_title,
    s.phase,
    s.overall_status
FROM outcomes AS o
JOIN studies AS s ON s.nct_id = o.nct_id
WHERE o.type = 'PRIMARY';

CREATE VIEW results_posted AS
-- Results posted: one row per study with results at the registry: when they came, how many outcomes they give, how many
-- participants had a serious adverse event and how many died, each of how many at risk.
SELECT
    s.nct_id,
    s.brief_title,
    s.phase,
    s.enrollment_count,
    s.completion_date,
    s.results_first_post_date,
    (SELECT count(*) FROM outcome_measures AS m WHERE m.nct_id = s.nct_id) AS outcome_measures,
    (SELECT sum(g.serious_num_affected) FROM event_groups AS g WHERE g.nct_id = s.nct_id) AS serious_num_affected,
    (SELECT sum(g.serious_num_at_risk) FROM event_groups AS g WHERE g.nct_id = s.nct_id) AS serious_num_at_risk,
    (SELECT sum(g.deaths_num_affected) FROM event_groups AS g WHERE g.nct_id = s.nct_id) AS deaths_num_affected,
    (SELECT sum(g.deaths_num_at_risk) FROM event_groups AS g WHERE g.nct_id = s.nct_id) AS deaths_num_at_risk,
    s.lead_sponsor_name
FROM studies AS s
WHERE s.has_results = 1;

CREATE VIEW sites_by_country AS
-- Sites by country: one row per study and country, with the number of its sites there and how many of them recruit.
SELECT
    l.nct_id,
    l.country,
    (SELECT count(*) FROM locations AS n WHERE n.nct_id = l.nct_id AND n.country IS l.country) AS sites,
    (
        SELECT count(*) FROM locations AS r
        WHERE r.nct_id = l.nct_id AND r.country IS l.country AND r.status = 'RECRUITING'
    ) AS recruiting_sites,
    s.brief_title,
    s.overall_status,
    s.lead_sponsor_name
FROM locations AS l
JOIN studies AS s ON s.nct_id = l.nct_id
WHERE NOT EXISTS (
    SELECT 1 FROM locations AS b WHERE b.nct_id = l.nct_id AND b.position < l.position AND b.country IS l.country
);

CREATE VIEW studies_at_a_glance AS
-- Studies at a glance: one row per study with what a review's first table has: what is treated with what, how, in how
-- many, where. Lists are joined by semicolons.
SELECT
    s.nct_id,
    s.brief_title,
    (SELECT group_concat(condition, '; ') FROM conditions AS c WHERE c.nct_id = s.nct_id) AS conditions,
    (SELECT group_concat(name, '; ') FROM interventions AS i WHERE i.nct_id = s.nct_id) AS interventions,
    s.overall_status,
    s.phase,
    d.allocation,
    d.masking,
    s.enrollment_count,
    s.enrollment_type,
    e.minimum_age_years,
    e.maximum_age_years,
    e.sex,
    s.start_date,
    s.primary_completion_date,
    (SELECT group_concat(measure, '; ') FROM outcomes AS o WHERE o.nct_id = s.nct_id AND o.type = 'PRIMARY')
        AS primary_outcomes,
    (SELECT group_concat(DISTINCT country) FROM locations AS l WHERE l.nct_id = s.nct_id) AS countries,
    s.lead_sponsor_name,
    s.has_results
FROM studies AS s
LEFT JOIN designs AS d ON d.nct_id = s.nct_id
LEFT JOIN eligibility AS e ON e.nct_id = s.nct_id;

CREATE VIEW aact_baseline_counts AS
SELECT
    (CAST(substr(c.nct_id, 4) AS BIGINT) * 10000000) + c.baseline_denom_position * 1000 + c.position AS id,
    c.nct_id AS nct_id,
    (CAST(substr(c.nct_id, 4) AS BIGINT) * 10000000) + 9990000 + (
        SELECT g.position FROM baseline_groups AS g WHERE g.nct_id = c.nct_id AND g.id = c.group_id
    ) AS result_group_id,
    c.group_id AS ctgov_group_code,
    d.units AS units,
    'overall' AS scope,
    (CASE WHEN typeof(c.value) = 'integer' THEN c.value WHEN c.value LIKE '%,%' AND (c.value GLOB '0,*' OR NOT (c.value GLOB '*[0-9],[0-9][0-9][0-9]')) THEN NULL WHEN replace(trim(c.value), ',', '') GLOB '[-0-9]*' AND NOT (replace(trim(c.value), ',', '') GLOB '?*[^0-9]*') AND c.value GLOB '*[0-9]*' AND length(c.value) < 19 THEN CAST(replace(trim(c.value), ',', '') AS INTEGER) END) AS count
FROM baseline_denom_counts AS c
JOIN baseline_denoms AS d ON d.nct_id = c.nct_id AND d.position = c.baseline_denom_position;

CREATE VIEW aact_baseline_measurements AS
SELECT
    (CAST(substr(m.nct_id, 4) AS BIGINT) * 10000000) + row_number() OVER (
        PARTITION BY m.nct_id ORDER BY m.position, c.position, k.position, v.position
    ) - 1 AS id,
    m.nct_id AS nct_id,
    (CAST(substr(m.nct_id, 4) AS BIGINT) * 10000000) + 9990000 + (
        SELECT g.position FROM baseline_groups AS g WHERE g.nct_id = v.nct_id AND g.id = v.group_id
    ) AS result_group_id,
    v.group_id AS ctgov_group_code,
    c.title AS classification,
    k.title AS category,
    m.title AS title,
    m.description AS description,
    m.unit_of_measure AS units,
    m.param_type AS param_type,
    v.value AS param_value,
    (CASE WHEN v.value LIKE '%,%' AND (v.value GLOB '0,*' OR NOT ( v.value GLOB '*[0-9],[0-9][0-9][0-9]' OR v.value GLOB '*[0-9],[0-9][0-9][0-9].*')) THEN NULL WHEN replace(trim(v.value), ',', '') GLOB '[-+.0-9]*' AND NOT (replace(trim(v.value), ',', '') GLOB '?*[^.0-9]*') AND v.value GLOB '*[0-9]*' AND NOT (v.value GLOB '*.*.*') THEN CAST(replace(trim(v.value), ',', '') AS REAL) WHEN v.value GLOB '[-0-9]*[0-9][eE]*' AND NOT (v.value GLOB '*[^-+.0-9eE]*') AND json_valid(v.value) THEN CAST(v.value AS REAL) END) AS param_value_num,
    m.dispersion_type AS dispersion_type,
    v.spread AS dispersion_value,
    (CASE WHEN v.spread LIKE '%,%' AND (v.spread GLOB '0,*' OR NOT ( v.spread GLOB '*[0-9],[0-9][0-9][0-9]' OR v.spread GLOB '*[0-9],[0-9][0-9][0-9].*')) THEN NULL WHEN replace(trim(v.spread), ',', '') GLOB '[-+.0-9]*' AND NOT (replace(trim(v.spread), ',', '') GLOB '?*[^.0-9]*') AND v.spread GLOB '*[0-9]*' AND NOT (v.spread GLOB '*.*.*') THEN CAST(replace(trim(v.spread), ',', '') AS REAL) WHEN v.spread GLOB '[-0-9]*[0-9][eE]*' AND NOT (v.spread GLOB '*[^-+.0-9eE]*') AND json_valid(v.spread) THEN CAST(v.spread AS REAL) END) AS dispersion_value_num,
    (CASE WHEN v.lower_limit LIKE '%,%' AND (v.lower_limit GLOB '0,*' OR NOT ( v.lower_limit GLOB '*[0-9],[0-9][0-9][0-9]' OR v.lower_limit GLOB '*[0-9],[0-9][0-9][0-9].*')) THEN NULL WHEN replace(trim(v.lower_limit), ',', '') GLOB '[-+.0-9]*' AND NOT (replace(trim(v.lower_limit), ',', '') GLOB '?*[^.0-9]*') AND v.lower_limit GLOB '*[0-9]*' AND NOT (v.lower_limit GLOB '*.*.*') THEN CAST(replace(trim(v.lower_limit), ',', '') AS REAL) WHEN v.lower_limit GLOB '[-0-9]*[0-9][eE]*' AND NOT (v.lower_limit GLOB '*[^-+.0-9eE]*') AND json_valid(v.lower_limit) THEN CAST(v.lower_limit AS REAL) END) AS dispersion_lower_limit,
    (CASE WHEN v.upper_limit LIKE '%,%' AND (v.upper_limit GLOB '0,*' OR NOT ( v.upper_limit GLOB '*[0-9],[0-9][0-9][0-9]' OR v.upper_limit GLOB '*[0-9],[0-9][0-9][0-9].*')) THEN NULL WHEN replace(trim(v.upper_limit), ',', '') GLOB '[-+.0-9]*' AND NOT (replace(trim(v.upper_limit), ',', '') GLOB '?*[^.0-9]*') AND v.upper_limit GLOB '*[0-9]*' AND NOT (v.upper_limit GLOB '*.*.*') THEN CAST(replace(trim(v.upper_limit), ',', '') AS REAL) WHEN v.upper_limit GLOB '[-0-9]*[0-9][eE]*' AND NOT (v.upper_limit GLOB '*[^-+.0-9eE]*') AND json_valid(v.upper_limit) THEN CAST(v.upper_limit AS REAL) END) AS dispersion_upper_limit,
    v.comment AS explanation_of_na,
    CASE
        WHEN v.group_id IS NULL THEN NULL
        WHEN EXISTS (
            SELECT 1 FROM baseline_class_denoms AS d
            WHERE d.nct_id = c.nct_id AND d.baseline_measure_position = m.position AND d.class_position = c.position
        ) THEN (
            SELECT (CASE WHEN typeof(n.value) = 'integer' THEN n.value WHEN n.value LIKE '%,%' AND (n.value GLOB '0,*' OR NOT (n.value GLOB '*[0-9],[0-9][0-9][0-9]')) THEN NULL WHEN replace(trim(n.value), ',', '') GLOB '[-0-9]*' AND NOT (replace(trim(n.value), ',', '') GLOB '?*[^0-9]*') AND n.value GLOB '*[0-9]*' AND length(n.value) < 19 THEN CAST(replace(trim(n.value), ',', '') AS INTEGER) END) FROM baseline_class_denoms AS d
            JOIN baseline_class_denom_counts AS n ON n.nct_id = d.nct_id
                AND n.baseline_measure_position = d.baseline_measure_position
                AND n.class_position = d.class_position AND n.denom_position = d.position
            WHERE d.nct_id = c.nct_id AND d.baseline_measure_position = m.position AND d.class_position = c.position
                AND d.units = coalesce(m.denom_units_selected, 'Participants') AND n.group_id = v.group_id
        )
        WHEN EXISTS (
            SELECT 1 FROM baseline_measure_denoms AS d
            WHERE d.nct_id = m.nct_id AND d.baseline_measure_position = m.position
        ) THEN (
            SELECT (CASE WHEN typeof(n.value) = 'integer' THEN n.value WHEN n.value LIKE '%,%' AND (n.value GLOB '0,*' OR NOT (n.value GLOB '*[0-9],[0-9][0-9][0-9]')) THEN NULL WHEN replace(trim(n.value), ',', '') GLOB '[-0-9]*' AND NOT (replace(trim(n.value), ',', '') GLOB '?*[^0-9]*') AND n.value GLOB '*[0-9]*' AND length(n.value) < 19 THEN CAST(replace(trim(n.value), ',', '') AS INTEGER) END) FROM baseline_measure_denoms AS d
            JOIN baseline_measure_denom_counts AS n ON n.nct_id = d.nct_id
                AND n.baseline_measure_position = d.baseline_measure_position AND n.denom_position = d.position
            WHERE d.nct_id = m.nct_id AND d.baseline_measure_position = m.position
                AND d.units = coalesce(m.denom_units_selected, 'Participants') AND n.group_id = v.group_id
        )
        ELSE (
            SELECT (CASE WHEN typeof(n.value) = 'integer' THEN n.value WHEN n.value LIKE '%,%' AND (n.value GLOB '0,*' OR NOT (n.value GLOB '*[0-9],[0-9][0-9][0-9]')) THEN NULL WHEN replace(trim(n.value), ',', '') GLOB '[-0-9]*' AND NOT (replace(trim(n.value), ',', '') GLOB '?*[^0-9]*') AND n.value GLOB '*[0-9]*' AND length(n.value) < 19 THEN CAST(replace(trim(n.value), ',', '') AS INTEGER) END) FROM baseline_denoms AS d
            JOIN baseline_denom_counts AS n ON n.nct_id = d.nct_id AND n.baseline_denom_position = d.position
            WHERE d.nct_id = m.nct_id
                AND d.units = coalesce(m.denom_units_selected, 'Participants') AND n.group_id = v.group_id
        )
    END AS number_analyzed,
    coalesce(m.denom_units_selected, 'Participants') AS number_analyzed_units,
    m.population_description AS population_description,
    CASE (CASE WHEN lower(m.calculate_pct) IN ('1', 'yes', 'y', 'true', 't') THEN 1 WHEN lower(m.calculate_pct) IN ('0', 'no', 'n', 'false', 'f') THEN 0 END) WHEN 1 THEN 'Yes' WHEN 0 THEN 'No' END AS calculate_percentage
FROM baseline_measures AS m
LEFT JOIN baseline_classes AS c ON c.nct_id = m.nct_id AND c.baseline_measure_position = m.position
LEFT JOIN baseline_categories AS k ON k.nct_id = c.nct_id
    AND k.baseline_measure_position = c.baseline_measure_position AND k.class_position = c.position
LEFT JOIN baseline_measurements AS v ON v.nct_id = k.nct_id
    AND v.baseline_measure_position = k.baseline_measure_position
    AND v.class_position = k.class_position AND v.category_position = k.position;

CREATE VIEW aact_brief_summaries AS
SELECT
    (CAST(substr(t.nct_id, 4) AS BIGINT) * 10000000) AS id,
    t.nct_id AS nct_id,
    t.brief_summary AS description
FROM study_texts AS t
WHERE t.brief_summary IS NOT NULL;

CREATE VIEW aact_browse_conditions AS
SELECT
    (CAST(substr(m.nct_id, 4) AS BIGINT) * 10000000) + m.position AS id,
    m.nct_id AS nct_id,
    m.term AS mesh_term,
    (replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(lower(m.term), 'Ä', 'ä'), 'Ö', 'ö'), 'Ü', 'ü'), 'É', 'é'), 'È', 'è'), 'Å', 'å'), 'Ø', 'ø'), 'Ç', 'ç'), 'Ñ', 'ñ'), 'Í', 'í')) AS downcase_mesh_term,
    'mesh-list' AS mesh_type
FROM condition_meshes AS m
UNION ALL
SELECT (CAST(substr(a.nct_id, 4) AS BIGINT) * 10000000) + 1000 + a.position, a.nct_id, a.term, (replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(lower(a.term), 'Ä', 'ä'), 'Ö', 'ö'), 'Ü', 'ü'), 'É', 'é'), 'È', 'è'), 'Å', 'å'), 'Ø', 'ø'), 'Ç', 'ç'), 'Ñ', 'ñ'), 'Í', 'í')), 'mesh-ancestor'
FROM condition_mesh_ancestors AS a;

CREATE VIEW aact_browse_interventions AS
SELECT
    (CAST(substr(m.nct_id, 4) AS BIGINT) * 10000000) + m.position AS id,
    m.nct_id AS nct_id,
    m.term AS mesh_term,
    (replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(lower(m.term), 'Ä', 'ä'), 'Ö', 'ö'), 'Ü', 'ü'), 'É', 'é'), 'È', 'è'), 'Å', 'å'), 'Ø', 'ø'), 'Ç', 'ç'), 'Ñ', 'ñ'), 'Í', 'í')) AS downcase_mesh_term,
    'mesh-list' AS mesh_type
FROM intervention_meshes AS m
UNION ALL
SELECT (CAST(substr(a.nct_id, 4) AS BIGINT) * 10000000) + 1000 + a.position, a.nct_id, a.term, (replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(lower(a.term), 'Ä', 'ä'), 'Ö', 'ö'), 'Ü', 'ü'), 'É', 'é'), 'È', 'è'), 'Å', 'å'), 'Ø', 'ø'), 'Ç', 'ç'), 'Ñ', 'ñ'), 'Í', 'í')), 'mesh-ancestor'
FROM intervention_mesh_ancestors AS a;

CREATE VIEW aact_calculated_values AS
SELECT
    (CAST(substr(s.nct_id, 4) AS BIGINT) * 10000000) AS id,
    s.nct_id AS nct_id,
    (SELECT count(*) FROM locations AS l WHERE l.nct_id = s.nct_id) AS number_of_facilities,
    (
        SELECT sum((CASE WHEN typeof(e.num_affected) = 'integer' THEN e.num_affected WHEN e.num_affected LIKE '%,%' AND (e.num_affected GLOB '0,*' OR NOT (e.num_affected GLOB '*[0-9],[0-9][0-9][0-9]')) THEN NULL WHEN replace(trim(e.num_affected), ',', '') GLOB '[-0-9]*' AND NOT (replace(trim(e.num_affected), ',', '') GLOB '?*[^0-9]*') AND e.num_affected GLOB '*[0-9]*' AND length(e.num_affected) < 19 THEN CAST(replace(trim(e.num_affected), ',', '') AS INTEGER) END)) FROM adverse_event_stats AS e WHERE e.nct_id = s.nct_id AND e.type = 'OTHER'
    ) AS number_of_nsae_subjects,
    (
        SELECT sum((CASE WHEN typeof(e.num_affected) = 'integer' THEN e.num_affected WHEN e.num_affected LIKE '%,%' AND (e.num_affected GLOB '0,*' OR NOT (e.num_affected GLOB '*[0-9],[0-9][0-9][0-9]')) THEN NULL WHEN replace(trim(e.num_affected), ',', '') GLOB '[-0-9]*' AND NOT (replace(trim(e.num_affected), ',', '') GLOB '?*[^0-9]*') AND e.num_affected GLOB '*[0-9]*' AND length(e.num_affected) < 19 THEN CAST(replace(trim(e.num_affected), ',', '') AS INTEGER) END)) FROM adverse_event_stats AS e WHERE e.nct_id = s.nct_id AND e.type = 'SERIOUS'
    ) AS number_of_sae_subjects,
    CAST(substr((CASE d.study_first_submit_date WHEN date(d.study_first_submit_date) THEN d.study_first_submit_date WHEN substr(d.study_first_submit_date, 1, 7) THEN date(d.study_first_submit_date || '-01', '+1 month', '-1 day') END), 1, 4) AS INTEGER) AS registered_in_calendar_year,
    NULL AS nlm_download_date,
    CASE
        WHEN s.start_date_type = 'ESTIMATED' OR s.primary_completion_date_type = 'ESTIMATED' THEN NULL
        ELSE CAST((julianday((CASE s.primary_completion_date WHEN date(s.primary_completion_date) THEN s.primary_completion_date WHEN substr(s.primary_completion_date, 1, 7) THEN date(s.primary_completion_date || '-01', '+1 month', '-1 day') END)) - julianday((CASE s.start_date WHEN date(s.start_date) THEN s.start_date WHEN substr(s.start_date, 1, 7) THEN date(s.start_date || '-01', '+1 month', '-1 day') END))) / 30 AS INTEGER)
    END AS actual_duration,
    coalesce(s.has_results, 0) = 1 OR EXISTS (
        SELECT 1 FROM outcome_measures AS m WHERE m.nct_id = s.nct_id
    ) AS were_results_reported,
    CAST(
        (julianday((CASE d.results_first_submit_date WHEN date(d.results_first_submit_date) THEN d.results_first_submit_date WHEN substr(d.results_first_submit_date, 1, 7) THEN date(d.results_first_submit_date || '-01', '+1 month', '-1 day') END)) - julianday((CASE s.primary_completion_date WHEN date(s.primary_completion_date) THEN s.primary_completion_date WHEN substr(s.primary_completion_date, 1, 7) THEN date(s.primary_completion_date || '-01', '+1 month', '-1 day') END))) / 30
        AS INTEGER
    ) AS months_to_report_results,
    (
        SELECT max(
            l.country IN (
                'United States', 'American Samoa', 'Guam', 'Northern Mariana Islands', 'Puerto Rico',
                'U.S. Virgin Islands', 'Virgin Islands (U.S.)', 'Midway Atoll', 'Palmyra Atoll', 'Baker Island',
                'Howland Island', 'Jarvis Island', 'Johnston Atoll', 'Kingman Reef', 'Wake Island', 'Navassa Island',
                'Serranilla Bank', 'Bajo Nuevo Bank'
            ) IS TRUE
        ) FROM locations AS l WHERE l.nct_id = s.nct_id
    ) AS has_us_facility,
    (
        SELECT CASE count(*) WHEN 0 THEN NULL ELSE count(*) = 1 END FROM locations AS l WHERE l.nct_id = s.nct_id
    ) AS has_single_facility,
    CASE WHEN e.minimum_age GLOB '[0-9]* *'
        THEN (CASE WHEN typeof(e.minimum_age_number) = 'integer' THEN e.minimum_age_number WHEN e.minimum_age_number LIKE '%,%' AND (e.minimum_age_number GLOB '0,*' OR NOT (e.minimum_age_number GLOB '*[0-9],[0-9][0-9][0-9]')) THEN NULL WHEN replace(trim(e.minimum_age_number), ',', '') GLOB '[-0-9]*' AND NOT (replace(trim(e.minimum_age_number), ',', '') GLOB '?*[^0-9]*') AND e.minimum_age_number GLOB '*[0-9]*' AND length(e.minimum_age_number) < 19 THEN CAST(replace(trim(e.minimum_age_number), ',', '') AS INTEGER) END)
    END AS minimum_age_num,
    CASE WHEN e.maximum_age GLOB '[0-9]* *'
        THEN (CASE WHEN typeof(e.maximum_age_number) = 'integer' THEN e.maximum_age_number WHEN e.maximum_age_number LIKE '%,%' AND (e.maximum_age_number GLOB '0,*' OR NOT (e.maximum_age_number GLOB '*[0-9],[0-9][0-9][0-9]')) THEN NULL WHEN replace(trim(e.maximum_age_number), ',', '') GLOB '[-0-9]*' AND NOT (replace(trim(e.maximum_age_number), ',', '') GLOB '?*[^0-9]*') AND e.maximum_age_number GLOB '*[0-9]*' AND length(e.maximum_age_number) < 19 THEN CAST(replace(trim(e.maximum_age_number), ',', '') AS INTEGER) END)
    END AS maximum_age_num,
    CASE WHEN e.minimum_age GLOB '[0-9]* *'
        THEN rtrim(lower(substr(e.minimum_age, instr(e.minimum_age, ' ') + 1)), 's')
    END AS minimum_age_unit,
    CASE WHEN e.maximum_age GLOB '[0-9]* *'
        THEN rtrim(lower(substr(e.maximum_age, instr(e.maximum_age, ' ') + 1)), 's')
    END AS maximum_age_unit,
    (
        SELECT nullif(count(*), 0) FROM outcomes AS o WHERE o.nct_id = s.nct_id AND o.type = 'PRIMARY'
    ) AS number_of_primary_outcomes_to_measure,
    (
        SELECT nullif(count(*), 0) FROM outcomes AS o WHERE o.nct_id = s.nct_id AND o.type = 'SECONDARY'
    ) AS number_of_secondary_outcomes_to_measure,
    (
        SELECT nullif(count(*), 0) FROM outcomes AS o WHERE o.nct_id = s.nct_id AND o.type = 'OTHER'
    ) AS number_of_other_outcomes_to_measure
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
) AS e ON e.nct_id = s.nct_id;

CREATE VIEW aact_central_contacts AS
SELECT
    (CAST(substr(c.nct_id, 4) AS BIGINT) * 10000000) + c.position AS id,
    c.nct_id AS nct_id,
    CASE c.position WHEN 0 THEN 'primary' ELSE 'backup' END AS contact_type,
    c.name AS name,
    c.phone AS phone,
    c.email AS email,
    c.phone_ext AS phone_extension,
    c.role AS role
FROM central_contacts AS c;

CREATE VIEW aact_conditions AS
SELECT
    (CAST(substr(c.nct_id, 4) AS BIGINT) * 10000000) + c.position AS id,
    c.nct_id AS nct_id,
    c.condition AS name,
    (replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(lower(c.condition), 'Ä', 'ä'), 'Ö', 'ö'), 'Ü', 'ü'), 'É', 'é'), 'È', 'è'), 'Å', 'å'), 'Ø', 'ø'), 'Ç', 'ç'), 'Ñ', 'ñ'), 'Í', 'í')) AS downcase_name
FROM conditions AS c;

CREATE VIEW aact_countries AS
SELECT
    (CAST(substr(l.nct_id, 4) AS BIGINT) * 10000000) + l.position AS id,
    l.nct_id AS nct_id,
    l.country AS name,
    0 AS removed
FROM locations AS l
WHERE l.country IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM locations AS b WHERE b.nct_id = l.nct_id AND b.position < l.position AND b.country = l.country
)
UNION ALL
SELECT (CAST(substr(r.nct_id, 4) AS BIGINT) * 10000000) + 1000000 + r.position, r.nct_id, r.removed_country, 1
FROM removed_countries AS r
WHERE r.removed_country IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM removed_countries AS b
    WHERE b.nct_id = r.nct_id AND b.position < r.position AND b.removed_country = r.removed_country
);

CREATE VIEW aact_design_group_interventions AS
SELECT
    (CAST(substr(l.nct_id, 4) AS BIGINT) * 10000000) + l.intervention_position * 1000 + l.position AS id,
    l.nct_id AS nct_id,
    (CAST(substr(l.nct_id, 4) AS BIGINT) * 10000000) + (
        SELECT a.position FROM arm_groups AS a
        WHERE a.nct_id = l.nct_id AND a.label = l.intervention_arm_group_label
    ) AS design_group_id,
    (CAST(substr(l.nct_id, 4) AS BIGINT) * 10000000) + l.intervention_position AS intervention_id
FROM intervention_arm_group_labels AS l;

CREATE VIEW aact_design_groups AS
SELECT
    (CAST(substr(a.nct_id, 4) AS BIGINT) * 10000000) + a.position AS id,
    a.nct_id AS nct_id,
    a.type AS group_type,
    a.label AS title,
    a.description AS description
FROM arm_groups AS a;

CREATE VIEW aact_design_outcomes AS
SELECT
    (CAST(substr(o.nct_id, 4) AS BIGINT) * 10000000) + CASE o.type WHEN 'PRIMARY' THEN 0 WHEN 'SECONDARY' THEN 10000 ELSE 20000 END
        + o.position AS id,
    o.nct_id AS nct_id,
    lower(o.type) AS outcome_type,
    o.measure AS measure,
    o.time_frame AS time_frame,
    NULL AS population,
    o.description AS description
FROM outcomes AS o;

CREATE VIEW aact_designs AS
SELECT
    (CAST(substr(d.nct_id, 4) AS BIGINT) * 10000000) AS id,
    d.nct_id AS nct_id,
    d.allocation AS allocation,
    d.intervention_model AS intervention_model,
    d.observational_model AS observational_model,
    d.primary_purpose AS primary_purpose,
    d.time_perspective AS time_perspective,
    d.masking AS masking,
    d.masking_description AS masking_description,
    d.intervention_model_description AS intervention_model_description,
    instr(d.who_masked, '"PARTICIPANT"') > 0 AS subject_masked,
    instr(d.who_masked, '"CARE_PROVIDER"') > 0 AS caregiver_masked,
    instr(d.who_masked, '"INVESTIGATOR"') > 0 AS investigator_masked,
    instr(d.who_masked, '"OUTCOMES_ASSESSOR"') > 0 AS outcomes_assessor_masked
FROM designs AS d
WHERE coalesce(
    d.allocation, d.intervention_model, d.observational_model, d.primary_purpose, d.time_perspective, d.masking,
    d.masking_description, d.intervention_model_description, d.who_masked
) IS NOT NULL;

CREATE VIEW aact_detailed_descriptions AS
SELECT
    (CAST(substr(t.nct_id, 4) AS BIGINT) * 10000000) AS id,
    t.nct_id AS nct_id,
    t.detailed_description AS description
FROM study_texts AS t
WHERE t.detailed_description IS NOT NULL;

CREATE VIEW aact_documents AS
SELECT
    (CAST(substr(a.nct_id, 4) AS BIGINT) * 10000000) + a.position AS id,
    a.nct_id AS nct_id,
    a.id AS document_id,
    a.type AS document_type,
    a.url AS url,
    a.comment AS comment
FROM avail_ipds AS a;

CREATE VIEW aact_drop_withdrawals AS
SELECT
    (CAST(substr(r.nct_id, 4) AS BIGINT) * 10000000) + row_number() OVER (
        PARTITION BY r.nct_id ORDER BY r.flow_period_position, r.flow_drop_withdraw_position, r.position
    ) - 1 AS id,
    r.nct_id AS nct_id,
    (CAST(substr(r.nct_id, 4) AS BIGINT) * 10000000) + 9991000 + (
        SELECT g.position FROM flow_groups AS g WHERE g.nct_id = r.nct_id AND g.id = r.group_id
    ) AS result_group_id,
    r.group_id AS ctgov_group_code,
    p.title AS period,
    w.type AS reason,
    (CASE WHEN typeof(r.num_subjects) = 'integer' THEN r.num_subjects WHEN r.num_subjects LIKE '%,%' AND (r.num_subjects GLOB '0,*' OR NOT (r.num_subjects GLOB '*[0-9],[0-9][0-9][0-9]')) THEN NULL WHEN replace(trim(r.num_subjects), ',', '') GLOB '[-0-9]*' AND NOT (replace(trim(r.num_subjects), ',', '') GLOB '?*[^0-9]*') AND r.num_subjects GLOB '*[0-9]*' AND length(r.num_subjects) < 19 THEN CAST(replace(trim(r.num_subjects), ',', '') AS INTEGER) END) AS count,
    w.comment AS drop_withdraw_comment,
    r.comment AS reason_comment,
    (CASE WHEN typeof(r.num_units) = 'integer' THEN r.num_units WHEN r.num_units LIKE '%,%' AND (r.num_units GLOB '0,*' OR NOT (r.num_units GLOB '*[0-9],[0-9][0-9][0-9]')) THEN NULL WHEN replace(trim(r.num_units), ',', '') GLOB '[-0-9]*' AND NOT (replace(trim(r.num_units), ',', '') GLOB '?*[^0-9]*') AND r.num_units GLOB '*[0-9]*' AND length(r.num_units) < 19 THEN CAST(replace(trim(r.num_units), ',', '') AS INTEGER) END) AS count_units
FROM flow_reasons AS r
JOIN flow_drop_withdraws AS w ON w.nct_id = r.nct_id AND w.flow_period_position = r.flow_period_position
    AND w.position = r.flow_drop_withdraw_position
JOIN flow_periods AS p ON p.nct_id = r.nct_id AND p.position = r.flow_period_position;

CREATE VIEW aact_eligibilities AS
SELECT
    (CAST(substr(e.nct_id, 4) AS BIGINT) * 10000000) AS id,
    e.nct_id AS nct_id,
    e.sampling_method AS sampling_method,
    e.sex AS gender,
    e.minimum_age AS minimum_age,
    e.maximum_age AS maximum_age,
    (CASE WHEN lower(e.healthy_volunteers) IN ('1', 'yes', 'y', 'true', 't') THEN 1 WHEN lower(e.healthy_volunteers) IN ('0', 'no', 'n', 'false', 'f') THEN 0 END) AS healthy_volunteers,
    e.study_population AS population,
    e.eligibility_criteria AS criteria,
    e.gender_description AS gender_description,
    (CASE WHEN lower(e.gender_based) IN ('1', 'yes', 'y', 'true', 't') THEN 1 WHEN lower(e.gender_based) IN ('0', 'no', 'n', 'false', 'f') THEN 0 END) AS gender_based,
    instr(e.std_ages, '"ADULT"') > 0 AS adult,
    instr(e.std_ages, '"CHILD"') > 0 AS child,
    instr(e.std_ages, '"OLDER_ADULT"') > 0 AS older_adult
FROM eligibility AS e;

CREATE VIEW aact_facilities AS
SELECT
    (CAST(substr(l.nct_id, 4) AS BIGINT) * 10000000) + l.position AS id,
    l.nct_id AS nct_id,
    l.status AS status,
    l.facility AS name,
    l.city AS city,
    l.state AS state,
    l.zip AS zip,
    l.country AS country,
    CASE typeof(l.lat) WHEN 'text' THEN NULL ELSE l.lat END AS latitude,
    CASE typeof(l.lon) WHEN 'text' THEN NULL ELSE l.lon END AS longitude
FROM locations AS l;

CREATE VIEW aact_facility_contacts AS
SELECT
    (CAST(substr(c.nct_id, 4) AS BIGINT) * 10000000) + c.location_position * 1000 + c.position AS id,
    c.nct_id AS nct_id,
    (CAST(substr(c.nct_id, 4) AS BIGINT) * 10000000) + c.location_position AS facility_id,
    CASE WHEN EXISTS (
        SELECT 1 FROM location_contacts AS b
        WHERE b.nct_id = c.nct_id AND b.location_position = c.location_position AND b.position < c.position
            AND NOT (coalesce(b.role, '') LIKE '%investigator%' OR coalesce(b.role, '') LIKE '%study_chair%')
    ) THEN 'backup' ELSE 'primary' END AS contact_type,
    c.name AS name,
    c.email AS email,
    c.phone AS phone,
    c.phone_ext AS phone_extension
FROM location_contacts AS c
WHERE NOT (coalesce(c.role, '') LIKE '%investigator%' OR coalesce(c.role, '') LIKE '%study_chair%');

CREATE VIEW aact_facility_investigators AS
SELECT
    (CAST(substr(c.nct_id, 4) AS BIGINT) * 10000000) + c.location_position * 1000 + c.position AS id,
    c.nct_id AS nct_id,
    (CAST(substr(c.nct_id, 4) AS BIGINT) * 10000000) + c.location_position AS facility_id,
    c.role AS role,
    c.name AS name
FROM location_contacts AS c
WHERE (coalesce(c.role, '') LIKE '%investigator%' OR coalesce(c.role, '') LIKE '%study_chair%');

CREATE VIEW aact_id_information AS
SELECT
    (CAST(substr(a.nct_id, 4) AS BIGINT) * 10000000) + a.position AS id,
    a.nct_id AS nct_id,
    'nct_alias' AS id_source,
    a.nct_id_alias AS id_value,
    NULL AS id_type,
    NULL AS id_type_description,
    NULL AS id_link
FROM nct_id_aliases AS a
UNION ALL
SELECT (CAST(substr(s.nct_id, 4) AS BIGINT) * 10000000) + 1000, s.nct_id, 'org_study_id', s.org_study_id, s.org_study_id_type, NULL, s.org_study_id_link
FROM studies AS s
WHERE coalesce(s.org_study_id, s.org_study_id_type, s.org_study_id_link) IS NOT NULL
UNION ALL
SELECT (CAST(substr(i.nct_id, 4) AS BIGINT) * 10000000) + 2000 + i.position, i.nct_id, 'secondary_id', i.id, i.type, i.domain, i.link
FROM secondary_ids AS i;

CREATE VIEW aact_intervention_other_names AS
SELECT
    (CAST(substr(n.nct_id, 4) AS BIGINT) * 10000000) + n.intervention_position * 1000 + n.position AS id,
    n.nct_id AS nct_id,
    (CAST(substr(n.nct_id, 4) AS BIGINT) * 10000000) + n.intervention_position AS intervention_id,
    n.intervention_other_name AS name
FROM intervention_other_names AS n;

CREATE VIEW aact_interventions AS
SELECT
    (CAST(substr(i.nct_id, 4) AS BIGINT) * 10000000) + i.position AS id,
    i.nct_id AS nct_id,
    i.type AS intervention_type,
    i.name AS name,
    i.description AS description
FROM interventions AS i;

CREATE VIEW aact_ipd_information_types AS
SELECT
    (CAST(substr(i.nct_id, 4) AS BIGINT) * 10000000) + j.key AS id,
    i.nct_id AS nct_id,
    j.value AS name
FROM ipd_sharing AS i
JOIN json_each(CASE WHEN json_valid(i.info_types) THEN i.info_types END) AS j;

CREATE VIEW aact_keywords AS
SELECT
    (CAST(substr(k.nct_id, 4) AS BIGINT) * 10000000) + k.position AS id,
    k.nct_id AS nct_id,
    k.keyword AS name,
    (replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(lower(k.keyword), 'Ä', 'ä'), 'Ö', 'ö'), 'Ü', 'ü'), 'É', 'é'), 'È', 'è'), 'Å', 'å'), 'Ø', 'ø'), 'Ç', 'ç'), 'Ñ', 'ñ'), 'Í', 'í')) AS downcase_name
FROM keywords AS k;

CREATE VIEW aact_links AS
SELECT
    (CAST(substr(l.nct_id, 4) AS BIGINT) * 10000000) + l.position AS id,
    l.nct_id AS nct_id,
    l.url AS url,
    l.label AS description
FROM see_also_links AS l;

CREATE VIEW aact_mesh_headings AS
SELECT
    NULL AS id,
    NULL AS qualifier,
    NULL AS heading,
    NULL AS subcategory
WHERE 0;

CREATE VIEW aact_mesh_terms AS
SELECT
    NULL AS id,
    NULL AS qualifier,
    NULL AS tree_number,
    NULL AS description,
    NULL AS mesh_term,
    NULL AS downcase_mesh_term
WHERE 0;

CREATE VIEW aact_milestones AS
SELECT
    (CAST(substr(a.nct_id, 4) AS BIGINT) * 10000000) + row_number() OVER (
        PARTITION BY a.nct_id ORDER BY a.flow_period_position, a.flow_milestone_position, a.position
    ) - 1 AS id,
    a.nct_id AS nct_id,
    (CAST(substr(a.nct_id, 4) AS BIGINT) * 10000000) + 9991000 + (
        SELECT g.position FROM flow_groups AS g WHERE g.nct_id = a.nct_id AND g.id = a.group_id
    ) AS result_group_id,
    a.group_id AS ctgov_group_code,
    m.type AS title,
    p.title AS period,
    a.comment AS description,
    (CASE WHEN typeof(a.num_subjects) = 'integer' THEN a.num_subjects WHEN a.num_subjects LIKE '%,%' AND (a.num_subjects GLOB '0,*' OR NOT (a.num_subjects GLOB '*[0-9],[0-9][0-9][0-9]')) THEN NULL WHEN replace(trim(a.num_subjects), ',', '') GLOB '[-0-9]*' AND NOT (replace(trim(a.num_subjects), ',', '') GLOB '?*[^0-9]*') AND a.num_subjects GLOB '*[0-9]*' AND length(a.num_subjects) < 19 THEN CAST(replace(trim(a.num_subjects), ',', '') AS INTEGER) END) AS count,
    m.comment AS milestone_description,
    a.num_units AS count_units
FROM flow_achievements AS a
JOIN flow_milestones AS m ON m.nct_id = a.nct_id AND m.flow_period_position = a.flow_period_position
    AND m.position = a.flow_milestone_position
JOIN flow_periods AS p ON p.nct_id = a.nct_id AND p.position = a.flow_period_position;

CREATE VIEW aact_outcome_analyses AS
SELECT
    (CAST(substr(a.nct_id, 4) AS BIGINT) * 10000000) + a.outcome_measure_position * 1000 + a.position AS id,
    a.nct_id AS nct_id,
    (CAST(substr(a.nct_id, 4) AS BIGINT) * 10000000) + a.outcome_measure_position AS outcome_id,
    a.non_inferiority_type AS non_inferiority_type,
    a.non_inferiority_comment AS non_inferiority_description,
    a.param_type AS param_type,
    (CASE WHEN a.param_value LIKE '%,%' AND (a.param_value GLOB '0,*' OR NOT ( a.param_value GLOB '*[0-9],[0-9][0-9][0-9]' OR a.param_value GLOB '*[0-9],[0-9][0-9][0-9].*')) THEN NULL WHEN replace(trim(a.param_value), ',', '') GLOB '[-+.0-9]*' AND NOT (replace(trim(a.param_value), ',', '') GLOB '?*[^.0-9]*') AND a.param_value GLOB '*[0-9]*' AND NOT (a.param_value GLOB '*.*.*') THEN CAST(replace(trim(a.param_value), ',', '') AS REAL) WHEN a.param_value GLOB '[-0-9]*[0-9][eE]*' AND NOT (a.param_value GLOB '*[^-+.0-9eE]*') AND json_valid(a.param_value) THEN CAST(a.param_value AS REAL) END) AS param_value,
    a.dispersion_type AS dispersion_type,
    (CASE WHEN a.dispersion_value LIKE '%,%' AND (a.dispersion_value GLOB '0,*' OR NOT ( a.dispersion_value GLOB '*[0-9],[0-9][0-9][0-9]' OR a.dispersion_value GLOB '*[0-9],[0-9][0-9][0-9].*')) THEN NULL WHEN replace(trim(a.dispersion_value), ',', '') GLOB '[-+.0-9]*' AND NOT (replace(trim(a.dispersion_value), ',', '') GLOB '?*[^.0-9]*') AND a.dispersion_value GLOB '*[0-9]*' AND NOT (a.dispersion_value GLOB '*.*.*') THEN CAST(replace(trim(a.dispersion_value), ',', '') AS REAL) WHEN a.dispersion_value GLOB '[-0-9]*[0-9][eE]*' AND NOT (a.dispersion_value GLOB '*[^-+.0-9eE]*') AND json_valid(a.dispersion_value) THEN CAST(a.dispersion_value AS REAL) END) AS dispersion_value,
    trim(a.p_value, '0123456789.- ') AS p_value_modifier,
    (CASE WHEN a.p_value_number LIKE '%,%' AND (a.p_value_number GLOB '0,*' OR NOT ( a.p_value_number GLOB '*[0-9],[0-9][0-9][0-9]' OR a.p_value_number GLOB '*[0-9],[0-9][0-9][0-9].*')) THEN NULL WHEN replace(trim(a.p_value_number), ',', '') GLOB '[-+.0-9]*' AND NOT (replace(trim(a.p_value_number), ',', '') GLOB '?*[^.0-9]*') AND a.p_value_number GLOB '*[0-9]*' AND NOT (a.p_value_number GLOB '*.*.*') THEN CAST(replace(trim(a.p_value_number), ',', '') AS REAL) WHEN a.p_value_number GLOB '[-0-9]*[0-9][eE]*' AND NOT (a.p_value_number GLOB '*[^-+.0-9eE]*') AND json_valid(a.p_value_number) THEN CAST(a.p_value_number AS REAL) END) AS p_value,
    a.ci_num_sides AS ci_n_sides,
    (CASE WHEN a.ci_pct_value LIKE '%,%' AND (a.ci_pct_value GLOB '0,*' OR NOT ( a.ci_pct_value GLOB '*[0-9],[0-9][0-9][0-9]' OR a.ci_pct_value GLOB '*[0-9],[0-9][0-9][0-9].*')) THEN NULL WHEN replace(trim(a.ci_pct_value), ',', '') GLOB '[-+.0-9]*' AND NOT (replace(trim(a.ci_pct_value), ',', '') GLOB '?*[^.0-9]*') AND a.ci_pct_value GLOB '*[0-9]*' AND NOT (a.ci_pct_value GLOB '*.*.*') THEN CAST(replace(trim(a.ci_pct_value), ',', '') AS REAL) WHEN a.ci_pct_value GLOB '[-0-9]*[0-9][eE]*' AND NOT (a.ci_pct_value GLOB '*[^-+.0-9eE]*') AND json_valid(a.ci_pct_value) THEN CAST(a.ci_pct_value AS REAL) END) AS ci_percent,
    (CASE WHEN a.ci_lower_limit LIKE '%,%' AND (a.ci_lower_limit GLOB '0,*' OR NOT ( a.ci_lower_limit GLOB '*[0-9],[0-9][0-9][0-9]' OR a.ci_lower_limit GLOB '*[0-9],[0-9][0-9][0-9].*')) THEN NULL WHEN replace(trim(a.ci_lower_limit), ',', '') GLOB '[-+.0-9]*' AND NOT (replace(trim(a.ci_lower_limit), ',', '') GLOB '?*[^.0-9]*') AND a.ci_lower_limit GLOB '*[0-9]*' AND NOT (a.ci_lower_limit GLOB '*.*.*') THEN CAST(replace(trim(a.ci_lower_limit), ',', '') AS REAL) WHEN a.ci_lower_limit GLOB '[-0-9]*[0-9][eE]*' AND NOT (a.ci_lower_limit GLOB '*[^-+.0-9eE]*') AND json_valid(a.ci_lower_limit) THEN CAST(a.ci_lower_limit AS REAL) END) AS ci_lower_limit,
    (CASE WHEN a.ci_upper_limit LIKE '%,%' AND (a.ci_upper_limit GLOB '0,*' OR NOT ( a.ci_upper_limit GLOB '*[0-9],[0-9][0-9][0-9]' OR a.ci_upper_limit GLOB '*[0-9],[0-9][0-9][0-9].*')) THEN NULL WHEN replace(trim(a.ci_upper_limit), ',', '') GLOB '[-+.0-9]*' AND NOT (replace(trim(a.ci_upper_limit), ',', '') GLOB '?*[^.0-9]*') AND a.ci_upper_limit GLOB '*[0-9]*' AND NOT (a.ci_upper_limit GLOB '*.*.*') THEN CAST(replace(trim(a.ci_upper_limit), ',', '') AS REAL) WHEN a.ci_upper_limit GLOB '[-0-9]*[0-9][eE]*' AND NOT (a.ci_upper_limit GLOB '*[^-+.0-9eE]*') AND json_valid(a.ci_upper_limit) THEN CAST(a.ci_upper_limit AS REAL) END) AS ci_upper_limit,
    a.ci_upper_limit_comment AS ci_upper_limit_na_comment,
    a.p_value_comment AS p_value_description,
    a.statistical_method AS method,
    a.statistical_comment AS method_description,
    a.estimate_comment AS estimate_description,
    a.group_description AS groups_description,
    a.other_analysis_description AS other_analysis_description,
    a.ci_upper_limit AS ci_upper_limit_raw,
    a.ci_lower_limit AS ci_lower_limit_raw,
    a.p_value AS p_value_raw
FROM (SELECT *, ltrim(p_value, '<>=≤≥ ') AS p_value_number FROM outcome_analyses) AS a;

CREATE VIEW aact_outcome_analysis_groups AS
SELECT
    (CAST(substr(i.nct_id, 4) AS BIGINT) * 10000000) + row_number() OVER (
        PARTITION BY i.nct_id ORDER BY i.outcome_measure_position, i.analysis_position, i.position
    ) - 1 AS id,
    i.nct_id AS nct_id,
    (CAST(substr(i.nct_id, 4) AS BIGINT) * 10000000) + i.outcome_measure_position * 1000 + i.analysis_position AS outcome_analysis_id,
    (CAST(substr(i.nct_id, 4) AS BIGINT) * 10000000) + i.outcome_measure_position * 1000 + (
        SELECT g.position FROM outcome_measure_groups AS g
        WHERE g.nct_id = i.nct_id AND g.outcome_measure_position = i.outcome_measure_position
            AND g.id = i.outcome_analysis_group_id
    ) AS result_group_id,
    i.outcome_analysis_group_id AS ctgov_group_code
FROM outcome_analysis_group_ids AS i;

CREATE VIEW aact_outcome_counts AS
SELECT
    (CAST(substr(c.nct_id, 4) AS BIGINT) * 10000000) + row_number() OVER (
        PARTITION BY c.nct_id ORDER BY c.outcome_measure_position, c.denom_position, c.position
    ) - 1 AS id,
    c.nct_id AS nct_id,
    (CAST(substr(c.nct_id, 4) AS BIGINT) * 10000000) + c.outcome_measure_position AS outcome_id,
    (CAST(substr(c.nct_id, 4) AS BIGINT) * 10000000) + c.outcome_measure_position * 1000 + (
        SELECT g.position FROM outcome_measure_groups AS g
        WHERE g.nct_id = c.nct_id AND g.outcome_measure_position = c.outcome_measure_position AND g.id = c.group_id
    ) AS result_group_id,
    c.group_id AS ctgov_group_code,
    'Measure' AS scope,
    d.units AS units,
    (CASE WHEN typeof(c.value) = 'integer' THEN c.value WHEN c.value LIKE '%,%' AND (c.value GLOB '0,*' OR NOT (c.value GLOB '*[0-9],[0-9][0-9][0-9]')) THEN NULL WHEN replace(trim(c.value), ',', '') GLOB '[-0-9]*' AND NOT (replace(trim(c.value), ',', '') GLOB '?*[^0-9]*') AND c.value GLOB '*[0-9]*' AND length(c.value) < 19 THEN CAST(replace(trim(c.value), ',', '') AS INTEGER) END) AS count
FROM outcome_measure_denom_counts AS c
JOIN outcome_measure_denoms AS d ON d.nct_id = c.nct_id
    AND d.outcome_measure_position = c.outcome_measure_position AND d.position = c.denom_position;

CREATE VIEW aact_outcome_measurements AS
SELECT
    (CAST(substr(c.nct_id, 4) AS BIGINT) * 10000000) + row_number() OVER (
        PARTITION BY c.nct_id ORDER BY c.outcome_measure_position, c.position, k.position, v.position
    ) - 1 AS id,
    c.nct_id AS nct_id,
    (CAST(substr(c.nct_id, 4) AS BIGINT) * 10000000) + c.outcome_measure_position AS outcome_id,
    (CAST(substr(c.nct_id, 4) AS BIGINT) * 10000000) + c.outcome_measure_position * 1000 + (
        SELECT g.position FROM outcome_measure_groups AS g
        WHERE g.nct_id = v.nct_id AND g.outcome_measure_position = v.outcome_measure_position AND g.id = v.group_id
    ) AS result_group_id,
    v.group_id AS ctgov_group_code,
    c.title AS classification,
    k.title AS category,
    o.title AS title,
    o.description AS description,
    o.unit_of_measure AS units,
    o.param_type AS param_type,
    v.value AS param_value,
    (CASE WHEN v.value LIKE '%,%' AND (v.value GLOB '0,*' OR NOT ( v.value GLOB '*[0-9],[0-9][0-9][0-9]' OR v.value GLOB '*[0-9],[0-9][0-9][0-9].*')) THEN NULL WHEN replace(trim(v.value), ',', '') GLOB '[-+.0-9]*' AND NOT (replace(trim(v.value), ',', '') GLOB '?*[^.0-9]*') AND v.value GLOB '*[0-9]*' AND NOT (v.value GLOB '*.*.*') THEN CAST(replace(trim(v.value), ',', '') AS REAL) WHEN v.value GLOB '[-0-9]*[0-9][eE]*' AND NOT (v.value GLOB '*[^-+.0-9eE]*') AND json_valid(v.value) THEN CAST(v.value AS REAL) END) AS param_value_num,
    o.dispersion_type AS dispersion_type,
    v.spread AS dispersion_value,
    (CASE WHEN v.spread LIKE '%,%' AND (v.spread GLOB '0,*' OR NOT ( v.spread GLOB '*[0-9],[0-9][0-9][0-9]' OR v.spread GLOB '*[0-9],[0-9][0-9][0-9].*')) THEN NULL WHEN replace(trim(v.spread), ',', '') GLOB '[-+.0-9]*' AND NOT (replace(trim(v.spread), ',', '') GLOB '?*[^.0-9]*') AND v.spread GLOB '*[0-9]*' AND NOT (v.spread GLOB '*.*.*') THEN CAST(replace(trim(v.spread), ',', '') AS REAL) WHEN v.spread GLOB '[-0-9]*[0-9][eE]*' AND NOT (v.spread GLOB '*[^-+.0-9eE]*') AND json_valid(v.spread) THEN CAST(v.spread AS REAL) END) AS dispersion_value_num,
    (CASE WHEN v.lower_limit LIKE '%,%' AND (v.lower_limit GLOB '0,*' OR NOT ( v.lower_limit GLOB '*[0-9],[0-9][0-9][0-9]' OR v.lower_limit GLOB '*[0-9],[0-9][0-9][0-9].*')) THEN NULL WHEN replace(trim(v.lower_limit), ',', '') GLOB '[-+.0-9]*' AND NOT (replace(trim(v.lower_limit), ',', '') GLOB '?*[^.0-9]*') AND v.lower_limit GLOB '*[0-9]*' AND NOT (v.lower_limit GLOB '*.*.*') THEN CAST(replace(trim(v.lower_limit), ',', '') AS REAL) WHEN v.lower_limit GLOB '[-0-9]*[0-9][eE]*' AND NOT (v.lower_limit GLOB '*[^-+.0-9eE]*') AND json_valid(v.lower_limit) THEN CAST(v.lower_limit AS REAL) END) AS dispersion_lower_limit,
    (CASE WHEN v.upper_limit LIKE '%,%' AND (v.upper_limit GLOB '0,*' OR NOT ( v.upper_limit GLOB '*[0-9],[0-9][0-9][0-9]' OR v.upper_limit GLOB '*[0-9],[0-9][0-9][0-9].*')) THEN NULL WHEN replace(trim(v.upper_limit), ',', '') GLOB '[-+.0-9]*' AND NOT (replace(trim(v.upper_limit), ',', '') GLOB '?*[^.0-9]*') AND v.upper_limit GLOB '*[0-9]*' AND NOT (v.upper_limit GLOB '*.*.*') THEN CAST(replace(trim(v.upper_limit), ',', '') AS REAL) WHEN v.upper_limit GLOB '[-0-9]*[0-9][eE]*' AND NOT (v.upper_limit GLOB '*[^-+.0-9eE]*') AND json_valid(v.upper_limit) THEN CAST(v.upper_limit AS REAL) END) AS dispersion_upper_limit,
    v.comment AS explanation_of_na,
    v.upper_limit AS dispersion_upper_limit_raw,
    v.lower_limit AS dispersion_lower_limit_raw
FROM outcome_measure_classes AS c
JOIN outcome_measures AS o ON o.nct_id = c.nct_id AND o.position = c.outcome_measure_position
LEFT JOIN outcome_measure_categories AS k ON k.nct_id = c.nct_id
    AND k.outcome_measure_position = c.outcome_measure_position AND k.class_position = c.position
LEFT JOIN outcome_measurements AS v ON v.nct_id = k.nct_id
    AND v.outcome_measure_position = k.outcome_measure_position
    AND v.class_position = k.class_position AND v.category_position = k.position;

CREATE VIEW aact_outcomes AS
SELECT
    (CAST(substr(o.nct_id, 4) AS BIGINT) * 10000000) + o.position AS id,
    o.nct_id AS nct_id,
    o.type AS outcome_type,
    o.title AS title,
    o.description AS description,
    o.time_frame AS time_frame,
    o.population_description AS population,
    (CASE o.anticipated_posting_date WHEN date(o.anticipated_posting_date) THEN o.anticipated_posting_date WHEN substr(o.anticipated_posting_date, 1, 7) THEN date(o.anticipated_posting_date || '-01') END) AS anticipated_posting_date,
    o.anticipated_posting_date AS anticipated_posting_month_year,
    o.unit_of_measure AS units,
    o.type_units_analyzed AS units_analyzed,
    o.dispersion_type AS dispersion_type,
    o.param_type AS param_type
FROM outcome_measures AS o;

CREATE VIEW aact_overall_officials AS
SELECT
    (CAST(substr(o.nct_id, 4) AS BIGINT) * 10000000) + o.position AS id,
    o.nct_id AS nct_id,
    o.role AS role,
    o.name AS name,
    o.affiliation AS affiliation
FROM overall_officials AS o;

CREATE VIEW aact_participant_flows AS
SELECT
    (CAST(substr(s.nct_id, 4) AS BIGINT) * 10000000) AS id,
    s.nct_id AS nct_id,
    p.recruitment_details AS recruitment_details,
    p.pre_assignment_details AS pre_assignment_details,
    p.type_units_analyzed AS units_analyzed
FROM studies AS s
LEFT JOIN participant_flows AS p ON p.nct_id = s.nct_id
WHERE p.nct_id IS NOT NULL
    OR EXISTS (SELECT 1 FROM flow_groups AS g WHERE g.nct_id = s.nct_id)
    OR EXISTS (SELECT 1 FROM flow_periods AS f WHERE f.nct_id = s.nct_id);

CREATE VIEW aact_pending_results AS
SELECT
    (CAST(substr(u.nct_id, 4) AS BIGINT) * 10000000) + u.position AS id,
    u.nct_id AS nct_id,
    u.type AS event,
    u.date AS event_date_description,
    (CASE u.date WHEN date(u.date) THEN u.date WHEN substr(u.date, 1, 7) THEN date(u.date || '-01', '+1 month', '-1 day') END) AS event_date
FROM unposted_events AS u;

CREATE VIEW aact_provided_documents AS
SELECT
    (CAST(substr(d.nct_id, 4) AS BIGINT) * 10000000) + d.position AS id,
    d.nct_id AS nct_id,
    d.label AS document_type,
    (CASE WHEN lower(d.has_protocol) IN ('1', 'yes', 'y', 'true', 't') THEN 1 WHEN lower(d.has_protocol) IN ('0', 'no', 'n', 'false', 'f') THEN 0 END) AS has_protocol,
    (CASE WHEN lower(d.has_icf) IN ('1', 'yes', 'y', 'true', 't') THEN 1 WHEN lower(d.has_icf) IN ('0', 'no', 'n', 'false', 'f') THEN 0 END) AS has_icf,
    (CASE WHEN lower(d.has_sap) IN ('1', 'yes', 'y', 'true', 't') THEN 1 WHEN lower(d.has_sap) IN ('0', 'no', 'n', 'false', 'f') THEN 0 END) AS has_sap,
    (CASE d.date WHEN date(d.date) THEN d.date WHEN substr(d.date, 1, 7) THEN date(d.date || '-01', '+1 month', '-1 day') END) AS document_date,
    'https://ClinicalTrials.gov/ProvidedDocs/' || substr(d.nct_id, -2) || '/' || d.nct_id || '/' || d.filename AS url
FROM large_documents AS d;

CREATE VIEW aact_reported_event_totals AS
SELECT
    (CAST(substr(s.nct_id, 4) AS BIGINT) * 10000000) + s.position AS id,
    s.nct_id AS nct_id,
    s.id AS ctgov_group_code,
    'serious' AS event_type,
    'Total, serious adverse events' AS classification,
    (CASE WHEN typeof(s.serious_num_affected) = 'integer' THEN s.serious_num_affected WHEN s.serious_num_affected LIKE '%,%' AND (s.serious_num_affected GLOB '0,*' OR NOT (s.serious_num_affected GLOB '*[0-9],[0-9][0-9][0-9]')) THEN NULL WHEN replace(trim(s.serious_num_affected), ',', '') GLOB '[-0-9]*' AND NOT (replace(trim(s.serious_num_affected), ',', '') GLOB '?*[^0-9]*') AND s.serious_num_affected GLOB '*[0-9]*' AND length(s.serious_num_affected) < 19 THEN CAST(replace(trim(s.serious_num_affected), ',', '') AS INTEGER) END) AS subjects_affected,
    (CASE WHEN typeof(s.serious_num_at_risk) = 'integer' THEN s.serious_num_at_risk WHEN s.serious_num_at_risk LIKE '%,%' AND (s.serious_num_at_risk GLOB '0,*' OR NOT (s.serious_num_at_risk GLOB '*[0-9],[0-9][0-9][0-9]')) THEN NULL WHEN replace(trim(s.serious_num_at_risk), ',', '') GLOB '[-0-9]*' AND NOT (replace(trim(s.serious_num_at_risk), ',', '') GLOB '?*[^0-9]*') AND s.serious_num_at_risk GLOB '*[0-9]*' AND length(s.serious_num_at_risk) < 19 THEN CAST(replace(trim(s.serious_num_at_risk), ',', '') AS INTEGER) END) AS subjects_at_risk,
    NULL AS created_at,
    NULL AS updated_at
FROM event_groups AS s
UNION ALL
SELECT
    (CAST(substr(o.nct_id, 4) AS BIGINT) * 10000000) + 1000 + o.position, o.nct_id, o.id, 'other', 'Total, other adverse events',
    (CASE WHEN typeof(o.other_num_affected) = 'integer' THEN o.other_num_affected WHEN o.other_num_affected LIKE '%,%' AND (o.other_num_affected GLOB '0,*' OR NOT (o.other_num_affected GLOB '*[0-9],[0-9][0-9][0-9]')) THEN NULL WHEN replace(trim(o.other_num_affected), ',', '') GLOB '[-0-9]*' AND NOT (replace(trim(o.other_num_affected), ',', '') GLOB '?*[^0-9]*') AND o.other_num_affected GLOB '*[0-9]*' AND length(o.other_num_affected) < 19 THEN CAST(replace(trim(o.other_num_affected), ',', '') AS INTEGER) END), (CASE WHEN typeof(o.other_num_at_risk) = 'integer' THEN o.other_num_at_risk WHEN o.other_num_at_risk LIKE '%,%' AND (o.other_num_at_risk GLOB '0,*' OR NOT (o.other_num_at_risk GLOB '*[0-9],[0-9][0-9][0-9]')) THEN NULL WHEN replace(trim(o.other_num_at_risk), ',', '') GLOB '[-0-9]*' AND NOT (replace(trim(o.other_num_at_risk), ',', '') GLOB '?*[^0-9]*') AND o.other_num_at_risk GLOB '*[0-9]*' AND length(o.other_num_at_risk) < 19 THEN CAST(replace(trim(o.other_num_at_risk), ',', '') AS INTEGER) END), NULL, NULL
FROM event_groups AS o
UNION ALL
SELECT
    (CAST(substr(d.nct_id, 4) AS BIGINT) * 10000000) + 2000 + d.position, d.nct_id, d.id, 'deaths', 'Total, all-cause mortality',
    (CASE WHEN typeof(d.deaths_num_affected) = 'integer' THEN d.deaths_num_affected WHEN d.deaths_num_affected LIKE '%,%' AND (d.deaths_num_affected GLOB '0,*' OR NOT (d.deaths_num_affected GLOB '*[0-9],[0-9][0-9][0-9]')) THEN NULL WHEN replace(trim(d.deaths_num_affected), ',', '') GLOB '[-0-9]*' AND NOT (replace(trim(d.deaths_num_affected), ',', '') GLOB '?*[^0-9]*') AND d.deaths_num_affected GLOB '*[0-9]*' AND length(d.deaths_num_affected) < 19 THEN CAST(replace(trim(d.deaths_num_affected), ',', '') AS INTEGER) END), (CASE WHEN typeof(d.deaths_num_at_risk) = 'integer' THEN d.deaths_num_at_risk WHEN d.deaths_num_at_risk LIKE '%,%' AND (d.deaths_num_at_risk GLOB '0,*' OR NOT (d.deaths_num_at_risk GLOB '*[0-9],[0-9][0-9][0-9]')) THEN NULL WHEN replace(trim(d.deaths_num_at_risk), ',', '') GLOB '[-0-9]*' AND NOT (replace(trim(d.deaths_num_at_risk), ',', '') GLOB '?*[^0-9]*') AND d.deaths_num_at_risk GLOB '*[0-9]*' AND length(d.deaths_num_at_risk) < 19 THEN CAST(replace(trim(d.deaths_num_at_risk), ',', '') AS INTEGER) END), NULL, NULL
FROM event_groups AS d;

CREATE VIEW aact_reported_events AS
SELECT
    (CAST(substr(s.nct_id, 4) AS BIGINT) * 10000000) + row_number() OVER (
        PARTITION BY s.nct_id ORDER BY s.type DESC, s.adverse_event_position, s.position
    ) - 1 AS id,
    s.nct_id AS nct_id,
    (CAST(substr(s.nct_id, 4) AS BIGINT) * 10000000) + 9992000 + (
        SELECT g.position FROM event_groups AS g WHERE g.nct_id = s.nct_id AND g.id = s.group_id
    ) AS result_group_id,
    s.group_id AS ctgov_group_code,
    a.time_frame AS time_frame,
    lower(s.type) AS event_type,
    NULL AS default_vocab,
    NULL AS default_assessment,
    (CASE WHEN typeof(s.num_affected) = 'integer' THEN s.num_affected WHEN s.num_affected LIKE '%,%' AND (s.num_affected GLOB '0,*' OR NOT (s.num_affected GLOB '*[0-9],[0-9][0-9][0-9]')) THEN NULL WHEN replace(trim(s.num_affected), ',', '') GLOB '[-0-9]*' AND NOT (replace(trim(s.num_affected), ',', '') GLOB '?*[^0-9]*') AND s.num_affected GLOB '*[0-9]*' AND length(s.num_affected) < 19 THEN CAST(replace(trim(s.num_affected), ',', '') AS INTEGER) END) AS subjects_affected,
    (CASE WHEN typeof(s.num_at_risk) = 'integer' THEN s.num_at_risk WHEN s.num_at_risk LIKE '%,%' AND (s.num_at_risk GLOB '0,*' OR NOT (s.num_at_risk GLOB '*[0-9],[0-9][0-9][0-9]')) THEN NULL WHEN replace(trim(s.num_at_risk), ',', '') GLOB '[-0-9]*' AND NOT (replace(trim(s.num_at_risk), ',', '') GLOB '?*[^0-9]*') AND s.num_at_risk GLOB '*[0-9]*' AND length(s.num_at_risk) < 19 THEN CAST(replace(trim(s.num_at_risk), ',', '') AS INTEGER) END) AS subjects_at_risk,
    a.description AS description,
    (CASE WHEN typeof(s.num_events) = 'integer' THEN s.num_events WHEN s.num_events LIKE '%,%' AND (s.num_events GLOB '0,*' OR NOT (s.num_events GLOB '*[0-9],[0-9][0-9][0-9]')) THEN NULL WHEN replace(trim(s.num_events), ',', '') GLOB '[-0-9]*' AND NOT (replace(trim(s.num_events), ',', '') GLOB '?*[^0-9]*') AND s.num_events GLOB '*[0-9]*' AND length(s.num_events) < 19 THEN CAST(replace(trim(s.num_events), ',', '') AS INTEGER) END) AS event_count,
    e.organ_system AS organ_system,
    e.term AS adverse_event_term,
    (CASE WHEN typeof(a.frequency_threshold) = 'integer' THEN a.frequency_threshold WHEN a.frequency_threshold LIKE '%,%' AND (a.frequency_threshold GLOB '0,*' OR NOT (a.frequency_threshold GLOB '*[0-9],[0-9][0-9][0-9]')) THEN NULL WHEN replace(trim(a.frequency_threshold), ',', '') GLOB '[-0-9]*' AND NOT (replace(trim(a.frequency_threshold), ',', '') GLOB '?*[^0-9]*') AND a.frequency_threshold GLOB '*[0-9]*' AND length(a.frequency_threshold) < 19 THEN CAST(replace(trim(a.frequency_threshold), ',', '') AS INTEGER) END) AS frequency_threshold,
    e.source_vocabulary AS vocab,
    e.assessment_type AS assessment
FROM adverse_event_stats AS s
JOIN adverse_events AS e ON e.nct_id = s.nct_id AND e.type = s.type AND e.position = s.adverse_event_position
LEFT JOIN adverse_event_summaries AS a ON a.nct_id = s.nct_id;

CREATE VIEW aact_responsible_parties AS
SELECT
    (CAST(substr(r.nct_id, 4) AS BIGINT) * 10000000) AS id,
    r.nct_id AS nct_id,
    r.type AS responsible_party_type,
    r.investigator_full_name AS name,
    r.investigator_title AS title,
    r.old_organization AS organization,
    r.investigator_affiliation AS affiliation,
    r.old_name_title AS old_name_title
FROM responsible_parties AS r;

CREATE VIEW aact_result_agreements AS
SELECT
    (CAST(substr(m.nct_id, 4) AS BIGINT) * 10000000) AS id,
    m.nct_id AS nct_id,
    (CASE WHEN lower(m.agreement_pi_sponsor_employee) IN ('1', 'yes', 'y', 'true', 't') THEN 1 WHEN lower(m.agreement_pi_sponsor_employee) IN ('0', 'no', 'n', 'false', 'f') THEN 0 END) AS pi_employee,
    NULL AS agreement,
    m.agreement_restriction_type AS restriction_type,
    m.agreement_other_details AS other_details,
    (CASE WHEN lower(m.agreement_restrictive_agreement) IN ('1', 'yes', 'y', 'true', 't') THEN 1 WHEN lower(m.agreement_restrictive_agreement) IN ('0', 'no', 'n', 'false', 'f') THEN 0 END) AS restrictive_agreement
FROM more_info AS m
WHERE coalesce(
    m.agreement_pi_sponsor_employee, m.agreement_restriction_type, m.agreement_other_details,
    m.agreement_restrictive_agreement
) IS NOT NULL;

CREATE VIEW aact_result_contacts AS
SELECT
    (CAST(substr(m.nct_id, 4) AS BIGINT) * 10000000) AS id,
    m.nct_id AS nct_id,
    m.point_of_contact_organization AS organization,
    m.point_of_contact_title AS name,
    m.point_of_contact_phone AS phone,
    m.point_of_contact_email AS email,
    m.point_of_contact_phone_ext AS extension
FROM more_info AS m
WHERE coalesce(
    m.point_of_contact_organization, m.point_of_contact_title, m.point_of_contact_phone, m.point_of_contact_email,
    m.point_of_contact_phone_ext
) IS NOT NULL;

CREATE VIEW aact_result_groups AS
SELECT
    (CAST(substr(o.nct_id, 4) AS BIGINT) * 10000000) + o.outcome_measure_position * 1000 + o.position AS id,
    o.nct_id AS nct_id,
    o.id AS ctgov_group_code,
    'Outcome' AS result_type,
    o.title AS title,
    o.description AS description
FROM outcome_measure_groups AS o
UNION ALL
SELECT (CAST(substr(b.nct_id, 4) AS BIGINT) * 10000000) + 9990000 + b.position, b.nct_id, b.id, 'Baseline', b.title, b.description
FROM baseline_groups AS b
UNION ALL
SELECT (CAST(substr(f.nct_id, 4) AS BIGINT) * 10000000) + 9991000 + f.position, f.nct_id, f.id, 'Participant Flow', f.title, f.description
FROM flow_groups AS f
UNION ALL
SELECT (CAST(substr(e.nct_id, 4) AS BIGINT) * 10000000) + 9992000 + e.position, e.nct_id, e.id, 'Reported Event', e.title, e.description
FROM event_groups AS e;

CREATE VIEW aact_retractions AS
SELECT
    (CAST(substr(r.nct_id, 4) AS BIGINT) * 10000000) + r.study_reference_position * 1000 + r.position AS id,
    (CAST(substr(r.nct_id, 4) AS BIGINT) * 10000000) + r.study_reference_position AS reference_id,
    r.pmid AS pmid,
    r.source AS source,
    r.nct_id AS nct_id
FROM retractions AS r;

CREATE VIEW aact_search_results AS
SELECT
    NULL AS id,
    NULL AS nct_id,
    NULL AS name,
    NULL AS created_at,
    NULL AS updated_at,
    NULL AS grouping,
    NULL AS study_search_id
WHERE 0;

CREATE VIEW aact_sponsors AS
SELECT
    (CAST(substr(s.nct_id, 4) AS BIGINT) * 10000000) AS id,
    s.nct_id AS nct_id,
    s.lead_sponsor_class AS agency_class,
    'lead' AS lead_or_collaborator,
    s.lead_sponsor_name AS name
FROM studies AS s
WHERE coalesce(s.lead_sponsor_name, s.lead_sponsor_class) IS NOT NULL
UNION ALL
SELECT (CAST(substr(c.nct_id, 4) AS BIGINT) * 10000000) + 1 + c.position, c.nct_id, c.class, 'collaborator', c.name
FROM collaborators AS c;

CREATE VIEW aact_studies AS
SELECT
    s.nct_id AS nct_id,
    NULL AS nlm_download_date_description,
    (CASE d.study_first_submit_date WHEN date(d.study_first_submit_date) THEN d.study_first_submit_date WHEN substr(d.study_first_submit_date, 1, 7) THEN date(d.study_first_submit_date || '-01', '+1 month', '-1 day') END) AS study_first_submitted_date,
    (CASE d.results_first_submit_date WHEN date(d.results_first_submit_date) THEN d.results_first_submit_date WHEN substr(d.results_first_submit_date, 1, 7) THEN date(d.results_first_submit_date || '-01', '+1 month', '-1 day') END) AS results_first_submitted_date,
    (CASE d.disp_first_submit_date WHEN date(d.disp_first_submit_date) THEN d.disp_first_submit_date WHEN substr(d.disp_first_submit_date, 1, 7) THEN date(d.disp_first_submit_date || '-01', '+1 month', '-1 day') END) AS disposition_first_submitted_date,
    (CASE d.last_update_submit_date WHEN date(d.last_update_submit_date) THEN d.last_update_submit_date WHEN substr(d.last_update_submit_date, 1, 7) THEN date(d.last_update_submit_date || '-01', '+1 month', '-1 day') END) AS last_update_submitted_date,
    (CASE d.study_first_submit_qc_date WHEN date(d.study_first_submit_qc_date) THEN d.study_first_submit_qc_date WHEN substr(d.study_first_submit_qc_date, 1, 7) THEN date(d.study_first_submit_qc_date || '-01', '+1 month', '-1 day') END) AS study_first_submitted_qc_date,
    (CASE s.study_first_post_date WHEN date(s.study_first_post_date) THEN s.study_first_post_date WHEN substr(s.study_first_post_date, 1, 7) THEN date(s.study_first_post_date || '-01', '+1 month', '-1 day') END) AS study_first_posted_date,
    s.study_first_post_date_type AS study_first_posted_date_type,
    (CASE d.results_first_submit_qc_date WHEN date(d.results_first_submit_qc_date) THEN d.results_first_submit_qc_date WHEN substr(d.results_first_submit_qc_date, 1, 7) THEN date(d.results_first_submit_qc_date || '-01', '+1 month', '-1 day') END) AS results_first_submitted_qc_date,
    (CASE s.results_first_post_date WHEN date(s.results_first_post_date) THEN s.results_first_post_date WHEN substr(s.results_first_post_date, 1, 7) THEN date(s.results_first_post_date || '-01', '+1 month', '-1 day') END) AS results_first_posted_date,
    s.results_first_post_date_type AS results_first_posted_date_type,
    (CASE d.disp_first_submit_qc_date WHEN date(d.disp_first_submit_qc_date) THEN d.disp_first_submit_qc_date WHEN substr(d.disp_first_submit_qc_date, 1, 7) THEN date(d.disp_first_submit_qc_date || '-01', '+1 month', '-1 day') END) AS disposition_first_submitted_qc_date,
    (CASE d.disp_first_post_date WHEN date(d.disp_first_post_date) THEN d.disp_first_post_date WHEN substr(d.disp_first_post_date, 1, 7) THEN date(d.disp_first_post_date || '-01', '+1 month', '-1 day') END) AS disposition_first_posted_date,
    d.disp_first_post_date_type AS disposition_first_posted_date_type,
    (CASE d.last_update_submit_date WHEN date(d.last_update_submit_date) THEN d.last_update_submit_date WHEN substr(d.last_update_submit_date, 1, 7) THEN date(d.last_update_submit_date || '-01', '+1 month', '-1 day') END) AS last_update_submitted_qc_date,
    (CASE s.last_update_post_date WHEN date(s.last_update_post_date) THEN s.last_update_post_date WHEN substr(s.last_update_post_date, 1, 7) THEN date(s.last_update_post_date || '-01', '+1 month', '-1 day') END) AS last_update_posted_date,
    s.last_update_post_date_type AS last_update_posted_date_type,
    s.start_date AS start_month_year,
    s.start_date_type AS start_date_type,
    (CASE s.start_date WHEN date(s.start_date) THEN s.start_date WHEN substr(s.start_date, 1, 7) THEN date(s.start_date || '-01', '+1 month', '-1 day') END) AS start_date,
    d.status_verified_date AS verification_month_year,
    (CASE d.status_verified_date WHEN date(d.status_verified_date) THEN d.status_verified_date WHEN substr(d.status_verified_date, 1, 7) THEN date(d.status_verified_date || '-01', '+1 month', '-1 day') END) AS verification_date,
    s.completion_date AS completion_month_year,
    s.completion_date_type AS completion_date_type,
    (CASE s.completion_date WHEN date(s.completion_date) THEN s.completion_date WHEN substr(s.completion_date, 1, 7) THEN date(s.completion_date || '-01', '+1 month', '-1 day') END) AS completion_date,
    s.primary_completion_date AS primary_completion_month_year,
    s.primary_completion_date_type AS primary_completion_date_type,
    (CASE s.primary_completion_date WHEN date(s.primary_completion_date) THEN s.primary_completion_date WHEN substr(s.primary_completion_date, 1, 7) THEN date(s.primary_completion_date || '-01', '+1 month', '-1 day') END) AS primary_completion_date,
    g.target_duration AS target_duration,
    s.study_type AS study_type,
    s.acronym AS acronym,
    b.population_description AS baseline_population,
    s.brief_title AS brief_title,
    s.official_title AS official_title,
    s.overall_status AS overall_status,
    d.last_known_status AS last_known_status,
    s.phase AS phase,
    (CASE WHEN typeof(s.enrollment_count) = 'integer' THEN s.enrollment_count WHEN s.enrollment_count LIKE '%,%' AND (s.enrollment_count GLOB '0,*' OR NOT (s.enrollment_count GLOB '*[0-9],[0-9][0-9][0-9]')) THEN NULL WHEN replace(trim(s.enrollment_count), ',', '') GLOB '[-0-9]*' AND NOT (replace(trim(s.enrollment_count), ',', '') GLOB '?*[^0-9]*') AND s.enrollment_count GLOB '*[0-9]*' AND length(s.enrollment_count) < 19 THEN CAST(replace(trim(s.enrollment_count), ',', '') AS INTEGER) END) AS enrollment,
    s.enrollment_type AS enrollment_type,
    s.organization_full_name AS source,
    m.limitations_and_caveats_description AS limitations_and_caveats,
    CASE WHEN s.study_type LIKE '%interventional%'
        THEN (SELECT nullif(count(*), 0) FROM arm_groups AS a WHERE a.nct_id = s.nct_id)
    END AS number_of_arms,
    CASE WHEN s.study_type LIKE '%interventional%' THEN NULL
        ELSE (SELECT nullif(count(*), 0) FROM arm_groups AS a WHERE a.nct_id = s.nct_id)
    END AS number_of_groups,
    s.why_stopped AS why_stopped,
    (CASE WHEN lower(d.has_expanded_access) IN ('1', 'yes', 'y', 'true', 't') THEN 1 WHEN lower(d.has_expanded_access) IN ('0', 'no', 'n', 'false', 'f') THEN 0 END) AS has_expanded_access,
    (CASE WHEN lower(g.expanded_access_individual) IN ('1', 'yes', 'y', 'true', 't') THEN 1 WHEN lower(g.expanded_access_individual) IN ('0', 'no', 'n', 'false', 'f') THEN 0 END) AS expanded_access_type_individual,
    (CASE WHEN lower(g.expanded_access_intermediate) IN ('1', 'yes', 'y', 'true', 't') THEN 1 WHEN lower(g.expanded_access_intermediate) IN ('0', 'no', 'n', 'false', 'f') THEN 0 END) AS expanded_access_type_intermediate,
    (CASE WHEN lower(g.expanded_access_treatment) IN ('1', 'yes', 'y', 'true', 't') THEN 1 WHEN lower(g.expanded_access_treatment) IN ('0', 'no', 'n', 'false', 'f') THEN 0 END) AS expanded_access_type_treatment,
    (CASE WHEN lower(o.oversight_has_dmc) IN ('1', 'yes', 'y', 'true', 't') THEN 1 WHEN lower(o.oversight_has_dmc) IN ('0', 'no', 'n', 'false', 'f') THEN 0 END) AS has_dmc,
    (CASE WHEN lower(o.is_fda_regulated_drug) IN ('1', 'yes', 'y', 'true', 't') THEN 1 WHEN lower(o.is_fda_regulated_drug) IN ('0', 'no', 'n', 'false', 'f') THEN 0 END) AS is_fda_regulated_drug,
    (CASE WHEN lower(o.is_fda_regulated_device) IN ('1', 'yes', 'y', 'true', 't') THEN 1 WHEN lower(o.is_fda_regulated_device) IN ('0', 'no', 'n', 'false', 'f') THEN 0 END) AS is_fda_regulated_device,
    (CASE WHEN lower(o.is_unapproved_device) IN ('1', 'yes', 'y', 'true', 't') THEN 1 WHEN lower(o.is_unapproved_device) IN ('0', 'no', 'n', 'false', 'f') THEN 0 END) AS is_unapproved_device,
    (CASE WHEN lower(o.is_ppsd) IN ('1', 'yes', 'y', 'true', 't') THEN 1 WHEN lower(o.is_ppsd) IN ('0', 'no', 'n', 'false', 'f') THEN 0 END) AS is_ppsd,
    (CASE WHEN lower(o.is_us_export) IN ('1', 'yes', 'y', 'true', 't') THEN 1 WHEN lower(o.is_us_export) IN ('0', 'no', 'n', 'false', 'f') THEN 0 END) AS is_us_export,
    g.bio_spec_retention AS biospec_retention,
    g.bio_spec_description AS biospec_description,
    i.time_frame AS ipd_time_frame,
    i.access_criteria AS ipd_access_criteria,
    i.url AS ipd_url,
    i.ipd_sharing AS plan_to_share_ipd,
    i.description AS plan_to_share_ipd_description,
    (SELECT datetime(min(v.retrieved_at)) FROM study_versions AS v WHERE v.nct_id = s.nct_id) AS created_at,
    (SELECT datetime(max(v.retrieved_at)) FROM study_versions AS v WHERE v.nct_id = s.nct_id) AS updated_at,
    s.organization_class AS source_class,
    (CASE WHEN lower(d.delayed_posting) IN ('1', 'yes', 'y', 'true', 't') THEN 1 WHEN lower(d.delayed_posting) IN ('0', 'no', 'n', 'false', 'f') THEN 0 END) AS delayed_posting,
    d.expanded_access_nct_id AS expanded_access_nctid,
    d.expanded_access_status_for_nct_id AS expanded_access_status_for_nctid,
    (CASE WHEN lower(o.fdaaa801_violation) IN ('1', 'yes', 'y', 'true', 't') THEN 1 WHEN lower(o.fdaaa801_violation) IN ('0', 'no', 'n', 'false', 'f') THEN 0 END) AS fdaaa801_violation,
    b.type_units_analyzed AS baseline_type_units_analyzed,
    (CASE WHEN lower(g.patient_registry) IN ('1', 'yes', 'y', 'true', 't') THEN 1 WHEN lower(g.patient_registry) IN ('0', 'no', 'n', 'false', 'f') THEN 0 END) AS patient_registry
FROM studies AS s
LEFT JOIN status_details AS d ON d.nct_id = s.nct_id
LEFT JOIN designs AS g ON g.nct_id = s.nct_id
LEFT JOIN oversight AS o ON o.nct_id = s.nct_id
LEFT JOIN ipd_sharing AS i ON i.nct_id = s.nct_id
LEFT JOIN baselines AS b ON b.nct_id = s.nct_id
LEFT JOIN more_info AS m ON m.nct_id = s.nct_id;

CREATE VIEW aact_study_records AS
SELECT
    NULL AS id,
    NULL AS nct_id,
    NULL AS type,
    NULL AS content,
    NULL AS sha,
    NULL AS created_at,
    NULL AS updated_at
WHERE 0;

CREATE VIEW aact_study_references AS
SELECT
    (CAST(substr(r.nct_id, 4) AS BIGINT) * 10000000) + r.position AS id,
    r.nct_id AS nct_id,
    r.pmid AS pmid,
    r.type AS reference_type,
    r.citation AS citation
FROM study_references AS r;

CREATE VIEW aact_study_searches AS
SELECT
    NULL AS id,
    NULL AS save_tsv,
    NULL AS query,
    NULL AS grouping,
    NULL AS name,
    NULL AS beta_api,
    NULL AS created_at,
    NULL AS updated_at,
    NULL AS active
WHERE 0;
