-- Which trials exclude people who have or had cancer, and in which words?
SELECT nct_id, text
FROM criteria
WHERE type = 'EXCLUSION' AND (text LIKE '%cancer%' OR text LIKE '%malignancy%' OR text LIKE '%tumo_r%')
ORDER BY nct_id;
