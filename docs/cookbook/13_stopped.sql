-- Which trials were stopped early, and why?
SELECT nct_id, overall_status, enrollment_count, why_stopped
FROM studies
WHERE overall_status IN ('TERMINATED', 'WITHDRAWN', 'SUSPENDED')
ORDER BY nct_id;
