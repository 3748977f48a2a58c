-- One row per study that names who answers for the record.
SELECT
    base_id(r.nct_id) AS id, -- integer: Stable number of the row.
    r.nct_id AS nct_id, -- character varying: NCT ID of the study.
    r.type AS responsible_party_type, -- character varying = responsible_parties.type
    r.investigator_full_name AS name, -- character varying = responsible_parties.investigator_full_name
    r.investigator_title AS title, -- character varying = responsible_parties.investigator_title
    r.old_organization AS organization, -- character varying = responsible_parties.old_organization
    r.investigator_affiliation AS affiliation, -- text = responsible_parties.investigator_affiliation
    r.old_name_title AS old_name_title -- character varying = responsible_parties.old_name_title
FROM responsible_parties AS r
