-- One row per planned outcome; the posted ones are in outcomes.
SELECT
    base_id(o.nct_id) + CASE o.type WHEN 'PRIMARY' THEN 0 WHEN 'SECONDARY' THEN 10000 ELSE 20000 END
        + o.position AS id, -- integer: Stable number of the row.
    o.nct_id AS nct_id, -- character varying: NCT ID of the study.
    lower(o.type) AS outcome_type, -- character varying: primary, secondary or other.
    o.measure AS measure, -- text = outcomes.measure: Name of what is to be measured, as the sponsor planned it; results are in outcomes.
    o.time_frame AS time_frame, -- text = outcomes.time_frame
    NULL AS population, -- character varying: Always empty, as in AACT.
    o.description AS description -- text = outcomes.description
FROM outcomes AS o
