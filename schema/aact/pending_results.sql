-- One row per step in the review of results not yet posted.
SELECT
    base_id(u.nct_id) + u.position AS id, -- integer: Stable number of the row.
    u.nct_id AS nct_id, -- character varying: NCT ID of the study.
    u.type AS event, -- character varying = unposted_events.type
    u.date AS event_date_description, -- character varying = unposted_events.date: Day of the step, as the registry gives it; NULL where it has none.
    month_end(u.date) AS event_date -- date = unposted_events.date: Day of the step; NULL where the registry has none.
FROM unposted_events AS u
