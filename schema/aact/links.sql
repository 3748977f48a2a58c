-- One row per web page the sponsor points to.
SELECT
    base_id(l.nct_id) + l.position AS id, -- integer: Stable number of the row.
    l.nct_id AS nct_id, -- character varying: NCT ID of the study.
    l.url AS url, -- character varying = see_also_links.url
    l.label AS description -- text = see_also_links.label
FROM see_also_links AS l
