-- Who gets what: one row per intervention and arm it names.
SELECT
    base_id(l.nct_id) + l.intervention_position * 1000 + l.position AS id, -- integer: Stable number of the row.
    l.nct_id AS nct_id, -- character varying: NCT ID of the study.
    base_id(l.nct_id) + (
        SELECT a.position FROM arm_groups AS a
        WHERE a.nct_id = l.nct_id AND a.label = l.intervention_arm_group_label
    ) AS design_group_id, -- integer: id of the arm in design_groups; NULL where no arm has the label that the intervention names.
    base_id(l.nct_id) + l.intervention_position AS intervention_id -- integer: id of the intervention in interventions.
FROM intervention_arm_group_labels AS l
