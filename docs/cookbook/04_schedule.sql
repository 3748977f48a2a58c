-- Which products are given more than once, how far apart, and fresh or frozen?
SELECT DISTINCT nct_id, product_type, administrations, interval_days, cryopreservation, named_product
FROM msc_products
WHERE administrations > 1
    AND product_type IS NOT 'not MSC'
    AND nct_id IN (SELECT nct_id FROM msc_studies WHERE is_msc = 1)
ORDER BY administrations DESC, nct_id;
