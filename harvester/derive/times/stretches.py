"""Stretches of a time frame that hold numbers but no time points: tolerances, intervals, dates and the like."""

import re
from typing import NamedTuple

from harvester.derive.times.words import NUMBER_WORDS, words_of

_UNIT = (
    r"(?:sec(?:ond)?s?|min(?:ute)?s?|h(?:ou)?rs?|h|days?|d|w(?:ee)?ks?|w|mo?n?ths?|mon?s?|y(?:ea)?rs?|y)\b"
)
_COUNT = (
    r"(?:\d+(?:[.,]\d+)?(?:st|nd|rd|th)?"
    r"|other|one|two|three|four|five|six|seven|eight|ten|twelve|second|third|few)"
)
_COUNTS = rf"{_COUNT}(?:\s*(?:-|~|to|or|and|,)\s*{_COUNT})*"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_YEAR = r"(?:19|20)\d\d(?!\d)"
_DAY_OF_MONTH = r"\d{1,2}(?:st|nd|rd|th)?"


def _bounded(pattern: str) -> re.Pattern[str]:
    """The pattern with each run of blanks bounded: two beside each other would try every way to share a long one."""
    return re.compile(re.sub(r"(\\s|\[\\s-\])([*+])", _bound, pattern))


def _bound(run: re.Match[str]) -> str:
    return f"{run[1]}{{{int(run[2] == '+')},4}}"


# Kind, words of which one must occur, the stretch. What one kind takes is gone for the next.
_KINDS: tuple[tuple[str, frozenset[str], re.Pattern[str]], ...] = (
    (
        "tolerance",
        words_of("± + minus"),
        _bounded(
            r"\(?\s*(?:±|\+\s*/?\s*-|-\s*/?\s*\+|\+\s*/\s*1\s|plus(?: or |/|-| )minus\b)\s*"
            rf"\d+(?:[.,]\d+)?(?:\s*[-~]\s*\d+)?(?:[\s-]*(?P<unit>{_UNIT}))?\s*\)?"
            rf"|\(\s*[+-]\s*\d+\s*/\s*[+-]\s*\d+(?:[\s-]*{_UNIT})?\s*\)"
            rf"|\(\s*\+\s*\d+(?:[\s-]*{_UNIT})?\s*\)"
            rf"|(?<=\d)\+\d+\b(?!\s*[-,]|\s*{_UNIT})"
        ),
    ),
    (
        "tolerance",
        words_of("("),
        _bounded(rf"(?<=\d)\s?\(\s*-\s*\d+[\s-]*{_UNIT}\s*\)"),
    ),
    (
        "cycle",
        words_of("cycle cycles"),
        _bounded(
            r"\bcycles?\s*(?:(?:is|are|=|lasts?|length|duration|of|:|was|will be|equals)\s*)+(?:a\s+)?"
            r"(?P<length>\d{1,3}|one|two|three|four|six|eight)(?:\s*(?:-|to)\s*\d+)?[\s-]*(?P<unit>day|week|month)s?\b(?!\s+\d)(?:\s+in duration)?"
            r"|\b(?:(?:each|every)\s+)?(?P<length_before>\d{1,3}|\b(?:one|two|three|four|six|eight))[\s-]*(?P<unit_before>day|week|month)s?[\s-]+"
            r"(?:(?!(?:from|of|in|per|after|before|and|or|to|for|with|at|post|until|on|the|each|every|following)\b)\w+\s+)?cycles?\b"
        ),
    ),
    (
        "interval",
        words_of(
            "every each per q qd qw qm everyday once twice thrice times x / interval intervals apart a hourly daily"
            " weekly monthly yearly annually biweekly bimonthly biannually bi"
        ),
        _bounded(
            rf"\b(?:(?:every|each|per|q)\s*(?:{_COUNTS})?[\s-]*{_UNIT}(?!\s*-?\d)"
            rf"|(?:once|twice|thrice|times|x)\s+(?:a|an|in)\s+{_UNIT}"
            rf"|\d+(?:\s*-\s*\d+)?\s*{_UNIT}\s*(?:(?:a|per|each|every|in a)\s+|/\s*)(?:day|week|wk|month|year)\b(?!\s*-?\d)"
            rf"|\d+[\s-]*{_UNIT}[\s-]+(?:intervals?|apart)\b|intervals? of \d+[\s-]*{_UNIT}"
            r"|(?:\d{1,2}[\s-]*)?(?:bi-?)?(?:hourly|daily|weekly|monthly|yearly|annually)\b)"
            r"|\d+\s*(?:x|times)?\s*/\s*(?:day|d|week|wk|month|year)\b(?!\s*-?\d)"
        ),
    ),
    (
        "date",
        words_of("19 20 /"),
        _bounded(
            rf"\b(?:{_DAY_OF_MONTH}\s+(?:of\s+)?)?{_MONTH},?\s*(?:{_DAY_OF_MONTH}\s*,?\s*)?{_YEAR}"
            rf"|\b{_YEAR}\s*[,.]?\s*{_MONTH}"
            rf"|\b{_YEAR}[-./]\d{{1,2}}(?:[-./]\d{{1,2}})?(?!\d)|\b\d{{1,2}}[-./](?:\d{{1,2}}[-./])?{_YEAR}"
            rf"|(?<!/)\b\d{{1,2}}/\d{{1,2}}/\d\d\b(?!/|\s*-?\s*{_UNIT})"
            rf"|\b{_YEAR}(?!\s*-?\s*(?:{_UNIT}|participants|patients|subjects))"
        ),
    ),
    (
        "clock",
        words_of(": am pm m"),
        _bounded(r"\b\d{1,2}(?::\d\d)?\s*[ap]\.?m\b\.?|\b\d{1,2}:\d\d\b"),
    ),
    (
        "test",
        words_of(
            "walk walking walked window chair sit sitting urine urinary urinalysis holter ecg abpm ambulatory recall diet"
            " dietary d"
        ),
        _bounded(
            r"\b(?:\d+|two|six|ten|twelve)[\s-]*min(?:ute)?s?[\s-]*walk|\b\d+[\s-]*m(?:et(?:er|re)s?)?[\s-]+walk"
            rf"|\b\d+[\s-]*{_UNIT}[\s-]+window\b|\b30[\s-]*s(?:ec(?:ond)?)?s?[\s-]+(?:chair|sit)"
            r"|\b24[\s-]*h(?:ou)?rs?[\s-]+(?:urin\w*|holter|ecg|abpm|ambulatory|recall|diet\w*)"
            r"|\b[23]-?d\b(?=\s+[a-z]{4})"
        ),
    ),
)
_LED = re.compile(
    r"\b(?:days?|weeks?|months?|years?|hours?|visits?|[dwmyvh])[\s.:-]*\d+(?:\.\d+)?"
    r"(?:(?:[\s,;&/-]|\b(?:and|or|to)\b){1,5}\d+(?:\.\d+)?)*$"
)


class Stretch(NamedTuple):
    """A stretch low[start:end] without time points; `cycle_length` is its number and unit, for kind `cycle`."""

    kind: str
    start: int
    end: int
    cycle_length: tuple[float, str] | None = None


def blank_out(low: str, words: frozenset[str]) -> tuple[str, list[Stretch]]:
    """The text with such stretches blanked, places kept, and the stretches; `words` are those of the text.

    A tolerance becomes spaces, so that the list it stands in goes on; the others leave a bar, which ends it.
    """
    stretches: list[Stretch] = []
    for kind, triggers, pattern in _KINDS:
        if words.isdisjoint(triggers):
            continue
        kept: list[str] = []
        done = 0
        for found in pattern.finditer(low):
            stretch = _stretch(kind, found, low)
            stretches.append(stretch)
            filler = ("" if kind == "tolerance" else "|").ljust(stretch.end - stretch.start)
            kept += low[done : stretch.start], filler
            done = stretch.end
        if kept:
            low = "".join([*kept, low[done:]])
    return low, stretches


def _stretch(kind: str, found: re.Match[str], low: str) -> Stretch:
    start, end = found.span()
    if kind == "tolerance":
        before = low[max(start - 80, 0) : start].rstrip()
        if found.groupdict().get("unit") and before[-1:].isdigit() and not _LED.search(before):
            end = found.start("unit")  # "24 ± 4 hours"
    elif kind == "cycle":
        length = found["length"] or found["length_before"]
        return Stretch(
            kind,
            start,
            end,
            (NUMBER_WORDS.get(length) or float(length), found["unit"] or found["unit_before"]),
        )
    return Stretch(kind, start, end)
