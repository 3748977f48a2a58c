"""Under which criterion a criterion stands: by the indents of bullets, or by blank lines where there are none."""

import re
from typing import NamedTuple, Protocol

from harvester.derive.criteria.lines import Line, is_title, opens_list

Over = tuple[int | None, int]
_NUMBER = re.compile(r"[0-9]{1,2}")


class Numbering:
    """How far the numbers of a section's outermost list have come, whether they stand in the text or are lost."""

    def __init__(self) -> None:
        self.following = 0  # the number that goes on with the list, 0 where there is none
        self._over: Over = (None, 0)
        self._is_lost = False  # the lines of the list stand without bullets
        self._alike: tuple[int, str] | None = None  # indent and style of its bullets

    def resumed(self, line: Line) -> Over | None:
        """What stands over a line that carries on the list after others that are not of it, None for any other."""
        if self.following < 2 or (line.indent, line.style) != self._alike:
            return None
        number = _NUMBER.search(line.bullet)
        return self._over if number and int(number[0]) == self.following else None

    def expected(self, over: Over, line: Line) -> int:
        """The number that would go on with the list inside a line; 0 where none would."""
        following = self.following
        if not line.bullet:
            if not following:
                self._is_lost = True
                following = 1
            if over[1] == 0 and self._is_lost:
                following += 1
            self.following = following
        elif "1" in line.style and (not following or over[1] <= self._over[1]):
            number = _NUMBER.search(line.bullet)
            if number and (not self._is_lost or int(number[0]) >= following):
                self.following, self._over, self._is_lost = int(number[0]) + 1, over, False
                self._alike = line.indent, line.style
                return 0
        return following

    def go_on(self, position: int, level: int) -> Over:
        """What stands over the next number of the list, in a line whose own criterion is at `position`."""
        self.following += 1
        if self._over[1] > level:
            self._over = (position, level + 1)
        return self._over


class Nesting(Protocol):
    """What stands over each criterion of a section."""

    def over(self, line: Line, last: Line | None, position: int, below: Line | None) -> Over:
        """The position of the criterion that a line stands under, and how many stand over it in all.

        `last` and `below` are the lines beside it in its section, `position` is that of the criterion before it.
        """

    def open_under(self, position: int) -> None:
        """Puts the criterion at `position` over what follows."""

    def leave(self, level: int) -> None:
        """The line has gone on with an outer list, over which `level` criteria stand."""


class _Open(NamedTuple):
    """A criterion that later ones may stand under, with the indent and the kind of its bullet."""

    indent: int
    style: str
    position: int


class IndentNesting:
    """Bulleted text: a deeper indent stands under, and so does a bullet of another kind below "one of these:"."""

    def __init__(self) -> None:
        self._open: list[_Open] = []

    def open_under(self, position: int) -> None:
        """Puts the criterion at `position` over what follows."""
        self._open.append(_Open(-1, "", position))

    def leave(self, level: int) -> None:
        """The line has gone on with an outer list, over which `level` criteria stand."""
        del self._open[level:]

    def over(self, line: Line, last: Line | None, position: int, below: Line | None) -> Over:
        """The position of the criterion that a line stands under, and how many stand over it in all.

        It is not asked of a line that is alike to the one before it.
        """
        if last and (last.bullet or last.indent):
            self._open.append(_Open(last.indent, last.style, position))
        elif last and line.bullet and (opens_list(last.words) or is_title(last.words)):
            self._open.append(_Open(-1, "", position))  # a paragraph over the bullets that it announces
        self._close(line, last)
        return (self._open[-1].position, len(self._open)) if self._open else (None, 0)

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
        self._parents: list[int] = []
        self._announced = ""  # what the line before was: "list", "title" or nothing of the kind
        self._children: list[str] = []
        self._outer: set[str] = set()

    def open_under(self, position: int) -> None:
        """Puts the criterion at `position` over what follows."""
        self._parents = [position]
        self._announced = "list"

    def leave(self, level: int) -> None:
        """The line has gone on with an outer list, over which `level` criteria stand."""
        del self._parents[level:]

    def over(self, line: Line, last: Line | None, position: int, below: Line | None) -> Over:
        """The position of the criterion that a line stands under, and how many stand over it in all."""
        if last and line.after_blank:
            self._note(line, last, position, below)
        else:
            self._announced = self._announced if not last else ""
        if self._parents:
            self._close(line, below)
        if not self._parents:
            self._outer.add(_first_word(line.words))
            return None, 0
        return self._parents[-1], len(self._parents)

    def _note(self, line: Line, last: Line, position: int, below: Line | None) -> None:
        """A line alone between blank lines stands over the next if it announces it."""
        before, self._announced = self._announced, ""
        if opens_list(last.words):
            self._announced = "list"
        elif before != "title" and last.after_blank and is_title(last.words):
            opens_itself = opens_list(line.words) and below and below.after_blank
            self._announced = "" if opens_itself else "title"
        if self._announced:
            self._parents.append(position)

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
            self._parents.pop()
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
