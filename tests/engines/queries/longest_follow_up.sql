SELECT outcomes.nct_id, outcomes.measure, max(outcome_times.day) AS last_day
FROM outcomes JOIN outcome_times
    ON outcome_times.nct_id = outcomes.nct_id AND outcome_times.type = outcomes.type
    AND outcome_times.position = outcomes.position
WHERE outcomes.type = 'PRIMARY' AND outcome_times.kind = 'follow-up'
GROUP BY outcomes.nct_id, outcomes.measure
HAVING max(outcome_times.day) > 1500
ORDER BY last_day DESC, outcomes.nct_id, outcomes.measure
