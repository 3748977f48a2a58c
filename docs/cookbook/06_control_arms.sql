-- What are the cells compared with? Arms that no product was read for, in trials that tie a product to an arm; the
-- placebo-first arm of a crossover (NCT03003364) is among them.
SELECT a.nct_id, a.type, a.label, a.interventions
FROM arms_at_a_glance AS a
WHERE a.nct_id IN (SELECT nct_id FROM msc_products WHERE arm_group_position IS NOT NULL)
    AND a.position NOT IN (
        SELECT arm_group_position FROM msc_products AS p WHERE p.nct_id = a.nct_id AND arm_group_position IS NOT NULL
    )
ORDER BY a.nct_id, a.position;
