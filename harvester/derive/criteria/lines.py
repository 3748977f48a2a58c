"""Eligibility text as lines: where their words stand, their bullets, their indents, the blank lines around them."""

import re
from functools import lru_cache
from typing import NamedTuple

from harvester.derive.criteria.headings import read_heading
from harvester.derive.criteria.words import heading_words
from harvester.derive.markup import unescape

_BULLET = (
    r"(?:\\?[*•·▪■●○◦‣⁃➢➤►▶✓✔❖♦]|\\?[-–—+](?=\s|[A-Za-z(≥≤<>•\-])|o(?=\s+[A-Z≥≤])"
    r"|\(?\d{1,2}\\?[.)、．:](?=\s|[A-Za-z(≥≤<>\"'“]|$)"
    r"|[1-9](?:\.[1-9]\d?)+\.?(?=\s+[A-Z][a-z])|[A-Z]\.\d+(?:\.\d+)*\.?(?=\s)"
    r"|\d{1,2}\s?-(?=\s+[A-Z]|[A-Z][a-z])|\d{1,2} \.(?=\s?[A-Z][a-z])"
    r"|\(?[a-z]\\?[.)](?=\s|[A-Z])|\(?[A-Z]\\?\)(?=\s|[A-Z])|[A-Z]\\?\.(?=\s+[A-Z(≥≤<>\d])"
    r"|\(?(?:[ivx]{2,5}|[IVX]{2,5})\\?[.)](?=\s|[A-Z])"
    r"|[①-⑳⑴-⒇])"
)
_BULLETS = re.compile(rf"(?:{_BULLET}[ \t\xa0]*)+")
# No bullet is a letter that one of these does not follow.
_AFTER_LETTER = frozenset(".)\\ivxIVX \t")
# A heading that a lost line break has glued to the end of a criterion.
_GLUED = re.compile(
    r"[ \t](?<=\S.)[ \t]*(?=(?:[A-Z]\) ?)?(?:(?:Key|Main|Major|Other|General) )?"
    r"(?:Non-)?(?:Inclusion|Exclusion|INCLUSION|EXCLUSION) "
    r"(?:(?:Criteria|CRITERIA|criteria) ?[:：]|(?:Criteria|CRITERIA)(?: [A-Z]\w+){0,2}$"
    r"|criteria (?:specific to|for|of) [^.;:]{3,60}$))"
)
_MAKES_SENTENCE = re.compile(
    r"\b(?:of|in|the|all|any|under|see|meet\w*|following|no|and|or|for|to|by|from|per)$", re.IGNORECASE
)
_STYLE = re.compile(r"[0-9]+|[a-z]+|[A-Z]+|[①-⒇]")
_ENDS_OPEN = re.compile(
    r"\b(?:the|of|to|in|with|for|a|an|by|from|than|that|which|as|at|on|is|are|be|within|per|their|any)$"
)


class Line(NamedTuple):
    """The words text[start:end] of a line, without the bullet at text[bullet_start:start].

    `style` is what its bullet has in common with those beside it: "1." and "12." are alike. `after_blank` tells that
    an empty line stands before it, or nothing.
    """

    start: int
    end: int
    indent: int
    bullet: str
    style: str
    bullet_start: int
    after_blank: bool
    words: str


def read_lines(text: str) -> list[Line]:
    """The lines that hold words, a heading glued to the end of one being a line of its own."""
    lines: list[Line] = []
    after_blank = True
    next_start = 0
    for raw in text.split("\n"):
        line_start = next_start
        next_start += len(raw) + 1
        words = raw.strip()
        if not words:
            after_blank = True
            continue
        first = words[0]
        indent = 0 if raw[0] == first else raw.find(first)
        start = bullet_start = line_start + indent
        bullet = style = ""
        if first == "*" and words[1:2] == " " and words[2:3].isalnum() and words[3:4].isalpha():
            bullet = style = "*"
            words = words[2:]
            start += 2
        elif first.isdigit() and words[1:3] == ". " and words[3:5].isalpha():
            bullet, style = words[:2], "1."
            words = words[3:]
            start += 3
        elif not first.isalpha() or words[1:2] in _AFTER_LETTER:
            marks = _BULLETS.match(words)
            if marks:
                bullet, style, inner = _bullet(marks[0])
                start += marks.end()
                indent += inner
                words = words[marks.end() :]
        length = len(words)
        if length < 4 and not any(map(str.isalnum, words)):
            continue
        line = Line(start, start + length, indent, bullet, style, bullet_start, after_blank, words)
        after_blank = False
        if length > 40 and ("riteri" in words or "RITERI" in words):
            lines.extend(_unglued(line))
        else:
            lines.append(line)
    return lines


@lru_cache(maxsize=4096)
def _bullet(marks: str) -> tuple[str, str, int]:
    """A bullet to read, its style, and how much deeper than its line it stands: "* • text" is under "* text"."""
    plain = unescape(marks.strip())
    style = _STYLE.sub(lambda found: "1" if found[0][0].isdigit() else found[0][0], plain)[-3:]
    return plain, style, marks.rstrip().rfind(" ") + 1 if " " in plain else 0


def _unglued(line: Line) -> list[Line]:
    """A line and the headings glued to its end, each by itself."""
    pieces = _pieces(line.words)
    if len(pieces) == 1 or _is_one_heading(line.words):
        return [line]
    lines: list[Line] = []
    for at, end in pieces:
        start = line.start + at
        piece = line._replace(start=start, end=line.start + end, words=line.words[at:end])
        lines.append(
            piece if at == 0 else piece._replace(bullet="", style="", bullet_start=start, after_blank=True)
        )
    return lines


def _is_one_heading(words: str) -> bool:
    """Whether a line is a heading from its first word on: "Intra-operative (second look) Exclusion Criteria"."""
    first = words.split(maxsplit=1)[0].lower().strip("*(")
    return first in heading_words().qualifiers and read_heading(words) is not None


def _pieces(words: str) -> list[tuple[int, int]]:
    """Where a line falls apart because a heading begins in its midst."""
    pieces: list[tuple[int, int]] = []
    at = 0
    for glue in _GLUED.finditer(words, 16):
        if _MAKES_SENTENCE.search(words[max(glue.start() - 20, 0) : glue.start()]):
            continue
        pieces.append((at, glue.start()))
        at = glue.end()
    return [*pieces, (at, len(words))]


def is_wrapped(before: str, after: str) -> bool:
    """Whether a line break between two lines only wraps one sentence: "administered to the", "rectum within"."""
    if after[:1].isupper() or after[:1] in "*•(":
        return before.endswith((",", "(")) and after[:1] == "("
    if after.count(")") > after.count("(") and before.count("(") > before.count(")"):
        return True
    return _ENDS_OPEN.search(before[-12:]) is not None


def readable(raw: str) -> str:
    """The registry's words without Markdown's backslashes and, where lines are joined, on one line."""
    plain = unescape(raw)
    return " ".join(plain.split()) if "\n" in plain else plain


_LEADING_BULLETS = re.compile(rf"[ \t\xa0]*((?:{_BULLET}[ \t\xa0]*)*)")
_OPENERS = (
    ":", "：", " following", " follows", " below", " criteria", " conditions", " either", " defined as",
    " one of", " any of", " all of", " both of", " each of", " one of the", " any of the", " all of the",
)  # fmt: skip


def strip_bullet(raw: str) -> tuple[int, str]:
    """Where the words of a stretch of text begin, and the bullet before them."""
    found = _LEADING_BULLETS.match(raw)
    return (found.end(), found[1].strip()) if found else (0, "")


def opens_list(words: str) -> bool:
    """Whether words announce what comes below them: "one of the following:"."""
    return words[-40:].rstrip(" \n.)*-").lower().endswith(_OPENERS)


def is_title(words: str) -> bool:
    """Whether a line standing alone reads as a title of what is below it: "Hepatic", "Unrelated Donor"."""
    return words.count(" ") < 7 and words[-1:] not in ".;,。；" and not re.search(r"[<>≥≤=\d]", words)
