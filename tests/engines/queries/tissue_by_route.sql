SELECT tissue_source, route, count(DISTINCT nct_id) AS studies
FROM msc_products
WHERE tissue_source IS NOT NULL AND route IS NOT NULL
GROUP BY tissue_source, route
ORDER BY studies DESC, tissue_source, route
