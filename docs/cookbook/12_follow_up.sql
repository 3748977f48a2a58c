-- How long is the longest follow-up of each trial, in days?
SELECT nct_id, max(day) AS days
FROM outcome_times
WHERE kind = 'follow-up'
GROUP BY nct_id
ORDER BY days DESC
LIMIT 5;
