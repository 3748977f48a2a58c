-- One row per statistical comparison of a posted outcome: test, estimate and interval.
SELECT
    base_id(a.nct_id) + a.outcome_measure_position * 1000 + a.position AS id, -- integer: Stable number of the row.
    a.nct_id AS nct_id, -- character varying: NCT ID of the study.
    base_id(a.nct_id) + a.outcome_measure_position AS outcome_id, -- integer: id of the outcome in outcomes.
    a.non_inferiority_type AS non_inferiority_type, -- character varying = outcome_analyses.non_inferiority_type
    a.non_inferiority_comment AS non_inferiority_description, -- text = outcome_analyses.non_inferiority_comment
    a.param_type AS param_type, -- character varying = outcome_analyses.param_type
    decimal(a.param_value) AS param_value, -- numeric = outcome_analyses.param_value: Size of the effect as a number; its direction depends on the order in which groups were compared. NULL where it is no number.
    a.dispersion_type AS dispersion_type, -- character varying = outcome_analyses.dispersion_type
    decimal(a.dispersion_value) AS dispersion_value, -- numeric = outcome_analyses.dispersion_value: Dispersion of the estimate as a number; NULL where none is given or it is no number.
    trim(a.p_value, '0123456789.- ') AS p_value_modifier, -- character varying: What stands around the number in p_value_raw ('<'); '' if nothing does.
    decimal(a.p_value_number) AS p_value, -- double precision: The number in p_value_raw, without its sign; NULL where it is none.
    a.ci_num_sides AS ci_n_sides, -- character varying = outcome_analyses.ci_num_sides
    decimal(a.ci_pct_value) AS ci_percent, -- numeric = outcome_analyses.ci_pct_value: Level of the confidence interval in percent (95, 97.5); NULL if there is none.
    decimal(a.ci_lower_limit) AS ci_lower_limit, -- numeric: ci_lower_limit_raw as a number; NULL where it is none.
    decimal(a.ci_upper_limit) AS ci_upper_limit, -- numeric: ci_upper_limit_raw as a number; NULL where it is none.
    a.ci_upper_limit_comment AS ci_upper_limit_na_comment, -- character varying = outcome_analyses.ci_upper_limit_comment
    a.p_value_comment AS p_value_description, -- character varying = outcome_analyses.p_value_comment
    a.statistical_method AS method, -- character varying = outcome_analyses.statistical_method
    a.statistical_comment AS method_description, -- text = outcome_analyses.statistical_comment
    a.estimate_comment AS estimate_description, -- text = outcome_analyses.estimate_comment
    a.group_description AS groups_description, -- text = outcome_analyses.group_description
    a.other_analysis_description AS other_analysis_description, -- text = outcome_analyses.other_analysis_description
    a.ci_upper_limit AS ci_upper_limit_raw, -- character varying = outcome_analyses.ci_upper_limit
    a.ci_lower_limit AS ci_lower_limit_raw, -- character varying = outcome_analyses.ci_lower_limit
    a.p_value AS p_value_raw -- character varying = outcome_analyses.p_value
FROM (SELECT *, ltrim(p_value, '<>=≤≥ ') AS p_value_number FROM outcome_analyses) AS a
