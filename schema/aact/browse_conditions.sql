-- One row per MeSH term that the registry matched to the conditions of a study, and per broader term above them.
SELECT
    base_id(m.nct_id) + m.position AS id, -- integer: Stable number of the row.
    m.nct_id AS nct_id, -- character varying: NCT ID of the study.
    m.term AS mesh_term, -- character varying = condition_meshes.term
    downcase(m.term) AS downcase_mesh_term, -- character varying: mesh_term in lower case.
    'mesh-list' AS mesh_type -- character varying: 'mesh-list' for the terms themselves, 'mesh-ancestor' for the broader ones.
FROM condition_meshes AS m
UNION ALL
SELECT base_id(a.nct_id) + 1000 + a.position, a.nct_id, a.term, downcase(a.term), 'mesh-ancestor'
FROM condition_mesh_ancestors AS a
