SELECT phase, count(*) AS studies, min(enrollment_count) AS smallest, max(enrollment_count) AS largest
FROM studies
WHERE study_type = 'INTERVENTIONAL' AND phase IS NOT NULL
GROUP BY phase
ORDER BY phase
