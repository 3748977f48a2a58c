-- How long are participants followed, for the primary outcomes and for any? Days from the start; ages and events apart.
SELECT nct_id, max(day) FILTER (WHERE type = 'PRIMARY') AS primary_days, max(day) AS days
FROM outcome_times
WHERE kind = 'follow-up'
GROUP BY nct_id
ORDER BY days DESC, nct_id
LIMIT 6;
