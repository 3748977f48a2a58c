-- One row per statistical comparison and group that takes part in it.
SELECT
    base_id(i.nct_id) + row_number() OVER (
        PARTITION BY i.nct_id ORDER BY i.outcome_measure_position, i.analysis_position, i.position
    ) - 1 AS id, -- integer: Stable number of the row.
    i.nct_id AS nct_id, -- character varying: NCT ID of the study.
    base_id(i.nct_id) + i.outcome_measure_position * 1000 + i.analysis_position AS outcome_analysis_id, -- integer: id of the comparison in outcome_analyses.
    base_id(i.nct_id) + i.outcome_measure_position * 1000 + (
        SELECT g.position FROM outcome_measure_groups AS g
        WHERE g.nct_id = i.nct_id AND g.outcome_measure_position = i.outcome_measure_position
            AND g.id = i.outcome_analysis_group_id
    ) AS result_group_id, -- integer: id of the group in result_groups.
    i.outcome_analysis_group_id AS ctgov_group_code -- character varying = outcome_analysis_group_ids.outcome_analysis_group_id: Name of the group within its part of the results; each outcome begins anew.
FROM outcome_analysis_group_ids AS i
