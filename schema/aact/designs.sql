-- One row per study that states its design: allocation, model, purpose, masking.
SELECT
    base_id(d.nct_id) AS id, -- integer: Stable number of the row.
    d.nct_id AS nct_id, -- character varying: NCT ID of the study.
    d.allocation AS allocation, -- character varying = designs.allocation
    d.intervention_model AS intervention_model, -- character varying = designs.intervention_model
    d.observational_model AS observational_model, -- character varying = designs.observational_model
    d.primary_purpose AS primary_purpose, -- character varying = designs.primary_purpose
    d.time_perspective AS time_perspective, -- character varying = designs.time_perspective
    d.masking AS masking, -- character varying = designs.masking: NONE is open label, the other levels count the roles kept blind; NULL if not interventional.
    d.masking_description AS masking_description, -- text = designs.masking_description
    d.intervention_model_description AS intervention_model_description, -- text = designs.intervention_model_description
    instr(d.who_masked, '"PARTICIPANT"') > 0 AS subject_masked, -- boolean: Whether participants are kept blind; NULL where the record does not say who is.
    instr(d.who_masked, '"CARE_PROVIDER"') > 0 AS caregiver_masked, -- boolean: Whether care providers are kept blind; NULL where the record does not say who is.
    instr(d.who_masked, '"INVESTIGATOR"') > 0 AS investigator_masked, -- boolean: Whether investigators are kept blind; NULL where the record does not say who is.
    instr(d.who_masked, '"OUTCOMES_ASSESSOR"') > 0 AS outcomes_assessor_masked -- boolean: Whether those who assess outcomes are kept blind; NULL where the record does not say who is.
FROM designs AS d
WHERE coalesce(
    d.allocation, d.intervention_model, d.observational_model, d.primary_purpose, d.time_perspective, d.masking,
    d.masking_description, d.intervention_model_description, d.who_masked
) IS NOT NULL
