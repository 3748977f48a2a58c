-- Which trials admit anyone under 18, and from what age?
SELECT nct_id, minimum_age, minimum_age_years, maximum_age
FROM eligibility
WHERE minimum_age_years < 18
ORDER BY minimum_age_years;
