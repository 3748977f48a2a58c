"""Which labels can stand where in a page's plain text, and to what part the prose below belongs when its own label is lost.

Data only: `parts` goes by it. A line of prose can look like a label ('Time Frame: …' among the criteria), so a label
counts only at its stages of the page, and a weak one only once its stage has begun.
"""

import re
from typing import NamedTuple

from harvester.parsers.page.fields import page_key

HEADER, SUMMARY, DESIGN, ELIGIBILITY, CONTACTS, MORE = range(6)
"""Stages of a page, in order."""


class Rule(NamedTuple):
    """`one_line`: the value is one line, and prose below belongs to `lost`; else it is all lines to the next label."""

    stages: tuple[int, ...]
    one_line: bool
    strong: bool
    lost: str


_TABLE: tuple[tuple[Rule, str], ...] = (
    (
        Rule((HEADER, MORE), True, True, "terms"),
        "ClinicalTrials.gov Identifier | First Posted | Results First Posted",
    ),
    (
        Rule((HEADER, MORE), True, True, "terms"),
        "Last Update Posted | First received | Results First Received",
    ),
    (Rule((HEADER, MORE), True, True, "terms"), "Last updated | Last Verified"),
    (
        Rule((HEADER,), False, True, ""),
        "Recruitment Status | Expanded Access Status | Sponsor | Collaborator",
    ),
    (Rule((HEADER,), False, True, ""), "Collaborators"),
    (
        Rule((HEADER,), True, True, ""),
        "Information provided by | Information provided by (Responsible Party)",
    ),
    (Rule((SUMMARY,), False, True, ""), "Brief Summary"),
    (Rule((SUMMARY, DESIGN), False, True, ""), "Detailed Description"),
    (Rule((DESIGN,), True, True, "outcomes"), "Study Type"),
    (
        Rule((DESIGN,), True, False, "outcomes"),
        "Enrollment | Allocation | Intervention Model | Masking | Primary Purpose",
    ),
    (Rule((DESIGN,), True, False, "outcomes"), "Observational Model | Time Perspective | Official Title"),
    (
        Rule((DESIGN,), True, False, "outcomes"),
        "Study Start Date | Primary Completion Date | Study Completion Date",
    ),
    (
        Rule((DESIGN,), True, False, "outcomes"),
        "Endpoint Classification | Expanded Access Type | Biospecimen Retention",
    ),
    (Rule((DESIGN,), True, False, "outcomes"), "Target Follow-Up Duration"),
    (
        Rule((DESIGN,), False, False, ""),
        "Study Design | Intervention Model Description | Masking Description",
    ),
    (
        Rule((DESIGN,), False, False, ""),
        "Biospecimen Description | Primary Outcome Measures | Secondary Outcome Measures",
    ),
    (Rule((DESIGN,), False, False, ""), "Other Outcome Measures | Other Pre-specified Outcome Measures"),
    (Rule((ELIGIBILITY,), True, True, "criteria"), "Ages Eligible for Study | Genders Eligible for Study"),
    (Rule((ELIGIBILITY,), True, True, "criteria"), "Sexes Eligible for Study"),
    (Rule((ELIGIBILITY,), True, False, "criteria"), "Accepts Healthy Volunteers | Sampling Method"),
    (
        Rule((ELIGIBILITY,), True, False, "criteria"),
        "Gender Based Eligibility | Gender Eligibility Description",
    ),
    (Rule((ELIGIBILITY,), False, False, ""), "Study Population | Criteria"),
    (Rule((CONTACTS,), False, False, ""), "Contacts"),
    (Rule((CONTACTS,), False, True, ""), "Locations | Sponsors and Collaborators | Investigators"),
    (
        Rule((MORE,), False, False, ""),
        "Publications | Publications of Results | Other Publications | Additional Information",
    ),
    (
        Rule((MORE,), False, False, ""),
        "Publications automatically indexed | Health Authority | Study Documents (Full-Text)",
    ),
    (
        Rule((MORE,), False, False, ""),
        "Additional publications automatically indexed | Documents provided by",
    ),
    (
        Rule((MORE,), False, False, ""),
        "Plan Description | IPD Description | Supporting Materials | Time Frame",
    ),
    (Rule((MORE,), False, False, ""), "Access Criteria | URL"),
    (
        Rule((MORE,), False, True, ""),
        "Other Study ID Numbers | Keywords provided by | Additional relevant MeSH terms",
    ),
    (Rule((MORE,), True, True, "terms"), "Responsible Party | Study First Received"),
    (
        Rule((MORE,), True, False, "terms"),
        "Has Data Monitoring Committee | Plan to Share IPD | Plan to Share Data",
    ),
    (Rule((MORE,), True, False, "terms"), "Individual Participant Data (IPD) Sharing Statement"),
    (Rule((MORE,), True, False, "terms"), "Studies a U.S. FDA-regulated Drug Product"),
    (Rule((MORE,), True, False, "terms"), "Studies a U.S. FDA-regulated Device Product"),
    (Rule((MORE,), True, False, "terms"), "Device Product Not Approved or Cleared by U.S. FDA"),
    (Rule((MORE,), True, False, "terms"), "Pediatric Postmarket Surveillance of a Device Product"),
    (Rule((MORE,), True, False, "terms"), "Product Manufactured in and Exported from the U.S."),
)

RULES = {page_key(label): rule for rule, labels in _TABLE for label in labels.split(" | ")}

ANCHORS = tuple(
    (re.compile(words, re.IGNORECASE), stage, lost)
    for words, stage, lost in (
        (
            r"(?:The safety and scientific validity of this study|Listing a study does not mean)\b.*",
            HEADER,
            "",
        ),
        (r"(?:Purpose|Study Description|(?:[-*•] )?How to Read a Study Record)", SUMMARY, "summary"),
        (r"(?:Study Design|Arms and Interventions|Resource links provided by .*)", DESIGN, ""),
        (r"Further study details as provided by .*", DESIGN, "provider"),
        (r"Outcome Measures", DESIGN, "outcomes"),
        (r"(?:Eligibility|Eligibility Criteria)", ELIGIBILITY, ""),
        (r"Contacts and Locations", CONTACTS, ""),
        (r"Please refer to this study by its ClinicalTrials.gov identifier\b.*", CONTACTS, "locations"),
        (r"To learn more about this study, you or your doctor\b.*", CONTACTS, ""),
        (r"(?:More Information|No publications provided.*)", MORE, ""),
        (
            r"(?:ClinicalTrials.gov processed this record on .*|To Top|(?:[-*•] )?For Patients and Families)",
            MORE,
            "",
        ),
    )
)
"""Lines that are the page's own: their form, the stage they open, the part that unlabelled prose below belongs to."""

NOTES = re.compile(
    r"(?:.*\bRead our disclaimer\b|Layout table for|Choosing to participate in a study is|To learn more about this study|For general information, "
    r"|\(Final data collection date|Disclaimer\b|Go to\b"
    r"|MedlinePlus|Drug Information available|U\.S\. FDA Resources|Genetics Home Reference|Genetic and Rare Diseases)",
    re.IGNORECASE,
)
"""Beginnings of lines that say nothing about the study."""

HEADINGS = frozenset(
    page_key(label)
    for label in (
        "Contacts",
        "Criteria",
        "Investigators",
        "Locations",
        "Sponsors and Collaborators",
        "Study Population",
    )
)
"""Labels that stand over their value and never beside it."""
