-- One row per outcome in the posted results; the planned ones are in design_outcomes.
SELECT
    base_id(o.nct_id) + o.position AS id, -- integer: Stable number of the row.
    o.nct_id AS nct_id, -- character varying: NCT ID of the study.
    o.type AS outcome_type, -- character varying = outcome_measures.type
    o.title AS title, -- text = outcome_measures.title
    o.description AS description, -- text = outcome_measures.description
    o.time_frame AS time_frame, -- text = outcome_measures.time_frame
    o.population_description AS population, -- text = outcome_measures.population_description
    month_start(o.anticipated_posting_date) AS anticipated_posting_date, -- date = outcome_measures.anticipated_posting_date: When figures for a NOT_POSTED outcome are due; where the registry gives a month, its first day, made up as AACT does.
    o.anticipated_posting_date AS anticipated_posting_month_year, -- character varying = outcome_measures.anticipated_posting_date
    o.unit_of_measure AS units, -- character varying = outcome_measures.unit_of_measure
    o.type_units_analyzed AS units_analyzed, -- character varying = outcome_measures.type_units_analyzed
    o.dispersion_type AS dispersion_type, -- character varying = outcome_measures.dispersion_type: What the dispersion columns of outcome_measurements are; NULL for counts.
    o.param_type AS param_type -- character varying = outcome_measures.param_type: What param_value in outcome_measurements is: a count, mean, median and so on; NULL if not posted.
FROM outcome_measures AS o
