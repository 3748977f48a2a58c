-- One row per contact for the whole study.
SELECT
    base_id(c.nct_id) + c.position AS id, -- integer: Stable number of the row.
    c.nct_id AS nct_id, -- character varying: NCT ID of the study.
    CASE c.position WHEN 0 THEN 'primary' ELSE 'backup' END AS contact_type, -- character varying: 'primary' for the first contact, 'backup' for the others.
    c.name AS name, -- character varying = central_contacts.name
    c.phone AS phone, -- character varying = central_contacts.phone
    c.email AS email, -- character varying = central_contacts.email
    c.phone_ext AS phone_extension, -- character varying = central_contacts.phone_ext
    c.role AS role -- character varying = central_contacts.role
FROM central_contacts AS c
