SELECT locations.country, count(DISTINCT locations.nct_id) AS studies
FROM locations JOIN msc_studies ON msc_studies.nct_id = locations.nct_id
WHERE is_msc AND locations.country IS NOT NULL
GROUP BY locations.country
ORDER BY studies DESC, locations.country
