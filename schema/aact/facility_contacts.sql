-- One row per contact at a site who is no investigator.
SELECT
    base_id(c.nct_id) + c.location_position * 1000 + c.position AS id, -- integer: Stable number of the row.
    c.nct_id AS nct_id, -- character varying: NCT ID of the study.
    base_id(c.nct_id) + c.location_position AS facility_id, -- integer: id of the site in facilities.
    CASE WHEN EXISTS (
        SELECT 1 FROM location_contacts AS b
        WHERE b.nct_id = c.nct_id AND b.location_position = c.location_position AND b.position < c.position
            AND NOT is_investigator(b.role)
    ) THEN 'backup' ELSE 'primary' END AS contact_type, -- character varying: 'primary' for the first contact of the site, 'backup' for the others.
    c.name AS name, -- character varying = location_contacts.name
    c.email AS email, -- character varying = location_contacts.email
    c.phone AS phone, -- character varying = location_contacts.phone
    c.phone_ext AS phone_extension -- character varying = location_contacts.phone_ext
FROM location_contacts AS c
WHERE NOT is_investigator(c.role)
