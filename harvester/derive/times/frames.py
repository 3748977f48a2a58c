"""Time points of an outcome's time frame, in days."""

import re
from functools import lru_cache
from operator import attrgetter
from typing import Any, Literal, NamedTuple

from harvester.derive.times.events import find_events, names_event
from harvester.derive.times.groups import group_numbers
from harvester.derive.times.points import Kind, Point, baseline_point, days, group_points
from harvester.derive.times.stretches import blank_out
from harvester.derive.times.tokens import plain, tokenise
from harvester.derive.times.words import BARE_WORDS
from harvester.study import Study

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


_OUTCOMES: tuple[tuple[str, OutcomeType], ...] = (
    ("primaryOutcomes", "PRIMARY"),
    ("secondaryOutcomes", "SECONDARY"),
    ("otherOutcomes", "OTHER"),
)
_UNREAD_STRETCHES = {"date": "calendar_date", "interval": "interval"}
_OF_LIFE = re.compile(r"(?<=day)s? of life(?=\W*\d)")
# Words, signs, and of a year its century.
_WORD = re.compile(r"[^\W\d_]+|(?:19|20)(?=\d\d)|[^\w\s]")
_place = attrgetter("start", "end")


def read_time_frame(text: str) -> list[TimePoint]:
    """Every time point of a time frame such as "baseline, 3, 6 and 12 months", in the order of the text.

    Days: a year is 365, a month a twelfth of that to the nearest whole day (1 is 30, 3 are 91, 6 are 183, 12 are
    365, 18 are 548), a week 7, an hour 1/24. "Day 1" and "1 day" are 1, "Week 12" is 84, baseline is 0, "1 week
    before surgery" is -7, whatever the time is counted from. Both ends of a range are points; a tolerance (± 3
    days), an interval (every 3 months), a cycle's length and a duration of a test are none. A list shares its unit.

    Kinds: `follow-up`; `age` ("18 months corrected age", its day is the age in days); `event` (until discharge;
    day None); `unread` (calendar date, visit or cycle number, interval, number without unit; day None). A text
    with any word in it gives at least one point, if only one that says it was not read.
    """
    return list(_read(text))


def derive_outcome_times(study: Study) -> list[OutcomeTime]:
    """The time points of all planned outcomes of a study; results' outcome measures are not read."""
    protocol = study.get("protocolSection")
    module = protocol.get("outcomesModule") if isinstance(protocol, dict) else None
    if not isinstance(module, dict):
        return []
    return [
        OutcomeTime(outcome_type, position, count, p.day, p.kind, p.words, p.start, p.end, p.rule)
        for key, outcome_type in _OUTCOMES
        for position, outcome in enumerate(_list(module.get(key)))
        for count, p in enumerate(_read_outcome(outcome))
    ]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _read_outcome(outcome: object) -> tuple[TimePoint, ...]:
    time_frame = outcome.get("timeFrame") if isinstance(outcome, dict) else None
    return _read(time_frame) if isinstance(time_frame, str) else ()


@lru_cache(maxsize=65536)
def _read(text: str) -> tuple[TimePoint, ...]:
    low = plain(text)
    words = frozenset(_WORD.findall(low))
    is_bare = words <= BARE_WORDS
    masked, stretches = (low, []) if is_bare else blank_out(low, words)
    if " of life" in low:
        masked = _OF_LIFE.sub(lambda found: " " * len(found[0]), masked)
    numbers = group_numbers(tokenise(masked), masked)
    lengths = [days(*stretch.cycle_length) for stretch in stretches if stretch.cycle_length]
    points = group_points(numbers, low, masked, lengths[-1] if lengths else None)
    points += baseline_point(numbers.groups, low)
    read = any(point.day is not None for point in points)
    points += [
        Point(None, "unread", stretch.start, stretch.end, _UNREAD_STRETCHES[stretch.kind])
        for stretch in stretches
        if stretch.kind == "date" or (stretch.kind == "interval" and not read)
    ]
    if not read:
        points += [Point(None, "unread", bare.start, bare.end, "no_unit") for bare in numbers.bare]
    if points:
        times = [(group.start, group.end) for group in numbers.groups]
        if not is_bare:
            points += [Point(None, "event", *place, "event") for place in find_events(low, words, times)]
        points.sort(key=_place)
    else:
        points += _whole(low)
    return tuple(
        [TimePoint(day, kind, start, end, text[start:end], rule) for day, kind, start, end, rule in points]
    )


def _whole(low: str) -> list[Point]:
    """A text without any time: an event as a whole, or not read."""
    start, end = len(low) - len(low.lstrip()), len(low.rstrip())
    if not any(map(str.isalnum, low)):
        return []
    if names_event(low):
        return [Point(None, "event", start, end, "event")]
    return [Point(None, "unread", start, end, "no_time")]
