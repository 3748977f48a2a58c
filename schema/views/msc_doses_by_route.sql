-- MSC doses by route: one row per route, unit and basis, which are never mixed: in how many MSC studies, and the lowest,
-- the median and the highest dose. A dose counts once a study, a range with both its ends; empty is not stated.
WITH doses AS (
    SELECT p.nct_id, p.route, p.dose_unit, p.dose_basis, p.dose_value, p.dose_low, p.dose_high
    FROM msc_products AS p
    JOIN msc_studies AS m ON m.nct_id = p.nct_id
    WHERE m.is_msc = 1 AND p.product_type IS NOT 'not MSC'
),
each AS (
    SELECT nct_id, route, dose_unit, dose_basis, dose_value AS dose FROM doses WHERE dose_value IS NOT NULL
    UNION
    SELECT nct_id, route, dose_unit, dose_basis, dose_low FROM doses WHERE dose_low IS NOT NULL
    UNION
    SELECT nct_id, route, dose_unit, dose_basis, dose_high FROM doses WHERE dose_high IS NOT NULL
),
ranked AS (
    SELECT
        *,
        row_number() OVER (PARTITION BY route, dose_unit, dose_basis ORDER BY dose) AS place,
        count(*) OVER (PARTITION BY route, dose_unit, dose_basis) AS doses
    FROM each
)
SELECT
    route, -- = msc_products.route
    dose_unit, -- = msc_products.dose_unit
    dose_basis, -- = msc_products.dose_basis
    count(DISTINCT nct_id) AS studies, -- How many MSC studies state such a dose.
    max(doses) AS doses, -- How many doses they state, each counted once a study.
    min(dose) AS lowest_dose, -- The lowest of them.
    avg(dose) FILTER (WHERE place IN ((doses + 1) / 2, doses / 2 + 1)) AS median_dose, -- The median of them.
    max(dose) AS highest_dose -- The highest of them.
FROM ranked
GROUP BY route, dose_unit, dose_basis
ORDER BY studies DESC, route, dose_unit, dose_basis
