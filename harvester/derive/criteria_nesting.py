"""Under which criterion a criterion stands: by the indents of bullets, or by blank lines where there are none."""

import re
from typing import NamedTuple, Protocol

from harvester.derive.criteria_lines import Line, is_title, opens_list

Over = tuple[int | None, int]


class Nesting(Protocol):
    """What stands over each criterion; after each line the reader sets `position` to its last criterion's."""

    position: int

    def over(self, line: Line, below: Line | None) -> Over:
        """The position of the criterion that a line stands under, and how many stand over it in all.

        `below` is the next line of its section.
        """

    def open_under(self, position: int) -> None:
        """Puts the criterion at `position` over what follows."""


class _Open(NamedTuple):
    """A criterion that later ones may stand under, with the indent and the kind of its bullet."""

    indent: int
    style: str
    position: int


class IndentNesting:
    """Bulleted text: a deeper indent stands under, and so does a bullet of another kind below "one of these:"."""

    def __init__(self) -> None:
        self.position = 0
        self._open: list[_Open] = []
        self._last: Line | None = None
        self._over: Over = (None, 0)

    def open_under(self, position: int) -> None:
        """Puts the criterion at `position` over what follows."""
        self._open.append(_Open(-1, "", position))

    def over(self, line: Line, below: Line | None) -> Over:
        """The position of the criterion that a line stands under, and how many stand over it in all."""
        last, self._last = self._last, line
        if last:
            if line.style and line.indent == last.indent and line.style == last.style:
                return self._over
            if last.bullet or last.indent:
                self._open.append(_Open(last.indent, last.style, self.position))
            elif line.bullet and (opens_list(last.words) or is_title(last.words)):
                self._open.append(
                    _Open(-1, "", self.position)
                )  # a paragraph over the bullets that it announces
        self._close(line, last)
        self._over = (self._open[-1].position, len(self._open)) if self._open else (None, 0)
        return self._over

    def _close(self, line: Line, last: Line | None) -> None:
        """Closes what a line does not stand under."""
        stack = self._open
        indent = line.indent if line.bullet or line.indent else -1
        while stack and stack[-1].indent > indent:
            stack.pop()
        if not stack or stack[-1].indent < indent:
            return
        if not line.bullet:
            stack.pop()
            return
        beside = [at for at, entry in enumerate(stack) if entry.indent == indent]
        alike = [at for at in beside if stack[at].style == line.style]
        if alike:
            del stack[alike[0] :]
        elif not last or not opens_list(last.words):
            del stack[beside[0] :]


# How criteria begin that seldom stand under another one.
_OF_ITS_OWN = re.compile(
    r"(?:patients?|subjects?|participants?|individuals?|wom[ae]n|men|females?|males?|pregnan\w+|lactat\w+|breast\w*"
    r"|nursing|history|known|signed|written|informed|(?:un)?willing|(?:un)?able|(?:in)?ability|age|aged|adults?"
    r"|at least|life expectancy|participat\w+|enrol\w+|diagnos\w+|current|currently|has|have|having|is|are|must|no|not"
    r"|any|other|prior|previous|evidence|presence|active|concurrent|use|treatment|received|receiving|severe"
    r"|uncontrolled|clinically|agrees?|understands?|provides?|those|who)\b",
    re.IGNORECASE,
)


class BlockNesting:
    """Text without bullets, of which the registry's older form left only blank lines.

    They stand around a criterion that has others under it, but not where those end. The first line below it stands
    under it, later ones as long as they look like it. Measured on bulleted texts stripped of their bullets: 87 % of
    what is nested so is right, and half of what was nested is found.
    """

    def __init__(self) -> None:
        self.position = 0
        self._parents: list[int] = []
        self._announced = ""  # what the line before was: "list", "title" or nothing of the kind
        self._children: list[str] = []
        self._outer: set[str] = set()
        self._last: Line | None = None

    def open_under(self, position: int) -> None:
        """Puts the criterion at `position` over what follows."""
        self._parents = [position]
        self._announced = "list"

    def over(self, line: Line, below: Line | None) -> Over:
        """The position of the criterion that a line stands under, and how many stand over it in all."""
        if self._last:
            self._note(self._last, line, below)
        self._last = line
        if self._parents:
            self._close(line, below)
        if not self._parents:
            self._outer.add(_first_word(line.words))
            return None, 0
        return self._parents[-1], len(self._parents)

    def _note(self, last: Line, line: Line, below: Line | None) -> None:
        """A line alone between blank lines stands over the next if it announces it."""
        before, self._announced = self._announced, ""
        if not line.after_blank:
            return
        if opens_list(last.words):
            self._announced = "list"
        elif before != "title" and last.after_blank and is_title(last.words):
            opens_itself = opens_list(line.words) and below and below.after_blank
            self._announced = "" if opens_itself else "title"
        if self._announced:
            self._parents = [*self._parents, self.position]

    def _close(self, line: Line, below: Line | None) -> None:
        """Closes what a line does not stand under."""
        if self._announced:
            self._children = [line.words]
        elif not line.after_blank:
            if self._is_like_siblings(line.words):
                self._children.append(line.words)
            else:
                self._parents = []
        elif below and below.after_blank and (opens_list(line.words) or is_title(line.words)):
            self._parents = self._parents[:-1]
        else:
            self._parents = []

    def _is_like_siblings(self, words: str) -> bool:
        """Whether a line goes on with the list it stands in: same case, same end, not one that stands by itself."""
        first = self._children[0]
        if first[:1].islower() and words[:1].isupper():
            return False
        if first[-1:] in ";," and self._children[-1][-1:] == ".":
            return False
        word, first_word = _first_word(words), _first_word(first)
        if word == first_word:
            return True
        return not _OF_ITS_OWN.match(words) and word not in self._outer


def _first_word(words: str) -> str:
    return words.split(maxsplit=1)[0].strip(".,;:()").lower() if words else ""
