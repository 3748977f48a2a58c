"""The conditions studied, as documents name them. Texts are folded (see `derive.passages.fold`)."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from harvester.claims.design import of_another, of_others
from harvester.claims.lines import BULLET, Line, listed_below
from harvester.claims.model import LABELLED, STATED

_LONGEST = 100
_CONDITIONS = (
    r"(?:(?:eligible|target(?:ed)?|studied|study|medical|included|main|primary) )*(?:conditions?|diseases?|indications?|diagnos[ie]s|disorders?)"
    r"(?: or (?:diseases?|disorders?))?(?: (?:studied|treated|under study|of interest))?"
)
_LABEL = re.compile(rf"\s*(?:[-*•] )?{_CONDITIONS}(?: (?:are|include[sd]?))?\s*(?:[:|]\s*(?P<what>\S.*)?|$)")
_SENTENCE = re.compile(
    r"\b(?:eligible|target(?:ed)?|studied|included) (?:conditions?|diseases?|indications?|diagnoses|disorders?)"
    r" (?:are|include[sd]?|were|comprise)\s*:?\s+(?P<what>[^.:]+)"
)
_SPLIT = re.compile(r"\s*(?:[;,|•]\s*(?:and |or )?|\s+and/or\s+)\s*")
_PARTED = re.compile(r"\s*[;|•]\s*(?:and |or )?")  # between names that have commas of their own
_LAST = re.compile(r"\s+(?:and|or)\s+")
_OTHER_HEADING = re.compile(
    r"\W*(?:key |main |study |primary |secondary )*(?:interventions?|outcomes?|endpoints?|end points?|population|study|criteria|design|treatments?"
    r"|results?|background|methods?|objectives?|purpose|sponsor|locations?|contacts?|sites?|arms?|ages?|enrol+ment|phase|status|sex|eligibility)\b"
)
_PEOPLE = r"(?:patients|people|participants|subjects|individuals|adults|children|adolescents|infants|men|women|volunteers)"
_WITH = r"(?:with|who have|suffering from|diagnosed with|affected by|living with)"
_STUDY = r"(?:study|trial|registry|cohort|enrol+(?:s|ed|ing)?|recruit(?:s|ed|ing)?)"
_STOP = (
    r"(?= (?:who|whom|that|which|but|after|before|by|using|receiving|treated|undergoing|at|from|to|in|over|for|were|was|is|are|will|on"
    r"|despite|during|under|through|within|as|aged|older|younger)\b|[,.;:()|]|$)"
)
_IN_PEOPLE = re.compile(
    rf"\b{_STUDY}\b(?:\([^()]{{0,80}}\)|[^.;:|()]){{0,80}}?\b(?:in|of|among|for|with|enrol\w*|recruit\w*|includ\w*|involv\w*|compris\w*) (?:[a-z0-9-]+ ){{0,3}}?"
    rf"{_PEOPLE} {_WITH} (?P<what>[a-z0-9'/ -]{{3,80}}?){_STOP}"
)
_VAGUE = re.compile(
    r".*\b(?:and|or)\b|(?:the|this|these|a|an|such|other|various|different|any|certain|chronic|acute|severe|both|one|same|similar|either|normal|no|good|poor)\b"
)


class FoundCondition(NamedTuple):
    """A condition at text[start:end]."""

    start: int
    end: int
    sure: int


def find_conditions(lines: Sequence[Line]) -> Iterator[tuple[str, FoundCondition]]:
    """(NCT ID, condition) of every condition that the document says is studied, places counted in its text."""
    for at, line in enumerate(lines):
        label = _LABEL.fullmatch(line.head)
        if line.nct_id and label and not label["what"]:
            yield from ((line.nct_id, item) for item in _listed(lines, at))
        else:
            yield from _in_sentences(line)


def _listed(lines: Sequence[Line], at: int) -> Iterator[FoundCondition]:
    for line in listed_below(lines, at):
        if _OTHER_HEADING.match(line.text) or _LABEL.fullmatch(line.head):
            return
        bullet = BULLET.match(line.text)
        first = bullet.end() if bullet else len(line.text) - len(line.text.lstrip())
        stop = len(line.text.rstrip(" ;,."))
        if 3 <= stop - first <= _LONGEST:
            yield FoundCondition(line.start + first, line.start + stop, LABELLED)


def _split(place: int, text: str, first: int, last: int) -> Iterator[FoundCondition]:
    """The conditions of an enumeration."""
    pieces: list[tuple[int, int]] = []
    begin = first
    parted = _SPLIT if not _PARTED.search(text, first, last) else _PARTED
    for comma in [*parted.finditer(text, first, last), None]:
        pieces.append((begin, comma.start() if comma else last))
        begin = comma.end() if comma else last
    if len(pieces) > 1 and (both := _LAST.search(text, *pieces[-1])):
        begin, last = pieces.pop()
        pieces += [(begin, both.start()), (both.end(), last)]
    if any(_OTHER_HEADING.match(text, start, end) for start, end in pieces):
        return  # the head of a table
    for start, end in pieces:
        words = text[start:end].rstrip(" .")
        if 3 <= len(words) <= _LONGEST:
            yield FoundCondition(place + start, place + start + len(words), LABELLED)


def _in_sentences(line: Line) -> Iterator[tuple[str, FoundCondition]]:
    for span in line.sentences:
        text = line.sentence(span)
        if span.nct_id is None or of_others(text):
            continue
        label = _LABEL.fullmatch(text)
        if label and label["what"]:
            for item in _split(span.start, text, *label.span("what")):
                yield span.nct_id, item
            continue
        if enumerated := _SENTENCE.search(text):
            for item in _split(span.start, text, *enumerated.span("what")):
                yield span.nct_id, item
        for found in _IN_PEOPLE.finditer(text):
            start, end = found.span("what")
            if not _VAGUE.match(found["what"]) and not of_another(text, start, end):
                yield span.nct_id, FoundCondition(span.start + start, span.start + end, STATED)
