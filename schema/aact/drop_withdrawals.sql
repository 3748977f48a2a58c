-- One row per period, reason for not completing it and group.
SELECT
    base_id(r.nct_id) + row_number() OVER (
        PARTITION BY r.nct_id ORDER BY r.flow_period_position, r.flow_drop_withdraw_position, r.position
    ) - 1 AS id, -- integer: Stable number of the row.
    r.nct_id AS nct_id, -- character varying: NCT ID of the study.
    base_id(r.nct_id) + 9991000 + (
        SELECT g.position FROM flow_groups AS g WHERE g.nct_id = r.nct_id AND g.id = r.group_id
    ) AS result_group_id, -- integer: id of the group in result_groups.
    r.group_id AS ctgov_group_code, -- character varying = flow_reasons.group_id: Name of the group within its part of the results; each outcome begins anew.
    p.title AS period, -- character varying = flow_periods.title
    w.type AS reason, -- character varying = flow_drop_withdraws.type
    whole(r.num_subjects) AS count, -- integer = flow_reasons.num_subjects: How many participants of the group left for the reason; NULL where the registry has no whole number.
    w.comment AS drop_withdraw_comment, -- character varying = flow_drop_withdraws.comment
    r.comment AS reason_comment, -- character varying = flow_reasons.comment
    whole(r.num_units) AS count_units -- integer = flow_reasons.num_units: How many units other than participants left for the reason; nearly always NULL.
FROM flow_reasons AS r
JOIN flow_drop_withdraws AS w ON w.nct_id = r.nct_id AND w.flow_period_position = r.flow_period_position
    AND w.position = r.flow_drop_withdraw_position
JOIN flow_periods AS p ON p.nct_id = r.nct_id AND p.position = r.flow_period_position
