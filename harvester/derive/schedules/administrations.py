"""How often and how far apart a product is given, read from one text; the surest reading first."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from harvester.derive.passages import DESCRIPTION, SUMMARY, Passage
from harvester.derive.schedules import words
from harvester.derive.schedules.rhythms import (
    clause,
    day_lists,
    days_of,
    how_often,
    is_given,
    is_of_other,
    number_of,
    schedule,
)

_SUREST = {"number in all": 0, "single": 2}
_RANGE_BEFORE = re.compile(r"(?:-|to|within) ?$")
_RANGE_AFTER = re.compile(r" ?(?:-|to\b|or\b)")
_AT_LEAST = re.compile(r"(?:minimum|least)(?: of)?(?: an?)? ?$")


@dataclass(frozen=True, slots=True)
class Found:
    """A value at passage.plain[start:end]."""

    value: str | int | float
    start: int
    end: int
    rule: str


def find_administrations(passage: Passage) -> Iterator[Found]:
    """How many times the product is given; in prose only in sentences that give it to someone."""
    again = _gives_a_second(passage.folded)
    yield from (
        found for found in _found(passage, _administrations) if not (again and found.rule == "single")
    )


def _gives_a_second(text: str) -> bool:
    """'A second dose will be given on day 3': a single dose named before is not the whole."""
    for found in _matches(text, words.SECOND_GIVEN, "second", "third", "repeat"):
        before, after = clause(text, found.start(), found.end(), 110)
        if not words.PERHAPS.search(before + found[0] + after):
            return True
    return False


def has_phases(passage: Passage) -> bool:
    """'Twice in a 26-day interval followed by three times every three months': no one number or interval holds."""
    return "followed by" in passage.folded and bool(words.PHASES.search(passage.folded))


def has_groups(passage: Passage) -> bool:
    """'Group A: single infusion group; group B: double infusion group': each has its own number."""
    return bool(words.MORE_GROUP.search(passage.view) and words.ONE_GROUP.search(passage.view))


def says_more_than_one(passage: Passage) -> bool:
    """'Every 3 months for a total of 4 injections': beside it a 'single dose' is what one time brings."""
    for found in _matches(passage.folded, words.TOTAL_OF, "total of"):
        around = "".join(clause(passage.folded, found.start(), found.end()))
        several = number_of(found["n"]) > 1 and words.APART_IN_TIME.search(around)
        if several and is_given(passage.folded, found.start(), found.end()):
            return True
    return False


def find_intervals(passage: Passage) -> Iterator[Found]:
    """Days between administrations; a range of intervals is none."""
    return _found(passage, _intervals)


def _found(passage: Passage, find: Callable[[str], Iterator[Found]]) -> Iterator[Found]:
    if passage.rank not in (SUMMARY, DESCRIPTION):
        yield from find(passage.folded)
        return
    found = [
        one for start, end in passage.sentences() for one in _in_prose(passage.folded[start:end], start, find)
    ]
    yield from sorted(found, key=lambda one: _SUREST.get(one.rule, 1))


def _in_prose(sentence: str, start: int, find: Callable[[str], Iterator[Found]]) -> Iterator[Found]:
    """What a sentence that gives the product to someone says, near the word for giving."""
    if not words.GIVEN.search(sentence):
        return
    if not words.PRODUCT.search(sentence) and not words.RECEIVED.search(sentence):
        return
    for found in find(sentence):
        if words.GIVEN.search(sentence, max(0, found.start - 80), found.end + 40):
            yield replace(found, start=found.start + start, end=found.end + start)


def _matches(text: str, pattern: re.Pattern[str], *signs: str) -> Iterable[re.Match[str]]:
    """All matches, sought only where one of the signs occurs."""
    return pattern.finditer(text) if any(map(text.__contains__, signs)) else ()


def _administrations(text: str) -> Iterator[Found]:
    for found in _matches(text, words.IN_ALL, "total", "in all"):
        if is_given(text, found.start(), found.end()):
            yield _counted(found, number_of(found["n"] or found["m"]), "number in all")
    for found in _matches(text, words.STATED, "number", "times"):
        yield _counted(found, number_of(found["n"]), "number in all")
    yield from sorted((*_scheduled(text), *_per_period(text)), key=lambda found: found.start)
    counts = [found for found in _matches(text, words.NUMBERED, *words.GIFTS) if _is_count(text, found)]
    if all(number_of(found["n"]) == 1 for found in counts):
        for found in _matches(text, words.LATER, *words.AGAIN):
            if not text.endswith("possible ", 0, found.start()):
                yield _counted(found, 2, "a second time")
    for found in counts:
        yield _counted(found, number_of(found["n"]), "number of doses")
    for found in _matches(text, words.TIMES, "times"):
        if 1 <= number_of(found["n"]) <= 40 and is_given(text, found.start(), found.end()):
            yield _counted(found, number_of(found["n"]), "number of times")
    for found in _matches(text, words.TWICE, "twice", "two"):
        if is_given(text, found.start(), found.end()):
            yield _counted(found, 2, "twice")
    for found in _matches(text, words.SINGLE, *words.ONCE):
        if _is_single(text, found):
            yield _counted(found, 1, "single")


def _is_single(text: str, found: re.Match[str]) -> bool:
    """Of the product, and not one of two choices: 'a single or repeated infusions'."""
    before, after = clause(text, found.start(), found.end(), 60)
    if words.OF_OTHER.match(text, found.end()) or words.OR_MORE.search(found[0] + after):
        return False
    return not is_of_other(before[-40:])


def _scheduled(text: str) -> Iterator[Found]:
    for listed in day_lists(text):
        if len(listed.days) <= 14:
            yield Found(len(listed.days), listed.start, listed.end, "days listed")
    for rhythm in schedule(text):
        if rhythm.count:
            yield Found(rhythm.count, rhythm.start, rhythm.end, "rhythm and duration")


def _counted(found: re.Match[str], count: int, rule: str) -> Found:
    return Found(count, found.start(), found.end(), rule)


def _per_period(text: str) -> Iterator[Found]:
    """'2 infusions of 2 million cells/kg per week for 4 weeks' are eight."""
    for found in _matches(text, words.PER, " per ", " a ", " each ", " every "):
        duration = words.FOR.match(text, found.end(), min(len(text), found.end() + 40))
        if duration and duration["u"] and is_given(text, found.start(), found.end()):
            number = number_of(duration["n"] or "one")
            times = how_often(number * days_of(duration["u"]), days_of(found["p"])) * number_of(found["n"])
            if times <= 60:
                yield Found(times, found.start(), duration.end(), "rhythm and duration")


def _is_count(text: str, found: re.Match[str]) -> bool:
    """'3 infusions' counts gifts; '10 injections' into a heart and 'two doses' that are levels do not."""
    count = number_of(found["n"])
    before, after = clause(text, found.start(), found.end(), 110)
    if not 1 <= count <= 40 or words.NO_COUNT_BEFORE.search(before[-14:]) or words.EACH_VISIT.search(before):
        return False
    if (
        words.NO_COUNT_WITHIN.search(found[0])
        or words.NO_COUNT_AFTER.match(after)
        or words.OTHER.search(found[0])
    ):
        return False
    if found["g"].startswith("injection") and count > 1 and not words.APART_IN_TIME.search(before + after):
        return not (words.SITES.search(before + found[0] + after) or count >= 5)
    return True


def _intervals(text: str) -> Iterator[Found]:
    for listed in day_lists(text):
        steps = {round(late - early, 4) for early, late in pairwise(listed.days)}
        if len(steps) == 1:
            yield Found(steps.pop(), listed.start, listed.end, "days listed")
    for found in _matches(text, words.APART, "interval", "apart", "separat", "between", "distance", "gap"):
        if interval := _apart(text, found):
            yield interval
    for rhythm in schedule(text):
        if rhythm.every is not None:
            yield Found(rhythm.every, rhythm.start, rhythm.said, "every so often")
    for found in (*_matches(text, words.LATER, *words.AGAIN), *_matches(text, words.SECOND_AFTER, "second")):
        number = found.start("n")
        if not _RANGE_BEFORE.search(text, max(0, number - 8), number):
            days = number_of(found["n"]) * days_of(found["u"])
            yield Found(days, found.start(), found.end(), "a second time")


def _apart(text: str, found: re.Match[str]) -> Found | None:
    """'4 weeks apart', 'at intervals of 3 months'; no ranges, no shortest times."""
    number, unit = (found["n"], found["u"]) if found["n"] else (found["m"], found["v"])
    if found["m"] and _RANGE_AFTER.match(text, found.end("m"), found.end("m") + 4):
        return None
    if _AT_LEAST.search(text, max(0, found.start() - 16), found.start()):
        return None
    if not is_given(text, found.start(), found.end()):
        return None
    return Found(number_of(number) * days_of(unit), found.start(), found.end(), "interval")
