"""The readers that the tables of the registry's XML name: the text of a tag → the value API v2 has for it."""

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple
from urllib.parse import unquote

from harvester.parsers.design import parse_study_design
from harvester.parsers.labels import label_key
from harvester.parsers.values import age, boolean, enum_of, is_age, markup, masking, parse_date, phases
from harvester.study import NCT_ID

_GROUP_ID = re.compile(r"([PBOE])([1-9]\d{0,3})", re.ASCII)
_GROUP_PREFIX = {"P": "FG", "B": "BG", "O": "OG", "E": "EG"}
_INTEGER = re.compile(r"-?\d{1,15}", re.ASCII)
_PROCESSED = re.compile(r"processed this data on\s+(.+?)\.?$")
_NO_AGREEMENT = re.compile(r"There is NOT an agreement\b", re.IGNORECASE)
_STOCK_AGREEMENT = re.compile(
    r"(?:There IS an agreement\b.{1,250}? )?The only disclosure restriction on the PI is that the sponsor can review "
    r"results communications prior to public release and can embargo communications regarding trial results for a "
    r"period that is "
    r"(?:(?P<LTE60>less than or equal to 60 days)|(?P<GT60>more than 60 days but less than or equal to 180 days))"
    r"\. The sponsor cannot require changes to the communication and cannot extend the embargo\.",
    re.IGNORECASE,
)


class Reading(NamedTuple):
    """What a text was read as; `problems` says what in it nobody knows (the value then keeps the text)."""

    value: Any
    problems: tuple[str, ...] = ()


def one_line(text: str) -> str:
    """The text without line breaks and doubled spaces."""
    return " ".join(text.split())


def _known_or_text(value: Any, text: str) -> Reading:
    return Reading(one_line(text), (one_line(text),)) if value is None else Reading(value)


def _text(text: str) -> Reading:
    return Reading(one_line(text))


def _markup(text: str) -> Reading:
    return Reading(markup(text))


def _date(text: str) -> Reading:
    return _known_or_text(parse_date(text), text)


def _boolean(text: str) -> Reading:
    return _known_or_text(boolean(text), text)


def _integer(text: str) -> Reading:
    words = text.strip()
    return _known_or_text(int(words) if _INTEGER.fullmatch(words) else None, text)


def _age(text: str) -> Reading:
    return Reading(age(text), () if is_age(text) else (one_line(text),))


def _phases(text: str) -> Reading:
    found = phases(text)
    return Reading([one_line(text)], (one_line(text),)) if found is None else Reading(found)


def _masking(text: str) -> Reading:
    found = masking(text)
    if found is None:
        return Reading({"masking": one_line(text)}, (one_line(text),))
    degree, who = found
    return Reading({"masking": degree, **({"whoMasked": who} if who else {})})


def _study_type(text: str) -> Reading:
    """Withheld records say 'N/A': no type."""
    if label_key(text) == "n a":
        return Reading(None)
    found = _known_or_text(enum_of("study_type", text), text)
    registry = {"patientRegistry": True} if "patient registry" in label_key(text) else {}
    return Reading({"studyType": found.value, **registry}, found.problems)


def _study_design(text: str) -> Reading:
    design, unknown = parse_study_design(text)
    return Reading(design or None, unknown)


def _processed_date(text: str) -> Reading:
    found = _PROCESSED.search(one_line(text))
    return _known_or_text(parse_date(found[1]) if found else None, text)


def _event_date(text: str) -> Reading:
    if label_key(text) == "unknown":
        return Reading({"dateUnknown": True})
    found = _date(text)
    return Reading({"date": found.value}, found.problems)


def _group_id(text: str) -> Reading:
    """'P1' → 'FG000', 'B2' → 'BG001': API v2 counts from 0 and has other prefixes for the parts of the results."""
    found = _GROUP_ID.fullmatch(text.strip())
    return _known_or_text(f"{_GROUP_PREFIX[found[1]]}{int(found[2]) - 1:03d}" if found else None, text)


def _nct_id(text: str) -> Reading:
    found = NCT_ID.fullmatch(text.strip())
    return _known_or_text(f"NCT{int(found[1]):08d}" if found else None, text)


def _phone(text: str) -> Reading:
    """'905-555-0140 ext 22306': API v2 keeps the extension apart."""
    phone, ext, extension = one_line(text).partition(" ext ")
    return Reading({"phone": phone, "phoneExt": extension} if ext else {"phone": phone})


def _pi_employee(text: str) -> Reading:
    words = label_key(text)
    value = True if " are employed by" in words else False if " are not employed by" in words else None
    return _known_or_text(value, text)


def _agreement(text: str) -> Reading:
    """The registry's three stock sentences; any other text is the sponsor's own restriction."""
    words = one_line(text)
    if _NO_AGREEMENT.match(words):
        return Reading({"restrictiveAgreement": False})
    stock = _STOCK_AGREEMENT.fullmatch(words)
    if stock:
        return Reading({"restrictionType": stock.lastgroup, "restrictiveAgreement": True})
    return Reading({"restrictionType": "OTHER", "restrictiveAgreement": True, "otherDetails": markup(text)})


def _file_name(text: str) -> Reading:
    return Reading(unquote(re.split(r"[?#]", text.strip())[0].rpartition("/")[2]) or one_line(text))


READERS: Mapping[str, Callable[[str], Reading]] = {
    "text": _text,
    "markup": _markup,
    "date": _date,
    "boolean": _boolean,
    "integer": _integer,
    "age": _age,
    "phases": _phases,
    "masking": _masking,
    "study_type": _study_type,
    "study_design": _study_design,
    "processed_date": _processed_date,
    "event_date": _event_date,
    "group_id": _group_id,
    "nct_id": _nct_id,
    "phone": _phone,
    "pi_employee": _pi_employee,
    "agreement": _agreement,
    "file_name": _file_name,
}


def read_value(kind: str, text: str) -> Reading:
    """Reads a text by a kind of the tables; raises KeyError for a kind that no reader knows."""
    name, colon, of = kind.partition(":")
    if name == "enum" and colon:
        return _known_or_text(enum_of(of, text), text)
    return READERS[name](text)
