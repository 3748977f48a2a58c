"""Time points of an outcome's time frame, in days."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple

from harvester.derive.time_tokens import Token, plain, tokenise
from harvester.derive.time_words import CONNECTING, DAYS_PER_UNIT, EVENT, EVENT_POINT, NO_POINTS
from harvester.study import Study

Kind = Literal["follow-up", "age", "event", "unread"]


class TimePoint(NamedTuple):
    """One time point: `day` in days (None for events and what is not read), `words` = text[start:end]."""

    day: float | None
    kind: Kind
    start: int
    end: int
    words: str
    rule: str


class OutcomeTime(NamedTuple):
    """A time point of the planned outcome at `position` in its list; `point_position` counts within its time frame."""

    type: Literal["PRIMARY", "SECONDARY", "OTHER"]
    position: int
    point_position: int
    day: float | None
    kind: Kind
    words: str
    start: int
    end: int
    rule: str


@dataclass(slots=True)
class _Group:
    """Numbers that share a unit; `leading` when the unit stands before them. `first`, `stop`: its tokens."""

    numbers: list[Token]
    unit: Token
    leading: bool
    first: int
    stop: int
    kind: Kind = "follow-up"
    rule: str = ""
    sides: tuple[int, ...] = (1,)

    @property
    def start(self) -> int:
        return self.unit.start if self.leading else self.numbers[0].start

    @property
    def end(self) -> int:
        return self.numbers[-1].end if self.leading else self.unit.end


def days(count: float, unit: str) -> float:
    """How many days `count` units are: years of 365 days, months of a twelfth of that to the nearest whole day.

    1 month is 30 days, 3 are 91, 6 are 183 (halves go up), 12 are 365; hours and minutes are fractions of a day.
    """
    exact = count * DAYS_PER_UNIT[unit]
    if unit in ("month", "year"):
        return math.copysign(math.floor(abs(exact) + 0.5), exact) if exact else 0.0
    return round(exact, 6)


def _run(tokens: list[Token], first: int) -> tuple[list[Token], int]:
    """The numbers from `first` on that only joints part ("3, 6 and 12"), and the index after the last."""
    run, stop = [tokens[first]], first + 1
    while True:
        at = stop
        while at < len(tokens) and at - stop < 4 and tokens[at].kind == "joint":
            at += 1
        if at < len(tokens) and tokens[at].kind == "number":
            if at == stop and not run[-1].exact:
                run.pop()  # "first 100 days"
            run.append(tokens[at])
            stop = at + 1
            continue
        repeated = tokens[stop : stop + 3]
        if [t.kind for t in repeated] == ["(", "number", ")"] and repeated[1].value == run[-1].value:
            stop += 3  # "two (2) years"
            continue
        return run, stop


def _unit_before(tokens: list[Token], first: int, taken: int) -> int | None:
    """Index of the unit or label that the run at `first` follows ("Day 28", "Visit (3)"), else None."""
    at = first - 1
    while at > taken and first - at <= 2 and tokens[at].text in ("-", ":", "=", ".", "+", "("):
        at -= 1
    return at if at > taken and tokens[at].kind in ("unit", "label", "weak label") else None


def _unit_after(tokens: list[Token], stop: int, led: bool) -> int | None:
    """Index of the unit that follows a run ending before `stop`; not one that leads the next number."""
    at = stop
    while at < len(tokens) and at - stop < 2 and tokens[at].text in ("-", ".", "a", "an"):
        at += 1
    if at >= len(tokens) or tokens[at].kind != "unit":
        return None
    following = [token.kind for token in tokens[at + 1 : at + 3]]
    return None if led and following[:1] == ["number"] and following[1:] != ["unit"] else at


def _split(run: list[Token], leading: Token, low: str) -> int:
    """How many numbers of "Day 0, 7, 14, 3 months" belong to the unit before; the rest have the unit after."""
    falls = [at for at in range(1, len(run)) if run[at].value <= run[at - 1].value]
    if falls:
        return falls[-1]
    starts = run[0].value in (0, 1) and not low[: leading.end].endswith("s")
    return 1 if starts or leading.kind == "label" and not low[: leading.end].endswith("s") else len(run) - 1


def _groups(tokens: list[Token], low: str) -> tuple[list[_Group], list[Token], list[Token]]:
    """Groups of numbers with their unit, names of visits and the like, and numbers without any unit."""
    groups: list[_Group] = []
    names: list[Token] = []
    bare: list[Token] = []
    at, taken = 0, -1
    while at < len(tokens):
        if tokens[at].kind != "number":
            article = _article(tokens, at, low)
            if article:
                groups.append(article)
                at = taken = at + 1
            at += 1
            continue
        run, stop = _run(tokens, at)
        before = _unit_before(tokens, at, taken)
        lead = tokens[before] if before is not None else None
        after = _unit_after(tokens, stop, lead is not None)
        if lead and lead.kind == "weak label" and (after is not None or not run[0].exact):
            lead = None
        led = run
        if lead and after is not None:
            same = lead.kind == "unit" and lead.text == tokens[after].text
            count = len(run) if same else 0 if len(run) == 1 and lead.kind == "label" else _split(run, lead, low)
            if len(run) == 1 and lead.kind == "unit":
                count = 1
            led, trailing = run[:count], run[count:]
        elif lead:
            trailing = []
        else:
            led, trailing = [], run
        if lead and led:
            if lead.kind == "unit":
                groups.append(_Group(led, lead, True, at, stop))
            elif lead.kind == "label":
                names.append(lead._replace(end=led[-1].end))
        if trailing and after is not None:
            groups.append(_Group(trailing, tokens[after], False, at, after + 1))
        elif trailing and lead is None:
            unit = _shared_unit(tokens, at, stop, groups)
            if unit:
                groups.append(_Group([t for t in trailing if t.exact], unit, True, at, stop, rule="unit_of_list"))
            elif stop >= len(tokens) or tokens[stop].kind != "word" or tokens[stop].text in CONNECTING:
                bare += [token for token in trailing if token.exact]
        if after is not None and trailing:
            taken = after
            stop = after + 1
        elif after is not None and led is run:
            taken = after
            stop = after + 1
        at = stop
    return [group for group in groups if group.numbers], names, bare
