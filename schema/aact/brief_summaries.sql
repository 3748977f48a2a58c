-- One row per study with a brief summary.
SELECT
    base_id(t.nct_id) AS id, -- integer: Stable number of the row.
    t.nct_id AS nct_id, -- character varying: NCT ID of the study.
    t.brief_summary AS description -- text = study_texts.brief_summary
FROM study_texts AS t
WHERE t.brief_summary IS NOT NULL
