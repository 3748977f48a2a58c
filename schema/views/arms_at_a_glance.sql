-- Arms at a glance: one row per arm or group, with its role, what it gets and how the sponsor describes it.
SELECT
    a.nct_id,
    a.position,
    a.label,
    a.type,
    (
        SELECT group_concat(g.name, '; ') FROM arm_group_interventions AS g
        WHERE g.nct_id = a.nct_id AND g.arm_group_position = a.position
    ) AS interventions, -- Names of the interventions of the arm, joined by semicolons.
    a.description,
    s.phase,
    s.enrollment_count,
    s.brief_title
FROM arm_groups AS a
JOIN studies AS s ON s.nct_id = a.nct_id
