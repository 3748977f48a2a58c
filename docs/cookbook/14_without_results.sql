-- Which completed trials have no results at the registry, and has anyone published some?
SELECT nct_id, phase, primary_completion_date, publications_of_results
FROM completed_without_results
ORDER BY primary_completion_date
LIMIT 6;
