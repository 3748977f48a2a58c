-- Full-text search: one entry a study, its rowid the digits of the NCT ID. The index keeps no text of its own
-- (SQLite FTS5, external content): it reads the view below.
CREATE VIEW search_texts AS
SELECT
    nct_number,
    nct_id,
    concat_titles.titles,
    (SELECT group_concat(condition, ' · ') FROM conditions WHERE conditions.nct_id = concat_titles.nct_id) AS conditions,
    (SELECT group_concat(name || coalesce(' ' || description, ''), ' · ') FROM interventions
        WHERE interventions.nct_id = concat_titles.nct_id) AS interventions,
    (SELECT group_concat(measure || coalesce(' ' || description, ''), ' · ') FROM outcomes
        WHERE outcomes.nct_id = concat_titles.nct_id) AS outcomes,
    (SELECT eligibility_criteria FROM eligibility WHERE eligibility.nct_id = concat_titles.nct_id) AS criteria
FROM (
    SELECT nct_number, nct_id, nct_id || ' ' || coalesce(brief_title, '') || ' ' || coalesce(official_title, '')
        || ' ' || coalesce(acronym, '') AS titles
    FROM studies
) AS concat_titles;
CREATE VIRTUAL TABLE studies_fts USING fts5(
    titles, conditions, interventions, outcomes, criteria,
    content = 'search_texts', content_rowid = 'nct_number', tokenize = 'porter unicode61 remove_diacritics 2'
);
