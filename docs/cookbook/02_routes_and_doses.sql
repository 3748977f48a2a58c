-- By which route, and how many at a time? Doses in millions; cells and particles, per kilogram and fixed are never mixed.
SELECT route, dose_unit, dose_basis, count(DISTINCT nct_id) AS studies,
    min(coalesce(dose_value, dose_low)) / 1e6 AS lowest, max(coalesce(dose_value, dose_high)) / 1e6 AS highest
FROM msc_products
WHERE dose_unit IN ('cells', 'particles')
    AND product_type IS NOT 'not MSC'
    AND nct_id IN (SELECT nct_id FROM msc_studies WHERE is_msc = 1)
GROUP BY route, dose_unit, dose_basis
ORDER BY studies DESC, route;
