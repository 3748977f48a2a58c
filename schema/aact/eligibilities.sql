-- One row per study that says who may take part: criteria, sex, ages, healthy volunteers.
SELECT
    base_id(e.nct_id) AS id, -- integer: Stable number of the row.
    e.nct_id AS nct_id, -- character varying: NCT ID of the study.
    e.sampling_method AS sampling_method, -- character varying = eligibility.sampling_method
    e.sex AS gender, -- character varying = eligibility.sex
    e.minimum_age AS minimum_age, -- character varying = eligibility.minimum_age
    e.maximum_age AS maximum_age, -- character varying = eligibility.maximum_age
    truth(e.healthy_volunteers) AS healthy_volunteers, -- boolean = eligibility.healthy_volunteers
    e.study_population AS population, -- text = eligibility.study_population
    e.eligibility_criteria AS criteria, -- text = eligibility.eligibility_criteria
    e.gender_description AS gender_description, -- text = eligibility.gender_description
    truth(e.gender_based) AS gender_based, -- boolean = eligibility.gender_based
    instr(e.std_ages, '"ADULT"') > 0 AS adult, -- boolean: Whether the age limits touch 18 to 64 years; NULL where the record has no age groups.
    instr(e.std_ages, '"CHILD"') > 0 AS child, -- boolean: Whether the age limits touch the years up to 17; NULL where the record has no age groups.
    instr(e.std_ages, '"OLDER_ADULT"') > 0 AS older_adult -- boolean: Whether the age limits touch 65 years and more; NULL where the record has no age groups.
FROM eligibility AS e
