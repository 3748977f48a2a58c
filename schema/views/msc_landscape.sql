-- MSC landscape: one row per tissue source and route, the most used first: how many MSC studies give such a product, how
-- many of them go on, are completed or have results. Empty is not stated; a study with two routes counts for each.
SELECT
    tissue_source, -- = msc_products.tissue_source
    route, -- = msc_products.route
    count(DISTINCT nct_id) AS studies, -- How many MSC studies give such a product.
    count(DISTINCT nct_id) FILTER (
        WHERE overall_status IN ('RECRUITING', 'NOT_YET_RECRUITING', 'ENROLLING_BY_INVITATION', 'ACTIVE_NOT_RECRUITING')
    ) AS ongoing_studies, -- How many of them recruit, are about to, or go on without recruiting.
    count(DISTINCT nct_id) FILTER (WHERE overall_status = 'COMPLETED') AS completed_studies, -- How many of them are completed.
    count(DISTINCT nct_id) FILTER (WHERE has_results = 1) AS studies_with_results, -- How many of them have results at the registry.
    min(start_year) AS first_start_year, -- Year the first of them started or is to start.
    max(start_year) AS last_start_year -- Year the last of them started or is to start.
FROM (
    SELECT p.nct_id, p.tissue_source, p.route, s.overall_status, s.has_results, s.start_year
    FROM msc_products AS p
    JOIN msc_studies AS m ON m.nct_id = p.nct_id
    JOIN studies AS s ON s.nct_id = p.nct_id
    WHERE m.is_msc = 1 AND p.product_type IS NOT 'not MSC'
)
GROUP BY tissue_source, route
ORDER BY studies DESC, tissue_source, route
