-- One row per arm of a trial, or per group of an observational study.
SELECT
    base_id(a.nct_id) + a.position AS id, -- integer: Stable number of the row.
    a.nct_id AS nct_id, -- character varying: NCT ID of the study.
    a.type AS group_type, -- character varying = arm_groups.type
    a.label AS title, -- character varying = arm_groups.label
    a.description AS description -- text = arm_groups.description
FROM arm_groups AS a
