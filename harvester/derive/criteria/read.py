"""Single eligibility criteria of a study, with their kind, population and nesting."""

import re
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Literal, NamedTuple

from harvester.derive.criteria.inline import Piece, split_inline, split_semicolons
from harvester.derive.criteria.lines import (
    Line,
    is_wrapped,
    opens_list,
    read_lines,
    readable,
    strip_bullet,
)
from harvester.derive.criteria.marks import Family, families_in, following, goes_on
from harvester.derive.criteria.nesting import BlockNesting, IndentNesting, Nesting, Numbering, Over
from harvester.derive.criteria.sections import Section, read_sections
from harvester.derive.criteria.words import heading_words
from harvester.derive.markup import unescape
from harvester.study import Study

_FARTHEST = 2000  # characters in which an open bracket is looked for
CriterionType = Literal["INCLUSION", "EXCLUSION", "UNSPLIT"]


class Criterion(NamedTuple):
    """One criterion: its words are eligibilityCriteria[start:end], `text` the same without Markdown's backslashes.

    `parent` is the position of the criterion that encloses it, `level` how deep it stands, `heading` the nearest
    heading above it, as the record has it.
    """

    position: int
    type: CriterionType
    population: str | None
    parent: int | None
    level: int
    bullet: str
    text: str
    heading: str | None
    start: int
    end: int


class CriteriaReading(NamedTuple):
    """What eligibility criteria hold: the single criteria, and where their headings stand (start, end)."""

    criteria: list[Criterion]
    headings: list[tuple[int, int]]


def derive_criteria(study: Study) -> list[Criterion]:
    """The single criteria of a study's eligibility text, in its order; empty where it has none."""
    protocol = study.get("protocolSection")
    module = protocol.get("eligibilityModule") if isinstance(protocol, dict) else None
    text = module.get("eligibilityCriteria") if isinstance(module, dict) else None
    return read_criteria(text).criteria if isinstance(text, str) else []


def read_criteria(text: str) -> CriteriaReading:
    """The single criteria of an eligibility text; one UNSPLIT row where its headings do not say what is what.

    A line that names inclusion or exclusion opens a section; what stands before the first is one UNSPLIT row of its
    own, unless it is a list and only exclusion has a heading. In a section each bullet or, where there are none, each
    line is a criterion; indents, bullets of another kind and a line alone that announces what is below it nest.
    Every word of the text is in one criterion, heading or bullet.
    """
    lines = read_lines(text)
    sections, headings = read_sections(lines)
    bare = [line.bullet for line in lines].count("")
    reader = _Reader(text, lines, 3 * bare < 2 * len(lines), families_in(text))
    if not sections and lines:
        reader.add_unsplit(lines[0].bullet_start, lines[-1].end, None)
    for section in sections:
        reader.read(section)
    if any(section.population for section in sections):
        reader.criteria = _without_general_population(reader.criteria)
    return CriteriaReading(reader.criteria, headings)


def _with_number(line: Line) -> Line:
    """A line whose number stands right against its first word, "3.200 < PaO2", with that number as its bullet."""
    end = re.search(r"[.)]", line.words)
    at = end.end() if end else 0
    at += len(line.words[at:]) - len(line.words[at:].lstrip())
    return line._replace(
        bullet=line.words[:at].strip(), style="1.", start=line.start + at, words=line.words[at:]
    )


def _without_general_population(criteria: list[Criterion]) -> list[Criterion]:
    """ "Patient inclusion criteria" says nothing of whom, unless another population stands beside it."""
    populations = {criterion.population for criterion in criteria} - {None}
    if len(populations) == 1 and populations <= heading_words().general:
        return [criterion._replace(population=None) for criterion in criteria]
    return criteria


@dataclass(slots=True)
class _Reader:
    """Goes through the sections of one text, top to bottom."""

    text: str
    lines: list[Line]
    is_bulleted: bool
    families: tuple[Family, ...]
    criteria: list[Criterion] = field(default_factory=list)

    def read(self, section: Section) -> None:
        """Adds the criteria of a section."""
        title = readable(self.text[slice(*section.heading)]).strip() if section.heading else None
        if section.type is None:
            self._read_unsplit(section, title)
            return
        nesting: Nesting = IndentNesting() if self.is_bulleted else BlockNesting()
        if section.behind is not None:
            self._read_behind(section, title, nesting)
        numbering = Numbering()
        lines = self._joined(section)
        criteria, families = self.criteria, self.families
        kind, population = section.type, section.population
        last: Line | None = None
        over: Over = (None, 0)
        position = len(criteria) - 1  # of the criterion that a line below may stand under
        for line, below in zip_longest(lines, lines[1:]):
            start, end, indent, bullet, style, _, _, words = line
            if not last or not self.is_bulleted or style != last.style or not style or indent != last.indent:
                over = nesting.over(line, last, position, below)
                resumed = numbering.resumed(line) if over[1] else None
                if resumed and resumed[1] < over[1]:
                    over = resumed
                    nesting.leave(over[1])
            last = line
            expected = numbering.following if style == "*" else numbering.expected(over, line)
            here = [family for family in families if family.may_be_in(words)] if families else None
            if here or ((expected or style != "*") and goes_on(words, bullet, expected)):
                pieces = split_inline(words, bullet, here or (), expected)
                position = self._add_pieces(section, title, *over, start, pieces, numbering)
                if criteria[position].level < over[1]:
                    nesting.leave(criteria[position].level)
                continue
            text = readable(words) if "\\" in words or "\n" in words else words
            parent, level = over
            position = len(criteria)
            criteria.append(
                Criterion(position, kind, population, parent, level, bullet, text, title, start, end)
            )

    def add_unsplit(self, start: int, end: int, heading: str | None) -> None:
        """Adds text[start:end] as one row."""
        words = self.text[start:end]
        self.criteria.append(
            Criterion(len(self.criteria), "UNSPLIT", None, None, 0, "", unescape(words), heading, start, end)
        )

    def _read_unsplit(self, section: Section, title: str | None) -> None:
        start = section.behind
        if start is None and section.first < section.stop:
            start = self.lines[section.first].bullet_start
        if start is not None:
            end = self.lines[max(section.stop - 1, section.first - 1)].end
            start += len(self.text[start:end]) - len(self.text[start:end].lstrip())
            self.add_unsplit(start, end, title)

    def _read_behind(self, section: Section, title: str | None, nesting: Nesting) -> None:
        """The criteria in the heading's own line: "Inclusion: over 18; consent; no fever"."""
        line = self.lines[section.first - 1]
        start = section.behind or line.start
        offset, bullet = strip_bullet(self.text[start : line.end])
        words = self.text[start + offset : line.end]
        pieces = split_inline(words, bullet)
        if len(pieces) == 1 and section.first == section.stop:
            pieces = split_semicolons(words)
        position = self._add_pieces(section, title, None, 0, start + offset, pieces)
        if opens_list(words):
            nesting.open_under(position)

    def _joined(self, section: Section) -> list[Line]:
        """The lines of a section, those that a line break has cut in two made one again."""
        here = self.lines[section.first : section.stop]
        if "" not in [line.bullet for line in here]:
            return here
        lines: list[Line] = []
        is_joined = False
        end = 0
        for line in here:
            if line.bullet or line.after_blank or not lines:
                lines.append(line)
            elif lines[-1].bullet and line.words.startswith(following(lines[-1].bullet)):
                lines.append(_with_number(line))
            elif lines[-1].bullet if self.is_bulleted else self._is_wrapped(lines[-1], end, line):
                first = lines[-1]
                lines[-1] = first._replace(end=line.end)
                is_joined = True
            else:
                lines.append(line)
            end = line.end
        return [self._whole(line) for line in lines] if is_joined else lines

    def _is_wrapped(self, first: Line, end: int, line: Line) -> bool:
        """Whether a line goes on with the criterion that begins at `first` and has come to `end`."""
        return is_wrapped(self.text[max(first.start, end - _FARTHEST) : end], line.words)

    def _whole(self, line: Line) -> Line:
        """A line with the words that have been joined to it."""
        if line.end - line.start == len(line.words):
            return line
        return line._replace(words=self.text[line.start : line.end])

    def _add_pieces(
        self,
        section: Section,
        title: str | None,
        parent: int | None,
        level: int,
        offset: int,
        pieces: list[Piece],
        numbering: Numbering | None = None,
    ) -> int:
        """Adds the criteria of a line that begins at `offset`; the position of the last that is in no other of them."""
        first = last = len(self.criteria)
        over = [(parent, level)]  # by the depth of a piece
        for piece in pieces:
            if piece.goes_on and not piece.depth and numbering:
                over = [numbering.go_on(first, level)]
            del over[piece.depth + 1 :]
            above, depth = over[-1]
            over.append((len(self.criteria), depth + 1))
            start, end = offset + piece.start, offset + piece.end
            if not piece.depth:
                last = len(self.criteria)
            self._add(section, title, above, depth, piece.bullet, self.text[start:end], start, end)
        return last

    def _add(
        self,
        section: Section,
        title: str | None,
        parent: int | None,
        level: int,
        bullet: str,
        words: str,
        start: int,
        end: int,
    ) -> None:
        criteria = self.criteria
        text = readable(words) if "\\" in words or "\n" in words else words
        kind = section.type or "UNSPLIT"
        criteria.append(
            Criterion(len(criteria), kind, section.population, parent, level, bullet, text, title, start, end)
        )
