-- Completed without results: completed trials whose primary completion lies more than a year back and that have posted no
-- results at the registry. They may be published elsewhere; see study_references.
SELECT
    s.nct_id,
    s.brief_title,
    s.phase,
    s.enrollment_count,
    s.primary_completion_date,
    (
        SELECT count(*) FROM study_references AS r WHERE r.nct_id = s.nct_id AND r.type IN ('RESULT', 'DERIVED')
    ) AS publications_of_results, -- How many publications of results the record cites or the registry linked.
    s.lead_sponsor_name,
    s.lead_sponsor_class
FROM studies AS s
WHERE s.overall_status = 'COMPLETED'
    AND s.study_type = 'INTERVENTIONAL'
    AND s.has_results IS NOT 1
    AND substr(s.primary_completion_date, 1, 7) < strftime('%Y-%m', 'now', '-1 year')
