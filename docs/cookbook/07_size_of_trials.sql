-- How large are interventional MSC trials, by phase?
SELECT phase, count(*) AS studies, min(enrollment_count) AS smallest, max(enrollment_count) AS largest
FROM studies
WHERE study_type = 'INTERVENTIONAL'
GROUP BY phase
ORDER BY phase;
