"""The plain text that reader modes and extractors make of a classic page → study document.

What survives differs: cells parted by bars, tabs or nothing, lists with or without marks, headings often lost. So the text is
read in page order: a label at a line's start is known by its words, and prose without a label belongs to the part of the page
that the labels around it mark. What had to be told by rule (terms run together on a line, outcomes without headings) is
reported beside the unknown labels. A text that ends before the record's dates in 'More Information' is refused: it is cut off.
"""

import re
from collections.abc import Iterator

from harvester.errors import RecordError
from harvester.parsers.page.finish import finish, found, require
from harvester.parsers.page.study import Draft, fold
from harvester.parsers.page_text.lines import Line, lines_of
from harvester.parsers.page_text.parts import Part, closed, parts_of
from harvester.parsers.page_text.tabular import is_tabular_text, tabular_pairs
from harvester.parsers.page_text.values import COLUMNS, text_pairs
from harvester.study import Study

_PAGE = "page text"
_NEEDED = (
    "protocolSection.identificationModule.nctId",
    "protocolSection.identificationModule.briefTitle",
    "protocolSection.designModule.studyType",
    "protocolSection.eligibilityModule.eligibilityCriteria",
)
_EXPECTED = (
    ("Recruitment Status", "protocolSection.statusModule.overallStatus"),
    ("Sponsor", "protocolSection.sponsorCollaboratorsModule.leadSponsor.name"),
    ("Brief Summary", "protocolSection.descriptionModule.briefSummary"),
    ("Condition", "protocolSection.conditionsModule.conditions"),
    ("Primary Outcome Measures", "protocolSection.outcomesModule.primaryOutcomes"),
)
"""What every page states and an extractor may have lost: reported where it has."""
_CLAIM = re.compile(r"^[^\w\n]{0,12}ClinicalTrials\.gov Identifier\s*:", re.MULTILINE)
_SIGNS = re.compile(
    r"^[^\w\n]{0,12}(?:Recruitment Status|First Posted|Last Update Posted|First received|Last updated|Last verified|Study Type"
    r"|Ages Eligible for Study|Accepts Healthy Volunteers|Information provided by[^:\n]*|Responsible Party)\s*:",
    re.MULTILINE,
)
_RESULTS_TAB = re.compile(
    r"^[^\w\n]{0,12}(?P<no>No )?(?:Study )?Results(?: (?P<posted>Posted|Submitted))?\W*$", re.MULTILINE
)


def is_page_text(text: str) -> bool:
    """Whether the text claims to be a classic page: the identifier's label, and at least two more, at lines' starts."""
    signs = {found[0].strip() for found in _SIGNS.finditer(text)}
    return (bool(_CLAIM.search(text)) and len(signs) >= 2) or is_tabular_text(text)


def parse_page_text(text: str) -> tuple[Study, tuple[str, ...]]:
    """The study document, and what of the text nobody knows or only a rule could tell.

    Raises RecordError for a text that is cut off or lacks what every study page states.
    """
    lines = lines_of(text)
    tabular = is_tabular_text(text)
    parts = parts_of(lines)
    rules = Draft()
    above = [part for part in parts if part.label.startswith("Information provided by")]
    pairs = text_pairs(above if tabular else parts, rules.report)
    pairs += list(tabular_pairs(lines)) if tabular else []
    if not (any(pair.label == "Verification Date" for pair in pairs) if tabular else closed(parts)):
        raise RecordError(
            f"the {_PAGE} is cut off before the record's dates at its end, so nothing of it was taken: save the whole page"
        )
    draft = fold(pairs)
    draft.asides |= {"header": [part.label for part in above]} if above else {}
    draft.unknown += rules.unknown
    study, unknown = finish(draft)
    require(study, *_NEEDED, page=_PAGE)
    ends = () if tabular else _end_of(text, parts)
    return study | {"hasResults": _has_results(lines, study)}, (*unknown, *_lost(study), *ends)


def _lost(study: Study) -> Iterator[str]:
    for label, path in _EXPECTED:
        if found(study, path) is None:
            yield f"{label}: not in this text"


def _has_results(lines: list[Line], study: Study) -> bool:
    """What the tab's name says, else whether the record has a date of results."""
    for line in lines:
        tab = _RESULTS_TAB.fullmatch(line.text)
        if tab:
            return not tab["no"] and tab["posted"] != "Submitted"
    status = study["protocolSection"].get("statusModule", {})
    return "resultsFirstPostDateStruct" in status or "resultsFirstSubmitDate" in status


def _end_of(text: str, parts: list[Part]) -> tuple[str, ...]:
    """A report where the text may have lost its end: it does not come to the lists of terms, or stops within a row.

    Whether it stops between two terms of these lists cannot be told.
    """
    if "ClinicalTrials.gov processed this record" in text:
        return ()
    filled = [part.label for part in parts if any(line.text.strip() for line in part.lines)]
    # Pages that say so end with 'ClinicalTrials.gov processed this record on …'.
    early = any(part.label.casefold() == "first received" for part in parts)
    ended = not early and (
        filled[-1] in ("terms", "") or filled[-1].startswith(COLUMNS) or parts[-1].label == ""
    )
    last = text.rstrip().split("\n")[-3:]
    open_row = any("|" in line for line in last) and not last[-1].rstrip().endswith("|")
    return () if ended and not open_row else ("the text may be cut off at its end",)
