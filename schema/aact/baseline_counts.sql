-- One row per unit counted at baseline and group: how many were analyzed.
SELECT
    base_id(c.nct_id) + c.baseline_denom_position * 1000 + c.position AS id, -- integer: Stable number of the row.
    c.nct_id AS nct_id, -- character varying: NCT ID of the study.
    base_id(c.nct_id) + 9990000 + (
        SELECT g.position FROM baseline_groups AS g WHERE g.nct_id = c.nct_id AND g.id = c.group_id
    ) AS result_group_id, -- integer: id of the group in result_groups.
    c.group_id AS ctgov_group_code, -- character varying = baseline_denom_counts.group_id: Name of the group within its part of the results; each outcome begins anew.
    d.units AS units, -- character varying = baseline_denoms.units: What is counted: Participants, or another unit of analysis.
    'overall' AS scope, -- character varying: Always 'overall', as in AACT.
    whole(c.value) AS count -- integer = baseline_denom_counts.value: How many of the group were analyzed at baseline; NULL where the registry has no whole number.
FROM baseline_denom_counts AS c
JOIN baseline_denoms AS d ON d.nct_id = c.nct_id AND d.position = c.baseline_denom_position
