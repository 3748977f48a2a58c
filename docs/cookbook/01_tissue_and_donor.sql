-- From which tissue do the cells come, and are they the patient's own?
SELECT tissue_source, donor, count(DISTINCT nct_id) AS studies, group_concat(DISTINCT nct_id) AS nct_ids
FROM msc_products
WHERE product_type = 'MSC cells'
GROUP BY tissue_source, donor
ORDER BY studies DESC, tissue_source;
