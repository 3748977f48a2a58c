-- Where does the record say so? Every value read from prose has its words.
SELECT e.attribute, p.dose_value, e.words, e.path
FROM msc_evidence AS e
JOIN msc_products AS p ON p.nct_id = e.nct_id AND p.position = e.position
WHERE e.nct_id = 'NCT03371329' AND e.attribute IN ('tissue_source', 'route', 'dose_value') AND e.position = 2
ORDER BY e.item;
