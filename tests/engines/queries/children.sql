SELECT nct_id, minimum_age, minimum_age_years
FROM eligibility
WHERE minimum_age_years < 1
ORDER BY minimum_age_years, nct_id
