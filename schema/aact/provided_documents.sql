-- One row per PDF at the registry: protocol, analysis plan or consent form.
SELECT
    base_id(d.nct_id) + d.position AS id, -- integer: Stable number of the row.
    d.nct_id AS nct_id, -- character varying: NCT ID of the study.
    d.label AS document_type, -- character varying = large_documents.label
    truth(d.has_protocol) AS has_protocol, -- boolean = large_documents.has_protocol
    truth(d.has_icf) AS has_icf, -- boolean = large_documents.has_icf
    truth(d.has_sap) AS has_sap, -- boolean = large_documents.has_sap
    month_end(d.date) AS document_date, -- date = large_documents.date
    'https://ClinicalTrials.gov/ProvidedDocs/' || substr(d.nct_id, -2) || '/' || d.nct_id || '/' || d.filename AS url -- character varying: Where the registry keeps the file, made of the NCT ID and large_documents.filename.
FROM large_documents AS d
