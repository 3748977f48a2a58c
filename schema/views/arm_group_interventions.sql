-- Who gets what: one row per arm and intervention, wherever the record says so. The registry lists it twice, by arm
-- ('Biological: AlloRx') and by intervention (the labels of its arms); what either side says is here, doubles once.
SELECT
    a.nct_id,
    a.position AS arm_group_position, -- Position of the arm, as in arm_groups.
    i.position AS intervention_position, -- Position of the intervention, as in interventions.
    a.label,
    i.name
FROM arm_groups AS a
JOIN interventions AS i ON i.nct_id = a.nct_id
WHERE EXISTS (
    SELECT 1 FROM intervention_arm_group_labels AS l
    WHERE l.nct_id = i.nct_id AND l.intervention_position = i.position AND l.intervention_arm_group_label = a.label
)
OR EXISTS (
    SELECT 1 FROM arm_group_intervention_names AS n
    WHERE n.nct_id = a.nct_id AND n.arm_group_position = a.position AND (
        n.arm_group_intervention_name = i.name
        OR (
            substr(n.arm_group_intervention_name, length(i.type) + 1) = ': ' || i.name
            AND lower(substr(n.arm_group_intervention_name, 1, length(i.type))) = lower(replace(i.type, '_', ' '))
        )
    )
)
