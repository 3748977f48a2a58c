-- Which trials have a comparator, and of what kind?
SELECT nct_id, group_concat(DISTINCT type) AS comparators
FROM (SELECT nct_id, type FROM arm_groups WHERE type LIKE '%COMPARATOR' OR type = 'NO_INTERVENTION' ORDER BY nct_id, type)
GROUP BY nct_id
ORDER BY nct_id;
