-- One row per study whose results tell what its investigators may publish.
SELECT
    base_id(m.nct_id) AS id, -- integer: Stable number of the row.
    m.nct_id AS nct_id, -- character varying: NCT ID of the study.
    truth(m.agreement_pi_sponsor_employee) AS pi_employee, -- boolean = more_info.agreement_pi_sponsor_employee
    NULL AS agreement, -- text: Always empty, as in AACT.
    m.agreement_restriction_type AS restriction_type, -- character varying = more_info.agreement_restriction_type
    m.agreement_other_details AS other_details, -- text = more_info.agreement_other_details
    truth(m.agreement_restrictive_agreement) AS restrictive_agreement -- boolean = more_info.agreement_restrictive_agreement
FROM more_info AS m
WHERE coalesce(
    m.agreement_pi_sponsor_employee, m.agreement_restriction_type, m.agreement_other_details,
    m.agreement_restrictive_agreement
) IS NOT NULL
