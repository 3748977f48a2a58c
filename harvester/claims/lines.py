"""Which study each line and sentence of a document is about; nothing where it could be another."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from harvester.derive.passages import fold
from harvester.documents.mentions import find_mentions
from harvester.documents.sentences import sentence_spans
from harvester.documents.text import Document

LEAD = 2000
"""A study named within so many characters from the beginning may be what the document is about."""
SHORT = 4000
"""A document no longer than that speaks of the one study that it names, wherever it names it."""
READ = 2_000_000
"""Characters of a document that are read for claims; nobody writes longer of one study."""
_HEADING = 120
_HEAD = 1000
_LONGEST_SENTENCE = 2000
_REFERENCES = re.compile(
    r"\W*(?:references|bibliography|literature(?: cited)?|works cited|sources|footnotes)\W*"
)
_ASIDE = re.compile(
    r"\W*(?:discussion|conclusions?|background|introduction|about (?:us|the (?:company|sponsor|authors?)|[a-z ]{3,40})"
    r"|related (?:articles?|posts?|studies|trials)|see also|disclaimer|limitations|further reading|other (?:studies|trials))\W*"
)


_EXCLUSION = re.compile(r"\W*(?:key |main |major )?exclusion(?: criteria)?\b")
_OTHER_PART = re.compile(
    r"\W*(?:(?:key |main |major )?inclusion\b|(?:primary|secondary|main) |eligib|interventions?\b|outcomes?\b|study |design\b"
    r"|methods?\b|results?\b|treatments?\b|locations?\b|contacts?\b|sponsor|enrol+ment|conditions?\b|phase\b)"
)


class Span(NamedTuple):
    """A sentence: text[start:end], and the study it is about, if that is certain."""

    start: int
    end: int
    nct_id: str | None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a document: `text` is folded (see `fold`) and as long as what the document has at `start`."""

    start: int
    text: str
    nct_id: str | None
    """The study that the line is about, if that is certain and one."""
    sentences: Sequence[Span] = ()

    @property
    def head(self) -> str:
        """As much of the line as may be a label with what stands beside it."""
        return self.text[:_HEAD]

    def sentence(self, span: Span) -> str:
        """The folded text of one of its sentences."""
        return self.text[span.start - self.start : span.end - self.start]


def heads(line: str) -> bool:
    """Whether a line may stand over what follows: short, and no sentence."""
    return 0 < len(line) <= _HEADING and line.rstrip()[-1:] not in ".!?;,"


def read_lines(document: Document) -> list[Line]:
    """The lines of a document that are not empty, without its references; lists of who may not take part are about none."""
    ids = [(mention.nct_id, mention.start) for mention in find_mentions(document)]
    main = _main_study(document, ids)
    folded = fold(document.text[:READ])
    lines: list[Line] = []
    running, at = main, 0
    excluding = False
    for found in re.finditer(r"[^\n]+", folded):
        start, end = found.span()
        text = found[0]
        if not text.strip():
            continue
        if _REFERENCES.fullmatch(text):
            break
        first = at
        while at < len(ids) and ids[at][1] < end:
            at += 1
        here = [item for item in ids[first:at] if item[1] >= start]
        named = list(dict.fromkeys(nct_id for nct_id, _ in here))
        if not named and _ASIDE.fullmatch(text):
            running = main
        if len(named) == 1 and heads(text):
            running = named[0]
        excluding = _EXCLUSION.match(text) is not None or (
            excluding and not _OTHER_PART.match(text) and not _ASIDE.fullmatch(text) and not named
        )
        subject = named[0] if len(named) == 1 else None if named or excluding else running
        spans = [
            Span(start + first, start + last, subject)
            for first, last in sentence_spans(
                document.text[start:end]
            )  # folded, it would have no capitals to go by
        ]
        if len(named) > 1:
            spans = [_of_its_own(span, here) for span in spans]
        lines.append(Line(start, text, subject, spans))
    return lines


def _of_its_own(span: Span, ids: Sequence[tuple[str, int]]) -> Span:
    """The sentence, about the one study that it names."""
    named = {nct_id for nct_id, place in ids if span.start <= place < span.end}
    return span._replace(nct_id=named.pop() if len(named) == 1 else None)


def _main_study(document: Document, ids: Sequence[tuple[str, int]]) -> str | None:
    """The study that a document is about where it does not name one: that of its title, or the one it speaks of most."""
    counts = Counter(nct_id for nct_id, _ in ids)
    titles = _named_in(document.title, counts)
    if len(titles) == 1:
        return titles[0]
    leading = {nct_id for nct_id, place in ids if place < LEAD}
    if len(counts) == 1:
        (nct_id, count), *_ = counts.items()
        return nct_id if leading or count > 1 or len(document.text) <= SHORT else None
    if len(leading) == 1:
        (nct_id,) = leading
        return nct_id if counts[nct_id] * 2 > counts.total() else None
    return None


def _named_in(title: str, ids: Counter[str]) -> list[str]:
    return [nct_id for nct_id in ids if nct_id in title.upper()]


def listed_below(lines: Sequence[Line], at: int, most: int = 30) -> Iterator[Line]:
    """The items of a list under lines[at]: lines with bullets, else short ones that are no sentences."""
    bulleted: bool | None = None
    for line in lines[at + 1 : at + 1 + most]:
        has_bullet = BULLET.match(line.text) is not None
        bulleted = has_bullet if bulleted is None else bulleted
        if line.nct_id != lines[at].nct_id or has_bullet is not bulleted:
            return
        if not bulleted and (not heads(line.text) or line.text.rstrip().endswith(":")):
            return
        yield line


BULLET = re.compile(r"\s*(?:[-*•·–]|\(?\d{1,2}[.)]|\(?[a-z]\))\s+")
