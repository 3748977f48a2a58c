-- One row per condition of a study, in the sponsor's words.
SELECT
    base_id(c.nct_id) + c.position AS id, -- integer: Stable number of the row.
    c.nct_id AS nct_id, -- character varying: NCT ID of the study.
    c.condition AS name, -- character varying = conditions.condition: Disease or focus in the sponsor's words, so one disease has many spellings; browse_conditions has the MeSH terms.
    downcase(c.condition) AS downcase_name -- character varying: name in lower case.
FROM conditions AS c
