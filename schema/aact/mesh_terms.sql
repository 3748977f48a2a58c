-- Always empty: AACT's copy of the MeSH tree, which is about no study. Take it from the National Library of Medicine.
SELECT
    NULL AS id, -- integer: Always empty.
    NULL AS qualifier, -- character varying: Always empty.
    NULL AS tree_number, -- character varying: Always empty.
    NULL AS description, -- character varying: Always empty.
    NULL AS mesh_term, -- character varying: Always empty.
    NULL AS downcase_mesh_term -- character varying: Always empty.
WHERE 0
