SELECT nct_id, position, dose_value, dose_low, dose_high, administrations
FROM msc_products
WHERE dose_unit = 'cells' AND dose_basis = 'per_kg'
ORDER BY nct_id, position
