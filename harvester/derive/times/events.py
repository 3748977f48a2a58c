"""Events as time points: "until discharge", "during surgery"; not what a time is counted from."""

import re
from bisect import bisect_right
from collections.abc import Sequence

from harvester.derive.times.words import words_of

_NOUN = (
    r"(?:discharged?|surgery|surgical|operations?|operative(?:ly)?|procedures?|hospitali[sz]ation|stay|admission"
    r"|completion|study|trial|death|die[sd]?|progression|relapse|recurrence|delivery|birth|screening|treatment"
    r"|therapy|infusions?|injections?|(?:im|trans)plant\w*|biops\w+|visits?|ana?esthesia|extubation|withdrawal"
    r"|discontinuation|randomi[sz]ation|enrol\w+|inclusion|follow[\s-]?up|remission|failure|healing|closure"
    r"|recovery|engraftment|transfer|termination|dos(?:e|ing)|pre[\s-]?dose|event|resolution|intervention|program"
    r"|training|exercise|session|graft\w*|administration|application|onset|diagnosis|end|entry|imaging|scans?"
    r"|period|(?:pre|post)[\s-]?treatment|(?:pre|post|intra|peri)[\s-]?op\w*)"
)
_ANY = re.compile(
    rf"\b(?:{_NOUN}|before|after|during|until|upon|at|on|from|immediate\w*|initial\w*|harvest|sleep|exam\w*)\b"
)
_STOP = r"(?!(?:after|post|from|since|following|until|till|baseline|and|or|before|at|(?:day|week|month|year)s?)\b)"
# "the end of week 4" is week 4.
_OF_TIME = (
    r"(?!(?<=\bend)\s+of\s+(?:(?:the|each|every|a|cycle|day|week|month|year|treatment|study|first|second|third|last)\s+)*"
    r"(?:\d|cycle|day|week|month|year|hour|one|two|three|four|six|twelve))"
)
_POINT = re.compile(
    r"(?:(?P<bound>until|untill|till|to|through|throughout|upon|at|the (?:end|time|day) of)"
    rf"|before|prior to|during|immediately|directly|right)\s+(?:{_STOP}[a-z/'-]+\s+){{0,6}}{_NOUN}\b"
    rf"(?!\s*\d|\s+(?:day|week|month|year)s?\s*[+-]?\d){_OF_TIME}"
    rf"|(?:immediately|directly|right|just|shortly|immediate)\s+(?:after|following|post)[\s-]+(?:[a-z]+\s+){{0,3}}?{_NOUN}\b"
    r"|or\s+(?:the\s+|date of\s+|day of\s+|hospital\s+|until\s+|premature\s+|early\s+)*"
    r"(?:death|dies?|discharged?|withdrawal|progression|relapse|termination)\b"
)
_COUNTED_FROM = re.compile(
    r"\b(?:after|from|since|following|post|compared|prior|previous|related|relative|due|loss|lost)$"
)
# An event that stands by itself in a list: "screening, 6 and 12 months", "Pre-op, day 1 and discharge".
_ITEM = re.compile(
    r"(?:^\W*(?:(?:time ?points?|time ?frames?|assess(?:ed|ments?)|measured)\W+)?|(?P<joint>[,;/&]|\band\b|\bor\b)\s*)"
    r"(?P<item>(?:(?:at|on|the|immediately|initial|final|hospital|icu|study|visit)[\s-]+){0,3}"
    r"(?:screening|discharge|eo[ts]|early termination|end of (?:the )?(?:study|treatment|therapy|trial|icu|follow[\s-]?up)"
    r"|(?:pre|intra|peri)[\s-]?(?:op\w*|surg\w*|dos(?:e|ing)|treatment|infusion|injection|transplant\w*|procedur\w*"
    r"|interventions?)"
    r"|(?P<opening>before|enrol\w+|admission|randomi[sz]ation|surgery|(?:post|after)[\s-]?(?:op\w*|surg\w*|treatment"
    r"|dos(?:e|ing)|infusion|injection|transplant\w*|procedur\w*|intervention))"
    r")(?: visits?| period| evaluation)?)\s*(?=$|[,;/&.\])]|and\b|or\b)"
)


# How one of the words of an event begins.
_STEMS = words_of(
    "admi ana anae anes appl befo biop clos comp deat deli diag die died dies disc dosi dose end engr enro entr eos eot"
    " even exer extu fail foll graf heal hosp imag impl incl infu inje inte intr onse oper peri pre pred preo prep pret"
    " prei pres pret proc prog rand reco recu rela remi reso scan scre sess stay stud surg term ther trai tran trea tria"
    " post birt visi with"
)
# A word that one of the events above begins with, and the stems of those that stand by themselves.
_BEGINNINGS = words_of(
    "until untill till to through throughout upon at the before prior during immediately immediate directly right just"
    " shortly or"
)
_ITEM_STEMS = words_of(
    "scre disc eot eos earl end pre pred preo prep pret prei pres prec intr peri base befo"
)
_OPENING_STEMS = words_of("enro admi rand surg post afte")


def names_event(low: str) -> bool:
    """Whether a text that holds no time at all names an event or a moment: "end of treatment", "at admission"."""
    return _ANY.search(low) is not None


def find_events(low: str, words: frozenset[str], times: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Places of events that are points beside the `times` (places in the text, in order)."""
    stems = {word[:4] for word in words}
    if _STEMS.isdisjoint(stems):
        return []
    events = [] if words.isdisjoint(_BEGINNINGS) else _bounds(low, times)
    if _ITEM_STEMS.isdisjoint(stems) and low.lstrip(" (")[:4] not in _OPENING_STEMS:
        return events
    items = [found for found in _ITEM.finditer(low) if _is_item(found, low, events)]
    return events + [found.span("item") for found in items if not _overlaps(times, *found.span("item"))]


def _bounds(low: str, times: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Places of events that a word says are points: "until discharge", "during surgery"."""
    ends = {end for _, end in times}
    events: list[tuple[int, int]] = []
    for found in _POINT.finditer(low):
        start, end = found.span()
        near = low[max(start - 24, 0) : start]
        before = near.rstrip(" -")
        counted = _COUNTED_FROM.search(before) or (
            not found["bound"] and start - len(near) + len(before) in ends
        )
        if not counted and not near[-1:].isalpha() and not _overlaps(times, start, end):
            events.append((start, end))
    return events


def _is_item(found: re.Match[str], low: str, events: list[tuple[int, int]]) -> bool:
    """Whether an event in a list is a point: one that a time may be counted from, only at the head of the list."""
    start, end = found.span("item")
    if _overlaps(events, start, end):
        return False
    if not found["opening"] or not found["joint"]:
        return True
    before = low[max(found.start() - 12, 0) : found.start()].rstrip(" ,")
    return before.endswith(("baseline", "before", "pre", "screening"))


def _overlaps(places: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Whether start:end shares a character with one of the places, which stand in order."""
    at = bisect_right(places, (start, end))
    return (at > 0 and places[at - 1][1] > start) or (at < len(places) and places[at][0] < end)
