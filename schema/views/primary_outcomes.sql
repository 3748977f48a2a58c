-- Primary outcomes: one row per planned primary outcome, with its time frame and, in days, the last time point read from it.
SELECT
    o.nct_id,
    o.position,
    o.measure,
    o.time_frame,
    (
        SELECT max(t.day) FROM outcome_times AS t
        WHERE t.nct_id = o.nct_id AND t.type = o.type AND t.position = o.position AND t.kind = 'follow-up'
    ) AS last_day, -- The last time point of its follow-up in days, read from the time frame.
    o.description,
    s.brief_title,
    s.phase,
    s.overall_status
FROM outcomes AS o
JOIN studies AS s ON s.nct_id = o.nct_id
WHERE o.type = 'PRIMARY'
