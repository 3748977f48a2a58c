-- Where are the sites?
SELECT country, count(*) AS sites, count(DISTINCT nct_id) AS studies
FROM locations
GROUP BY country
ORDER BY sites DESC, country
LIMIT 6;
