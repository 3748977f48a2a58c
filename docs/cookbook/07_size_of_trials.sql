-- How large are interventional MSC trials, by phase?
SELECT phase, count(*) AS studies, min(enrollment_count) AS smallest, max(enrollment_count) AS largest
FROM studies
WHERE study_type = 'INTERVENTIONAL'
    AND nct_id IN (SELECT nct_id FROM msc_studies WHERE is_msc = 1)
GROUP BY phase
ORDER BY phase;
