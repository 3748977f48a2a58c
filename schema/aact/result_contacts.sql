-- One row per study whose results name someone to ask.
SELECT
    base_id(m.nct_id) AS id, -- integer: Stable number of the row.
    m.nct_id AS nct_id, -- character varying: NCT ID of the study.
    m.point_of_contact_organization AS organization, -- character varying = more_info.point_of_contact_organization
    m.point_of_contact_title AS name, -- character varying = more_info.point_of_contact_title
    m.point_of_contact_phone AS phone, -- character varying = more_info.point_of_contact_phone
    m.point_of_contact_email AS email, -- character varying = more_info.point_of_contact_email
    m.point_of_contact_phone_ext AS extension -- character varying = more_info.point_of_contact_phone_ext: Extension to the number in phone; mostly NULL.
FROM more_info AS m
WHERE coalesce(
    m.point_of_contact_organization, m.point_of_contact_title, m.point_of_contact_phone, m.point_of_contact_email,
    m.point_of_contact_phone_ext
) IS NOT NULL
