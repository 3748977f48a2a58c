"""How lists inside a line are marked: "1." "a)" "iv." "②" "•", which of the marks count on, and which follows which."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

_ROMAN = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"]
_VALUES = {numeral: value for value, numeral in enumerate(_ROMAN, start=1)}
_BEHIND = r"(?=[\w(\"'“≥≤<>\\])"
_CLOSE = r"\\?(?:\)\.|[.)])"


class Family(NamedTuple):
    """A way to mark a list: its marks, what each counts if it does, and what is quick to find of it.

    That are signs, or patterns of a second mark: they begin with a letter that does not vary, which is ten times
    faster.
    """

    kind: str
    seconds: tuple[re.Pattern[str], ...]
    marks: re.Pattern[str]
    value: Callable[[str], int] | None
    signs: tuple[str, ...] = ()

    def may_be_in(self, words: str) -> bool:
        """Whether words can hold such a list."""
        for second in self.seconds:
            if second.search(words):
                return True
        return any(map(words.__contains__, self.signs)) if self.signs else False


def _patterns(*seconds: str) -> tuple[re.Pattern[str], ...]:
    return tuple(map(re.compile, seconds))


COUNTED = (
    Family(
        "digit",
        _patterns(r"2\\?[.)、．](?!\d)"),
        re.compile(rf"(?<![\w.,/^-])\(?(\d{{1,2}})\\?(?:\)\.|[.)、．])(?!\d)\s*{_BEHIND}"),
        int,
    ),
    Family(
        "letter",
        _patterns(r"B\\?[.)]", r"b\\?[.)]"),
        re.compile(rf"(?<![\w.'’-])\(?([A-Za-z]){_CLOSE}\s*{_BEHIND}"),
        lambda mark: ord(mark.lower()) - ord("a") + 1,
    ),
    Family(
        "roman",
        _patterns(r"ii\\?[.)]", r"II\\?[.)]"),
        re.compile(rf"(?<![\w.'’-])\(?([ivx]{{1,4}}|[IVX]{{1,4}}){_CLOSE}\s*{_BEHIND}"),
        lambda mark: _VALUES.get(mark.lower(), 0),
    ),
    Family("circled", _patterns("②"), re.compile(r"([①-⑳])\s*"), lambda mark: ord(mark) - ord("①") + 1),
)
DIGIT = COUNTED[0]
DOT = Family(
    "dot",
    (),
    re.compile(r"(?:(?<=\s)|^|(?<=[^\s•])(?=•))[•·▪●○]\s*(?=\S)"),
    None,
    tuple("•·▪●○"),
)
DASH = Family(
    "dash",
    _patterns(r"-(?:(?<=[.;]-)|(?<=[.;] -))"),
    re.compile(r"(?:(?<=[.;,:])\s*|(?<=[a-z)]))-\s+(?=[A-Z<>≥≤])|(?<=[.;])\s*-(?=[A-Z])"),
    None,
)
_LEADING_NUMBER = re.compile(r"\(?(\d{1,2}|[a-zA-Z]|[ivx]{2,4}|[IVX]{2,4})\\?[.)、．]$")


def families_in(text: str) -> tuple[Family, ...]:
    """The ways in which lists inside lines of a text can be marked; most texts have none. Quick."""
    found: list[Family] = []
    for family in COUNTED:
        for second in family.seconds:
            if any(map(_is_inside_line, second.finditer(text))):
                found.append(family)
                break
    found += [family for family in (DOT, DASH) if family.may_be_in(text)]
    return tuple(found)


def _is_inside_line(second: re.Match[str]) -> bool:
    """Whether a mark has words before it on its line, and does not end a word itself."""
    start = second.start()
    before = second.string[max(start - 4, 0) : start]
    if before[-1:].isalnum() or "\n" in before:
        return False
    return before.rstrip(" (")[-1:] not in ("", "*", "•", "-")


def goes_on(words: str, bullet: str, expected: int = 0) -> bool:
    """Whether a line can hold the bullet that follows its own, "9. First 10. Second", or the number `expected`."""
    if len(words) <= 12:
        return False
    if bullet and bullet != "*":
        for name in following(bullet):
            if name in words:
                return True
    return expected > 1 and (f"{expected}." in words or f"{expected})" in words)


@lru_cache(maxsize=512)
def following(bullet: str) -> tuple[str, ...]:
    """How the bullet that follows one may stand in a line; nothing for a bullet that does not count."""
    own = _LEADING_NUMBER.search(bullet)
    if not own:
        return ()
    if own[1].isdigit():
        names = [str(int(own[1]) + 1)]
    else:
        names = [] if len(own[1]) > 1 else [chr(ord(own[1]) + 1)]
        names += [_ROMAN[_VALUES[own[1].lower()]]] if _VALUES.get(own[1].lower(), 10) < 10 else []
        names += [name.swapcase() for name in names]
    return tuple(f"{name}{close}" for name in names for close in ".)")


def own_value(bullet: str, family: Family) -> int:
    """What the line's own bullet counts in a family, 0 if it is of another."""
    own = _LEADING_NUMBER.search(bullet)
    if not own or not family.value or own[1].isdigit() != (family.kind == "digit"):
        return 0
    return 0 if family.kind == "letter" and len(own[1]) > 1 else family.value(own[1])


def run_from(words: str, family: Family, first: int, *, one_case: bool = True) -> list[re.Match[str]]:
    """The marks of a family that count first, first + 1 and so on; of one style, "1)" or "1.", if that goes on.

    Of three or more marks alike, one may be left out.
    """
    if not family.value:
        return []
    run: list[re.Match[str]] = []
    alike: list[re.Match[str]] = []
    expected = first
    for mark in family.marks.finditer(words):
        value = family.value(mark[1])
        if value == first + len(run) and not (one_case and run and mark[1].isupper() != run[0][1].isupper()):
            run.append(mark)
        skips = value == expected + 1 and len(alike) > 1 and words[mark.end()].isupper()
        if (value == expected or skips) and (not alike or _style(mark) == _style(alike[0])):
            alike.append(mark)
            expected = value + 1
    return alike if len(alike) >= len(run) else run


def _style(mark: re.Match[str]) -> tuple[str, bool, str]:
    """What marks of one list have in common: bracket, case, close."""
    text = mark[0].strip()
    return text[:1] if text[:1] == "(" else "", mark[1].isupper(), text[-1:]


def signs_in(words: str) -> list[re.Match[str]]:
    """The dots and dashes of a line, in order."""
    marks = [*DOT.marks.finditer(words), *DASH.marks.finditer(words)]
    return sorted(marks, key=re.Match.start)
