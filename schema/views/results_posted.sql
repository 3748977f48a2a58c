-- Results posted: one row per study with results at the registry: when they came, how many outcomes they give, how many
-- participants had a serious adverse event and how many died, each of how many at risk.
SELECT
    s.nct_id,
    s.brief_title,
    s.phase,
    s.enrollment_count,
    s.completion_date,
    s.results_first_post_date,
    (SELECT count(*) FROM outcome_measures AS m WHERE m.nct_id = s.nct_id) AS outcome_measures, -- How many outcomes the posted results give.
    (SELECT sum(g.serious_num_affected) FROM event_groups AS g WHERE g.nct_id = s.nct_id) AS serious_num_affected, -- Participants of all groups with a serious adverse event.
    (SELECT sum(g.serious_num_at_risk) FROM event_groups AS g WHERE g.nct_id = s.nct_id) AS serious_num_at_risk, -- Participants of all groups in whom serious events were looked for.
    (SELECT sum(g.deaths_num_affected) FROM event_groups AS g WHERE g.nct_id = s.nct_id) AS deaths_num_affected, -- Participants of all groups who died of any cause.
    (SELECT sum(g.deaths_num_at_risk) FROM event_groups AS g WHERE g.nct_id = s.nct_id) AS deaths_num_at_risk, -- Participants of all groups in whom deaths were counted.
    s.lead_sponsor_name
FROM studies AS s
WHERE s.has_results = 1
