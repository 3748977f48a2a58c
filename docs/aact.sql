-- Trials of biologicals with the months from their start to primary completion
SELECT s.nct_id, s.phase, d.masking, cv.number_of_facilities AS sites, cv.actual_duration AS months
FROM ctgov.studies AS s
JOIN ctgov.designs AS d ON d.nct_id = s.nct_id
JOIN ctgov.calculated_values AS cv ON cv.nct_id = s.nct_id
WHERE s.study_type = 'INTERVENTIONAL' AND cv.actual_duration IS NOT NULL
    AND s.nct_id IN (SELECT i.nct_id FROM ctgov.interventions AS i WHERE i.intervention_type = 'BIOLOGICAL')
ORDER BY months DESC
LIMIT 5;
