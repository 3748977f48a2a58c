-- How long from start to primary completion, in months? Partial dates count from their month.
SELECT nct_id, start_date, primary_completion_date,
    (substr(primary_completion_date, 1, 4) - substr(start_date, 1, 4)) * 12
    + substr(primary_completion_date, 6, 2) - substr(start_date, 6, 2) AS months
FROM studies
WHERE start_date IS NOT NULL AND primary_completion_date IS NOT NULL
ORDER BY months DESC
LIMIT 5;
