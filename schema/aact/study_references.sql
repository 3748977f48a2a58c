-- One row per publication cited by the sponsor or linked by the registry.
SELECT
    base_id(r.nct_id) + r.position AS id, -- integer: Stable number of the row.
    r.nct_id AS nct_id, -- character varying: NCT ID of the study.
    r.pmid AS pmid, -- character varying = study_references.pmid
    r.type AS reference_type, -- character varying = study_references.type
    r.citation AS citation -- text = study_references.citation
FROM study_references AS r
