-- One row per person responsible for the whole study.
SELECT
    base_id(o.nct_id) + o.position AS id, -- integer: Stable number of the row.
    o.nct_id AS nct_id, -- character varying: NCT ID of the study.
    o.role AS role, -- character varying = overall_officials.role
    o.name AS name, -- character varying = overall_officials.name
    o.affiliation AS affiliation -- character varying = overall_officials.affiliation
FROM overall_officials AS o
