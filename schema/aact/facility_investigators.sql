-- One row per investigator at a site.
SELECT
    base_id(c.nct_id) + c.location_position * 1000 + c.position AS id, -- integer: Stable number of the row.
    c.nct_id AS nct_id, -- character varying: NCT ID of the study.
    base_id(c.nct_id) + c.location_position AS facility_id, -- integer: id of the site in facilities.
    c.role AS role, -- character varying = location_contacts.role
    c.name AS name -- character varying = location_contacts.name
FROM location_contacts AS c
WHERE is_investigator(c.role)
