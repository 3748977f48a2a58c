-- Which arm of a trial gets which intervention?
SELECT label AS arm, name AS intervention
FROM arm_group_interventions
WHERE nct_id = 'NCT04382547'
ORDER BY arm_group_position, intervention_position;
