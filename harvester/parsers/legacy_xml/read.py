"""The registry's XML (`<clinical_study>`, public until June 2024) → the study document. The tables do the reading."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from lxml import etree

from harvester.errors import RecordError
from harvester.parsers.legacy_xml.finish import FINISH
from harvester.parsers.legacy_xml.objects import OBJECTS
from harvester.parsers.legacy_xml.tags import STUDY
from harvester.parsers.legacy_xml.values import one_line, read_value
from harvester.study import Study, nct_id_of

MAX_BYTES = 64 * 1024 * 1024
"""A hundred times the largest real record at hand (0.45 MB)."""

_TABLES = {"study": STUDY, **OBJECTS}
_ROOT = "clinical_study"


def parse_legacy_xml(payload: bytes) -> tuple[Study, tuple[str, ...]]:
    """A record in the registry's XML, either tag generation → (study document, what in it no rule knows).

    What no rule knows is a path of tags below `clinical_study` (`location/fax`, `enrollment@units`), followed by
    `: text` where the tag is known and its text is not; such a text is in the document as it is. Raises RecordError
    where the payload is no such record, is larger than `MAX_BYTES`, or declares entities.
    """
    root = _root_of(payload)
    problems: list[str] = []
    study: Study = _without_empty(_object(root, "study", "", problems))
    try:
        nct_id_of(study)
    except RecordError as error:
        raise RecordError(
            f"<id_info><nct_id> is none: {error}. This is no whole record of the registry; fetch it again.",
            error.path,
        ) from error
    return study, tuple(dict.fromkeys(problems))


def _root_of(payload: bytes) -> etree._Element:
    if len(payload) > MAX_BYTES:
        raise RecordError(
            f"{len(payload):,} bytes are too many for one record (at most {MAX_BYTES:,}): "
            "load the records as files of their own."
        )
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(payload.lstrip(), parser)
    except etree.XMLSyntaxError as error:
        raise RecordError(
            f"this is not well-formed XML ({error}): fetch the record again, it may be cut off."
        ) from error
    dtd = root.getroottree().docinfo.internalDTD
    if dtd is not None and any(True for _ in dtd.iterentities()):  # type: ignore[union-attr]  # not in lxml-stubs
        raise RecordError(
            "the document type declares entities, which no record of the registry does: the record is refused. "
            "Remove the declaration if you trust the file.",
            "!DOCTYPE",
        )
    if root.tag != _ROOT:
        raise RecordError(
            f"expected <{_ROOT}>, found <{root.tag}>: give single records, such as ct2/show/NCT….xml once served.",
            str(root.tag),
        )
    return root


def _object(element: etree._Element, table: str, where: str, problems: list[str]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for tag, place, text, child in _readable(element, table, "", where, problems):
        kind, path = _TABLES[table][tag]
        each, kind = kind.startswith("each "), kind.removeprefix("each ")
        value = _value(kind, text, child, place, problems)
        if value is not None:
            _put(made, path, [value] if each else value, place, problems)
    constant, _, word = _TABLES[table].get("=", ("", ""))[0].partition(":")
    if constant == "constant":
        made.setdefault(_TABLES[table]["="][1], word)
    return FINISH[table](made) if table in FINISH else made


def _readable(
    element: etree._Element, table: str, path: str, where: str, problems: list[str]
) -> Iterator[tuple[str, str, str, etree._Element]]:
    """(row of the table, place in the record, text, element) of all below an element; what has no row is a problem."""
    rows, branches = _TABLES[table], _branches(table)
    for name, text in ((str(name), str(text)) for name, text in element.attrib.items()):
        if f"{path}@{name}" in rows:
            yield f"{path}@{name}", f"{where}@{name}", text, element
        else:
            problems.append(f"{where}@{name}")
    own = element.text or ""
    if path in rows:
        yield path, where, own, element
    elif own.strip():
        problems.append(f"{where or _ROOT}: {one_line(own)}")
    for child in element.iterchildren(tag=etree.Element):
        tag = f"{path}/{child.tag}" if path else str(child.tag)
        place = f"{where}/{child.tag}" if where else str(child.tag)
        if child.tail and child.tail.strip():
            problems.append(f"{where or _ROOT}: {one_line(child.tail)}")
        if tag in rows and rows[tag][0].partition(":")[0].endswith("object"):
            yield tag, place, "", child
        elif tag in rows or tag in branches:
            yield from _readable(child, table, tag, place, problems)
        else:
            problems.append(place)


@cache
def _branches(table: str) -> frozenset[str]:
    """Paths of tags that have no row of their own and stand above one that has."""
    pieces = [tag.split("/") for tag in _TABLES[table]]
    return frozenset("/".join(piece[:depth]) for piece in pieces for depth in range(1, len(piece)))


def _value(kind: str, text: str, element: etree._Element, place: str, problems: list[str]) -> Any:
    if kind.startswith("object:"):
        return _object(element, kind.removeprefix("object:"), place, problems) or None
    if kind == "known" or not text.strip():
        return None
    reading = read_value(kind, text)
    problems.extend(f"{place}: {problem}" for problem in reading.problems)
    return reading.value


def _without_empty(value: Any) -> Any:
    """A tag that holds nothing says nothing: what stayed empty of lists, objects and texts is left out."""
    if isinstance(value, dict):
        inner = ((key, _without_empty(part)) for key, part in value.items())
        return {key: part for key, part in inner if part not in ({}, [], "")}
    if isinstance(value, list):
        return [part for part in map(_without_empty, value) if part not in ({}, [], "")]
    return value


def _put(made: dict[str, Any], path: str, value: Any, place: str, problems: list[str]) -> None:
    """Adds to lists and objects; a second, different single value is a problem and the first one stays."""
    *parents, key = path.split(".")
    for parent in parents:
        made = made.setdefault(parent, {})
    here = made if key == "" else made.get(key)
    if here is None:
        made[key] = value
    elif isinstance(here, list) and isinstance(value, list):
        here.extend(value)
    elif isinstance(here, dict) and isinstance(value, dict):
        for part, inner in value.items():
            _put(here, part, inner, place, problems)
    elif here != value:
        problems.append(f"{place}: {value}")
