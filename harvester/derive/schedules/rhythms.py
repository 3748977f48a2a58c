"""Schedules in one text: days on which something is given, rhythms with their duration."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from harvester.derive.schedules import words

_DAY = re.compile(r"(?:(?<![a-z])(days?|d|weeks?|w|months?|wks?))? ?(\d+)")
_AFTER_ZERO = re.compile(
    rf"(days?|weeks?|months?)? ?\b({words.N})(?:st|nd|rd|th)?\b(?: (days?|weeks?|months?))?"
)
_DAILY = re.compile(r"daily|every day|each day|once a day")
_NOT_A_RHYTHM = re.compile(r"(?:per|a|in a|each)\b(?<!each)|each\b(?! (?:day|week|month))")
_OR_ANOTHER = re.compile(r" ?,? or (?:on )?(?:days?|weeks?|months?|d)? ?\d")
"""'day 0, day 2, or day 4': one of them, not all."""
_RANGE = re.compile(r"(?: ?-| to| or) ?\d")


@dataclass(frozen=True, slots=True)
class Days:
    """Days, rising, on which text[start:end] says that something is given."""

    days: tuple[float, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Rhythm:
    """'twice a week for 4 weeks': `every` so many days, `count` in all; `said` is where the rhythm's words end."""

    start: int
    said: int
    every: float | None
    count: int | None
    end: int


def number_of(word: str) -> int:
    """'three', 'twice', '4 times' → a number."""
    word = word.removesuffix("times").strip()
    return words.OFTEN.get(word) or int(word)


def days_of(unit: str) -> float:
    """Days in a unit of time, told by its first letter."""
    return words.LENGTH[unit[0]]


def clause(text: str, start: int, end: int, reach: int = 70) -> tuple[str, str]:
    """The words of the sentence before and after a place."""
    before, after = text[max(0, start - reach) : start], text[end : end + reach]
    return words.SENTENCE.split(before)[-1], words.SENTENCE.split(after)[0]


def is_given(text: str, start: int, end: int) -> bool:
    """Whether the words around a schedule speak of the product, not of visits or other drugs."""
    before, after = clause(text, start, end)
    if words.OBSERVED.search(before) or words.SEEN_AFTER.match(after):
        return False
    return not is_of_other(before)


def is_of_other(before: str) -> bool:
    """Whether another drug stands nearer before a schedule than the product does."""
    others = [found.end() for found in words.OTHER.finditer(before)]
    return bool(others) and not words.PRODUCT.search(before, others[-1])


def how_often(duration: float, period: float) -> int:
    """At the start of each period: every other day for 5 days is 3 times."""
    return int((duration - min(1.0, duration / 2)) / period + 1e-9) + 1


@lru_cache(maxsize=64)
def day_lists(text: str) -> tuple[Days, ...]:
    """Lists of days on which something is given: 'days 0, 3 and 6', 'day 0 and week 4', 'days 1 to 5'."""
    if not words.DAY_WORD.search(text):
        return ()
    return tuple(
        Days(tuple(days), found.start(), found.end())
        for days, found in _lists(text)
        if len(days) >= 2
        and days == sorted(set(days))
        and not _OR_ANOTHER.match(text, found.end())
        and is_given(text, found.start(), found.end())
    )


def _lists(text: str) -> Iterator[tuple[list[float], re.Match[str]]]:
    for found in words.EACH_DAY.finditer(text):
        yield _each_day(found), found
    for found in words.DAYS_FIRST.finditer(text):
        days = _times_unit(re.findall(r"\d+", found["d"]), found["k"])
        before = text[max(0, found.start() - 70) : found.start()]
        if days[0] == 0 or (found["k"].startswith("day") and words.GIVEN_ON.search(before)):
            yield days, found
    for found in words.ORDINAL_DAYS.finditer(text):
        if "day" in found["d"] or found["k"]:
            yield _times_unit(re.findall(r"\d+", found["d"]), found["k"] or "day"), found
    for found in words.HYPHENED.finditer(text):
        yield _times_unit(found["d"].split("-"), found["k"]), found
    for found in words.FROM_ZERO.finditer(text) if words.ZERO.search(text) else ():
        yield _from_zero(found["rest"]), found
    for found in words.RUNNING.finditer(text):
        count = number_of(found["n"] or found["m"])
        if count <= 14:
            yield [float(day) for day in range(count)], found
    for found in words.SPAN.finditer(text):
        first, last = int(found["a"]), int(found["b"])
        if first < last <= first + 13 and _DAILY.search("".join(clause(text, found.start(), found.end()))):
            yield [float(day) for day in range(first, last + 1)], found


def _times_unit(numbers: Iterable[str], unit: str) -> list[float]:
    return [float(number) * days_of(unit) for number in numbers]


def _each_day(found: re.Match[str]) -> list[float]:
    """'day 0 (visit 2), week 4 and 8': a unit holds until the next one."""
    unit = found["k"]
    days = [float(found["first"]) * days_of(unit)]
    for word, number in _DAY.findall(re.sub(r"\([^)]*\)", "", found["rest"])):
        unit = word or unit
        days.append(float(number) * days_of(unit))
    return days


def _from_zero(rest: str) -> list[float]:
    """', month 3 and month 6' or ' and three months' after a baseline, in days; without a unit nothing."""
    found = _AFTER_ZERO.findall(rest)
    after = next((late for _, _, late in reversed(found) if late), "")
    days = [0.0]
    unit = ""
    for early, number, late in found:
        unit = early or late or unit or after
        if not unit:
            return []
        days.append(number_of(number) * days_of(unit))
    return days


@lru_cache(maxsize=64)
def schedule(text: str) -> tuple[Rhythm, ...]:
    """Rhythms of giving; 'twice a week for two weeks and weekly for the following two' is one, of two phases."""
    joined: list[Rhythm] = []
    for rhythm in _rhythms(text) if words.RHYTHM_WORD.search(text) else ():
        last = joined[-1] if joined else None
        if last and last.count and rhythm.count and rhythm.start - last.end < 25:
            every = last.every if last.every == rhythm.every else None
            joined[-1] = Rhythm(last.start, rhythm.said, every, last.count + rhythm.count, rhythm.end)
        else:
            joined.append(rhythm)
    return tuple(joined)


def _rhythms(text: str) -> Iterator[Rhythm]:
    found = [*words.EVERY.finditer(text), *words.RHYTHM.finditer(text)]
    found = sorted(found, key=lambda one: (one.start(), -one.end()))
    end = 0
    for position, start in enumerate(found):
        if start.start() < end or not _is_rhythm(text, start):
            continue
        end = start.end()
        often, period = number_of((start["o"] or "one").strip()), _period(start)
        ahead = (other.start() for other in found[position + 1 : position + 4] if other.start() >= end)
        count, last = _count_for(text, end, next(ahead, len(text)), often, period)
        yield Rhythm(start.start(), end, period if often == 1 else None, count, last)


def _count_for(text: str, place: int, stop: int, often: int, period: float) -> tuple[int | None, int]:
    """How many times in all, by the duration said after a rhythm, and where its words end."""
    if found := words.FROM_TO.match(text, place, min(len(text), place + 80)):
        count = int((float(found["b"]) - float(found["a"])) * days_of(found["u"]) / period + 1e-9) + 1
        return (count * often, found.end()) if 2 <= count <= 60 else (None, place)
    found = words.FOR.match(text, place, min(len(text), place + 140, stop))
    if (
        not found
        or words.OTHER.search(text, place, found.end())
        or words.LASTS.search(text, place, found.end())
    ):
        return None, place
    number = number_of(found["n"] or "one")
    count = number if found["g"] else often * how_often(number * days_of(found["u"]), period)
    return (count, found.end()) if count <= 60 else (None, place)


def _period(found: re.Match[str]) -> float:
    groups = found.groupdict()
    if groups.get("r"):
        return words.RHYTHMS[str(groups["r"])]
    if groups.get("q"):
        return number_of(str(groups["q"])) * days_of(str(groups["v"])) or 1.0
    number = str(groups["n"]) if groups.get("n") else "2" if groups.get("x") else "1"
    return number_of(number) * days_of(str(groups["u"])) or 1.0


def _is_rhythm(text: str, found: re.Match[str]) -> bool:
    """A rhythm of giving: not 'per day' of a drug, not visits, not ranges."""
    if _NOT_A_RHYTHM.match(found[0]) or _RANGE.match(text, found.end(), found.end() + 6):
        return False
    return is_given(text, found.start(), found.end())
