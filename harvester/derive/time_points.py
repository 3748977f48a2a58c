"""From the numbers of a time frame to days: ages, cycles, times before an event, sums, baseline."""

import math
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Literal, NamedTuple

from harvester.derive.time_groups import Group, Numbers
from harvester.derive.time_words import DAYS_PER_UNIT

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
_AGE_WORD = re.compile(r"\b(?:age|pma|pca|old|life|gestation|pregnancy|corrected|postnatal)")
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
_CYCLES = re.compile(r"\b(\d{1,3}) (?:treatment )?cycles\b")
_IN_CYCLE = re.compile(r"[\s,:;(-]*|[\s,:(-]*(?:visit )?(?:at|on|and) ?")
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
        start = added.start if added else min(number.start, unit.start)
        for side in sides:
            day = base + days(number.value * side, unit.text)
            yield Point(day, kind, start, max(number.end, unit.end), rule)


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
    if not _AGE_WORD.search(low):
        return [False] * len(groups)
    ages = [
        bool(_AGE_AFTER.match(low, group.end) or _AGE_BEFORE.search(low[: group.numbers[0].start]))
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

    And where the names of those cycles start in the text.
    """
    found: dict[int, list[float]] = {}
    used: set[int] = set()
    for label, named in numbers.names:
        if _NAMED_POINTS.get(label.text) != "cycle":
            continue
        for at, group in enumerate(numbers.groups):
            if not group.leading or group.unit.text != "day":
                continue
            follows = group.start >= named[-1].end and _IN_CYCLE.fullmatch(low, named[-1].end, group.start)
            if follows or (group.end <= label.start and _OF_CYCLE.fullmatch(low, group.end, label.start)):
                found.setdefault(at, [number.value for number in named])
                used.add(label.start)
    return found, used


def _cycle_days(group: Group, cycles: list[float], length: float | None) -> Iterator[Point]:
    for number in group.numbers:
        start, end = min(number.start, group.unit.start), max(number.end, group.unit.end)
        for cycle in cycles:
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
            yield Point(int(found[1]) * cycle_length, "follow-up", found.start(), found.end(), "cycle_end")
    for label, named in numbers.names:
        rule, end = _NAMED_POINTS.get(label.text), named[-1].end
        if rule is None or label.start in used:
            continue
        if rule == "cycle" and cycle_length is not None and _CYCLE_END.search(low[: label.start]):
            for number in named:
                yield Point(number.value * cycle_length, "follow-up", label.start, number.end, "cycle_end")
        elif not _explained(label.start, end, numbers.groups, low):
            yield Point(None, "unread", label.start, end, rule)


def _explained(start: int, end: int, groups: list[Group], low: str) -> bool:
    """Whether the name stands in brackets behind a time, or is followed by one in brackets."""
    rest = low[end:].lstrip()
    if low[:start].rstrip().endswith("(") and rest.startswith(")"):
        return bool(groups)
    if not rest.startswith(("(", "=", ":")):
        return False
    close = low.find(")", end) if rest[0] == "(" else end + 12
    return any(end <= group.start and (close < 0 or group.start < close) for group in groups)


def baseline_point(groups: list[Group], low: str) -> Iterator[Point]:
    """Baseline is day 0, once, unless it is only what the time before it is counted from: "24 months from baseline"."""
    if "bas" not in low and "time" not in low:
        return
    for found in _BASELINE.finditer(low):
        last = max((group.end for group in groups if group.end <= found.start()), default=None)
        if last is None or not _ANCHOR.fullmatch(low, last, found.start()):
            yield Point(0.0, "follow-up", found.start(), found.end(), "baseline")
            return
