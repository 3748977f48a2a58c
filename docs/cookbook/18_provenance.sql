-- Where does each record come from, and how old is it?
SELECT source, count(*) AS studies, min(last_update_post_date) AS oldest, max(last_update_post_date) AS newest
FROM study_versions
GROUP BY source;
