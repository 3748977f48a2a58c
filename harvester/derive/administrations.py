"""How often, how far apart, fresh or frozen, which culture passage: read from one text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from harvester.derive.passages import Passage

_COUNTS = {
    "one": 1, "single": 1, "once": 1, "unique": 1, "two": 2, "twice": 2, "double": 2, "three": 3, "thrice": 3,
    "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "twelve": 12,
    "triple": 3, "second": 2, "third": 3,
}  # fmt: skip
_N = rf"(?:\d{{1,2}}|{'|'.join(_COUNTS)})"
_GIFT = (
    r"(?:infusions?|injections?|doses?|does|administrations?|treatments?|transplantations?|transfusions?"
    r"|applications?|inhalations?|implantations?|instillations?|courses?|rounds?)"
)
_SOME = r"(?:\(\d\) |\w+ ){0,4}?"
_MEASURES = (
    r"(?:cc|ml|mg|million|x|µ|%|weeks?|days?|months?|years?|hours?|min|patients|subjects|participants|kg|cm|g|l|arms?|groups?|to"
    r"|different|dose levels?)\b"
)
_NUMBERED = re.compile(
    rf"(?<![\w.,/^-])({_N})(?: ?\(\d+\))? (?!{_MEASURES})(?:{_SOME})({_GIFT})\b"
    r"(?! (?:groups?|levels?|cohorts?|escalat|arms?"
    rf"|of \d+ ?m[lg]\b))"
)
_TIMES = re.compile(
    rf"(?<![\w.,/^])(?:(?:for|a total of|total|repeated|repeat|totally|given|administered"
    rf"|,) ?)?({_N}) ?times\b(?! ?(?:a|per|/|the|in a|each|every|greater|higher|more) ?(?:day|week|month|d\b"
    rf"|larger)?)"
)
_SINGLE = re.compile(
    r"(?<![a-z])(?:single|one[ -]time|one[ -]off|only once|a single|unique"
    r"|once only)(?: \w+){0,5}? (?:infusion|injection|dose|administration|treatment|transplantation|dosage"
    r"|application|implantation|time)\b|\bsingle[ -]dose\b|\b(?:one|1)[ -]time\b|\bonce\b(?! (?:a|per|every|daily"
    r"|weekly|monthly|in|the|week|they|patients?|you|all|it|informed|consent|each|inclu|enroll|there|/|cells))"
)
_TWICE = re.compile(r"(?<![a-z])twice\b(?! (?:a|per|every|daily|weekly|in|the|as))")
_DAYS = re.compile(
    r"(?<![a-z])(?:on |at |in )?(?:study )?(days?|d|weeks?|months?|wk) ?(\d{1,3})(?: ?\([^)]{0,12}\))?"
    r"((?: ?(?:,|and|&|;|/|, and|、|or) ?(?:on )?(?:study )?(?:days?|d|weeks?|months?|wk)? ?"
    r"\d{1,3}(?![\d%]| ?(?:x|ml|mg|million|\.\d|\^))(?: ?\([^)]{0,12}\))?)+)"
)
_EVERY = re.compile(
    rf"(?<![a-z])(?:every|each|once (?:every|per|a|in)|once in|per|/)(?: other)? ?(?:({_N})[ -])?(days?|weeks?"
    rf"|months?|wk)\b"
)
_APART = re.compile(
    rf"(?<![\w.])(?:({_N})|(\d{{1,2}}))[ -](days?|weeks?|months?)(?:[ -](?:interval\w*|apart|separat\w*))"
    rf"|(?:interval\w*|separated by|apart|distance)(?: \w+){{0,3}}? ({_N}) (days?|weeks?|months?)"
)
_RHYTHM = re.compile(
    r"(?<![a-z])(daily|once daily|once a day|once a week|once per week|once weekly|every week|each week|weekly|biweekly"
    r"|fortnightly|monthly|every other day|twice (?:a|per) week|twice weekly)(?![a-z])"
)
_FOR = re.compile(
    rf"(?<![a-z])(?:for|x|during|over) (?:(?:a )?total of )?({_N}) (?:consecutive |continuous )?(days?|weeks?"
    rf"|months?|doses|times)"
)
_NOT_A_COUNT = re.compile(
    r"(?:cd|exo|cohort|group|arm|phase|level|grade|stage|part|step|day|week|month|dose|type|,) ?\||\b(?:low|high"
    r"|medium|med|middle|mid|level|dose escalation|different)\b"
)
_LENGTH = {"d": 1.0, "w": 7.0, "m": 30.4375}
_RHYTHMS = {
    "daily": 1.0,
    "once a day": 1.0,
    "once a week": 7.0,
    "once per week": 7.0,
    "once weekly": 7.0,
    "every week": 7.0,
    "each week": 7.0,
    "once daily": 1.0,
    "weekly": 7.0,
    "biweekly": 14.0,
    "fortnightly": 14.0,
    "monthly": 30.4375,
    "every other day": 2.0,
}
_FRESH = re.compile(
    r"(?<![a-z])(?:fresh(?:ly)?(?: (?:human|umbilical|bone|adipose|cultured|prepared|harvested|expanded"
    r"|autologous|cells?|product|allogeneic|isolated|non|msc\w*|mesenchym\w*))"
    r"|non[ -]?cryopreserved|not cryopreserved|never frozen"
    r"|without cryopreservation|not frozen|\(fresh\)|fresh,)"
)
_FROZEN = re.compile(
    r"(?<![a-z-])(?:cryo-?preserv\w*|thaw\w*|frozen|cryo-?vials?|liquid nitrogen|cryobags?|freez\w+)(?![a-z])"
)
_NOT_FROZEN = re.compile(
    r"(?<![a-z])(?:non|not|never|without|sperm\w*|plasma|serum|blood samples?|embryo\w*|biops\w*"
    r"|tissue samples?|hsc|stem cell graft|oocyt\w*|surplus|excess|platelet\w*|remaining"
    r"|back[ -]?up)[ -]*(?:\w+ ){0,2}$"
)
_PASSAGE = re.compile(
    r"(?<![a-z0-9])(?:passages?(?: numbers?)? ?(?:no\.? ?|of |number ?)?(\d{1,2})(?: ?(?:-|to|and|or|~) ?(?:p"
    r"|passage )?(\d{1,2}))?|p(\d)(?: ?(?:-|to|~|/) ?p?(\d))?(?![\d.])|(first|second|third|fourth|fifth|sixth"
    r"|\d(?:st|nd|rd|th)) (?:culture )?passages?|(\d|two|three|four|five|six)(?: ?(?:-"
    r"|to) ?(\d))? passages)(?![a-z0-9])"
)
_ORDINALS = {"first": "1", "second": "2", "third": "3", "fourth": "4", "fifth": "5", "sixth": "6"}
_CULTURE = re.compile(r"cell|cultur|msc|expan|passage")


@dataclass(frozen=True, slots=True)
class Found:
    """A value at passage.plain[start:end]."""

    value: str | int | float
    start: int
    end: int
    rule: str


def _count(word: str) -> int:
    return _COUNTS.get(word) or int(word)


def find_administrations(passage: Passage) -> Iterator[Found]:
    """How many times the product is given, the surest reading first."""
    text = passage.folded
    for found in _DAYS.finditer(text):
        days = {int(day) for day in re.findall(r"\d+", re.sub(r"\(.*?\)", "", found[0]))}
        if 2 <= len(days) <= 14 and not re.search(
            r"follow|visit|assess|evaluat|measur|sampl|blood",
            text[max(0, found.start() - 60) : found.start()],
        ):
            yield Found(len(days), found.start(), found.end(), "days listed")
    for found in _NUMBERED.finditer(text):
        count = _count(found[1])
        if 1 <= count <= 40 and not _NOT_A_COUNT.search(
            text[max(0, found.start() - 12) : found.start()] + "|" + found[0]
        ):
            yield Found(count, found.start(), found.end(), "number of doses")
    for found in _TIMES.finditer(text):
        yield Found(_count(found[1]), found.start(), found.end(), "number of times")
    for found in _SINGLE.finditer(text):
        yield Found(1, found.start(), found.end(), "single")
    for found in _TWICE.finditer(text):
        yield Found(2, found.start(), found.end(), "twice")
    for found in _RHYTHM.finditer(text):
        yield from _rhythm_times_duration(text, found)


def _rhythm_times_duration(text: str, found: re.Match[str]) -> Iterator[Found]:
    length = _FOR.match(text, found.end() + (2 if text.startswith(", ", found.end()) else 1))
    interval = _RHYTHMS.get(found[1])
    if length and interval and length[2][0] in _LENGTH:
        yield Found(
            max(1, round(_count(length[1]) * _LENGTH[length[2][0]] / interval)),
            found.start(),
            length.end(),
            "rhythm and duration",
        )


def find_intervals(passage: Passage) -> Iterator[Found]:
    """Days between administrations."""
    text = passage.folded
    for found in _DAYS.finditer(text):
        days = sorted({int(day) for day in re.findall(r"\d+", re.sub(r"\(.*?\)", "", found[0]))})
        steps = {late - early for early, late in pairwise(days)}
        if len(steps) == 1:
            yield Found(steps.pop() * _LENGTH[found[1][0]], found.start(), found.end(), "days listed")
    for found in _APART.finditer(text):
        number, unit = (found[1] or found[2], found[3]) if found[3] else (found[4], found[5])
        yield Found(_count(number) * _LENGTH[unit[0]], found.start(), found.end(), "interval")
    for found in _EVERY.finditer(text):
        if found[0].startswith(("per", "/", "each")):
            continue
        yield Found(
            (_count(found[1]) if found[1] else 2 if "other" in found[0] else 1) * _LENGTH[found[2][0]],
            found.start(),
            found.end(),
            "every so often",
        )
    for found in _RHYTHM.finditer(text):
        if found[1] in _RHYTHMS:
            yield Found(_RHYTHMS[found[1]], found.start(), found.end(), "rhythm")


def find_cryopreservation(passage: Passage) -> Iterator[Found]:
    """'cryopreserved' or 'fresh', as the product is given or kept."""
    if not any(word in passage.folded for word in ("fresh", "cryo", "thaw", "froz", "freez", "nitrogen")):
        return
    for found in _FRESH.finditer(passage.folded):
        yield Found("fresh", found.start(), found.end(), "fresh")
    for found in _FROZEN.finditer(passage.folded):
        if not _NOT_FROZEN.search(passage.folded[max(0, found.start() - 40) : found.start()]):
            yield Found("cryopreserved", found.start(), found.end(), "frozen")


def find_passages(passage: Passage) -> Iterator[Found]:
    """Culture passage as text: '3' or '3-5'."""
    for found in _PASSAGE.finditer(passage.folded):
        around = passage.folded[max(0, found.start() - 120) : found.end() + 120]
        if not _CULTURE.search(around):
            continue
        ordinal = found[5] and _ORDINALS.get(found[5], found[5][0])
        words = found[6] and str(_COUNTS.get(found[6], found[6]))
        first = found[1] or found[3] or ordinal or words
        last = found[2] or found[4] or found[7]
        if first and int(first) <= 15:
            yield Found(
                f"{int(first)}-{int(last)}" if last else str(int(first)),
                found.start(),
                found.end(),
                "passage",
            )
