-- Studies at a glance: one row per study with what a review's first table has: what is treated with what, how, in how
-- many, where. Lists are joined by semicolons.
SELECT
    s.nct_id,
    s.brief_title,
    (SELECT group_concat(condition, '; ') FROM conditions AS c WHERE c.nct_id = s.nct_id) AS conditions, -- Diseases in the sponsor's words, joined by semicolons.
    (SELECT group_concat(name, '; ') FROM interventions AS i WHERE i.nct_id = s.nct_id) AS interventions, -- Names of the interventions, joined by semicolons.
    s.overall_status,
    s.phase,
    d.allocation,
    d.masking,
    s.enrollment_count,
    s.enrollment_type,
    e.minimum_age_years,
    e.maximum_age_years,
    e.sex,
    s.start_date,
    s.primary_completion_date,
    (SELECT group_concat(measure, '; ') FROM outcomes AS o WHERE o.nct_id = s.nct_id AND o.type = 'PRIMARY')
        AS primary_outcomes, -- Measures of the planned primary outcomes, joined by semicolons.
    (SELECT group_concat(DISTINCT country) FROM locations AS l WHERE l.nct_id = s.nct_id) AS countries, -- Countries of the sites, joined by commas.
    s.lead_sponsor_name,
    s.has_results
FROM studies AS s
LEFT JOIN designs AS d ON d.nct_id = s.nct_id
LEFT JOIN eligibility AS e ON e.nct_id = s.nct_id
