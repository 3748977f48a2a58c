-- One row per kind of document that is to be shared with the individual participant data.
SELECT
    base_id(i.nct_id) + j.key AS id, -- integer: Stable number of the row.
    i.nct_id AS nct_id, -- character varying: NCT ID of the study.
    j.value AS name -- character varying = ipd_sharing.info_types; one entry.
FROM ipd_sharing AS i
JOIN json_each(CASE WHEN json_valid(i.info_types) THEN i.info_types END) AS j
