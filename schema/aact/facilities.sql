-- One row per site of a study.
SELECT
    base_id(l.nct_id) + l.position AS id, -- integer: Stable number of the row.
    l.nct_id AS nct_id, -- character varying: NCT ID of the study.
    l.status AS status, -- character varying = locations.status
    l.facility AS name, -- character varying = locations.facility
    l.city AS city, -- character varying = locations.city
    l.state AS state, -- character varying = locations.state
    l.zip AS zip, -- character varying = locations.zip
    l.country AS country, -- character varying = locations.country
    CASE typeof(l.lat) WHEN 'text' THEN NULL ELSE l.lat END AS latitude, -- double precision = locations.lat
    CASE typeof(l.lon) WHEN 'text' THEN NULL ELSE l.lon END AS longitude -- double precision = locations.lon
FROM locations AS l
