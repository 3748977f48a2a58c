"""Lists inside a line: "1. Consent; 2. Age over 18", "one of: a) asthma b) COPD c) fibrosis"."""

import re
from typing import NamedTuple


class Piece(NamedTuple):
    """A criterion words[start:end] behind its bullet words[bullet_start:start]; a child stands under the first."""

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


class Family(NamedTuple):
    """A way to number a list: its marks, and cheaper to find, the second of them."""

    kind: str
    second: re.Pattern[str]
    marks: re.Pattern[str]


_FAMILIES = (
    Family(
        "digit",
        re.compile(r"2\\?[.)、．](?!\d)"),
        re.compile(rf"(?<![\w.,/^-])\(?(\d{{1,2}})\\?[.)、．](?!\d)\s*{_BEHIND}"),
    ),
    Family("letter", re.compile(r"B\\?[.)]"), re.compile(rf"(?<![\w.'’-])\(?([A-Z])\\?[.)]\s*{_BEHIND}")),
    Family("letter", re.compile(r"b\\?[.)]"), re.compile(rf"(?<![\w.'’-])\(?([a-z])\\?[.)]\s*{_BEHIND}")),
    Family(
        "roman", re.compile(r"ii\\?[.)]"), re.compile(rf"(?<![\w.'’-])\(?([ivx]{{1,4}})\\?[.)]\s*{_BEHIND}")
    ),
    Family("circled", re.compile("②"), re.compile(r"([①-⑳])\s*")),
    Family("dot", re.compile("[•·▪]"), re.compile(r"(?:(?<=\s)|^)[•·▪]\s*(?=\S)")),
)
_OPENS_LIST = re.compile(
    r"(?::|：|\b(?:following|follows|includ\w+|criteria|conditions|either|defined as|one of|all of|any of|below))"
    r"[\s:：,(.-]*$",
    re.IGNORECASE,
)
_LEADING_NUMBER = re.compile(r"\(?(\d{1,2}|[a-zA-Z])\\?[.)、．]$")
_SENTENCE_END = re.compile(r"[.;；。,，:)]\s*$")


def families_in(text: str) -> tuple[Family, ...]:
    """The ways in which lists inside lines of a text can be numbered; most texts have none. Cheap."""
    families = _FAMILIES if any(map(text.__contains__, "•·▪")) else _FAMILIES[:-1]
    return tuple(family for family in families if any(map(_is_inside_line, family.second.finditer(text))))


def _is_inside_line(second: re.Match[str]) -> bool:
    """Whether a mark has words before it on its line, and does not end a word itself."""
    start = second.start()
    before = second.string[max(start - 4, 0) : start]
    if before[-1:].isalnum() or "\n" in before:
        return False
    return before.rstrip(" (")[-1:] not in ("", "*", "•", "-")


def goes_on(words: str, bullet: str) -> bool:
    """Whether a line can hold the bullet that follows its own: "9. First 10. Second"."""
    digits = bullet.strip("().、．*- ") if len(words) > 30 else ""
    if not digits.isdecimal():
        return False
    following = f" {int(digits) + 1}"
    return f"{following}." in words or f"{following})" in words


def split_inline(words: str, bullet: str, families: tuple[Family, ...] = _FAMILIES) -> list[Piece]:
    """The criteria inside a line, the line as one where they cannot be told apart surely.

    Numbers must run from 1 (or on from the line's own `bullet`) without a gap: three of them, or two at the start of
    the line or behind a colon.
    """
    if bullet and goes_on(words, bullet):
        pieces = _split_family(words, bullet, _FAMILIES[0])
        if pieces:
            return pieces
    for family in families:
        if family.second.search(words):
            pieces = (
                _split_dots(words, bullet) if family.kind == "dot" else _split_family(words, bullet, family)
            )
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


def _split_family(words: str, bullet: str, family: Family) -> list[Piece]:
    kind = family.kind
    own = _LEADING_NUMBER.search(bullet)
    first = 1
    if own and kind in ("digit", "letter") and own[1].isdigit() == (kind == "digit"):
        first = _value(kind, own[1]) + 1
    run: list[re.Match[str]] = []
    for mark in family.marks.finditer(words):
        if _value(kind, mark[1]) == first + len(run):
            run.append(mark)
    if not run:
        return []
    before = words[: run[0].start()]
    if first > 1:
        capital = all(words[mark.end()].isupper() for mark in run)
        ended = all(_SENTENCE_END.search(words[: mark.start()]) for mark in run)
        enough = (ended and (capital or len(run) > 1)) or (capital and len(run) > 1)
        return _cut(words, run, bullet, is_child=False) if enough else []
    starts = not before.strip(' (-–*•"')
    opened = starts or _OPENS_LIST.search(before) is not None or "following" in before
    if not opened or len(run) < (2 if starts or before.rstrip().endswith((":", "：")) else 3):
        return []
    return _cut(words, run, bullet, is_child=not starts)


def _cut(words: str, run: list[re.Match[str]], bullet: str, is_child: bool) -> list[Piece]:
    """The pieces between the marks; none if one of them holds next to nothing."""
    pieces: list[Piece] = []
    head = len(words[: run[0].start()].rstrip(" (" if is_child else " "))
    if words[: run[0].start()].strip(' (-–*•"'):
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
    marks = list(_FAMILIES[-1].marks.finditer(words))
    if not marks:
        return []
    before = words[: marks[0].start()].strip()
    if before and not before.endswith((":", "：")) and len(marks) < 2:
        return []
    return _cut(words, marks, bullet, is_child=before.endswith((":", "：")))
