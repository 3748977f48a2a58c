"""Which tag of the registry's XML is which field of API v2, and how its text is read. A new tag is one line here.

A row is `tag: (kind, path)`. `tag` is the path below the element that the table is about, `@name` an attribute of
it, "" its own text, "=" what the table adds of its own. `path` is dotted, below the object that the table makes; ""
puts the parts of a value into that object itself. `kind` names a reader in `values.READERS`, or is
`enum:kind` of `labels.LABELS`, `object:table` of `objects.OBJECTS`, `constant:WORD`, or `known`: a tag
that has no field in API v2, and `path` says why. `each` before a kind makes a list.

Both tag generations stand side by side: `firstreceived_date` (until spring 2018) and `study_first_submitted`.
"""

from collections.abc import Mapping

Table = Mapping[str, tuple[str, str]]


def _module(path: str, rows: Table) -> dict[str, tuple[str, str]]:
    return {
        tag: (kind, field if kind == "known" else f"{path}.{field}".rstrip("."))
        for tag, (kind, field) in rows.items()
    }


_RESTATES = "restates what other tags say"
_GIVEN_UP = "the registry gave the field up before API v2"

STUDY: Table = {
    "@rank": ("known", "the record's place in a search result"),
    "required_header/download_date": ("processed_date", "derivedSection.miscInfoModule.versionHolder"),
    "required_header/link_text": ("known", "the same in every record"),
    "required_header/url": ("known", _RESTATES),
    **_module(
        "protocolSection.identificationModule",
        {
            "id_info/org_study_id": ("text", "orgStudyIdInfo.id"),
            "id_info/secondary_id": ("each object:secondary_id", "secondaryIdInfos"),
            "id_info/nct_id": ("nct_id", "nctId"),
            "id_info/nct_alias": ("each nct_id", "nctIdAliases"),
            "brief_title": ("text", "briefTitle"),
            "acronym": ("text", "acronym"),
            "official_title": ("text", "officialTitle"),
            "source": ("text", "organization.fullName"),
            "source_class": ("enum:agency_class", "organization.class"),
        },
    ),
    **_module(
        "protocolSection.sponsorCollaboratorsModule",
        {
            "sponsors/lead_sponsor/agency": ("text", "leadSponsor.name"),
            "sponsors/lead_sponsor/agency_class": ("enum:agency_class", "leadSponsor.class"),
            "sponsors/collaborator": ("each object:sponsor", "collaborators"),
            "responsible_party/responsible_party_type": (
                "enum:responsible_party_type",
                "responsibleParty.type",
            ),
            "responsible_party/investigator_full_name": ("text", "responsibleParty.investigatorFullName"),
            "responsible_party/investigator_title": ("text", "responsibleParty.investigatorTitle"),
            "responsible_party/investigator_affiliation": (
                "text",
                "responsibleParty.investigatorAffiliation",
            ),
            "responsible_party/name_title": ("text", "responsibleParty.oldNameTitle"),
            "responsible_party/organization": ("text", "responsibleParty.oldOrganization"),
        },
    ),
    **_module(
        "protocolSection.oversightModule",
        {
            "oversight_info/has_dmc": ("boolean", "oversightHasDmc"),
            "oversight_info/is_fda_regulated_drug": ("boolean", "isFdaRegulatedDrug"),
            "oversight_info/is_fda_regulated_device": ("boolean", "isFdaRegulatedDevice"),
            "oversight_info/is_unapproved_device": ("boolean", "isUnapprovedDevice"),
            "oversight_info/is_ppsd": ("boolean", "isPpsd"),
            "oversight_info/is_us_export": ("boolean", "isUsExport"),
            "oversight_info/authority": ("known", _GIVEN_UP),
            "oversight_info/regulatory_authority": ("known", _GIVEN_UP),
            "fdaaa801_violation": ("boolean", "fdaaa801Violation"),
            "is_fda_regulated": ("known", _GIVEN_UP),
            "is_section_801": ("known", _GIVEN_UP),
        },
    ),
    **_module(
        "protocolSection.descriptionModule",
        {
            "brief_summary/textblock": ("markup", "briefSummary"),
            "detailed_description/textblock": ("markup", "detailedDescription"),
        },
    ),
    **_module(
        "protocolSection.statusModule",
        {
            "overall_status": ("enum:status", "overallStatus"),
            "last_known_status": ("enum:status", "lastKnownStatus"),
            "why_stopped": ("markup", "whyStopped"),
            "verification_date": ("date", "statusVerifiedDate"),
            "has_expanded_access": ("boolean", "expandedAccessInfo.hasExpandedAccess"),
            "expanded_access_nctid": ("text", "expandedAccessInfo.nctId"),
            "expanded_access_status_for_nctid": ("enum:status", "expandedAccessInfo.statusForNctId"),
            "delayed_posting": ("boolean", "delayedPosting"),
            "start_date": ("date", "startDateStruct.date"),
            "start_date@type": ("enum:date_type", "startDateStruct.type"),
            "primary_completion_date": ("date", "primaryCompletionDateStruct.date"),
            "primary_completion_date@type": ("enum:date_type", "primaryCompletionDateStruct.type"),
            "completion_date": ("date", "completionDateStruct.date"),
            "completion_date@type": ("enum:date_type", "completionDateStruct.type"),
            "end_date": ("date", "completionDateStruct.date"),
            "end_date@type": ("enum:date_type", "completionDateStruct.type"),
            "firstreceived_date": ("date", "studyFirstSubmitDate"),
            "study_first_submitted": ("date", "studyFirstSubmitDate"),
            "study_first_submitted_qc": ("date", "studyFirstSubmitQcDate"),
            "study_first_posted": ("date", "studyFirstPostDateStruct.date"),
            "study_first_posted@type": ("enum:date_type", "studyFirstPostDateStruct.type"),
            "firstreceived_results_date": ("date", "resultsFirstSubmitDate"),
            "results_first_submitted": ("date", "resultsFirstSubmitDate"),
            "results_first_submitted_qc": ("date", "resultsFirstSubmitQcDate"),
            "results_first_posted": ("date", "resultsFirstPostDateStruct.date"),
            "results_first_posted@type": ("enum:date_type", "resultsFirstPostDateStruct.type"),
            "firstreceived_results_disposition_date": ("date", "dispFirstSubmitDate"),
            "disposition_first_submitted": ("date", "dispFirstSubmitDate"),
            "disposition_first_submitted_qc": ("date", "dispFirstSubmitQcDate"),
            "disposition_first_posted": ("date", "dispFirstPostDateStruct.date"),
            "disposition_first_posted@type": ("enum:date_type", "dispFirstPostDateStruct.type"),
            "lastchanged_date": ("date", "lastUpdateSubmitDate"),
            "last_update_submitted": ("date", "lastUpdateSubmitDate"),
            "last_update_submitted_qc": ("known", "API v2 gives the day of submission only"),
            "last_update_posted": ("date", "lastUpdatePostDateStruct.date"),
            "last_update_posted@type": ("enum:date_type", "lastUpdatePostDateStruct.type"),
        },
    ),
    **_module(
        "protocolSection.designModule",
        {
            "phase": ("phases", "phases"),
            "study_type": ("study_type", ""),
            "target_duration": ("age", "targetDuration"),
            "expanded_access_info/expanded_access_type_individual": (
                "boolean",
                "expandedAccessTypes.individual",
            ),
            "expanded_access_info/expanded_access_type_intermediate": (
                "boolean",
                "expandedAccessTypes.intermediate",
            ),
            "expanded_access_info/expanded_access_type_treatment": (
                "boolean",
                "expandedAccessTypes.treatment",
            ),
            "study_design": ("study_design", "designInfo"),
            "study_design_info/allocation": ("enum:allocation", "designInfo.allocation"),
            "study_design_info/intervention_model": (
                "enum:intervention_model",
                "designInfo.interventionModel",
            ),
            "study_design_info/intervention_model_description": (
                "markup",
                "designInfo.interventionModelDescription",
            ),
            "study_design_info/primary_purpose": ("enum:primary_purpose", "designInfo.primaryPurpose"),
            "study_design_info/observational_model": (
                "enum:observational_model",
                "designInfo.observationalModel",
            ),
            "study_design_info/time_perspective": ("enum:time_perspective", "designInfo.timePerspective"),
            "study_design_info/masking": ("masking", "designInfo.maskingInfo"),
            "study_design_info/masking_description": ("markup", "designInfo.maskingInfo.maskingDescription"),
            "enrollment": ("integer", "enrollmentInfo.count"),
            "enrollment@type": ("enum:enrollment_type", "enrollmentInfo.type"),
            "biospec_retention": ("enum:biospec_retention", "bioSpec.retention"),
            "biospec_descr/textblock": ("markup", "bioSpec.description"),
            "number_of_arms": ("known", "API v2 lists the arms"),
            "number_of_groups": ("known", "API v2 lists the groups"),
        },
    ),
    **_module(
        "protocolSection.conditionsModule",
        {"condition": ("each text", "conditions"), "keyword": ("each text", "keywords")},
    ),
    **_module(
        "protocolSection.armsInterventionsModule",
        {
            "arm_group": ("each object:arm_group", "armGroups"),
            "intervention": ("each object:intervention", "interventions"),
        },
    ),
    **_module(
        "protocolSection.outcomesModule",
        {
            "primary_outcome": ("each object:outcome", "primaryOutcomes"),
            "secondary_outcome": ("each object:outcome", "secondaryOutcomes"),
            "other_outcome": ("each object:outcome", "otherOutcomes"),
        },
    ),
    **_module(
        "protocolSection.eligibilityModule",
        {
            "eligibility/criteria/textblock": ("markup", "eligibilityCriteria"),
            "eligibility/healthy_volunteers": ("boolean", "healthyVolunteers"),
            "eligibility/gender": ("enum:sex", "sex"),
            "eligibility/sex": ("enum:sex", "sex"),
            "eligibility/gender_based": ("boolean", "genderBased"),
            "eligibility/gender_description": ("markup", "genderDescription"),
            "eligibility/gender_description/textblock": ("markup", "genderDescription"),
            "eligibility/minimum_age": ("age", "minimumAge"),
            "eligibility/maximum_age": ("age", "maximumAge"),
            "eligibility/study_pop/textblock": ("markup", "studyPopulation"),
            "eligibility/sampling_method": ("enum:sampling_method", "samplingMethod"),
        },
    ),
    **_module(
        "protocolSection.contactsLocationsModule",
        {
            "overall_official": ("each object:official", "overallOfficials"),
            "overall_contact": ("each object:contact", "centralContacts"),
            "overall_contact_backup": ("each object:contact", "centralContacts"),
            "location": ("each object:location", "locations"),
            "location_countries/country": ("known", _RESTATES),
        },
    ),
    **_module(
        "protocolSection.referencesModule",
        {
            "reference": ("each object:reference", "references"),
            "results_reference": ("each object:results_reference", "references"),
            "link": ("each object:link", "seeAlsoLinks"),
            "study_docs/study_doc": ("each object:study_doc", "availIpds"),
        },
    ),
    **_module(
        "protocolSection.ipdSharingStatementModule",
        {
            "patient_data/sharing_ipd": ("enum:ipd_sharing", "ipdSharing"),
            "patient_data/ipd_description": ("markup", "description"),
            "patient_data/ipd_info_type": ("each enum:ipd_info_type", "infoTypes"),
            "patient_data/ipd_time_frame": ("markup", "timeFrame"),
            "patient_data/ipd_access_criteria": ("markup", "accessCriteria"),
            "patient_data/ipd_url": ("text", "url"),
        },
    ),
    "provided_document_section/provided_document": (
        "each object:document",
        "documentSection.largeDocumentModule.largeDocs",
    ),
    **_module(
        "annotationSection.annotationModule.unpostedAnnotation",
        {
            "pending_results/submitted": ("each object:released", "unpostedEvents"),
            "pending_results/returned": ("each object:reset", "unpostedEvents"),
            "pending_results/submission_canceled": ("each object:unreleased", "unpostedEvents"),
        },
    ),
    **_module(
        "derivedSection",
        {
            "condition_browse/mesh_term": ("each object:mesh_term", "conditionBrowseModule.meshes"),
            "intervention_browse/mesh_term": ("each object:mesh_term", "interventionBrowseModule.meshes"),
            "removed_countries/country": ("each text", "miscInfoModule.removedCountries"),
        },
    ),
    "clinical_results": ("object:results", "resultsSection"),
}
