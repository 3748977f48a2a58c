-- One row per sponsor: the lead sponsor of a study and its collaborators.
SELECT
    base_id(s.nct_id) AS id, -- integer: Stable number of the row.
    s.nct_id AS nct_id, -- character varying: NCT ID of the study.
    s.lead_sponsor_class AS agency_class, -- character varying: Kind of sponsor (studies.lead_sponsor_class, collaborators.class).
    'lead' AS lead_or_collaborator, -- character varying: lead or collaborator.
    s.lead_sponsor_name AS name -- character varying: The organization or person (studies.lead_sponsor_name, collaborators.name).
FROM studies AS s
WHERE coalesce(s.lead_sponsor_name, s.lead_sponsor_class) IS NOT NULL
UNION ALL
SELECT base_id(c.nct_id) + 1 + c.position, c.nct_id, c.class, 'collaborator', c.name
FROM collaborators AS c
