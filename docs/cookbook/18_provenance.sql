-- Where does what the tables show come from, and how old is it?
SELECT source, count(*) AS studies, min(last_update_post_date) AS oldest, max(last_update_post_date) AS newest
FROM study_versions AS v
WHERE version = (SELECT max(version) FROM study_versions AS newer WHERE newer.nct_id = v.nct_id)
GROUP BY source;
