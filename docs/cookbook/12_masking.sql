-- How many trials mask anyone, and whom?
SELECT masking, who_masked, count(*) AS studies
FROM designs
WHERE masking IS NOT NULL
GROUP BY masking, who_masked
ORDER BY studies DESC, masking;
