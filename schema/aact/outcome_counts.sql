-- One row per posted outcome, unit and group: how many were analyzed.
SELECT
    base_id(c.nct_id) + row_number() OVER (
        PARTITION BY c.nct_id ORDER BY c.outcome_measure_position, c.denom_position, c.position
    ) - 1 AS id, -- integer: Stable number of the row.
    c.nct_id AS nct_id, -- character varying: NCT ID of the study.
    base_id(c.nct_id) + c.outcome_measure_position AS outcome_id, -- integer: id of the outcome in outcomes.
    base_id(c.nct_id) + c.outcome_measure_position * 1000 + (
        SELECT g.position FROM outcome_measure_groups AS g
        WHERE g.nct_id = c.nct_id AND g.outcome_measure_position = c.outcome_measure_position AND g.id = c.group_id
    ) AS result_group_id, -- integer: id of the group in result_groups.
    c.group_id AS ctgov_group_code, -- character varying = outcome_measure_denom_counts.group_id: Name of the group within its part of the results; each outcome begins anew.
    'Measure' AS scope, -- character varying: Always 'Measure', as in AACT.
    d.units AS units, -- character varying = outcome_measure_denoms.units
    whole(c.value) AS count -- integer = outcome_measure_denom_counts.value: How many of the group were analyzed for the outcome; NULL where the registry has no whole number.
FROM outcome_measure_denom_counts AS c
JOIN outcome_measure_denoms AS d ON d.nct_id = c.nct_id
    AND d.outcome_measure_position = c.outcome_measure_position AND d.position = c.denom_position
