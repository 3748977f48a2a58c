-- What was to be measured first, and when?
SELECT nct_id, measure, time_frame
FROM outcomes
WHERE type = 'PRIMARY' AND position = 0
ORDER BY nct_id
LIMIT 6;
