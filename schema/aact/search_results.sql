-- Always empty: what AACT's own stored searches found; the searches of this file are in its table searches.
SELECT
    NULL AS id, -- integer: Always empty.
    NULL AS nct_id, -- character varying: Always empty.
    NULL AS name, -- character varying: Always empty.
    NULL AS created_at, -- timestamp without time zone: Always empty.
    NULL AS updated_at, -- timestamp without time zone: Always empty.
    NULL AS grouping, -- character varying: Always empty.
    NULL AS study_search_id -- integer: Always empty.
WHERE 0
