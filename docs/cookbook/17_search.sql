-- Full text: which trials speak of an infusion in titles, interventions, outcomes or criteria?
SELECT nct_id, brief_title
FROM studies
WHERE nct_number IN (SELECT rowid FROM studies_fts WHERE studies_fts MATCH 'infusion')
ORDER BY nct_id
LIMIT 5;
