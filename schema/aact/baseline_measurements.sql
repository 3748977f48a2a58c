-- One row per baseline characteristic, class, category and group; where the registry lists a characteristic, class or
-- category without figures, one row that says so by its empty columns.
SELECT
    base_id(m.nct_id) + row_number() OVER (
        PARTITION BY m.nct_id ORDER BY m.position, c.position, k.position, v.position
    ) - 1 AS id, -- integer: Stable number of the row.
    m.nct_id AS nct_id, -- character varying: NCT ID of the study.
    base_id(m.nct_id) + 9990000 + (
        SELECT g.position FROM baseline_groups AS g WHERE g.nct_id = v.nct_id AND g.id = v.group_id
    ) AS result_group_id, -- integer: id of the group in result_groups.
    v.group_id AS ctgov_group_code, -- character varying = baseline_measurements.group_id: Name of the group within its part of the results; each outcome begins anew.
    c.title AS classification, -- character varying = baseline_classes.title
    k.title AS category, -- character varying = baseline_categories.title
    m.title AS title, -- character varying = baseline_measures.title
    m.description AS description, -- text = baseline_measures.description
    m.unit_of_measure AS units, -- character varying = baseline_measures.unit_of_measure
    m.param_type AS param_type, -- character varying = baseline_measures.param_type: What param_value is: a count, mean, median and so on.
    v.value AS param_value, -- character varying = baseline_measurements.value: The figure as posted: text such as '26,300' or 'NA'.
    decimal(v.value) AS param_value_num, -- numeric: param_value as a number; NULL for 'NA' and other words.
    m.dispersion_type AS dispersion_type, -- character varying = baseline_measures.dispersion_type: What the dispersion columns are; NULL for counts and plain numbers.
    v.spread AS dispersion_value, -- character varying = baseline_measurements.spread: Standard deviation or other single dispersion as posted: text, 'NA' possible.
    decimal(v.spread) AS dispersion_value_num, -- numeric: dispersion_value as a number; NULL for 'NA' and other words.
    decimal(v.lower_limit) AS dispersion_lower_limit, -- numeric = baseline_measurements.lower_limit: Lower end of a range, quartile or interval as a number; NULL for 'NA' and other words.
    decimal(v.upper_limit) AS dispersion_upper_limit, -- numeric = baseline_measurements.upper_limit: Upper end of a range, quartile or interval as a number; NULL for 'NA' and other words.
    v.comment AS explanation_of_na, -- character varying = baseline_measurements.comment
    CASE
        WHEN v.group_id IS NULL THEN NULL
        WHEN EXISTS (
            SELECT 1 FROM baseline_class_denoms AS d
            WHERE d.nct_id = c.nct_id AND d.baseline_measure_position = m.position AND d.class_position = c.position
        ) THEN (
            SELECT whole(n.value) FROM baseline_class_denoms AS d
            JOIN baseline_class_denom_counts AS n ON n.nct_id = d.nct_id
                AND n.baseline_measure_position = d.baseline_measure_position
                AND n.class_position = d.class_position AND n.denom_position = d.position
            WHERE d.nct_id = c.nct_id AND d.baseline_measure_position = m.position AND d.class_position = c.position
                AND d.units = coalesce(m.denom_units_selected, 'Participants') AND n.group_id = v.group_id
        )
        WHEN EXISTS (
            SELECT 1 FROM baseline_measure_denoms AS d
            WHERE d.nct_id = m.nct_id AND d.baseline_measure_position = m.position
        ) THEN (
            SELECT whole(n.value) FROM baseline_measure_denoms AS d
            JOIN baseline_measure_denom_counts AS n ON n.nct_id = d.nct_id
                AND n.baseline_measure_position = d.baseline_measure_position AND n.denom_position = d.position
            WHERE d.nct_id = m.nct_id AND d.baseline_measure_position = m.position
                AND d.units = coalesce(m.denom_units_selected, 'Participants') AND n.group_id = v.group_id
        )
        ELSE (
            SELECT whole(n.value) FROM baseline_denoms AS d
            JOIN baseline_denom_counts AS n ON n.nct_id = d.nct_id AND n.baseline_denom_position = d.position
            WHERE d.nct_id = m.nct_id
                AND d.units = coalesce(m.denom_units_selected, 'Participants') AND n.group_id = v.group_id
        )
    END AS number_analyzed, -- integer: How many of the group were analyzed: by the class's own denominator, else the characteristic's, else that of the baseline as a whole.
    coalesce(m.denom_units_selected, 'Participants') AS number_analyzed_units, -- character varying = baseline_measures.denom_units_selected; 'Participants' where NULL, as in AACT.
    m.population_description AS population_description, -- character varying = baseline_measures.population_description
    CASE truth(m.calculate_pct) WHEN 1 THEN 'Yes' WHEN 0 THEN 'No' END AS calculate_percentage -- character varying = baseline_measures.calculate_pct; as Yes or No.
FROM baseline_measures AS m
LEFT JOIN baseline_classes AS c ON c.nct_id = m.nct_id AND c.baseline_measure_position = m.position
LEFT JOIN baseline_categories AS k ON k.nct_id = c.nct_id
    AND k.baseline_measure_position = c.baseline_measure_position AND k.class_position = c.position
LEFT JOIN baseline_measurements AS v ON v.nct_id = k.nct_id
    AND v.baseline_measure_position = k.baseline_measure_position
    AND v.class_position = k.class_position AND v.category_position = k.position
