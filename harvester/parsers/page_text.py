"""The plain text that reader modes and extractors make of a classic page → study document.

What survives differs: cells parted by bars, tabs or nothing, lists with or without marks, headings often lost. So the text is
read in page order: a label at a line's start is known by its words, and prose without a label belongs to the part of the page
that the labels around it mark. What had to be told by rule (terms run together on a line, outcomes without headings) is
reported beside the unknown labels. A text that ends before the record's dates in 'More Information' is refused: it is cut off.
"""

import re

from harvester.errors import RecordError
from harvester.parsers.page_finish import finish, require
from harvester.parsers.page_study import Draft, fold
from harvester.parsers.page_text_lines import lines_of
from harvester.parsers.page_text_parts import Part, closed, parts_of
from harvester.parsers.page_text_values import text_pairs
from harvester.study import Study

_PAGE = "page text"
_NEEDED = (
    "protocolSection.identificationModule.nctId",
    "protocolSection.identificationModule.briefTitle",
    "protocolSection.statusModule.overallStatus",
    "protocolSection.designModule.studyType",
    "protocolSection.eligibilityModule.eligibilityCriteria",
)
_CLAIM = re.compile(r"^\W*ClinicalTrials\.gov Identifier\s*:", re.MULTILINE)
_SIGNS = re.compile(
    r"^\W*(?:Recruitment Status|First Posted|Last Update Posted|First received|Last updated|Last verified|Study Type"
    r"|Ages Eligible for Study|Accepts Healthy Volunteers|Information provided by[^:\n]*|Responsible Party)\s*:",
    re.MULTILINE,
)
_RESULTS_TAB = re.compile(
    r"^\W*(?P<no>No )?(?:Study )?Results(?: (?P<posted>Posted|Submitted))?\W*$", re.MULTILINE
)


def is_page_text(text: str) -> bool:
    """Whether the text claims to be a classic page: the identifier's label, and at least two more, at lines' starts."""
    return bool(_CLAIM.search(text)) and len({found[0].strip() for found in _SIGNS.finditer(text)}) >= 2


def parse_page_text(text: str) -> tuple[Study, tuple[str, ...]]:
    """The study document, and what of the text nobody knows or only a rule could tell.

    Raises RecordError for a text that is cut off or lacks what every study page states.
    """
    parts = parts_of(lines_of(text))
    if not closed(parts):
        raise RecordError(
            f"the {_PAGE} is cut off before the record's dates at its end, so nothing of it was taken: save the whole page"
        )
    rules = Draft()
    draft = fold(text_pairs(parts, rules.report))
    draft.unknown += rules.unknown
    study, unknown = finish(draft)
    require(study, *_NEEDED, page=_PAGE)
    return study | {"hasResults": _has_results(text, study)}, unknown + _end_of(text, parts)


def _has_results(text: str, study: Study) -> bool:
    tab = _RESULTS_TAB.search(text)
    if tab:
        return not tab["no"] and tab["posted"] != "Submitted"
    return "resultsFirstPostDateStruct" in study["protocolSection"]["statusModule"]


def _end_of(text: str, parts: list[Part]) -> tuple[str, ...]:
    """A report where the text may have lost its end: a table of bars that nothing closes, or no line after the dates."""
    last = text.rstrip()
    open_row = "|" in text and not last.endswith("|") and "|" in "\n".join(last.split("\n")[-3:])
    bare = not any(line.text.strip() for part in parts[-1:] for line in part.lines)
    return ("the text may be cut off at its end",) if open_row or bare else ()
