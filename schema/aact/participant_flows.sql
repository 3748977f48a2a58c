-- One row per study with a participant flow in its results.
SELECT
    base_id(s.nct_id) AS id, -- integer: Stable number of the row.
    s.nct_id AS nct_id, -- character varying: NCT ID of the study.
    p.recruitment_details AS recruitment_details, -- text = participant_flows.recruitment_details
    p.pre_assignment_details AS pre_assignment_details, -- text = participant_flows.pre_assignment_details
    p.type_units_analyzed AS units_analyzed -- character varying = participant_flows.type_units_analyzed
FROM studies AS s
LEFT JOIN participant_flows AS p ON p.nct_id = s.nct_id
WHERE p.nct_id IS NOT NULL
    OR EXISTS (SELECT 1 FROM flow_groups AS g WHERE g.nct_id = s.nct_id)
    OR EXISTS (SELECT 1 FROM flow_periods AS f WHERE f.nct_id = s.nct_id)
