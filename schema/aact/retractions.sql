-- One row per retraction notice of a reference.
SELECT
    base_id(r.nct_id) + r.study_reference_position * 1000 + r.position AS id, -- bigint: Stable number of the row.
    base_id(r.nct_id) + r.study_reference_position AS reference_id, -- integer: id of the reference in study_references.
    r.pmid AS pmid, -- character varying = retractions.pmid
    r.source AS source, -- character varying = retractions.source
    r.nct_id AS nct_id -- character varying: NCT ID of the study.
FROM retractions AS r
