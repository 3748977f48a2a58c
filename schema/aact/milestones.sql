-- One row per period, milestone and group: how many reached it.
SELECT
    base_id(a.nct_id) + row_number() OVER (
        PARTITION BY a.nct_id ORDER BY a.flow_period_position, a.flow_milestone_position, a.position
    ) - 1 AS id, -- integer: Stable number of the row.
    a.nct_id AS nct_id, -- character varying: NCT ID of the study.
    base_id(a.nct_id) + 9991000 + (
        SELECT g.position FROM flow_groups AS g WHERE g.nct_id = a.nct_id AND g.id = a.group_id
    ) AS result_group_id, -- integer: id of the group in result_groups.
    a.group_id AS ctgov_group_code, -- character varying = flow_achievements.group_id: Name of the group within its part of the results; each outcome begins anew.
    m.type AS title, -- character varying = flow_milestones.type
    p.title AS period, -- character varying = flow_periods.title
    a.comment AS description, -- text = flow_achievements.comment: Sponsor's note on this group at this milestone, where AACT looks for a field that the registry no longer has; mostly NULL.
    whole(a.num_subjects) AS count, -- integer = flow_achievements.num_subjects: How many participants of the group reached the milestone; NULL where the registry has no whole number.
    m.comment AS milestone_description, -- character varying = flow_milestones.comment
    a.num_units AS count_units -- character varying = flow_achievements.num_units
FROM flow_achievements AS a
JOIN flow_milestones AS m ON m.nct_id = a.nct_id AND m.flow_period_position = a.flow_period_position
    AND m.position = a.flow_milestone_position
JOIN flow_periods AS p ON p.nct_id = a.nct_id AND p.position = a.flow_period_position
