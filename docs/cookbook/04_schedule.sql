-- Which products are given more than once, how far apart, and fresh or frozen?
SELECT DISTINCT nct_id, product_type, administrations, interval_days, cryopreservation, named_product
FROM msc_products
WHERE administrations > 1
ORDER BY administrations DESC, nct_id;
