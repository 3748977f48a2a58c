-- One row per data set or document that can be had from a repository.
SELECT
    base_id(a.nct_id) + a.position AS id, -- integer: Stable number of the row.
    a.nct_id AS nct_id, -- character varying: NCT ID of the study.
    a.id AS document_id, -- character varying = avail_ipds.id
    a.type AS document_type, -- character varying = avail_ipds.type
    a.url AS url, -- character varying = avail_ipds.url
    a.comment AS comment -- text = avail_ipds.comment
FROM avail_ipds AS a
