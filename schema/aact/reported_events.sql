-- One row per adverse event and group: how often, in how many, of how many.
SELECT
    base_id(s.nct_id) + row_number() OVER (
        PARTITION BY s.nct_id ORDER BY s.type DESC, s.adverse_event_position, s.position
    ) - 1 AS id, -- integer: Stable number of the row.
    s.nct_id AS nct_id, -- character varying: NCT ID of the study.
    base_id(s.nct_id) + 9992000 + (
        SELECT g.position FROM event_groups AS g WHERE g.nct_id = s.nct_id AND g.id = s.group_id
    ) AS result_group_id, -- integer: id of the group in result_groups.
    s.group_id AS ctgov_group_code, -- character varying = adverse_event_stats.group_id: Name of the group within its part of the results; each outcome begins anew.
    a.time_frame AS time_frame, -- text = adverse_event_summaries.time_frame
    lower(s.type) AS event_type, -- character varying: serious or other.
    NULL AS default_vocab, -- character varying: Always empty, as in AACT.
    NULL AS default_assessment, -- character varying: Always empty, as in AACT.
    whole(s.num_affected) AS subjects_affected, -- integer = adverse_event_stats.num_affected
    whole(s.num_at_risk) AS subjects_at_risk, -- integer = adverse_event_stats.num_at_risk
    a.description AS description, -- text = adverse_event_summaries.description
    whole(s.num_events) AS event_count, -- integer = adverse_event_stats.num_events
    e.organ_system AS organ_system, -- character varying = adverse_events.organ_system
    e.term AS adverse_event_term, -- character varying = adverse_events.term
    whole(a.frequency_threshold) AS frequency_threshold, -- integer = adverse_event_summaries.frequency_threshold: Percent of an arm that a non-serious event had to exceed to be listed, 0 to 5; 0 lists them all.
    e.source_vocabulary AS vocab, -- character varying = adverse_events.source_vocabulary
    e.assessment_type AS assessment -- character varying = adverse_events.assessment_type
FROM adverse_event_stats AS s
JOIN adverse_events AS e ON e.nct_id = s.nct_id AND e.type = s.type AND e.position = s.adverse_event_position
LEFT JOIN adverse_event_summaries AS a ON a.nct_id = s.nct_id
