-- One row per other number of a study: retired NCT IDs, the sponsor's own number, grants and other registries.
SELECT
    base_id(a.nct_id) + a.position AS id, -- integer: Stable number of the row.
    a.nct_id AS nct_id, -- character varying: NCT ID of the study.
    'nct_alias' AS id_source, -- character varying: nct_alias, org_study_id or secondary_id.
    a.nct_id_alias AS id_value, -- character varying: The number (nct_id_aliases.nct_id_alias, studies.org_study_id, secondary_ids.id).
    NULL AS id_type, -- character varying: Kind of number; NULL for retired NCT IDs and in older records.
    NULL AS id_type_description, -- character varying: Who issued the number (secondary_ids.domain); NULL for the other sources.
    NULL AS id_link -- character varying: Web page of the grant behind the number, if there is one.
FROM nct_id_aliases AS a
UNION ALL
SELECT base_id(s.nct_id) + 1000, s.nct_id, 'org_study_id', s.org_study_id, s.org_study_id_type, NULL, s.org_study_id_link
FROM studies AS s
WHERE coalesce(s.org_study_id, s.org_study_id_type, s.org_study_id_link) IS NOT NULL
UNION ALL
SELECT base_id(i.nct_id) + 2000 + i.position, i.nct_id, 'secondary_id', i.id, i.type, i.domain, i.link
FROM secondary_ids AS i
