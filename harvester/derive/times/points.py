"""From the numbers of a time frame to days: ages, cycles, times before an event, sums, baseline."""

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import pairwise
from operator import attrgetter
from typing import Literal, NamedTuple

from harvester.derive.times.groups import Group, Numbers
from harvester.derive.times.tokens import Token
from harvester.derive.times.words import DAYS_PER_UNIT, NUMBER_WORDS

Kind = Literal["follow-up", "age", "event", "unread"]


class Point(NamedTuple):
    """A time point at text[start:end]; `day` in days, None for events and what is not read."""

    day: float | None
    kind: Kind
    start: int
    end: int
    rule: str


_NAMED_POINTS = {
    "visit": "visit",
    "visits": "visit",
    "v": "visit",
    "cycle": "cycle",
    "cycles": "cycle",
    "c": "cycle",
    "course": "cycle",
    "courses": "cycle",
}

# "4 years and 3 months" is one time, "1 month and 60 days" are two.
_MOST = {
    ("year", "month"): 12,
    ("year", "day"): 365,
    ("year", "week"): 52,
    ("month", "day"): 31,
    ("week", "day"): 7,
}

_BASELINE = re.compile(
    r"(?<!post[\s-])\bbas(?:e|ed|el|le|eli)?[\s-]?lin(?:e|es)?\b|\bbasal\b|\btime[\s=]{0,3}(?:0\b|zero\b)"
)
# Between a time and "baseline": the time is counted from it.
_ANCHOR = re.compile(
    r"[\s,)-]*(?:(?:visits?|follow[\s-]?ups?|assessments?)\s+)?"
    r"(?:from|post|after|since|following|of|before|prior to|relative to)[\s-]*(?:the\s+)?(?:date of |day of )?"
)
# At the start of a word, which is looked at behind it: a search for letters is quicker than one for a boundary.
_AGE_WORD = re.compile(
    "|".join(
        rf"{word}(?<!\w{word})"
        for word in ("age", "pma", "pca", "old", "life", "gestation", "pregnancy", "corrected", "postnatal")
    )
)
_AGE_AFTER = re.compile(
    r"(?:\s*s\b)?[\s,(-]*(?:of[\s-]+|in\s+|at\s+)?(?:(?:the|corrected|adjusted|chronological|post[\s-]?menstrual"
    r"|post[\s-]?conception(?:al)?|gestational|post[\s-]?natal|infant|child)\b[\s,-]*)*"
    r"(?:age\b|aged\b|pma\b|pca\b|old\b|life\b|gestation\b|pregnancy\b|(?<=corrected)(?=\W|$))"
)
_AGE_BEFORE = re.compile(
    r"(?:\bage[ds]?|\bcorrected|\bpma|\bgestational|\bgestation|\bof life|\bpostnatal)"
    r"(?:\s+(?:age|of|at|week|weeks|day|days|between|from|to))*[\s:(]*$"
)
_BEFORE = re.compile(
    r"[\s)]*(?:immediately |directly |just )?(?:before|prior|preceding|previous to"
    r"|pre(?=[\s-][a-z])|pre(?:dose|op\w*|treatment|infusion|surg\w*|injection|transplant\w*))\b"
)
_AND_AFTER = re.compile(r"\W*(?:\w+\W+)?and\W+(?:\w+\W+)?after\b")
_CYCLE_END = re.compile(r"\b(?:end|completion) of (?:each |the )?$")
_CYCLES = re.compile(r"\b(\d{1,3}|[a-z]{3,6}) (?:\d{1,3}[\s-](?:day|week|month) )?(?:treatment )?cycles\b")
_IN_CYCLE = re.compile(r"[\s,:;(-]*|[\s,:(-]*(?:visit )?(?:at|on|and) ?")
_OPENS = re.compile(r"\s*([(=:)])")
_FARTHEST = 300
_OF_CYCLE = re.compile(r"[\s,]*(?:of|in|within|during)(?: the)? ?")


def days(count: float, unit: str) -> float:
    """How many days `count` units are; months and years to the nearest whole day, halves away from zero."""
    exact = count * DAYS_PER_UNIT[unit]
    if unit in ("month", "year"):
        return math.copysign(math.floor(abs(exact) + 0.5), exact) if exact else 0.0
    return round(exact, 6)


def group_points(numbers: Numbers, low: str, masked: str, cycle_length: float | None) -> list[Point]:
    """The points of all numbers with a unit, and of visits and cycles.

    `masked` is the text without tolerances and the like, which would part a list.
    """
    points: list[Point] = []
    cycles, used = _cycles(numbers, low) if numbers.names else ({}, set())
    groups = numbers.groups
    ages = _ages(groups, low, masked)
    added: Group | None = None
    for at, group in enumerate(groups):
        if at + 1 < len(groups) and _adds_up(groups, at, masked):
            added = group
        elif at in cycles:
            points += _cycle_days(group, cycles[at], cycle_length)
        else:
            points += _points_of(group, added, ages[at], low)
            added = None
    if numbers.names or cycle_length is not None:
        points += _named_points(numbers, used, low, cycle_length)
    return points


def _points_of(group: Group, added: Group | None, is_age: bool, low: str) -> Iterator[Point]:
    """The points of one group, counted on from the group before it if that is to be `added`."""
    kind: Kind = "age" if is_age else "follow-up"
    rule = "age" if is_age else "unit_number" if group.leading else "number_unit"
    sides: tuple[int, ...] = (1,)
    before = None if group.leading or is_age else _BEFORE.match(low, group.end)
    if before:
        rule, sides = "before", (-1, 1) if _AND_AFTER.match(low, before.end()) else (-1,)
    base = 0.0
    if added:
        rule, base = "sum", days(added.numbers[-1].value, added.unit.text)
    unit = group.unit
    for number in group.numbers:
        start, end = _place(number, unit)
        for side in sides:
            day = base + days(number.value * side, unit.text)
            yield Point(day, kind, added.start if added else start, end, rule)


def _place(number: Token, unit: Token) -> tuple[int, int]:
    """Where a number and its unit stand; of a list longer than any the registry takes, the number alone."""
    start, end = min(number.start, unit.start), max(number.end, unit.end)
    return (start, end) if end - start <= _FARTHEST else (number.start, number.end)


def _adds_up(groups: list[Group], at: int, low: str) -> bool:
    """Whether the group and the next are one point: "Day 1+48 hours", "4 years and 3 months"."""
    left, right = groups[at], groups[at + 1]
    gap = low[left.end : right.start]
    if gap == "+":
        return True
    most = _MOST.get((left.unit.text, right.unit.text))
    if most is None or left.leading or right.leading or len(left.numbers) > 1 or len(right.numbers) > 1:
        return False
    alone = not any(_in_list(groups, near, low) for near in (at - 1, at + 1))
    return 0 < right.numbers[0].value < most and gap.strip(" ,") in ("", "and") and alone


def _in_list(groups: list[Group], at: int, low: str) -> bool:
    """Whether the group at `at` and the next, if there are any, stand side by side."""
    return 0 <= at < len(groups) - 1 and low[groups[at].end : groups[at + 1].start].strip(" ,;/&") in (
        "",
        "and",
        "or",
    )


def _ages(groups: list[Group], low: str, masked: str) -> list[bool]:
    """Which groups are ages; the word stands before the first or after the last of a list: "6 and 12 months of age"."""
    if not groups or not _AGE_WORD.search(low):
        return [False] * len(groups)
    ages = [
        bool(_AGE_AFTER.match(low, group.end) or _AGE_BEFORE.search(_behind(low, group.numbers[0].start)))
        for group in groups
    ]
    if not any(ages):
        return ages
    joined = [
        not left.leading and not right.leading and _in_list(groups, at, masked)
        for at, (left, right) in enumerate(pairwise(groups))
    ]
    for at in reversed(range(len(joined))):
        ages[at] = ages[at] or (ages[at + 1] and joined[at])
    for at, group in enumerate(groups[1:]):
        follows_birth = low[group.end :].lstrip().startswith("after")
        ages[at + 1] = ages[at + 1] or (ages[at] and joined[at] and not follows_birth)
    return ages


def _cycles(numbers: Numbers, low: str) -> tuple[dict[int, list[float]], set[int]]:
    """For the groups (by index) that count days within cycles, "Cycle 2 Day 1, 8", the numbers of those cycles.

    And where the names of those cycles start in the text. The days before and after in the same list are of the same
    cycles: "Cycle 2 Day 1, Day 8", "day 1, day 8 of cycle 2".
    """
    groups = numbers.groups
    found: dict[int, list[float]] = {}
    used: set[int] = set()
    last: dict[int, list[float]] = {}
    for label, named in numbers.names:
        if _NAMED_POINTS.get(label.text) != "cycle":
            continue
        at = bisect_left(groups, named[-1].end, key=attrgetter("start"))
        values = [number.value for number in named]
        if at and _is_day(groups[at - 1]) and _OF_CYCLE.fullmatch(low, groups[at - 1].end, label.start):
            found[at - 1] = last[at - 1] = values
            used.add(label.start)
        elif at < len(groups) and _is_day(groups[at]) and _follows(named[-1], groups[at], low):
            found[at] = values
            used.add(label.start)
    for at in range(len(groups) - 2, -1, -1):
        if at + 1 in last and at not in found and _is_day(groups[at]) and _in_list(groups, at, low):
            found[at] = last[at] = last[at + 1]
    for at in range(1, len(groups)):
        goes_on = at - 1 in found and at not in found and _is_day(groups[at])
        if goes_on and _in_list(groups, at - 1, low) and not low.startswith(" of ", groups[at].end):
            found[at] = found[at - 1]
    return found, used


def _follows(cycle: Token, group: Group, low: str) -> bool:
    return _IN_CYCLE.fullmatch(low, cycle.end, group.start) is not None


def _is_day(group: Group) -> bool:
    return group.leading and group.unit.text == "day"


def _cycle_days(group: Group, cycles: list[float], length: float | None) -> Iterator[Point]:
    for number in group.numbers:
        start, end = _place(number, group.unit)
        for cycle in cycles[:_FARTHEST]:
            if cycle == 1 or length is not None:
                yield Point(
                    (cycle - 1) * (length or 0.0) + number.value, "follow-up", start, end, "cycle_day"
                )
            else:
                yield Point(None, "unread", start, end, "cycle")


def _named_points(numbers: Numbers, used: set[int], low: str, cycle_length: float | None) -> Iterator[Point]:
    """Visits and cycles by number, unless a time stands with them in brackets: "Visit 5 (4 weeks)"."""
    if cycle_length is not None:
        for found in _CYCLES.finditer(low):
            count = NUMBER_WORDS.get(found[1]) or (float(found[1]) if found[1].isdecimal() else 0.0)
            if count:
                yield Point(count * cycle_length, "follow-up", found.start(), found.end(), "cycle_end")
    for label, named in numbers.names:
        rule, end = _NAMED_POINTS.get(label.text), named[-1].end
        if rule is None or label.start in used:
            continue
        if rule == "cycle" and cycle_length is not None and _CYCLE_END.search(_behind(low, label.start)):
            for number in named:
                yield Point(number.value * cycle_length, "follow-up", label.start, number.end, "cycle_end")
        elif not _explained(label.start, end, numbers.groups, low):
            yield Point(None, "unread", label.start, end, rule)


def _explained(start: int, end: int, groups: list[Group], low: str) -> bool:
    """Whether the name stands in brackets behind a time, or is followed by one in brackets."""
    opens = _OPENS.match(low, end)
    if not opens:
        return False
    if opens[1] == ")":
        return bool(groups) and _behind(low, start).rstrip().endswith("(")
    at = bisect_left(groups, end, key=attrgetter("start"))
    close = low.find(")", end, end + _FARTHEST) if opens[1] == "(" else end + 12
    return at < len(groups) and (close < 0 or groups[at].start < close)


def _behind(low: str, end: int) -> str:
    """What stands right before a place; as much of it as any rule looks at."""
    return low[max(end - 80, 0) : end]


def baseline_point(groups: list[Group], low: str) -> Iterator[Point]:
    """Baseline is day 0, once, unless it is only what the time before it is counted from: "24 months from baseline"."""
    if "bas" not in low and "time" not in low:
        return
    for found in _BASELINE.finditer(low):
        before = bisect_right(groups, found.start(), key=attrgetter("end"))
        if not before or not _ANCHOR.fullmatch(low, groups[before - 1].end, found.start()):
            yield Point(0.0, "follow-up", found.start(), found.end(), "baseline")
            return
