-- What is measured first, and until which day?
SELECT nct_id, measure, time_frame, last_day
FROM primary_outcomes
WHERE position = 0
ORDER BY last_day DESC, nct_id
LIMIT 6;
