-- One row per intervention of a study, comparators and placebos included.
SELECT
    base_id(i.nct_id) + i.position AS id, -- integer: Stable number of the row.
    i.nct_id AS nct_id, -- character varying: NCT ID of the study.
    i.type AS intervention_type, -- character varying = interventions.type
    i.name AS name, -- character varying = interventions.name
    i.description AS description -- text = interventions.description
FROM interventions AS i
