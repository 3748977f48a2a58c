-- MSC products at a glance: one row per product that an MSC study gives to an arm, with where the cells come from, how
-- they are given and how many, as read from the record's prose. The words that show each value are in msc_evidence.
SELECT
    p.nct_id,
    s.brief_title,
    p.product_type,
    p.tissue_source,
    p.donor,
    p.route,
    p.dose_value,
    p.dose_low,
    p.dose_high,
    p.dose_unit,
    p.dose_basis,
    p.administrations,
    p.named_product,
    (SELECT label FROM arm_groups AS a WHERE a.nct_id = p.nct_id AND a.position = p.arm_group_position) AS arm, -- Label of the arm it is given to.
    s.phase,
    s.overall_status,
    s.enrollment_count,
    s.start_year,
    p.position
FROM msc_products AS p
JOIN msc_studies AS m ON m.nct_id = p.nct_id
JOIN studies AS s ON s.nct_id = p.nct_id
WHERE m.is_msc = 1 AND p.product_type IS NOT 'not MSC'
