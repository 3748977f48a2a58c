-- One row per group of the posted results: those of each outcome, the baseline, the participant flow, the adverse events.
SELECT
    base_id(o.nct_id) + o.outcome_measure_position * 1000 + o.position AS id, -- integer: Stable number of the row.
    o.nct_id AS nct_id, -- character varying: NCT ID of the study.
    o.id AS ctgov_group_code, -- character varying: Name within its part of the results (OG000, BG000, FG000, EG000); each outcome begins anew.
    'Outcome' AS result_type, -- character varying: Outcome, Baseline, Participant Flow or Reported Event.
    o.title AS title, -- character varying: Name of the group, usually but not always that of an arm.
    o.description AS description -- text: What the participants of the group got; Markdown.
FROM outcome_measure_groups AS o
UNION ALL
SELECT base_id(b.nct_id) + 9990000 + b.position, b.nct_id, b.id, 'Baseline', b.title, b.description
FROM baseline_groups AS b
UNION ALL
SELECT base_id(f.nct_id) + 9991000 + f.position, f.nct_id, f.id, 'Participant Flow', f.title, f.description
FROM flow_groups AS f
UNION ALL
SELECT base_id(e.nct_id) + 9992000 + e.position, e.nct_id, e.id, 'Reported Event', e.title, e.description
FROM event_groups AS e
