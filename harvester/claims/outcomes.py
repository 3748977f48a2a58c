"""The primary outcome and its time frame, as documents say them. Texts are folded (see `derive.passages.fold`)."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from harvester.claims.lines import BULLET, Line
from harvester.claims.model import LABELLED, STATED, Times
from harvester.derive.times.frames import read_time_frame

_LONGEST = 400
_PRIMARY = (
    r"(?:main|primary) (?:(?:efficacy|safety|clinical|study|feasibility|composite|co-)[ -]?(?:and |/)?){0,2}"
    r"(?:outcomes?|end ?-?points?)(?: (?:measures?|variables?|parameters?))?"
)
_OF = r"(?: (?:of|for|in) (?:(?:the|this|our) (?:[a-z-]+ )?(?:study|trial|registry|research)(?: \(?nct\d{8}\)?)?|nct\d{8}))?"
_IS = (
    r"(?:(?:will|would|shall|may)(?: also)? )?(?:is|are|was|were|be|being|has been|(?:focus(?:es|ed)?|cent(?:er|re)s) (?:on|upon)|measures|measured|assess(?:es|ed)?|"
    r"evaluates?|evaluated|includes?|included|including|comprises?|comprised|consists? of|consisted of|concerns?)(?: to be| be)*"
)
_HEADING = re.compile(rf"\W*(?:the )?{_PRIMARY}{_OF}(?: \([a-z ]+\))?\W*")
_LABEL = re.compile(rf"\s*(?:[-*•] )?(?:the )?{_PRIMARY}{_OF}(?: \([a-z ]+\))?\s*[:|–—-]\s*(?P<what>\S.*)")
_SENTENCE = re.compile(rf"\b{_PRIMARY}{_OF}(?: \([a-z ]+\))?,? {_IS}(?: also)?:? (?P<what>.+)")
_NAMED_OF = re.compile(
    rf"\b{_PRIMARY} of (?!(?:the|this|our|both)\b|nct\d)(?P<what>[^,;]{{4,150}}?) (?:is|was|were|will be|occurred|has been)\b"
)
_APPOSED = re.compile(
    rf"\b{_PRIMARY}{_OF}, (?P<what>[^,]{{4,200}}), (?:is|are|was|were|will be) (?:assessed|measured|evaluated|determined|recorded)\b"
)
_REVERSED = re.compile(
    rf"^(?P<what>.+?) (?:is|are|was|were|will be|serves? as|served as|will serve as) (?:(?:the|its|our) )?{_PRIMARY}\b"
)
# What is said of the primary outcome is not what it is.
_NO_MEASURE = re.compile(
    r"(?:not |that\b|which\b|at\b|the end of\b|a difference\b|met\b|reached\b|achieved\b|similar\b|significant|better\b|worse\b|higher\b|lower\b|improved\b|available\b|reported\b"
    r"|analy[sz]ed\b|assessed\b|evaluated\b|measured\b|determined\b|recorded\b|collected\b|compared\b|expected\b|consistent\b|listed\b|shown\b|summari[sz]ed\b|described\b|missed\b|the same\b)"
)
_CUT = re.compile(
    r"(?:[;|.,] ?|\band |\bwhile |\bwhereas |\bas well(?: as)? )+(?:the )?(?:key |main )?secondary\b.*",
    re.DOTALL,
)
_FRAME = re.compile(r"(?:.*[\[(.;|] ?|\W*)\btime ?frame\s*[:|]\s*(?P<what>[^\]|\n]+)")
_ON = re.compile(r"\b(?:evaluat|assess|measur|record|follow|determin|collect|monitor)")
_SECONDARY = re.compile(r"\bsecondary\b|\bexplorat")

_NUMBER = r"(?:\d+(?:\.\d+)?|one|two|three|four|five|six|eight|nine|ten|twelve|eighteen|twenty-four)"
_UNIT = r"(?:hours?|days?|weeks?|wks?|months?|years?)"
_TIME = re.compile(
    rf"(?<![\w.])(?:(?:{_NUMBER}(?:,? (?:and|or|to) |, ?| ?- ?))*{_NUMBER}[ -]?{_UNIT}\b"
    rf"|{_UNIT} (?:{_NUMBER}(?:,? (?:and|or|to) |, ?| ?- ?))*{_NUMBER}(?![\w.%]))"
)
_NO_FOLLOW_UP_BEFORE = re.compile(
    r"(?:±|\+/-|\bevery|\bage[ds]?(?: of)?|\bonce|\bthe (?:last|past|previous|preceding)|\bper|\beach|\bprior)\s*$"
)
_NO_FOLLOW_UP_AFTER = re.compile(
    r"'?[ -](?:of age|old\b|(?:post-?menstrual|post-?natal|gestational|corrected)\b|pma\b|interval|course|treatment\b|period of treatment|apart\b|cycles?\b)"
)


_AT = re.compile(r"(?:at\b|(?:assessed|evaluated|measured|determined|recorded) (?:at|after|over|within)\b)")
_NEAR = 60
"""Characters from one time to the next within which they are told together."""


class FoundOutcome(NamedTuple):
    """A primary outcome at text[start:end], and when it is measured, if that is said with it."""

    start: int
    end: int
    sure: int
    named: bool = True
    """False where only its time is told: "the primary endpoint was assessed at 5 weeks"."""
    times: Times | None = None
    times_at: tuple[int, int] = (0, 0)


def find_primary_outcomes(lines: Sequence[Line]) -> Iterator[tuple[str, FoundOutcome]]:
    """(NCT ID, outcome) of every statement of a primary outcome, places counted in the document's text."""
    for at, line in enumerate(lines):
        if line.nct_id and _HEADING.fullmatch(line.head):
            yield from ((line.nct_id, found) for found in _under_heading(lines, at))
        else:
            yield from _in_sentences(lines, at)


def _under_heading(lines: Sequence[Line], at: int) -> Iterator[FoundOutcome]:
    """What stands under "Primary outcome": the items of a list, else the next line where it is no sentence about it."""
    below = [line for line in lines[at + 1 : at + 11] if line.nct_id == lines[at].nct_id]
    items: list[Line] = []
    for line in below:
        if items and not (BULLET.match(line.text) and BULLET.match(items[0].text)):
            break
        items.append(line)
    for offset, line in enumerate(items, 1):
        if _HEADING.fullmatch(line.head) or _SENTENCE.search(line.head) or _SECONDARY.search(line.text[:40]):
            return
        bullet = BULLET.match(line.text)
        first = bullet.end() if bullet else len(line.text) - len(line.text.lstrip())
        span = next((span for span in line.sentences if span.start - line.start >= first), None)
        stop = span.end - line.start if span and span.start - line.start == first else len(line.text.rstrip())
        if found := _outcome(line.start, line.head, first, min(stop, len(line.head)), LABELLED):
            yield _with_frame(found, lines, at + offset)


def _in_sentences(lines: Sequence[Line], at: int) -> Iterator[tuple[str, FoundOutcome]]:
    line = lines[at]
    for number, span in enumerate(line.sentences):
        if span.nct_id is None:
            continue
        text = line.sentence(span)
        label = _LABEL.fullmatch(text)
        match = (
            label
            or _NAMED_OF.search(text)
            or _APPOSED.search(text)
            or _SENTENCE.search(text)
            or _REVERSED.search(text)
        )
        found = match and _outcome(span.start, text, *match.span("what"), LABELLED if label else STATED)
        if not found:
            continue
        if match and not label and found.times is None:
            found = _with_times(found, span.start + match.end("what"), text[match.end("what") :])
        following = line.sentences[number + 1] if number + 1 < len(line.sentences) else None
        if following is not None and following.nct_id == span.nct_id:
            after = line.sentence(following)
            if frame := _FRAME.match(after):
                found = _with_times(
                    found._replace(times=None), following.start + frame.start("what"), frame["what"]
                )
            elif found.times is None and _ON.search(after) and not _SECONDARY.search(after):
                found = _with_times(found, following.start, after)
        yield span.nct_id, _with_frame(found, lines, at) if label else found


def _outcome(place: int, text: str, first: int, last: int, sure: int) -> FoundOutcome | None:
    """The outcome that text[first:last] names; `place` is where the text begins in the document."""
    what = _CUT.sub("", text[first:last])[:_LONGEST].rstrip(" .")
    if len(what) < 3:
        return None
    named = _NO_MEASURE.match(what) is None
    found = FoundOutcome(place + first, place + first + len(what), sure, named)
    return _with_times(found, place + first, what) if named or _AT.match(what) else None


def _with_frame(found: FoundOutcome, lines: Sequence[Line], at: int) -> FoundOutcome:
    """The outcome with the time frame that stands beside its label or in the next line."""
    for line in lines[at : at + 2]:
        if line.nct_id == lines[at].nct_id and (frame := _FRAME.match(line.head)):
            return _with_times(found._replace(times=None), line.start + frame.start("what"), frame["what"])
    return found


def _with_times(found: FoundOutcome, place: int, text: str) -> FoundOutcome:
    """The outcome with the time points that a text names, if it names any."""
    spans: list[tuple[int, int]] = []
    for match in _TIME.finditer(text):
        if _is_follow_up(text, *match.span()) and (not spans or match.start() - spans[-1][1] <= _NEAR):
            spans.append(match.span())
    days = [point.day for start, end in spans for point in read_time_frame(text[start:end]) if point.day]
    if not days:
        return found
    start, end = spans[0][0], spans[-1][1]
    return found._replace(
        times=Times(tuple(sorted(set(days))), text[start:end]), times_at=(place + start, place + end)
    )


def _is_follow_up(text: str, start: int, end: int) -> bool:
    return not _NO_FOLLOW_UP_BEFORE.search(text, 0, start) and not _NO_FOLLOW_UP_AFTER.match(text, end)
