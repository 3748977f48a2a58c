-- Sites by country: one row per study and country, with the number of its sites there and how many of them recruit.
SELECT
    l.nct_id,
    l.country,
    (SELECT count(*) FROM locations AS n WHERE n.nct_id = l.nct_id AND n.country IS l.country) AS sites, -- How many sites of the study are in the country.
    (
        SELECT count(*) FROM locations AS r
        WHERE r.nct_id = l.nct_id AND r.country IS l.country AND r.status = 'RECRUITING'
    ) AS recruiting_sites, -- How many of them recruit.
    s.brief_title,
    s.overall_status,
    s.lead_sponsor_name
FROM locations AS l
JOIN studies AS s ON s.nct_id = l.nct_id
WHERE NOT EXISTS (
    SELECT 1 FROM locations AS b WHERE b.nct_id = l.nct_id AND b.position < l.position AND b.country IS l.country
)
