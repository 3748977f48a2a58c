-- Always empty: AACT's own stored searches; those of this file are in its table searches.
SELECT
    NULL AS id, -- integer: Always empty.
    NULL AS save_tsv, -- boolean: Always empty.
    NULL AS query, -- character varying: Always empty.
    NULL AS grouping, -- character varying: Always empty.
    NULL AS name, -- character varying: Always empty.
    NULL AS beta_api, -- boolean: Always empty.
    NULL AS created_at, -- timestamp without time zone: Always empty.
    NULL AS updated_at, -- timestamp without time zone: Always empty.
    NULL AS active -- boolean: Always empty.
WHERE 0
