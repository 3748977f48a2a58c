"""Tables of the registry's XML for what stands inside a record: an arm, a location, a results group.

See `tags` for how a row reads. A path that begins with `_` is a help on the way:
`finish` turns it into API v2's form.
"""

from harvester.parsers.legacy_xml.tags import Table

_NAME: Table = {
    "first_name": ("text", "_first"),
    "middle_name": ("text", "_middle"),
    "last_name": ("text", "_last"),
    "degrees": ("text", "_degrees"),
}
_REFERENCE: Table = {"PMID": ("text", "pmid"), "citation": ("text", "citation")}

_PROTOCOL: dict[str, Table] = {
    "secondary_id": {
        "": ("text", "id"),
        "@type": ("enum:secondary_id_type", "type"),
        "@domain": ("text", "domain"),
    },
    "sponsor": {"agency": ("text", "name"), "agency_class": ("enum:agency_class", "class")},
    "arm_group": {
        "arm_group_label": ("text", "label"),
        "arm_group_type": ("enum:arm_group_type", "type"),
        "description": ("markup", "description"),
    },
    "intervention": {
        "intervention_type": ("enum:intervention_type", "type"),
        "intervention_name": ("text", "name"),
        "description": ("markup", "description"),
        "arm_group_label": ("each text", "armGroupLabels"),
        "other_name": ("each text", "otherNames"),
    },
    "outcome": {
        "measure": ("text", "measure"),
        "description": ("markup", "description"),
        "time_frame": ("text", "timeFrame"),
        "safety_issue": ("known", "the registry gave the field up before API v2"),
    },
    "official": {
        **_NAME,
        "affiliation": ("text", "affiliation"),
        "role": ("enum:official_role", "role"),
    },
    "contact": {
        **_NAME,
        "=": ("constant:CONTACT", "role"),
        "phone": ("text", "phone"),
        "phone_ext": ("text", "phoneExt"),
        "email": ("text", "email"),
    },
    "investigator": {
        **_NAME,
        "role": ("enum:contact_role", "role"),
        "affiliation": ("text", "affiliation"),
    },
    "location": {
        "facility/name": ("text", "facility"),
        "status": ("enum:status", "status"),
        "facility/address/city": ("text", "city"),
        "facility/address/state": ("text", "state"),
        "facility/address/zip": ("text", "zip"),
        "facility/address/country": ("text", "country"),
        "contact": ("each object:contact", "contacts"),
        "contact_backup": ("each object:contact", "contacts"),
        "investigator": ("each object:investigator", "contacts"),
    },
    "reference": {**_REFERENCE, "=": ("constant:BACKGROUND", "type")},
    "results_reference": {**_REFERENCE, "=": ("constant:RESULT", "type")},
    "link": {"url": ("text", "url"), "description": ("markup", "label")},
    "study_doc": {
        "doc_id": ("text", "id"),
        "doc_type": ("text", "type"),
        "doc_url": ("text", "url"),
        "doc_comment": ("markup", "comment"),
    },
    "document": {
        "document_type": ("text", "label"),
        "document_has_protocol": ("boolean", "hasProtocol"),
        "document_has_sap": ("boolean", "hasSap"),
        "document_has_icf": ("boolean", "hasIcf"),
        "document_date": ("date", "date"),
        "document_url": ("file_name", "filename"),
    },
    "released": {"": ("event_date", ""), "=": ("constant:RELEASE", "type")},
    "reset": {"": ("event_date", ""), "=": ("constant:RESET", "type")},
    "unreleased": {"": ("event_date", ""), "=": ("constant:UNRELEASE", "type")},
    "mesh_term": {"": ("text", "term")},
}

_COMMON_MEASURE: Table = {
    "title": ("text", "title"),
    "description": ("markup", "description"),
    "population": ("markup", "populationDescription"),
    "units": ("text", "unitOfMeasure"),
    "param": ("enum:measure_param", "paramType"),
    "units_analyzed": ("text", "denomUnitsSelected"),
    "analyzed_list/analyzed": ("each object:analyzed", "denoms"),
    "class_list/class": ("each object:class", "classes"),
    "category_list/category": ("each object:category", "_categories"),
}

_RESULTS: dict[str, Table] = {
    "results": {
        "participant_flow": ("object:participant_flow", "participantFlowModule"),
        "baseline": ("object:baseline", "baselineCharacteristicsModule"),
        "outcome_list/outcome": ("each object:outcome_measure", "outcomeMeasuresModule.outcomeMeasures"),
        "reported_events": ("object:reported_events", "adverseEventsModule"),
        "limitations_and_caveats": ("markup", "moreInfoModule.limitationsAndCaveats.description"),
        "certain_agreements/pi_employee": (
            "pi_employee",
            "moreInfoModule.certainAgreement.piSponsorEmployee",
        ),
        "certain_agreements/restrictive_agreement": ("agreement", "moreInfoModule.certainAgreement"),
        "point_of_contact/name_or_title": ("text", "moreInfoModule.pointOfContact.title"),
        "point_of_contact/organization": ("text", "moreInfoModule.pointOfContact.organization"),
        "point_of_contact/email": ("text", "moreInfoModule.pointOfContact.email"),
        "point_of_contact/phone": ("phone", "moreInfoModule.pointOfContact"),
        "point_of_contact/phone_ext": ("text", "moreInfoModule.pointOfContact.phoneExt"),
    },
    "group": {
        "@group_id": ("group_id", "id"),
        "title": ("text", "title"),
        "description": ("markup", "description"),
    },
    "participant_flow": {
        "pre_assignment_details": ("markup", "preAssignmentDetails"),
        "recruitment_details": ("markup", "recruitmentDetails"),
        "units_analyzed": ("text", "typeUnitsAnalyzed"),
        "group_list/group": ("each object:group", "groups"),
        "period_list/period": ("each object:period", "periods"),
    },
    "period": {
        "title": ("text", "title"),
        "milestone_list/milestone": ("each object:milestone", "milestones"),
        "drop_withdraw_reason_list/drop_withdraw_reason": ("each object:drop_withdraw", "dropWithdraws"),
    },
    "milestone": {
        "title": ("text", "type"),
        "description": ("markup", "comment"),
        "participants_list/participants": ("each object:participants", "achievements"),
    },
    "drop_withdraw": {
        "title": ("text", "type"),
        "description": ("markup", "comment"),
        "participants_list/participants": ("each object:participants", "reasons"),
    },
    "participants": {
        "@group_id": ("group_id", "groupId"),
        "": ("markup", "comment"),
        "@count": ("text", "numSubjects"),
        "@units": ("text", "numUnits"),
    },
    "baseline": {
        "population": ("markup", "populationDescription"),
        "units_analyzed": ("text", "typeUnitsAnalyzed"),
        "group_list/group": ("each object:group", "groups"),
        "analyzed_list/analyzed": ("each object:analyzed", "denoms"),
        "measure_list/measure": ("each object:baseline_measure", "measures"),
    },
    "analyzed": {
        "units": ("text", "units"),
        "scope": ("known", "restates where the list stands"),
        "count_list/count": ("each object:count", "counts"),
    },
    "count": {"@group_id": ("group_id", "groupId"), "@value": ("text", "value")},
    "baseline_measure": {**_COMMON_MEASURE, "dispersion": ("enum:measure_dispersion", "dispersionType")},
    "measure": {**_COMMON_MEASURE, "dispersion": ("text", "dispersionType")},
    "class": {
        "title": ("text", "title"),
        "analyzed_list/analyzed": ("each object:analyzed", "denoms"),
        "category_list/category": ("each object:category", "categories"),
    },
    "category": {
        "title": ("text", "title"),
        "sub_title": ("text", "title"),
        "measurement_list/measurement": ("each object:measurement", "measurements"),
    },
    "measurement": {
        "@group_id": ("group_id", "groupId"),
        "@value": ("text", "value"),
        "@spread": ("text", "spread"),
        "@lower_limit": ("text", "lowerLimit"),
        "@upper_limit": ("text", "upperLimit"),
        "": ("markup", "comment"),
    },
    "outcome_measure": {
        "type": ("enum:outcome_measure_type", "type"),
        "title": ("text", "title"),
        "description": ("markup", "description"),
        "time_frame": ("text", "timeFrame"),
        "safety_issue": ("known", "the registry gave the field up before API v2"),
        "posting_date": ("date", "anticipatedPostingDate"),
        "population": ("markup", "populationDescription"),
        "group_list/group": ("each object:group", "groups"),
        "measure": ("object:measure", ""),
        "measure_list/measure": ("each object:measure", "_measures"),
        "analysis_list/analysis": ("each object:analysis", "analyses"),
    },
    "analysis": {
        "group_id_list/group_id": ("each group_id", "groupIds"),
        "groups_desc": ("markup", "groupDescription"),
        "non_inferiority": ("boolean", "testedNonInferiority"),
        "non_inferiority_type": ("enum:non_inferiority", "nonInferiorityType"),
        "non_inferiority_desc": ("markup", "nonInferiorityComment"),
        "p_value": ("text", "pValue"),
        "p_value_desc": ("markup", "pValueComment"),
        "method": ("text", "statisticalMethod"),
        "method_desc": ("markup", "statisticalComment"),
        "param_type": ("text", "paramType"),
        "param_value": ("text", "paramValue"),
        "dispersion_type": ("enum:analysis_dispersion", "dispersionType"),
        "dispersion_value": ("text", "dispersionValue"),
        "ci_percent": ("text", "ciPctValue"),
        "ci_n_sides": ("enum:ci_num_sides", "ciNumSides"),
        "ci_lower_limit": ("text", "ciLowerLimit"),
        "ci_upper_limit": ("text", "ciUpperLimit"),
        "ci_lower_limit_na_comment": ("markup", "ciLowerLimitComment"),
        "ci_upper_limit_na_comment": ("markup", "ciUpperLimitComment"),
        "estimate_desc": ("markup", "estimateComment"),
        "other_analysis_desc": ("markup", "otherAnalysisDescription"),
    },
    "reported_events": {
        "time_frame": ("text", "timeFrame"),
        "desc": ("markup", "description"),
        "group_list/group": ("each object:group", "eventGroups"),
        "serious_events": ("object:events", "_serious"),
        "other_events": ("object:events", "_other"),
    },
    "events": {
        "frequency_threshold": ("text", "frequencyThreshold"),
        "default_vocab": ("text", "vocabulary"),
        "default_assessment": ("enum:event_assessment", "assessment"),
        "category_list/category": ("each object:event_category", "categories"),
    },
    "event_category": {
        "title": ("text", "title"),
        "event_list/event": ("each object:event", "events"),
    },
    "event": {
        "sub_title": ("text", "term"),
        "sub_title@vocab": ("text", "sourceVocabulary"),
        "assessment": ("enum:event_assessment", "assessmentType"),
        "description": ("markup", "notes"),
        "counts": ("each object:event_counts", "stats"),
    },
    "event_counts": {
        "@group_id": ("group_id", "groupId"),
        "@events": ("integer", "numEvents"),
        "@subjects_affected": ("integer", "numAffected"),
        "@subjects_at_risk": ("integer", "numAtRisk"),
    },
}

OBJECTS: dict[str, Table] = {**_PROTOCOL, **_RESULTS}
