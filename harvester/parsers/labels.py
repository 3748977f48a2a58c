"""What the registry's pages and XML call a value, and what API v2 calls it.

A kind's table holds the API's enum values; each is known by its own words in any case and punctuation
(`ACTIVE_NOT_RECRUITING` is "Active, not recruiting"). `_OTHER_WORDS` adds the spellings that say it
differently, historical ones included.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

_VALUES: dict[str, str] = {
    "status": """
        ACTIVE_NOT_RECRUITING COMPLETED ENROLLING_BY_INVITATION NOT_YET_RECRUITING RECRUITING SUSPENDED
        TERMINATED WITHDRAWN AVAILABLE NO_LONGER_AVAILABLE TEMPORARILY_NOT_AVAILABLE
        APPROVED_FOR_MARKETING WITHHELD UNKNOWN
    """,
    "study_type": "EXPANDED_ACCESS INTERVENTIONAL OBSERVATIONAL",
    "phase": "NA EARLY_PHASE1 PHASE1 PHASE2 PHASE3 PHASE4",
    "sex": "FEMALE MALE ALL",
    "std_age": "CHILD ADULT OLDER_ADULT",
    "sampling_method": "PROBABILITY_SAMPLE NON_PROBABILITY_SAMPLE",
    "ipd_sharing": "YES NO UNDECIDED",
    "ipd_info_type": "STUDY_PROTOCOL SAP ICF CSR ANALYTIC_CODE",
    "org_study_id_type": "NIH FDA VA CDC AHRQ SAMHSA",
    "secondary_id_type": "NIH FDA VA CDC AHRQ SAMHSA OTHER_GRANT EUDRACT_NUMBER CTIS REGISTRY OTHER",
    "agency_class": "NIH FED OTHER_GOV INDIV INDUSTRY NETWORK AMBIG OTHER UNKNOWN",
    "date_type": "ACTUAL ESTIMATED",
    "enrollment_type": "ACTUAL ESTIMATED",
    "responsible_party_type": "SPONSOR PRINCIPAL_INVESTIGATOR SPONSOR_INVESTIGATOR",
    "allocation": "RANDOMIZED NON_RANDOMIZED NA",
    "intervention_model": "SINGLE_GROUP PARALLEL CROSSOVER FACTORIAL SEQUENTIAL",
    "primary_purpose": """
        TREATMENT PREVENTION DIAGNOSTIC ECT SUPPORTIVE_CARE SCREENING HEALTH_SERVICES_RESEARCH
        BASIC_SCIENCE DEVICE_FEASIBILITY OTHER
    """,
    "observational_model": """
        COHORT CASE_CONTROL CASE_ONLY CASE_CROSSOVER ECOLOGIC_OR_COMMUNITY FAMILY_BASED
        DEFINED_POPULATION NATURAL_HISTORY OTHER
    """,
    "time_perspective": "RETROSPECTIVE PROSPECTIVE CROSS_SECTIONAL OTHER",
    "masking": "NONE SINGLE DOUBLE TRIPLE QUADRUPLE",
    "who_masked": "PARTICIPANT CARE_PROVIDER INVESTIGATOR OUTCOMES_ASSESSOR",
    "biospec_retention": "NONE_RETAINED SAMPLES_WITH_DNA SAMPLES_WITHOUT_DNA",
    "arm_group_type": """
        EXPERIMENTAL ACTIVE_COMPARATOR PLACEBO_COMPARATOR SHAM_COMPARATOR NO_INTERVENTION OTHER
    """,
    "intervention_type": """
        BEHAVIORAL BIOLOGICAL COMBINATION_PRODUCT DEVICE DIAGNOSTIC_TEST DIETARY_SUPPLEMENT DRUG GENETIC
        PROCEDURE RADIATION OTHER
    """,
    "contact_role": "STUDY_CHAIR STUDY_DIRECTOR PRINCIPAL_INVESTIGATOR SUB_INVESTIGATOR CONTACT",
    "official_role": "STUDY_CHAIR STUDY_DIRECTOR PRINCIPAL_INVESTIGATOR SUB_INVESTIGATOR",
    "reference_type": "BACKGROUND RESULT DERIVED",
    "outcome_measure_type": "PRIMARY SECONDARY OTHER_PRE_SPECIFIED POST_HOC",
    "measure_param": """
        GEOMETRIC_MEAN GEOMETRIC_LEAST_SQUARES_MEAN LEAST_SQUARES_MEAN LOG_MEAN MEAN MEDIAN NUMBER
        COUNT_OF_PARTICIPANTS COUNT_OF_UNITS
    """,
    "measure_dispersion": """
        NA STANDARD_DEVIATION STANDARD_ERROR INTER_QUARTILE_RANGE FULL_RANGE CONFIDENCE_80 CONFIDENCE_90
        CONFIDENCE_95 CONFIDENCE_975 CONFIDENCE_99 CONFIDENCE_OTHER GEOMETRIC_COEFFICIENT
    """,
    "analysis_dispersion": "STANDARD_DEVIATION STANDARD_ERROR_OF_MEAN",
    "ci_num_sides": "ONE_SIDED TWO_SIDED",
    "non_inferiority": """
        SUPERIORITY NON_INFERIORITY EQUIVALENCE OTHER NON_INFERIORITY_OR_EQUIVALENCE
        SUPERIORITY_OR_OTHER NON_INFERIORITY_OR_EQUIVALENCE_LEGACY SUPERIORITY_OR_OTHER_LEGACY
    """,
    "event_assessment": "NON_SYSTEMATIC_ASSESSMENT SYSTEMATIC_ASSESSMENT",
    "agreement_restriction": "LTE60 GT60 OTHER",
}

_OTHER_WORDS: dict[str, dict[str, str]] = {
    "status": {
        "Unknown status": "UNKNOWN",
        "No longer recruiting": "ACTIVE_NOT_RECRUITING",
        "Active, no longer recruiting": "ACTIVE_NOT_RECRUITING",
        "This study is ongoing, but not recruiting participants": "ACTIVE_NOT_RECRUITING",
        "This study has been completed": "COMPLETED",
        "This study is enrolling participants by invitation only": "ENROLLING_BY_INVITATION",
        "This study is not yet open for participant recruitment": "NOT_YET_RECRUITING",
        "This study is currently recruiting participants": "RECRUITING",
        "This study has suspended participant recruitment": "SUSPENDED",
        "This study has been suspended": "SUSPENDED",
        "This study has been terminated": "TERMINATED",
        "This study has been withdrawn prior to enrollment": "WITHDRAWN",
        "This study has been withdrawn prior to recruitment": "WITHDRAWN",
        "This study has been withdrawn before participants were enrolled": "WITHDRAWN",
        "The recruitment status of this study is unknown": "UNKNOWN",
        "Expanded access is currently available for this treatment": "AVAILABLE",
        "Expanded access is no longer available for this treatment": "NO_LONGER_AVAILABLE",
        "Expanded access is temporarily not available for this treatment": "TEMPORARILY_NOT_AVAILABLE",
        "This treatment has been approved for sale to the public": "APPROVED_FOR_MARKETING",
    },
    "study_type": {
        "Observational [Patient Registry]": "OBSERVATIONAL",
    },
    "phase": {
        "N/A": "NA",
        "Not Applicable": "NA",
        "Early Phase 1": "EARLY_PHASE1",
        "Phase 0": "EARLY_PHASE1",
        "Phase 1": "PHASE1",
        "Phase 2": "PHASE2",
        "Phase 3": "PHASE3",
        "Phase 4": "PHASE4",
        "Phase I": "PHASE1",
        "Phase II": "PHASE2",
        "Phase III": "PHASE3",
        "Phase IV": "PHASE4",
    },
    "sex": {"Both": "ALL", "Female and Male": "ALL", "Male and Female": "ALL"},
    "std_age": {"Senior": "OLDER_ADULT"},
    "ipd_info_type": {
        "Statistical Analysis Plan": "SAP",
        "Statistical Analysis Plan (SAP)": "SAP",
        "Informed Consent Form": "ICF",
        "Informed Consent Form (ICF)": "ICF",
        "Clinical Study Report": "CSR",
        "Clinical Study Report (CSR)": "CSR",
    },
    "secondary_id_type": {
        "U.S. NIH Grant/Contract": "NIH",
        "U.S. FDA Grant/Contract": "FDA",
        "U.S. VA Grant/Contract": "VA",
        "U.S. CDC Grant/Contract": "CDC",
        "U.S. AHRQ Grant/Contract": "AHRQ",
        "U.S. SAMHSA Grant/Contract": "SAMHSA",
        "Other Grant/Funding Number": "OTHER_GRANT",
        "Registry Identifier": "REGISTRY",
        "Other Identifier": "OTHER",
        "EU Trial (CTIS) Number": "CTIS",
    },
    "agency_class": {
        "U.S. Fed": "FED",
        "U.S. Federal": "FED",
        "Other Government": "OTHER_GOV",
        "Individual": "INDIV",
    },
    "date_type": {"Anticipated": "ESTIMATED", "Estimate": "ESTIMATED"},
    "enrollment_type": {"Anticipated": "ESTIMATED", "Estimate": "ESTIMATED"},
    "allocation": {
        "N/A": "NA",
        "Not Applicable": "NA",
        "Random Allocation": "RANDOMIZED",
        "Randomized Controlled Trial": "RANDOMIZED",
        "Non-Randomized Trial": "NON_RANDOMIZED",
        "Nonrandomized": "NON_RANDOMIZED",
    },
    "intervention_model": {
        "Single Group Assignment": "SINGLE_GROUP",
        "Parallel Assignment": "PARALLEL",
        "Crossover Assignment": "CROSSOVER",
        "Cross-Over": "CROSSOVER",
        "Cross-Over Assignment": "CROSSOVER",
        "Factorial Assignment": "FACTORIAL",
        "Sequential Assignment": "SEQUENTIAL",
    },
    "primary_purpose": {
        "Educational/Counseling/Training": "ECT",
    },
    "time_perspective": {
        "Prospective Study": "PROSPECTIVE",
        "Retrospective Study": "RETROSPECTIVE",
        "Cross-Sectional Study": "CROSS_SECTIONAL",
    },
    "masking": {
        "None (Open Label)": "NONE",
        "Open Label": "NONE",
        "No masking": "NONE",
        "Single Blind": "SINGLE",
        "Single Masked": "SINGLE",
        "Double Blind": "DOUBLE",
        "Double Masked": "DOUBLE",
        "Triple Blind": "TRIPLE",
        "Triple Masked": "TRIPLE",
        "Quadruple Blind": "QUADRUPLE",
        "Quadruple Masked": "QUADRUPLE",
    },
    "who_masked": {
        "Subject": "PARTICIPANT",
        "Patient": "PARTICIPANT",
        "Caregiver": "CARE_PROVIDER",
        "Outcome Assessor": "OUTCOMES_ASSESSOR",
    },
    "intervention_type": {
        "Biological/Vaccine": "BIOLOGICAL",
        "Vaccine": "BIOLOGICAL",
        "Gene Transfer": "GENETIC",
        "Procedure/Surgery": "PROCEDURE",
    },
    "official_role": {"Subinvestigator": "SUB_INVESTIGATOR"},
    "contact_role": {"Subinvestigator": "SUB_INVESTIGATOR"},
    "measure_dispersion": {
        "N/A": "NA",
        "Not Applicable": "NA",
        "80% Confidence Interval": "CONFIDENCE_80",
        "90% Confidence Interval": "CONFIDENCE_90",
        "95% Confidence Interval": "CONFIDENCE_95",
        "97.5% Confidence Interval": "CONFIDENCE_975",
        "99% Confidence Interval": "CONFIDENCE_99",
        "Other Confidence Interval Level": "CONFIDENCE_OTHER",
        "Geometric Coefficient of Variation": "GEOMETRIC_COEFFICIENT",
    },
    "analysis_dispersion": {
        "Standard Error of the Mean": "STANDARD_ERROR_OF_MEAN",
        "Standard Error": "STANDARD_ERROR_OF_MEAN",
    },
    "ci_num_sides": {"1-Sided": "ONE_SIDED", "2-Sided": "TWO_SIDED"},
}


def label_key(label: str) -> str:
    """A label's words in one case without punctuation: 'Non-Randomized' and 'NON_RANDOMIZED' are one key."""
    return " ".join(re.findall(r"[^\W_]+", label.casefold()))


def _table(kind: str) -> Mapping[str, str]:
    own = {label_key(value): value for value in _VALUES[kind].split()}
    other = {label_key(label): value for label, value in _OTHER_WORDS.get(kind, {}).items()}
    return MappingProxyType(own | other)


LABELS: Mapping[str, Mapping[str, str]] = MappingProxyType({kind: _table(kind) for kind in _VALUES})
"""kind → label_key → the API's value."""
