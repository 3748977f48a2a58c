-- One row per keyword of a study, in the sponsor's words.
SELECT
    base_id(k.nct_id) + k.position AS id, -- integer: Stable number of the row.
    k.nct_id AS nct_id, -- character varying: NCT ID of the study.
    k.keyword AS name, -- character varying = keywords.keyword
    downcase(k.keyword) AS downcase_name -- character varying: name in lower case.
FROM keywords AS k
