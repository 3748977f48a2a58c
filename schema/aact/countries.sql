-- One row per study and country of its sites, and per country it once had and no longer has.
SELECT
    base_id(l.nct_id) + l.position AS id, -- integer: Stable number of the row.
    l.nct_id AS nct_id, -- character varying: NCT ID of the study.
    l.country AS name, -- character varying = locations.country
    0 AS removed -- boolean: Whether the country is only among those that were removed (removed_countries).
FROM locations AS l
WHERE l.country IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM locations AS b WHERE b.nct_id = l.nct_id AND b.position < l.position AND b.country = l.country
)
UNION ALL
SELECT base_id(r.nct_id) + 1000000 + r.position, r.nct_id, r.removed_country, 1
FROM removed_countries AS r
WHERE r.removed_country IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM removed_countries AS b
    WHERE b.nct_id = r.nct_id AND b.position < r.position AND b.removed_country = r.removed_country
)
