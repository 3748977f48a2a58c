-- One row per study with a detailed description; AACT also has an empty row for each study without one.
SELECT
    base_id(t.nct_id) AS id, -- integer: Stable number of the row.
    t.nct_id AS nct_id, -- character varying: NCT ID of the study.
    t.detailed_description AS description -- text = study_texts.detailed_description
FROM study_texts AS t
WHERE t.detailed_description IS NOT NULL
