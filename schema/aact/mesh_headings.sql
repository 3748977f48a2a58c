-- Always empty: AACT's copy of the MeSH subheadings, which is about no study. Take it from the National Library of Medicine.
SELECT
    NULL AS id, -- integer: Always empty.
    NULL AS qualifier, -- character varying: Always empty.
    NULL AS heading, -- character varying: Always empty.
    NULL AS subcategory -- character varying: Always empty.
WHERE 0
