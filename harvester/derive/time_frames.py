"""Time points of an outcome's time frame, in days."""

import math
import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from operator import attrgetter
from typing import Literal, NamedTuple

from harvester.derive.time_events import find_events, names_event
from harvester.derive.time_groups import Group, Numbers, group_numbers
from harvester.derive.time_stretches import blank_out
from harvester.derive.time_tokens import plain, tokenise
from harvester.derive.time_words import DAYS_PER_UNIT
from harvester.study import Study

Kind = Literal["follow-up", "age", "event", "unread"]
OutcomeType = Literal["PRIMARY", "SECONDARY", "OTHER"]


class TimePoint(NamedTuple):
    """One time point: `day` in days, None for events and what is not read; `words` = text[start:end]."""

    day: float | None
    kind: Kind
    start: int
    end: int
    words: str
    rule: str


class OutcomeTime(NamedTuple):
    """A time point of the planned outcome at `position` of its type; `point_position` counts within its time frame."""

    type: OutcomeType
    position: int
    point_position: int
    day: float | None
    kind: Kind
    words: str
    start: int
    end: int
    rule: str


class _Point(NamedTuple):
    day: float | None
    kind: Kind
    start: int
    end: int
    rule: str


_OUTCOMES: tuple[tuple[str, OutcomeType], ...] = (
    ("primaryOutcomes", "PRIMARY"),
    ("secondaryOutcomes", "SECONDARY"),
    ("otherOutcomes", "OTHER"),
)
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

_UNREAD_STRETCHES = {"date": "calendar_date", "interval": "interval"}
_place = attrgetter("start", "end")

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
    r"[\s)]*(?:immediately |directly |just )?(?:before|prior|preceding|previous to|pre(?=[\s-]?[a-z]))\b"
)
_AND_AFTER = re.compile(r"\W*(?:\w+\W+)?and\W+(?:\w+\W+)?after\b")
_OF_LIFE = re.compile(r"(?<=day)s? of life(?=\W*\d)")
_CYCLE_END = re.compile(r"\b(?:end|completion) of (?:each |the )?$")
_CYCLES = re.compile(r"\b(\d+) (?:treatment )?cycles\b")
_IN_CYCLE = re.compile(r"[\s,:;(-]*|[\s,:(-]*(?:visit )?(?:at|on|and) ?")
_OF_CYCLE = re.compile(r"[\s,]*(?:of|in|within|during)(?: the)? ?")


def read_time_frame(text: str) -> list[TimePoint]:
    """Every time point of a time frame such as "baseline, 3, 6 and 12 months", in the order of the text.

    Days: a year is 365, a month a twelfth of that to the nearest whole day (1 is 30, 3 are 91, 6 are 183, 12 are
    365, 18 are 548), a week 7, an hour 1/24. "Day 1" and "1 day" are 1, "Week 12" is 84, baseline is 0, "1 week
    before surgery" is -7, whatever the time is counted from. Both ends of a range are points; a tolerance (± 3
    days), an interval (every 3 months), a cycle's length and a duration of a test are none. A list shares its unit.

    Kinds: `follow-up`; `age` ("18 months corrected age", its day is the age in days); `event` (until discharge;
    day None); `unread` (calendar date, visit or cycle number, interval, number without unit; day None). A text
    that is not empty gives at least one point, if only one that says it was not read.
    """
    return list(_read(text))


def derive_outcome_times(study: Study) -> list[OutcomeTime]:
    """The time points of all planned outcomes of a study; results' outcome measures are not read."""
    outcomes = study.get("protocolSection", {}).get("outcomesModule")
    if not isinstance(outcomes, dict):
        return []
    return [
        OutcomeTime(outcome_type, position, count, p.day, p.kind, p.words, p.start, p.end, p.rule)
        for key, outcome_type in _OUTCOMES
        for position, outcome in enumerate(outcomes.get(key) or ())
        for count, p in enumerate(_read_outcome(outcome))
    ]


def _read_outcome(outcome: object) -> tuple[TimePoint, ...]:
    time_frame = outcome.get("timeFrame") if isinstance(outcome, dict) else None
    return _read(time_frame) if isinstance(time_frame, str) else ()


def days(count: float, unit: str) -> float:
    """How many days `count` units are; months and years to the nearest whole day, halves away from zero."""
    exact = count * DAYS_PER_UNIT[unit]
    if unit in ("month", "year"):
        return math.copysign(math.floor(abs(exact) + 0.5), exact) if exact else 0.0
    return round(exact, 6)


@lru_cache(maxsize=65536)
def _read(text: str) -> tuple[TimePoint, ...]:
    low = plain(text)
    masked, stretches = blank_out(low)
    if " of life" in low:
        masked = _OF_LIFE.sub(lambda found: " " * len(found[0]), masked)
    numbers = group_numbers(tokenise(masked), masked)
    lengths = [days(*stretch.cycle_length) for stretch in stretches if stretch.cycle_length]
    points = _group_points(numbers, low, lengths[-1] if lengths else None)
    points += _baseline_point(numbers.groups, low)
    read = any(point.day is not None for point in points)
    points += [
        _Point(None, "unread", stretch.start, stretch.end, _UNREAD_STRETCHES[stretch.kind])
        for stretch in stretches
        if stretch.kind == "date" or (stretch.kind == "interval" and not read)
    ]
    if not read:
        points += [_Point(None, "unread", bare.start, bare.end, "no_unit") for bare in numbers.bare]
    if points:
        times = [(group.start, group.end) for group in numbers.groups]
        points += [_Point(None, "event", start, end, "event") for start, end in find_events(low, times)]
        points.sort(key=_place)
    else:
        points += _whole(low)
    return tuple(
        [TimePoint(day, kind, start, end, text[start:end], rule) for day, kind, start, end, rule in points]
    )


def _group_points(numbers: Numbers, low: str, cycle_length: float | None) -> list[_Point]:
    """The points of all numbers with a unit, and of visits and cycles."""
    points: list[_Point] = []
    cycles, used = _cycles(numbers, low) if numbers.names else ({}, set())
    groups = numbers.groups
    ages = _ages(groups, low)
    added: Group | None = None
    for at, group in enumerate(groups):
        if at + 1 < len(groups) and _adds_up(groups, at, low):
            added = group
        elif id(group) in cycles:
            points += _cycle_days(group, cycles[id(group)], cycle_length)
        else:
            points += _points_of(group, added, ages[at], low)
            added = None
    if numbers.names or cycle_length is not None:
        points += _named_points(numbers, used, low, cycle_length)
    return points


def _points_of(group: Group, added: Group | None, is_age: bool, low: str) -> Iterator[_Point]:
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
            yield _Point(day, kind, start, max(number.end, unit.end), rule)


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


def _ages(groups: list[Group], low: str) -> list[bool]:
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
        not left.leading and not right.leading and _in_list(groups, at, low)
        for at, (left, right) in enumerate(pairwise(groups))
    ]
    for at in reversed(range(len(joined))):
        ages[at] = ages[at] or (ages[at + 1] and joined[at])
    for at, group in enumerate(groups[1:]):
        follows_birth = low[group.end :].lstrip().startswith("after")
        ages[at + 1] = ages[at + 1] or (ages[at] and joined[at] and not follows_birth)
    return ages


def _cycles(numbers: Numbers, low: str) -> tuple[dict[int, list[float]], set[int]]:
    """For the groups that count days within cycles, "Cycle 2 Day 1, 8", the numbers of those cycles, by id.

    And where the names of those cycles start in the text.
    """
    found: dict[int, list[float]] = {}
    used: set[int] = set()
    for label, named in numbers.names:
        if _NAMED_POINTS.get(label.text) != "cycle":
            continue
        for group in numbers.groups:
            if not group.leading or group.unit.text != "day":
                continue
            follows = group.start >= named[-1].end and _IN_CYCLE.fullmatch(low, named[-1].end, group.start)
            if follows or (group.end <= label.start and _OF_CYCLE.fullmatch(low, group.end, label.start)):
                found.setdefault(id(group), [number.value for number in named])
                used.add(label.start)
    return found, used


def _cycle_days(group: Group, cycles: list[float], length: float | None) -> Iterator[_Point]:
    for number in group.numbers:
        start, end = min(number.start, group.unit.start), max(number.end, group.unit.end)
        for cycle in cycles:
            if cycle == 1 or length is not None:
                yield _Point(
                    (cycle - 1) * (length or 0.0) + number.value, "follow-up", start, end, "cycle_day"
                )
            else:
                yield _Point(None, "unread", start, end, "cycle")


def _named_points(numbers: Numbers, used: set[int], low: str, cycle_length: float | None) -> Iterator[_Point]:
    """Visits and cycles by number, unless a time stands with them in brackets: "Visit 5 (4 weeks)"."""
    if cycle_length is not None:
        for found in _CYCLES.finditer(low):
            yield _Point(int(found[1]) * cycle_length, "follow-up", found.start(), found.end(), "cycle_end")
    for label, named in numbers.names:
        rule, end = _NAMED_POINTS.get(label.text), named[-1].end
        if rule is None or label.start in used:
            continue
        if rule == "cycle" and cycle_length is not None and _CYCLE_END.search(low[: label.start]):
            for number in named:
                yield _Point(number.value * cycle_length, "follow-up", label.start, number.end, "cycle_end")
        elif not _explained(label.start, end, numbers.groups, low):
            yield _Point(None, "unread", label.start, end, rule)


def _explained(start: int, end: int, groups: list[Group], low: str) -> bool:
    """Whether the name stands in brackets behind a time, or is followed by one in brackets."""
    rest = low[end:].lstrip()
    if low[:start].rstrip().endswith("(") and rest.startswith(")"):
        return bool(groups)
    if not rest.startswith(("(", "=", ":")):
        return False
    close = low.find(")", end) if rest[0] == "(" else end + 12
    return any(end <= group.start and (close < 0 or group.start < close) for group in groups)


def _baseline_point(groups: list[Group], low: str) -> Iterator[_Point]:
    """Baseline is day 0, once, unless it is only what the time before it is counted from: "24 months from baseline"."""
    if "bas" not in low and "time" not in low:
        return
    for found in _BASELINE.finditer(low):
        last = max((group.end for group in groups if group.end <= found.start()), default=None)
        if last is None or not _ANCHOR.fullmatch(low, last, found.start()):
            yield _Point(0.0, "follow-up", found.start(), found.end(), "baseline")
            return


def _whole(low: str) -> Iterator[_Point]:
    """A text without any time: an event as a whole, or not read."""
    start, end = len(low) - len(low.lstrip()), len(low.rstrip())
    if start < end:
        event = names_event(low)
        yield _Point(None, "event" if event else "unread", start, end, "event" if event else "no_time")
