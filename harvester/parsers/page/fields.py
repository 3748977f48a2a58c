"""The registry's labels through the years: how each is read, and where in the study document it belongs.

A new label is one more word in a table here. `field_of` drops what varies around a label: punctuation, 'ICMJE',
'(submitted: …)', 'Current', and 'Actual' or 'Estimated', which it hands on as the type of the date or number.
"""

import re
from typing import NamedTuple

from harvester.parsers.labels import label_key
from harvester.parsers.page import groups as group
from harvester.parsers.page import readers as read
from harvester.parsers.page.readers import Reader
from harvester.parsers.page.sites import countries, country_names, locations
from harvester.parsers.values import enum_of


class Field(NamedTuple):
    """`path` is dotted, in the study document; one without a dot is an aside that `page.study` makes use of."""

    read: Reader
    path: str


_P = "protocolSection."
_ID, _STATUS, _DESIGN = f"{_P}identificationModule.", f"{_P}statusModule", f"{_P}designModule"
_INFO, _ELIGIBILITY = f"{_DESIGN}.designInfo.", f"{_P}eligibilityModule"
_SPONSORS, _OVERSIGHT = f"{_P}sponsorCollaboratorsModule.", f"{_P}oversightModule."
_SITES, _IPD = f"{_P}contactsLocationsModule.", f"{_P}ipdSharingStatementModule."
_OUTCOMES, _ARMS = f"{_P}outcomesModule.", f"{_P}armsInterventionsModule"
_REFERENCES, _DOCUMENTS = f"{_P}referencesModule.", "documentSection.largeDocumentModule."

_TABLE: tuple[tuple[str, Reader, str], ...] = (
    ("NCT Number | ClinicalTrials.gov Identifier", read.nct_id, f"{_ID}nctId"),
    ("Other Study ID Numbers | Other Study ID Number", read.study_ids, _ID[:-1]),
    ("Brief Title", read.line, f"{_ID}briefTitle"),
    ("Official Title", read.line, f"{_ID}officialTitle"),
    ("Acronym", read.line, f"{_ID}acronym"),
    ("Information Provided By | PRS Account", read.line, f"{_ID}organization.fullName"),
    ("Recruitment Status | Expanded Access Status | Overall Recruitment Status", read.status, _STATUS),
    ("Why Study Stopped | Why Stopped", read.prose, f"{_STATUS}.whyStopped"),
    ("Verification Date | Last Verified", read.date, f"{_STATUS}.statusVerifiedDate"),
    ("Start Date | Study Start Date", read.dated, f"{_STATUS}.startDateStruct"),
    ("Primary Completion Date", read.dated, f"{_STATUS}.primaryCompletionDateStruct"),
    ("Completion Date | Study Completion Date", read.dated, f"{_STATUS}.completionDateStruct"),
    (
        "First Received Date | First Received | Study First Received | First Submitted Date | First Submitted",
        read.date,
        f"{_STATUS}.studyFirstSubmitDate",
    ),
    ("First Posted Date | First Posted", read.posted, f"{_STATUS}.studyFirstPostDateStruct"),
    (
        "Results First Received Date | Results First Received | Results First Submitted Date",
        read.date,
        f"{_STATUS}.resultsFirstSubmitDate",
    ),
    (
        "Results First Posted Date | Results First Posted",
        read.posted,
        f"{_STATUS}.resultsFirstPostDateStruct",
    ),
    (
        "Disposition First Received Date | Disposition First Received | Disposition First Submitted Date",
        read.date,
        f"{_STATUS}.dispFirstSubmitDate",
    ),
    (
        "Disposition First Posted Date | Disposition First Posted",
        read.posted,
        f"{_STATUS}.dispFirstPostDateStruct",
    ),
    (
        "Last Updated Date | Last Updated | Last Update Submitted Date",
        read.date,
        f"{_STATUS}.lastUpdateSubmitDate",
    ),
    ("Last Update Posted Date | Last Update Posted", read.posted, f"{_STATUS}.lastUpdatePostDateStruct"),
    ("Sponsor | Study Sponsor | Lead Sponsor", read.line, f"{_SPONSORS}leadSponsor.name"),
    ("Collaborators | Collaborator", read.names, f"{_SPONSORS}collaborators"),
    ("Responsible Party", read.line, "responsible_party"),
    ("Information provided by (Responsible Party)", read.line, "party_above"),
    ("Sponsors and Collaborators", read.lines, "sponsors_and_collaborators"),
    (
        "Has Data Monitoring Committee | Data Monitoring Committee",
        read.yes_no,
        f"{_OVERSIGHT}oversightHasDmc",
    ),
    ("Studies a U.S. FDA-regulated Drug Product", read.yes_no, f"{_OVERSIGHT}isFdaRegulatedDrug"),
    ("Studies a U.S. FDA-regulated Device Product", read.yes_no, f"{_OVERSIGHT}isFdaRegulatedDevice"),
    ("Device Product Not Approved or Cleared by U.S. FDA", read.yes_no, f"{_OVERSIGHT}isUnapprovedDevice"),
    ("Pediatric Postmarket Surveillance of a Device Product", read.yes_no, f"{_OVERSIGHT}isPpsd"),
    ("Product Manufactured in and Exported from the U.S.", read.yes_no, f"{_OVERSIGHT}isUsExport"),
    ("Brief Summary", read.prose, f"{_P}descriptionModule.briefSummary"),
    ("Detailed Description", read.prose, f"{_P}descriptionModule.detailedDescription"),
    ("Condition | Conditions | Condition or disease", read.lines, f"{_P}conditionsModule.conditions"),
    ("Keywords", read.lines, f"{_P}conditionsModule.keywords"),
    ("Study Type", read.study_type, _DESIGN),
    ("Phase | Study Phase", read.phases, f"{_DESIGN}.phases"),
    ("Enrollment", read.enrollment, f"{_DESIGN}.enrollmentInfo"),
    ("Target Follow-Up Duration", read.line, f"{_DESIGN}.targetDuration"),
    ("Expanded Access Type", read.access_types, f"{_DESIGN}.expandedAccessTypes"),
    ("Biospecimen Retention", read.enum("biospec_retention"), f"{_DESIGN}.bioSpec.retention"),
    ("Biospecimen Description", read.prose, f"{_DESIGN}.bioSpec.description"),
    ("Allocation", read.enum("allocation"), f"{_INFO}allocation"),
    ("Intervention Model", read.enum("intervention_model"), f"{_INFO}interventionModel"),
    ("Intervention Model Description", read.prose, f"{_INFO}interventionModelDescription"),
    ("Primary Purpose", read.enum("primary_purpose"), f"{_INFO}primaryPurpose"),
    ("Observational Model", read.enum("observational_model"), f"{_INFO}observationalModel"),
    ("Time Perspective", read.enum("time_perspective"), f"{_INFO}timePerspective"),
    ("Masking", read.masked, f"{_INFO}maskingInfo"),
    ("Masking Description", read.prose, f"{_INFO}maskingInfo.maskingDescription"),
    ("Intervention | Interventions | Intervention/treatment", group.interventions, _ARMS),
    ("Study Arm | Study Arms | Study Arm (s) | Arm | Arms", group.arms, _ARMS),
    ("Study Group/Cohort (s) | Study Groups/Cohorts | Groups/Cohorts | Group/Cohort", group.arms, _ARMS),
    ("Primary Outcome Measures | Primary Outcome Measure", group.outcomes, f"{_OUTCOMES}primaryOutcomes"),
    (
        "Secondary Outcome Measures | Secondary Outcome Measure",
        group.outcomes,
        f"{_OUTCOMES}secondaryOutcomes",
    ),
    (
        "Other Outcome Measures | Other Outcome Measure | Other Pre-specified Outcome Measures",
        group.outcomes,
        f"{_OUTCOMES}otherOutcomes",
    ),
    ("Eligibility Criteria | Criteria", read.prose, f"{_ELIGIBILITY}.eligibilityCriteria"),
    ("Ages | Ages Eligible for Study", read.ages, _ELIGIBILITY),
    ("Gender | Sex | Sex/Gender | Genders Eligible for Study", read.enum("sex"), f"{_ELIGIBILITY}.sex"),
    ("Sexes Eligible for Study", read.enum("sex"), f"{_ELIGIBILITY}.sex"),
    ("Gender Based Eligibility | Gender Based", read.yes_no, f"{_ELIGIBILITY}.genderBased"),
    (
        "Gender Eligibility Description | Gender Based Eligibility Description",
        read.prose,
        f"{_ELIGIBILITY}.genderDescription",
    ),
    ("Accepts Healthy Volunteers", read.yes_no, f"{_ELIGIBILITY}.healthyVolunteers"),
    ("Sampling Method", read.enum("sampling_method"), f"{_ELIGIBILITY}.samplingMethod"),
    ("Study Population", read.prose, f"{_ELIGIBILITY}.studyPopulation"),
    ("Contacts", group.contacts, f"{_SITES}centralContacts"),
    ("Locations", locations, f"{_SITES}locations"),
    ("Location Countries | Listed Location Countries", countries, f"{_SITES}locations"),
    ("Removed Location Countries", country_names, "derivedSection.miscInfoModule.removedCountries"),
    ("Investigators", group.officials, f"{_SITES}overallOfficials"),
    ("Publications", group.citations("BACKGROUND"), f"{_REFERENCES}references"),
    ("Other Publications", group.citations("BACKGROUND"), f"{_REFERENCES}references"),
    ("Publications of Results", group.citations("RESULT"), f"{_REFERENCES}references"),
    ("Publications *", group.citations(""), f"{_REFERENCES}references"),
    ("Additional Information", group.see_also, f"{_REFERENCES}seeAlsoLinks"),
    ("Plan to Share IPD | Plan to Share Data", read.enum("ipd_sharing"), f"{_IPD}ipdSharing"),
    ("Plan Description | IPD Description", read.prose, f"{_IPD}description"),
    ("Supporting Materials", read.enums("ipd_info_type"), f"{_IPD}infoTypes"),
    ("Time Frame", read.prose, f"{_IPD}timeFrame"),
    ("Access Criteria", read.prose, f"{_IPD}accessCriteria"),
    ("URL", read.line, f"{_IPD}url"),
    ("Additional relevant MeSH terms", read.lines, "mesh_terms"),
)

_BEGINNINGS: tuple[tuple[str, Reader, str], ...] = (
    ("Keywords provided by", read.lines, f"{_P}conditionsModule.keywords"),
    ("Documents provided by", group.documents, f"{_DOCUMENTS}largeDocs"),
    ("Publications automatically indexed", group.citations("DERIVED"), f"{_REFERENCES}references"),
    ("Additional publications automatically indexed", group.citations("DERIVED"), f"{_REFERENCES}references"),
)

_NO_HOME = (
    "Change History | Control | Endpoint Classification | Expanded Access | Health Authority | History of Changes | Key Record Dates"
    " | Individual Participant Data (IPD) Sharing Statement | Study Documents (Full-Text) | Safety Issue"
)
"""Labels of what the study document has no place for, or that only stand over other labels."""

_DESIGN_PARTS = (
    "Allocation | Intervention Model | Intervention Model Description | Masking | Masking Description | Primary Purpose"
    " | Observational Model | Time Perspective | Endpoint Classification | Control | Biospecimen"
)
_FDA_PARTS = (
    "Studies a U.S. FDA-regulated Drug Product | Studies a U.S. FDA-regulated Device Product"
    " | Device Product Not Approved or Cleared by U.S. FDA | Pediatric Postmarket Surveillance of a Device Product"
    " | Product Manufactured in and Exported from the U.S."
)
_SEX_PARTS = (
    "Sexes Eligible for Study | Gender Based Eligibility | Gender Based | Gender Eligibility Description"
)
_IPD_PARTS = (
    "Plan to Share IPD | Plan Description | Supporting Materials | Time Frame | Access Criteria | URL"
)


def page_key(label: str) -> str:
    """What a label is looked up by: its words alone; the Tabular View's 'Publications *' keeps its star."""
    words = re.sub(r"\(submitted:[^)]*\)|\bICMJE\b", " ", label).strip().rstrip(":").rstrip()
    return label_key(words) + (" *" if words.endswith("*") else "")


def _keys(labels: str) -> list[str]:
    return [page_key(label) for label in labels.split(" | ")]


_FIELDS = {key: Field(reader, path) for labels, reader, path in _TABLE for key in _keys(labels)}
_STARTS = tuple((page_key(label), Field(reader, path)) for label, reader, path in _BEGINNINGS)
_HOMELESS = frozenset(_keys(_NO_HOME))

PARTS: dict[str, dict[str, str]] = {
    "study design": {key: key for key in _keys(_DESIGN_PARTS)},
    "sex gender": {key: key for key in _keys(_SEX_PARTS)},
    "u s fda regulated product": {key: key for key in _keys(_FDA_PARTS)},
    "ipd sharing statement": {key: key for key in _keys(_IPD_PARTS)},
    "biospecimen": {"retention": "biospecimen retention", "description": "biospecimen description"},
}
"""Labels whose value is again labels with values: their keys → the keys these parts have in the tables."""


class Known(NamedTuple):
    """A label that is known: its key, its field (None where the document has no place for it), the type in front."""

    key: str
    field: Field | None
    type: str | None = None


def field_of(label: str) -> Known | None:
    """What a label says; None where nobody knows it. What a record once said ('Original …') has no field."""
    key, kind = page_key(label), None
    while key:
        if key in _FIELDS:
            return Known(key, _FIELDS[key], kind)
        if key in PARTS or key in _HOMELESS or key.startswith("original "):
            return Known(key, None, kind)
        for start, field in _STARTS:
            if key.startswith(start):
                return Known(start, field)
        first, _, rest = key.partition(" ")
        if first != "current" and enum_of("date_type", first) is None:
            return None
        key, kind = rest, enum_of("date_type", first) or kind
    return None
