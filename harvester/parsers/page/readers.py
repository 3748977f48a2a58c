"""Readers of what stands beside a label: a `Cell` in, a piece of the study document out, None where it cannot be read.

Each is named in the table of `page.fields`, which says where in the document its piece belongs.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from harvester.parsers import values
from harvester.parsers.labels import LABELS, label_key
from harvester.parsers.page.values import Value, markdown, plain
from harvester.parsers.values import age, boolean, enum_of, is_age, masking, parse_date, std_ages


@dataclass(frozen=True, slots=True)
class Cell:
    """A label as the page writes it, the date type in front of it ('ACTUAL'), and the value beside it."""

    label: str
    value: Value
    type: str | None = None


Reader = Callable[[Cell], Any]


class Unknown(str):
    """A value of an enum that nobody knows: kept in the page's words, and reported."""

    __slots__ = ()


_REMARK = re.compile(
    r"\s*(?:\([^()]*\)|Key Record Dates|History of Changes|See Contacts and Locations)\s*$", re.IGNORECASE
)
_AGES = (
    re.compile(r"(?P<low>.+?) to (?P<high>.+)", re.IGNORECASE),
    re.compile(r"(?P<low>.+?) and (?:older|over|up)", re.IGNORECASE),
    re.compile(r"up to (?P<high>.+)", re.IGNORECASE),
)
_STOPPED = re.compile(r"(?P<status>[^()]+?)\s*\((?P<why>.*)\)\s*\.?", re.DOTALL)
_UNKNOWN = re.compile(
    r"(?:Verified (?P<verified>\w+ \d{4}) by .*?)?Recruitment status was\s*:?\s*(?P<was>[A-Za-z, ]+)",
    re.IGNORECASE,
)
_ID_TYPE = re.compile(r"(?P<id>.+?)\s+\(\s*(?P<type>[^():]+?)\s*(?::\s*(?P<domain>.+?)\s*)?\)")
_TYPED_ID = re.compile(r"(?<=\s)\S+\s+\(\s*(?P<type>[^():]+?)\s*(?::[^()]*)?\)")
_LONGEST_ENUM = 8
"""Words in the longest label of an enum."""
_ACCESS_TYPES = (("individual", "individual"), ("intermediate", "intermediate"), ("treatment", "treatment"))


def line(cell: Cell) -> str | None:
    """The value in one line."""
    return cell.value.text or None


def lines(cell: Cell) -> list[str] | None:
    """The value's lines, each a term."""
    return list(cell.value.lines) or None


def names(cell: Cell) -> list[dict[str, str]] | None:
    """[{'name': …}], one a line."""
    return [{"name": name} for name in cell.value.lines] or None


def nct_id(cell: Cell) -> str | None:
    """The NCT ID in the value, whatever links stand behind it."""
    found = re.search(r"\bNCT[0-9]{8}\b", cell.value.text)
    return found[0] if found else None


def prose(cell: Cell) -> str | None:
    """The value as the registry's Markdown."""
    return markdown(cell.value.blocks) or None


def date(cell: Cell) -> str | None:
    """ISO date, a remark in parentheses behind it left out."""
    text = cell.value.text
    return parse_date(text) or parse_date(_REMARK.sub("", text))


def posted(cell: Cell) -> dict[str, str] | None:
    """{'date': …}; its type only where '(Estimated)' stands behind it, most pages do not say."""
    found = date(cell)
    remark = _REMARK.search(cell.value.text)
    kind = enum_of("date_type", remark[0]) if remark else None
    return {"date": found} | ({"type": kind} if kind else {}) if found else None


def dated(cell: Cell) -> dict[str, str] | None:
    """{'date': …, 'type': …}, the type where the label has one in front."""
    found = date(cell)
    return {"date": found} | ({"type": cell.type} if cell.type else {}) if found else None


def yes_no(cell: Cell) -> bool | None:
    """Yes and No."""
    return boolean(cell.value.text)


def enum(kind: str) -> Reader:
    """A reader of one of the kinds in `labels.LABELS`; what nobody knows stays as it is, as an `Unknown`."""
    return lambda cell: enum_of(kind, cell.value.text) or Unknown(cell.value.text)


def enums(kind: str) -> Reader:
    """A reader of a list of them, on lines, between commas or one behind the other; None where one is unknown."""
    return lambda cell: _enums(kind, label_key(cell.value.text).split())


def _enums(kind: str, words: list[str]) -> list[str] | None:
    found: list[str] = []
    while words:
        lengths = range(min(len(words), _LONGEST_ENUM), 0, -1)
        length = next((length for length in lengths if " ".join(words[:length]) in LABELS[kind]), 0)
        if not length:
            return None
        found.append(LABELS[kind][" ".join(words[:length])])
        words = words[length:]
    return found or None


def phases(cell: Cell) -> list[str] | None:
    """Phases on lines, after slashes or one behind the other: 'Phase 1 Phase 2'."""
    return values.phases(cell.value.text)


def study_type(cell: Cell) -> dict[str, Any] | None:
    """'Interventional (Clinical Trial)', 'Observational [Patient Registry]': the type, and the mark of a registry."""
    text = cell.value.text
    kind = enum_of("study_type", re.sub(r"\s*[\[(].*", "", text))
    registry = {"patientRegistry": True} if "patient registry" in text.casefold() else {}
    return {"studyType": kind} | registry if kind else None


def enrollment(cell: Cell) -> dict[str, Any] | None:
    """{'count': 32, 'type': 'ACTUAL'} of '32', '32 participants', '1,200'; the type is the label's."""
    found = re.match(r"(\d[\d,]*)(?=\s|$)", cell.value.text)
    if not found:
        return None
    return {"count": int(found[1].replace(",", ""))} | ({"type": cell.type} if cell.type else {})


def ages(cell: Cell) -> dict[str, Any] | None:
    """Minimum and maximum age of '18 Years to 70 Years (Adult, Older Adult)' and the registry's age groups."""
    text = cell.value.text
    grouped = re.search(r"\(([^()]*)\)\s*$", text)
    span = text[: grouped.start()].strip() if grouped else text
    said = [enum_of("std_age", group) for group in (grouped[1] if grouped else span).split(",")]
    groups = [group for group in said if group] if all(said) else []
    if groups and not grouped:  # no limits, only groups
        return {"stdAges": groups}
    limits = _limits(span)
    if limits is None:
        return None
    low, high = limits
    groups = groups or std_ages(low, high) or []
    found = {"minimumAge": low, "maximumAge": high, "stdAges": groups}
    return {name: value for name, value in found.items() if value} or None


def _limits(span: str) -> tuple[str | None, str | None] | None:
    """(minimum, maximum) of '18 Years and older', None where one is not set; None for anything that is no span."""
    if not age(span):
        return None, None
    for form in _AGES:
        found = form.fullmatch(span)
        ends = {"low": "", "high": ""} | (found.groupdict() if found else {})
        if found and all(is_age(end) for end in ends.values()):
            return age(ends["low"]), age(ends["high"])
    return None


def masked(cell: Cell) -> dict[str, Any] | None:
    """{'masking': 'DOUBLE', 'whoMasked': [...]}."""
    found = masking(cell.value.text)
    return {"masking": found[0]} | ({"whoMasked": found[1]} if found[1] else {}) if found else None


def status(cell: Cell) -> dict[str, Any] | None:
    """Overall status, a word or a sentence of older pages; why it stopped; what an unknown one was before."""
    text = cell.value.text
    unknown = _UNKNOWN.search(text)
    if unknown:
        known = enum_of("status", unknown["was"])
        verified = parse_date(unknown["verified"] or "")
        return (
            {"overallStatus": "UNKNOWN"}
            | ({"lastKnownStatus": known} if known else {})
            | ({"statusVerifiedDate": verified} if verified else {})
        )
    checked = re.search(r"\bVerified (\w+ \d{4}) by ", text)
    text = text[: checked.start()].strip() if checked else text
    stopped = _STOPPED.fullmatch(text)
    found = _status(stopped["status"] if stopped else text)
    if found is None:
        return None
    why = stopped["why"].strip() if stopped else ""
    remark = label_key(why) in ("", "see contacts and locations") or found in ("RECRUITING", "UNKNOWN")
    on = parse_date(checked[1]) if checked else None
    return (
        {"overallStatus": found}
        | ({} if remark else {"whyStopped": markdown(plain(why).blocks)})
        | ({"statusVerifiedDate": on} if on else {})
    )


def _status(words: str) -> str | None:
    whole = enum_of("status", words)
    if whole:
        return whole
    key = label_key(words)
    starts = [label for label in LABELS["status"] if " " in label and key.startswith(label)]
    return (
        LABELS["status"][max(starts, key=len)]
        if starts and key.startswith(("this ", "the ", "expanded "))
        else None
    )


def study_ids(cell: Cell) -> dict[str, Any] | None:
    """The sponsor's own id, then secondary ones: '2019-001234-20 ( EudraCT Number )'."""
    found = list(cell.value.lines)
    if (
        len(found) == 1
    ):  # an extractor may have put all on one line; only ids with a type can then be told apart
        typed = [
            match for match in _TYPED_ID.finditer(found[0]) if enum_of("secondary_id_type", match["type"])
        ]
        borders = [0, *(border for match in typed for border in match.span()), len(found[0])]
        found = [found[0][start:end].strip() for start, end in pairwise(borders)]
    found = [line for line in found if line]
    if not found:
        return None
    other = [_secondary_id(line) for line in found[1:]]
    return {"orgStudyIdInfo": {"id": found[0]}} | ({"secondaryIdInfos": other} if other else {})


def _secondary_id(line: str) -> dict[str, str]:
    parts = _ID_TYPE.fullmatch(line)
    kind = enum_of("secondary_id_type", parts["type"]) if parts else None
    if not parts or kind is None:
        return {"id": line}
    return {"id": parts["id"], "type": kind} | ({"domain": parts["domain"]} if parts["domain"] else {})


def access_types(cell: Cell) -> dict[str, bool] | None:
    """{'individual': True, …} of 'Individual Patients, Intermediate-size Population, Treatment IND/Protocol'."""
    words = cell.value.text.casefold()
    return {name: True for word, name in _ACCESS_TYPES if word in words} or None
