"""Lists inside a line: "1. Consent; 2. Age over 18", "one of: a) asthma b) COPD c) fibrosis"."""

import re
from typing import NamedTuple


class Piece(NamedTuple):
    """A criterion at words[start:end] behind its bullet at words[bullet_start:start]; a child stands under the first."""

    start: int
    end: int
    bullet: str
    bullet_start: int
    is_child: bool


_ROMAN = {
    numeral: value
    for value, numeral in enumerate(["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"], start=1)
}
_BEHIND = r"(?=[\w(\"'“≥≤<>\\])"
_FAMILIES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("digit", re.compile(rf"(?<![\w.,/^-])\(?(\d{{1,2}})\\?[.)、．](?!\d)\s*{_BEHIND}")),
    ("letter", re.compile(rf"(?<![\w.'’-])\(?([A-Z])\\?[.)]\s*{_BEHIND}")),
    ("letter", re.compile(rf"(?<![\w.'’-])\(?([a-z])\\?[.)]\s*{_BEHIND}")),
    ("roman", re.compile(rf"(?<![\w.'’-])\(?([ivx]{{1,4}})\\?[.)]\s*{_BEHIND}")),
    ("circled", re.compile(r"([①-⑳])\s*")),
)
_DOTS = re.compile(r"(?:(?<=\s)|^)[•·▪]\s*(?=\S)")
_MARKS = ("2.", "2)", "2、", "2．", "2\\", "b)", "b.", "b\\", "B.", "B)", "ii)", "ii.", "②", "•", "·", "▪")
_OPENS_LIST = re.compile(
    r"(?::|：|\b(?:following|follows|includ\w+|criteria|conditions|either|defined as|one of|all of|any of|below))"
    r"[\s:：,(.-]*$",
    re.IGNORECASE,
)
_LEADING_NUMBER = re.compile(r"\(?(\d{1,2}|[a-zA-Z])\\?[.)、．]$")
_SENTENCE_END = re.compile(r"[.;；。,，:)]\s*$")


def may_hold_list(text: str) -> bool:
    """Whether a text can hold a list inside a line at all; cheap."""
    return any(map(text.__contains__, _MARKS))


def split_inline(words: str, bullet: str) -> list[Piece]:
    """The criteria inside a line, the line as one where they cannot be told apart surely.

    Numbers must run from 1 (or on from the line's own `bullet`) without a gap: three of them, or two at the start of
    the line or behind a colon.
    """
    if may_hold_list(words):
        for kind, pattern in _FAMILIES:
            pieces = _split_family(words, bullet, kind, pattern)
            if pieces:
                return pieces
        pieces = _split_dots(words, bullet)
        if pieces:
            return pieces
    return [Piece(0, len(words), bullet, 0, False)]


def split_semicolons(words: str) -> list[Piece]:
    """The criteria of a line such as "age over 18; consent; no fever"; a semicolon in brackets parts nothing."""
    cuts: list[int] = []
    depth = 0
    for at, char in enumerate(words):
        depth += (char in "([") - (char in ")]")
        if char in ";；" and depth <= 0:
            cuts.append(at)
    pieces: list[Piece] = []
    start = 0
    for cut in [*cuts, len(words)]:
        blank = len(words[start:cut]) - len(words[start:cut].lstrip())
        end = start + len(words[start:cut].rstrip())
        if start + blank < end:
            pieces.append(Piece(start + blank, min(cut + 1, len(words)), "", start + blank, False))
        start = cut + 1
    return pieces


def _value(kind: str, mark: str) -> int:
    if kind == "digit":
        return int(mark)
    if kind == "letter":
        return ord(mark.lower()) - ord("a") + 1
    if kind == "roman":
        return _ROMAN.get(mark, 0)
    return ord(mark) - ord("①") + 1


def _split_family(words: str, bullet: str, kind: str, pattern: re.Pattern[str]) -> list[Piece]:
    own = _LEADING_NUMBER.search(bullet)
    first = 1
    if own and kind in ("digit", "letter") and own[1].isdigit() == (kind == "digit"):
        first = _value(kind, own[1]) + 1
    run: list[re.Match[str]] = []
    for mark in pattern.finditer(words):
        if _value(kind, mark[1]) == first + len(run):
            run.append(mark)
    if not run:
        return []
    before = words[: run[0].start()]
    if first > 1:
        enough = all(_SENTENCE_END.search(words[: mark.start()]) for mark in run) and own is not None
        return _cut(words, run, bullet, is_child=False) if enough and words[run[0].end()].isupper() else []
    starts = not before.strip(" (-–*•\"")
    opened = starts or _OPENS_LIST.search(before) is not None
    if not opened or len(run) < (2 if starts or before.rstrip().endswith((":", "：")) else 3):
        return []
    return _cut(words, run, bullet, is_child=not starts)


def _cut(words: str, run: list[re.Match[str]], bullet: str, is_child: bool) -> list[Piece]:
    """The pieces between the marks; none if one of them holds next to nothing."""
    pieces: list[Piece] = []
    head = len(words[: run[0].start()].rstrip(" (" if is_child else " "))
    if words[: run[0].start()].strip(" (-–*•\""):
        pieces.append(Piece(0, head, bullet, 0, False))
    ends = [mark.start() for mark in run[1:]] + [len(words)]
    for mark, end in zip(run, ends, strict=True):
        text = words[mark.end() : end].rstrip()
        if sum(map(str.isalpha, text)) < 3 or text.lower() in ("and", "or"):
            return []
        label = words[mark.start() : mark.end()].strip()
        pieces.append(Piece(mark.end(), mark.end() + len(text), label, mark.start(), is_child))
    return pieces


def _split_dots(words: str, bullet: str) -> list[Piece]:
    marks = list(_DOTS.finditer(words))
    if not marks:
        return []
    before = words[: marks[0].start()].strip()
    if before and not before.endswith((":", "：")) and len(marks) < 2:
        return []
    return _cut(words, marks, bullet, is_child=before.endswith((":", "：")))
