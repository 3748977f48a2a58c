"""The plain text of a Tabular View → labels with values.

Labels stand at lines' starts without a colon, so a line of prose could be taken for one ('Ages 18 and up …'). Two things guard
against that: labels come in the table's order, and where nothing parts label and value the value must be readable as such.
"""

import re
from collections.abc import Iterator, Sequence

from harvester.parsers.page.fields import Known, field_of
from harvester.parsers.page.readers import Cell, Unknown
from harvester.parsers.page.study import EMPTY, Pair
from harvester.parsers.page.values import Entry, TextValue, plain
from harvester.parsers.page_text.lines import (
    Line,
    blocks_of,
    intervention_entries,
    lines_of,
    outcome_entries,
    value_of,
)

_SECTION = re.compile(r"\W*(?:Tracking|Descriptive|Recruitment|Administrative) Information\W*")
_TYPE = r"(?:(?:Actual|Estimated|Anticipated) )?"
_ORDER = (
    "First (?:Received|Submitted) Date",
    "First Posted Date",
    "Results First (?:Received|Submitted) Date",
    "Results First Posted Date",
    "Disposition First (?:Received|Submitted) Date",
    "Disposition First Posted Date",
    "Last Updated Date|Last Update Submitted Date",
    "Last Update Posted Date",
    f"{_TYPE}(?:Study )?Start Date",
    f"{_TYPE}Primary Completion Date",
    "Current Primary Outcome Measures?",
    "Original Primary Outcome Measures?",
    "Change History",
    "Current Secondary Outcome Measures?",
    "Original Secondary Outcome Measures?",
    "Current Other (?:Pre-specified )?Outcome Measures?",
    "Original Other (?:Pre-specified )?Outcome Measures?",
    "Brief Title",
    "Official Title",
    "Brief Summary",
    "Detailed Description",
    "Study Type",
    "Study Phase|Phase",
    "Study Design",
    "Target Follow-Up Duration",
    "Biospecimen",
    "Sampling Method",
    "Study Population",
    "Condition",
    "Intervention",
    r"Study Arms?(?: \(s\))?|Study Groups?/Cohorts?(?: \(s\))?",
    r"Publications \*",
    "Recruitment Status|Expanded Access Status",
    "Why Study Stopped|Why Stopped",
    f"{_TYPE}Enrollment",
    f"Original {_TYPE}Enrollment",
    f"{_TYPE}(?:Study )?Completion Date",
    f"{_TYPE}Primary Completion Date",
    "Eligibility Criteria",
    "Sex/Gender|Gender",
    "Ages",
    "Accepts Healthy Volunteers",
    "Contacts",
    "(?:Listed )?Location Countries",
    "Removed Location Countries",
    "NCT Number",
    "Other Study ID Numbers",
    "Has Data Monitoring Committee",
    "U.S. FDA-regulated Product",
    "Plan [Tt]o Share Data|IPD Sharing Statement",
    "IPD Description",
    "(?:Current )?Responsible Party",
    "Original Responsible Party",
    "(?:Current )?Study Sponsor",
    "Original Study Sponsor",
    "Collaborators",
    "Investigators",
    "Information Provided By|PRS Account",
    "Verification Date",
)
_FORMS = tuple(
    re.compile(
        rf"\W{{0,4}}(?P<label>{labels})(?P<gap>\s*ICMJE\s*[|\t]?\s*|\s*[|\t]\s*|\s{{2,}}|\s|$)(?P<rest>.*)",
        re.DOTALL,
    )
    for labels in _ORDER
)
_SUBMITTED = re.compile(r"^\W*\(submitted:[^)]*\)[\s|]*")
_FOOTNOTE = re.compile(
    r"\W*(?:Includes publications given by the data provider|identified by ClinicalTrials.gov)\b"
)
_REACH = 12
"""How many rows a table may leave out between two that it has."""


def is_tabular_text(text: str) -> bool:
    """Whether the text has the section heads of a Tabular View, alone on their lines."""
    heads = {line.text.split()[0] for line in lines_of(text) if _SECTION.fullmatch(line.text)}
    return len(heads) >= 3


def tabular_pairs(lines: Sequence[Line]) -> Iterator[Pair]:
    """The rows of the table; lines before its first section are the page's header and not read here."""
    start = next((number for number, line in enumerate(lines) if _SECTION.fullmatch(line.text)), len(lines))
    position, label = -1, ""
    value: list[Line] = []
    for line in lines[start:]:
        if _SECTION.fullmatch(line.text) or _FOOTNOTE.match(line.text):
            continue
        found = _label(line.raw, position)
        if found:
            if label:
                yield _pair(label, value)
            position, label, rest = found
            value = lines_of(rest) if rest.strip(" |") else []
        else:
            value += lines_of(_SUBMITTED.sub("", line.raw))
    if label:
        yield _pair(label, value[:1] if label == "Verification Date" else value)


def _label(text: str, position: int) -> tuple[int, str, str] | None:
    """(position in the table, label, what follows it) of a line that begins with one of the next labels."""
    for number in range(position + 1, min(position + 1 + _REACH, len(_FORMS))):
        found = _FORMS[number].match(text)
        known = field_of(found["label"]) if found else None
        if found and known and (found["gap"] != " " or _fits(known, found["label"], found["rest"])):
            return number, found["label"], _SUBMITTED.sub("", found["rest"])
    return None


def _fits(known: Known, label: str, rest: str) -> bool:
    """Whether the words after a label can be its value."""
    if known.field is None or rest.strip().casefold() in EMPTY:
        return True
    read = known.field.read(Cell(label, plain(rest)))
    return read is not None and not isinstance(read, Unknown)


def _pair(label: str, lines: Sequence[Line]) -> Pair:
    value = value_of(lines)
    if "Outcome Measure" in label:
        value = TextValue(value.lines, entries=outcome_entries(lines))
    elif label == "Intervention":
        value = TextValue(value.lines, entries=intervention_entries([line.text for line in _unmarked(lines)]))
    elif label.startswith(("Study Arm", "Study Group")):
        value = TextValue(value.lines, entries=_arms(lines))
    return Pair(label, value)


def _unmarked(lines: Sequence[Line]) -> Iterator[Line]:
    """The lines without list marks, so that an intervention's name begins its line."""
    for line in lines:
        yield line._replace(text=re.sub(r"^\s*[-*•–◦▪]\s+(?=[A-Z][A-Za-z ]+: )", "", line.text))


def _arms(lines: Sequence[Line]) -> tuple[Entry, ...]:
    """Arms or groups, each a list item of the first order with the lines below it."""
    entries: list[Entry] = []
    for block in blocks_of(lines):
        if block.marker and block.depth == 0 and not _names_intervention(entries, block.text):
            entries.append(Entry(block.text))
        elif entries:
            entries[-1] = Entry(entries[-1].head, (*entries[-1].notes, block))
    return tuple(entries)


def _names_intervention(entries: Sequence[Entry], text: str) -> bool:
    """Whether an item goes on an arm's list of interventions that lost its indent."""
    notes = entries[-1].notes if entries else ()
    listing = any(note.text.rstrip(":") == "Interventions" for note in notes)
    return listing and bool(intervention_entries([text]))
