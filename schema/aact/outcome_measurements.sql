-- One row per posted outcome, class, category and group; where the registry lists a class or category without figures,
-- one row that says so by its empty columns. An outcome without any data has no row here.
SELECT
    base_id(c.nct_id) + row_number() OVER (
        PARTITION BY c.nct_id ORDER BY c.outcome_measure_position, c.position, k.position, v.position
    ) - 1 AS id, -- integer: Stable number of the row.
    c.nct_id AS nct_id, -- character varying: NCT ID of the study.
    base_id(c.nct_id) + c.outcome_measure_position AS outcome_id, -- integer: id of the outcome in outcomes.
    base_id(c.nct_id) + c.outcome_measure_position * 1000 + (
        SELECT g.position FROM outcome_measure_groups AS g
        WHERE g.nct_id = v.nct_id AND g.outcome_measure_position = v.outcome_measure_position AND g.id = v.group_id
    ) AS result_group_id, -- integer: id of the group in result_groups.
    v.group_id AS ctgov_group_code, -- character varying = outcome_measurements.group_id: Name of the group within its part of the results; each outcome begins anew.
    c.title AS classification, -- character varying = outcome_measure_classes.title
    k.title AS category, -- character varying = outcome_measure_categories.title
    o.title AS title, -- character varying = outcome_measures.title
    o.description AS description, -- text = outcome_measures.description
    o.unit_of_measure AS units, -- character varying = outcome_measures.unit_of_measure
    o.param_type AS param_type, -- character varying = outcome_measures.param_type: What param_value is: a count, mean, median and so on; NULL if not posted.
    v.value AS param_value, -- character varying = outcome_measurements.value: The figure as posted: text such as '26,300', '<0.001' or 'NA'.
    decimal(v.value) AS param_value_num, -- numeric: param_value as a number; NULL for 'NA' and other words.
    o.dispersion_type AS dispersion_type, -- character varying = outcome_measures.dispersion_type: What the dispersion columns are, in words ('Standard Deviation', '95% Confidence Interval'); NULL for counts.
    v.spread AS dispersion_value, -- character varying = outcome_measurements.spread: Standard deviation, standard error or other single dispersion as posted: text, 'NA' possible.
    decimal(v.spread) AS dispersion_value_num, -- numeric: dispersion_value as a number; NULL for 'NA' and other words.
    decimal(v.lower_limit) AS dispersion_lower_limit, -- numeric: dispersion_lower_limit_raw as a number; NULL for 'NA' and other words.
    decimal(v.upper_limit) AS dispersion_upper_limit, -- numeric: dispersion_upper_limit_raw as a number; NULL for 'NA' and other words.
    v.comment AS explanation_of_na, -- text = outcome_measurements.comment
    v.upper_limit AS dispersion_upper_limit_raw, -- character varying = outcome_measurements.upper_limit
    v.lower_limit AS dispersion_lower_limit_raw -- character varying = outcome_measurements.lower_limit
FROM outcome_measure_classes AS c
JOIN outcome_measures AS o ON o.nct_id = c.nct_id AND o.position = c.outcome_measure_position
LEFT JOIN outcome_measure_categories AS k ON k.nct_id = c.nct_id
    AND k.outcome_measure_position = c.outcome_measure_position AND k.class_position = c.position
LEFT JOIN outcome_measurements AS v ON v.nct_id = k.nct_id
    AND v.outcome_measure_position = k.outcome_measure_position
    AND v.class_position = k.class_position AND v.category_position = k.position
