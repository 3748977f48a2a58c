"""Eligibility text as lines: where their words stand, their bullets, their indents, the blank lines around them."""

import re
from typing import NamedTuple

from harvester.derive.markup import unescape

_BULLET = (
    r"(?:\\?[*•·▪■●○◦‣⁃➢➤►▶✓✔❖♦]|\\?[-–—+](?=\s|[A-Za-z(≥≤<>•\-])|o(?=\s+[A-Z≥≤])"
    r"|\(?\d{1,2}\\?[.)、．:](?=\s|[A-Za-z(≥≤<>\"'“]|$)"
    r"|[1-9](?:\.[1-9]\d?)+\.?(?=\s+[A-Z][a-z])|[A-Z]\.\d+(?:\.\d+)*\.?(?=\s)"
    r"|\d{1,2}\s?-(?=\s+[A-Z]|[A-Z][a-z])"
    r"|\(?[a-z]\\?[.)](?=\s|[A-Z])|\(?[A-Z]\\?\)(?=\s|[A-Z])|[A-Z]\\?\.(?=\s+[A-Z(≥≤<>\d])"
    r"|\(?(?:[ivx]{2,5}|[IVX]{2,5})\\?[.)](?=\s|[A-Z])"
    r"|[①-⑳⑴-⒇])"
)
_LINE = re.compile(rf"^([ \t\xa0]*)((?:{_BULLET}[ \t\xa0]*)*)(\S.*)?$", re.MULTILINE)
# A heading that a lost line break has glued to the end of a criterion.
_GLUED = re.compile(
    r"(?<=\S)[ \t]+(?=(?:[A-Z]\) ?)?(?:(?:Key|Main|Major|Other|General) )?"
    r"(?:Non-)?(?:Inclusion|Exclusion|INCLUSION|EXCLUSION) (?:Criteria|CRITERIA|criteria) ?[:：])"
)
_STYLE = re.compile(r"[0-9]+|[a-z]+|[A-Z]+|[①-⒇]")
_ENDS_OPEN = re.compile(
    r"\b(?:the|of|to|in|with|for|a|an|by|from|than|that|which|as|at|on|is|are|be|within|per|their|any)$"
)


class Line(NamedTuple):
    """The words text[start:end] of a line, without the bullet at text[bullet_start:start]."""

    start: int
    end: int
    indent: int
    bullet: str
    bullet_start: int
    after_blank: bool
    words: str

    @property
    def style(self) -> str:
        """What its bullet has in common with those beside it: "1." and "12." are alike."""
        return _STYLE.sub(lambda found: "1" if found[0][0].isdigit() else found[0][0], self.bullet)[-3:]


def read_lines(text: str) -> list[Line]:
    """The lines that hold words, a heading glued to the end of one being a line of its own."""
    lines: list[Line] = []
    blank = True
    for found in _LINE.finditer(text):
        words = found[3]
        if not words:
            blank = blank or not found[2].strip()
            continue
        words = words.rstrip()
        start = found.start(3)
        bullet = found[2].strip()
        for at, end in _pieces(words):
            lines.append(
                Line(
                    start + at,
                    start + end,
                    len(found[1]),
                    bullet if at == 0 else "",
                    found.start(2) if at == 0 else start + at,
                    blank or at > 0,
                    words[at:end],
                )
            )
        blank = False
    return lines


def _pieces(words: str) -> list[tuple[int, int]]:
    """Where a line falls apart because a heading begins in its midst."""
    if "riteri" not in words and "RITERI" not in words:
        return [(0, len(words))]
    pieces: list[tuple[int, int]] = []
    at = 0
    for glue in _GLUED.finditer(words):
        pieces.append((at, glue.start()))
        at = glue.end()
    return [*pieces, (at, len(words))]


def is_wrapped(before: str, after: str) -> bool:
    """Whether a line break between two lines only wraps one sentence: "administered to the", "rectum within"."""
    if after[:1].isupper() or after[:1] in "*•(":
        return before.endswith((",", "(")) and after[:1] == "("
    if before.count("(") > before.count(")") and after.count(")") > after.count("("):
        return True
    return _ENDS_OPEN.search(before) is not None


def readable(raw: str) -> str:
    """The registry's words without Markdown's backslashes and, where lines are joined, on one line."""
    plain = unescape(raw)
    return " ".join(plain.split()) if "\n" in plain else plain
