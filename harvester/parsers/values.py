"""How the registry writes single values, read into API v2's: dates, ages, booleans, enums, prose."""

import calendar
import math
import re

from harvester.parsers.labels import LABELS, label_key
from harvester.parsers.prose import escape, markup, unwrap

__all__ = [
    "age",
    "boolean",
    "enum_of",
    "escape",
    "is_age",
    "markup",
    "masking",
    "parse_date",
    "phases",
    "std_ages",
    "unwrap",
]

_MONTH_NAMES = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_MONTHS = {name[:length]: n for n, name in enumerate(_MONTH_NAMES, 1) for length in (3, len(name))} | {
    "sept": 9
}

_DATE_FORMS = (
    re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?", re.ASCII),
    re.compile(r"(?P<name>[A-Za-z]+)\.?(?: (?P<day>\d{1,2})(?:st|nd|rd|th)?)?,? (?P<year>\d{4})", re.ASCII),
    re.compile(r"(?P<day>\d{1,2})(?: |-)(?P<name>[A-Za-z]+)\.?,?(?: |-)(?P<year>\d{4})", re.ASCII),
)

_AGE = re.compile(r"(\d+(?:\.\d+)?) *(year|month|week|day|hour|minute)s?", re.ASCII | re.IGNORECASE)
_NO_AGE = {"", "n a", "none", "no limit", "not applicable", "no maximum", "no minimum"}

_BETWEEN_PHASES = re.compile(r" ?[/|,] ?|(?<!early) (?=(?:early )?phase\b)", re.IGNORECASE)

_YEARS = {
    "year": 1.0,
    "month": 1 / 12,
    "week": 7 / 365.25,
    "day": 1 / 365.25,
    "hour": 1 / 8766,
    "minute": 1 / 525960,
}
_STANDARD_AGES = (("CHILD", 0, 18), ("ADULT", 18, 65), ("OLDER_ADULT", 65, math.inf))

_BOOLEANS = {
    "yes": True,
    "no": False,
    "true": True,
    "false": False,
    "y": True,
    "n": False,
    "accepts healthy volunteers": True,
    "does not accept healthy volunteers": False,
}


def parse_date(text: str) -> str | None:
    """ISO date with the precision it was written in, or None where it is no date.

    'May 11, 2020' → '2020-05-11', 'May 2011' → '2011-05', '2011-05' → '2011-05', '11 May 2020' →
    '2020-05-11'. Month names are English; a day that its month has not is no date.
    """
    words = " ".join(text.split())
    for form in _DATE_FORMS:
        found = form.fullmatch(words)
        if found:
            return _iso(found.groupdict())
    return None


def _iso(parts: dict[str, str | None]) -> str | None:
    year = int(parts["year"] or 0)
    name = parts.get("name")
    month = _MONTHS.get(name.casefold()) if name else int(parts.get("month") or 0) or None
    day = int(parts["day"]) if parts["day"] else None
    if month is None:
        return f"{year:04d}" if name is None and parts.get("month") is None and year else None
    if not (year and 1 <= month <= 12):
        return None
    if day is None:
        return f"{year:04d}-{month:02d}"
    last = calendar.monthrange(year, month)[1]
    return f"{year:04d}-{month:02d}-{day:02d}" if 1 <= day <= last else None


def enum_of(kind: str, label: str) -> str | None:
    """API v2's value for a label of one of the kinds in `labels.LABELS`; None where nobody knows the label.

    An unknown kind raises KeyError: that is a mistake in the calling table, not in the record.
    """
    return LABELS[kind].get(label_key(label))


def age(text: str) -> str | None:
    """'18  years' → '18 Years', '1 Year' → '1 Year', 'N/A' → None; what is no age stays as it is."""
    words = " ".join(text.split())
    if label_key(words) in _NO_AGE:
        return None
    found = _AGE.fullmatch(words)
    if not found:
        return words
    return f"{found[1]} {found[2].capitalize()}" + ("" if found[1] == "1" else "s")


def is_age(text: str) -> bool:
    """Whether `age` reads the text as an age or as "no limit"."""
    words = " ".join(text.split())
    return label_key(words) in _NO_AGE or _AGE.fullmatch(words) is not None


def std_ages(minimum_age: str | None, maximum_age: str | None) -> list[str] | None:
    """The registry's age groups that an age range touches, as API v2 lists them; None where an age cannot be read.

    The registry computes them from the two ages: '18 Years' to None → ['ADULT', 'OLDER_ADULT'] (so it is in all 2,371
    real API records at hand, ends included: up to '18 Years' touches ADULT).
    """
    bounds = []
    for text, none in ((minimum_age, 0.0), (maximum_age, math.inf)):
        found = _AGE.fullmatch(text) if text is not None else None
        if text is not None and found is None:
            return None
        bounds.append(float(found[1]) * _YEARS[found[2].casefold()] if found else none)
    low, high = bounds
    return [name for name, first, end in _STANDARD_AGES if low < end and high >= first]


def boolean(text: str) -> bool | None:
    """'Yes' → True, 'No' → False, 'Accepts Healthy Volunteers' → True; None where it is neither."""
    return _BOOLEANS.get(label_key(text))


def phases(text: str) -> list[str] | None:
    """'Phase 1/Phase 2', 'Phase 1 Phase 2' → ['PHASE1', 'PHASE2'], 'N/A' → ['NA']; None where a part is none."""
    whole = enum_of("phase", text)
    if whole is not None:
        return [whole]
    found = [enum_of("phase", part) for part in _BETWEEN_PHASES.split(" ".join(text.split()))]
    known = [phase for phase in found if phase is not None]
    return known if known and len(known) == len(found) else None


def masking(text: str) -> tuple[str, list[str]] | None:
    """'Double Blind (Subject, Investigator)' → ('DOUBLE', ['PARTICIPANT', 'INVESTIGATOR']), else None."""
    whole = enum_of("masking", text)
    if whole is not None:
        return whole, []
    found = re.fullmatch(r"([^()]+)\(([^()]*)\)", " ".join(text.split()))
    if not found:
        return None
    degree = enum_of("masking", found[1])
    who = [enum_of("who_masked", part) for part in found[2].split(",")]
    known = [role for role in who if role is not None]
    return (degree, known) if degree is not None and len(known) == len(who) else None
