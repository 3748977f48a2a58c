"""Where sentences begin and end in a text whose line ends are the ends of paragraphs."""

import re
from bisect import bisect_right
from collections.abc import Iterator


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_END = re.compile(
    r"(?:[.!?…]+[)\]\"'”’»]*(?:\[\d[\d,;\s–-]*\])?(?=[ \t\u00a0\u2009\u202f])|[。！？]+[」』”’）]*|\n+)"
)
# Never the last word of a sentence: what follows belongs to it.
_LEADING = _words(
    "dr drs prof mr mrs ms messrs mx st e.g eg i.e ie vs v cf viz approx ca fig figs eq eqs ref refs tab sect resp"
    " nos gen col sen rep rev hon assoc"
)
# The last word of a sentence only where a new one clearly begins.
_EITHER = _words(
    "no inc ltd co corp llc plc gmbh s.a s.p.a b.v n.v pty al etc dept univ inst hosp vol pp p ed eds jr sr ph.d m.d"
    " b.sc m.sc d.o r.n u.s u.k e.u u.s.a a.m p.m incl excl max min avg std est wk wks mo mos yr yrs hr hrs jan feb mar"
    " apr jun jul aug sep sept oct nov dec mon tue wed thu fri sat sun i.v i.m s.c p.o b.i.d q.d t.i.d spp sp var ext tel"
)
_STARTERS = _words(
    "the this these those that there it its in on at as an a we our they their he she his her you your i for from with"
    " however moreover furthermore additionally further thus therefore hence although while when where after before"
    " during patients participants subjects all both each no not one two three if to of by is are was were will"
)
_WORD_BEFORE = re.compile(r"[^\W_][\w.&’'-]*$")
_WORD_AFTER = re.compile(r"\s*[\"'“‘«(\[]*([^\W\d_]+)?")
_LIST_NUMBER = re.compile(r"\s*(?:[-*•·]\s*)?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,4})\.")
_LONGEST_WORD = 24


def sentence_spans(text: str) -> Iterator[tuple[int, int]]:
    """(start, end) of every sentence, white space around it left out; a line end always ends one."""
    start = 0
    for found in _END.finditer(text):
        if text[found.start()] == "\n" or _ends(text, start, found.start(), found.end()):
            yield from _trimmed(text, start, found.end())
            start = found.end()
    yield from _trimmed(text, start, len(text))


class Sentences:
    """The sentences of a text, found line by line as they are asked for."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._line = (0, 0)
        self._starts: list[int] = []
        self._ends: list[int] = []

    def around(self, start: int, end: int) -> tuple[int, int]:
        """The span from the beginning of the sentence with text[start] to the end of the one with text[end - 1]."""
        return self._find(start)[0], self._find(max(start, end - 1))[1]

    def _find(self, place: int) -> tuple[int, int]:
        if not self._line[0] <= place < self._line[1]:
            self._read_line(place)
        number = bisect_right(self._starts, place) - 1
        if number < 0 or place >= self._ends[number]:
            return place, place + 1
        return self._starts[number], self._ends[number]

    def _read_line(self, place: int) -> None:
        start = self._text.rfind("\n", 0, place) + 1
        end = self._text.find("\n", place)
        self._line = start, (len(self._text) if end < 0 else end) + 1
        spans = list(sentence_spans(self._text[start : self._line[1]]))
        self._starts = [first + start for first, _ in spans]
        self._ends = [last + start for _, last in spans]


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    end -= len(words) - len(words.rstrip())
    if start < end:
        yield start, end


def _ends(text: str, start: int, mark: int, end: int) -> bool:
    """Whether the mark at text[mark:end] ends the sentence that begins at `start`."""
    if text[mark] in "。！？":
        return True
    after = _WORD_AFTER.match(text, end)
    following = after[1] if after else None
    if text[mark] != ".":
        return following is None or not following[0].islower()
    if following and following[0].islower():
        return False
    if _LIST_NUMBER.fullmatch(text, start, mark + 1):
        return False
    before = _WORD_BEFORE.search(text, max(start, mark - _LONGEST_WORD), mark)
    word = before[0].lower() if before else ""
    if word in _LEADING:
        return False
    starts = following is not None and following.lower() in _STARTERS
    if word in _EITHER or (len(word) == 1 and before is not None and before[0].isupper()):
        return starts or (following is None and not text[end:].strip())
    return True
