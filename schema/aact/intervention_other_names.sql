-- One row per brand name, code or synonym of an intervention.
SELECT
    base_id(n.nct_id) + n.intervention_position * 1000 + n.position AS id, -- integer: Stable number of the row.
    n.nct_id AS nct_id, -- character varying: NCT ID of the study.
    base_id(n.nct_id) + n.intervention_position AS intervention_id, -- integer: id of the intervention in interventions.
    n.intervention_other_name AS name -- character varying = intervention_other_names.intervention_other_name
FROM intervention_other_names AS n
