-- Three rows per group of the adverse events: participants with serious events, with other events, and deaths.
SELECT
    base_id(s.nct_id) + s.position AS id, -- integer: Stable number of the row.
    s.nct_id AS nct_id, -- character varying: NCT ID of the study.
    s.id AS ctgov_group_code, -- character varying = event_groups.id: Name of the group within its part of the results; each outcome begins anew.
    'serious' AS event_type, -- character varying: serious, other or deaths.
    'Total, serious adverse events' AS classification, -- character varying: The same in words.
    whole(s.serious_num_affected) AS subjects_affected, -- integer: Participants of the group with such an event (event_groups.serious_num_affected and its siblings).
    whole(s.serious_num_at_risk) AS subjects_at_risk, -- integer: Participants in whom such events were looked for (event_groups.serious_num_at_risk and its siblings).
    NULL AS created_at, -- timestamp without time zone: Always empty: when AACT made its row.
    NULL AS updated_at -- timestamp without time zone: Always empty: when AACT made its row.
FROM event_groups AS s
UNION ALL
SELECT
    base_id(o.nct_id) + 1000 + o.position, o.nct_id, o.id, 'other', 'Total, other adverse events',
    whole(o.other_num_affected), whole(o.other_num_at_risk), NULL, NULL
FROM event_groups AS o
UNION ALL
SELECT
    base_id(d.nct_id) + 2000 + d.position, d.nct_id, d.id, 'deaths', 'Total, all-cause mortality',
    whole(d.deaths_num_affected), whole(d.deaths_num_at_risk), NULL, NULL
FROM event_groups AS d
