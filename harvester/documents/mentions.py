"""NCT ids in documents, each with its sentence. Pure: documents in, mentions out."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter

from harvester.documents.sentences import Sentences
from harvester.documents.text import Document

_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_PLAIN = {0xFF10 + digit: str(digit) for digit in range(10)} | dict(
    zip(map(ord, "ＮＣＴｎｃｔ"), "NCTnct", strict=True)
)
_PLAIN |= dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u202f\u3000"), " ")
_GAP = r"[\s\u2010-\u2015-]{1,2}"
_ID = re.compile(
    # Whole: also behind a word whose space was lost ("identifierNCT01234567").
    r"(?:(?<![A-Za-z0-9])NCT|(?<=(?-i:[a-z0-9]))(?-i:NCT))(?P<whole>\d{8})(?!\d)"
    # Apart: "NCT 0714 5502", "NCT-07145502", "NCT No. 07145502". Registered numbers begin with 0; a year does not.
    r"|(?<![A-Za-z0-9])NCT[\s\u2010-\u2015-]{0,2}(?:(?:numbers?|no\.?|ids?|identifiers?)\b|[#№])?"
    rf"[\s:#.=_/\u2010-\u2015-]{{0,3}}(?P<apart>0\d(?:\d{{6}}|{_GAP}\d{{6}}|\d{{2}}{_GAP}\d{{4}}|\d{{4}}{_GAP}\d{{2}}"
    rf"|\d{_GAP}\d{{5}}|\d{{3}}{_GAP}\d{{3}}|{_GAP}\d{{3}}{_GAP}\d{{3}}|(?:{_GAP}\d\d){{3}}))(?!\d)",
    re.ASCII | re.IGNORECASE,
)
_LONGEST = 600
"""Characters of a sentence kept on either side of an id: a table saved as one line is no sentence."""


@dataclass(frozen=True, slots=True)
class Mention:
    """An NCT ID in a document: `start` is its offset in the document's text, `position` counts from 0."""

    document: str
    position: int
    nct_id: str
    title: str
    sentence: str
    start: int


def find_ids(text: str) -> list[tuple[str, int, int]]:
    """(NCT ID, start, end) of every id in a text, however it is spelled, in order."""
    view, places = _seen(text)
    found = []
    for match in _ID.finditer(view):
        digits = re.sub(r"\D", "", match["whole"] or match["apart"])
        if int(digits):
            start, end = places[match.start()], places[match.end() - 1] + 1
            found.append((f"NCT{digits}", start, end))
    return found


def find_mentions(document: Document) -> list[Mention]:
    """Every NCT ID in the document's text and behind its links, in order, each with its sentence.

    An id that a link's words and its address both give is one mention.
    """
    found = find_ids(document.text)
    found = sorted([*found, *_behind_links(document, found)], key=itemgetter(1, 2))
    sentences = Sentences(document.text)
    return [
        Mention(
            document.name,
            position,
            nct_id,
            document.title,
            _shown(document.text, start, end, *sentences.around(start, end)),
            start,
        )
        for position, (nct_id, start, end) in enumerate(found)
    ]


def _behind_links(
    document: Document, found: Sequence[tuple[str, int, int]]
) -> Iterator[tuple[str, int, int]]:
    starts = [start for _, start, _ in found]
    for link in document.links:
        inside = found[bisect_left(starts, link.start) : bisect_right(starts, link.end)]
        in_words = {nct_id for nct_id, _, end in inside if end <= link.end}
        for nct_id in dict.fromkeys(nct_id for nct_id, _, _ in find_ids(link.address)):
            if nct_id not in in_words:
                yield nct_id, link.start, link.end


def _seen(text: str) -> tuple[str, Sequence[int]]:
    """The text without signs that nobody sees, wide letters and spaces made plain; and where each character stands in `text`."""
    view = text if text.isascii() else text.translate(_PLAIN)
    if text.isascii() or not _UNSEEN.search(view):
        return view, range(len(text))
    places = [at for at, char in enumerate(view) if not _UNSEEN.match(char)]
    return "".join(view[at] for at in places), places


def _shown(text: str, start: int, end: int, first: int, last: int) -> str:
    """The sentence text[first:last] on one line, as much of it as _LONGEST allows on either side of text[start:end]."""
    before = "…" if start - first > _LONGEST else ""
    after = "…" if last - end > _LONGEST else ""
    words = " ".join(_UNSEEN.sub("", text[max(first, start - _LONGEST) : min(last, end + _LONGEST)]).split())
    return before + words.removeprefix("- ") + after
