-- Always empty: AACT's store of the records as they came; study_versions of a Harvester file has them all.
SELECT
    NULL AS id, -- bigint: Always empty.
    NULL AS nct_id, -- character varying: Always empty.
    NULL AS type, -- character varying: Always empty.
    NULL AS content, -- json: Always empty.
    NULL AS sha, -- character varying: Always empty.
    NULL AS created_at, -- timestamp(6) without time zone: Always empty.
    NULL AS updated_at -- timestamp(6) without time zone: Always empty.
WHERE 0
