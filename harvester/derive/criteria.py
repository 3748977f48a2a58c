"""Single eligibility criteria of a study, with their kind, population and nesting."""

import re
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from harvester.derive.criteria_headings import HeadingLine, heading_words, read_heading, read_population
from harvester.derive.criteria_inline import Piece, may_hold_list, split_inline, split_semicolons
from harvester.derive.criteria_lines import Line, is_wrapped, opens_list, read_lines, readable, strip_bullet
from harvester.study import Study

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


class _Open(NamedTuple):
    """A criterion that the ones below may stand under: the indent and style of its bullet, its position."""

    indent: int
    style: str
    position: int


# One of these is in every line that names inclusion or exclusion.
_TRIGGERS = ("riter", "RITER", "nclu", "NCLU", "xclu", "XCLU", "ligib", "LIGIB", "haracteristics", "CHARACT", "must", "MUST")
_TRIGGERS += ("urrent therapy", "URRENT THERAPY", "reteria", "ritria", "rop-out", "ropout", "thdrawal")
_LONGEST_HEADING = 300


def derive_criteria(study: Study) -> list[Criterion]:
    """The single criteria of a study's eligibility text, in its order; empty where it has none."""
    module = study.get("protocolSection", {}).get("eligibilityModule")
    text = module.get("eligibilityCriteria") if isinstance(module, dict) else None
    return read_criteria(text).criteria if isinstance(text, str) else []


def read_criteria(text: str) -> CriteriaReading:
    """The single criteria of an eligibility text; one UNSPLIT row where its headings do not say what is what.

    A line that names inclusion or exclusion opens a section, whatever stands before the first is one UNSPLIT row of
    its own. In a section each bullet or, where there are none, each line is a criterion; indents, bullets of another
    kind and a line alone that ends in a colon nest. Every word of the text is in one criterion, heading or bullet.
    """
    lines = read_lines(text)
    headings = [_heading(line) for line in lines]
    typed = [at for at, heading in enumerate(headings) if heading and heading.type]
    if not typed:
        return CriteriaReading(_unsplit(text, lines), [])
    reader = _Reader(text, lines, headings, _is_bulleted(lines), may_hold_list(text))
    reader.read(typed)
    return CriteriaReading(_without_general_population(reader.criteria), reader.heading_places)


def _heading(line: Line) -> HeadingLine | None:
    words = line.words
    if len(words) > _LONGEST_HEADING or not any(map(words.__contains__, _TRIGGERS)):
        return None
    return read_heading(words)


def _is_bulleted(lines: list[Line]) -> bool:
    return 3 * sum(1 for line in lines if line.bullet) > len(lines)


def _unsplit(text: str, lines: list[Line]) -> list[Criterion]:
    if not lines:
        return []
    start, end = lines[0].bullet_start, lines[-1].end
    return [Criterion(0, "UNSPLIT", None, None, 0, "", readable(text[start:end]), None, start, end)]


def _without_general_population(criteria: list[Criterion]) -> list[Criterion]:
    """"Patient inclusion criteria" says nothing of whom, unless another population stands beside it."""
    populations = {criterion.population for criterion in criteria} - {None}
    if len(populations) == 1 and populations <= heading_words().general:
        return [criterion._replace(population=None) for criterion in criteria]
    return criteria


@dataclass(slots=True)
class _Reader:
    """Goes through the lines of one text, top to bottom."""

    text: str
    lines: list[Line]
    headings: list[HeadingLine | None]
    is_bulleted: bool
    has_inline_lists: bool
    criteria: list[Criterion] = field(default_factory=list)
    heading_places: list[tuple[int, int]] = field(default_factory=list)
    type: CriterionType | None = None
    population: str | None = None
    heading: str | None = None
    has_general_inclusion: bool = False
    open: list[_Open] = field(default_factory=list)
    parent_closed_block: bool = False

    def read(self, typed: list[int]) -> None:
        """Fills `criteria` and `heading_places`; `typed` are the lines that name inclusion or exclusion."""
        at = self._read_preamble(typed)
        while at < len(self.lines):
            heading = self.headings[at]
            if heading and self._accepts(at, heading):
                at = self._read_heading(at, heading)
            elif self._names_population(at):
                at += 1
            else:
                at = self._read_criterion(at)

    def _read_preamble(self, typed: list[int]) -> int:
        """What stands before the first heading that says its kind: inclusion if only exclusion has a heading."""
        first = typed[0]
        kinds = {heading.type for heading in self.headings if heading}
        if first and "INCLUSION" not in kinds and (first > 2 or self.lines[0].bullet):
            self.type = "INCLUSION"
            return 0
        if first:
            self._add_unsplit(0, first)
        return first

    def _add_unsplit(self, first: int, stop: int) -> None:
        start, end = self.lines[first].bullet_start, self.lines[stop - 1].end
        words = readable(self.text[start:end])
        self._add("UNSPLIT", None, 0, "", words, start, end)

    def _accepts(self, at: int, heading: HeadingLine) -> bool:
        """Whether a line that reads as a heading is one here; sentences that open a list are in doubt."""
        if not heading.lead_in:
            return True
        line = self.lines[at]
        if line.bullet:
            return self.type is None
        return self.type in (None, heading.type) or (line.after_blank and self._ends_block(at))

    def _read_heading(self, at: int, heading: HeadingLine) -> int:
        line = self.lines[at]
        end = line.start + heading.end
        self.heading_places.append((line.start, end))
        self.open.clear()
        self.parent_closed_block = False
        if not (heading.lead_in and heading.type == self.type):
            self.heading = readable(self.text[line.start : end].rstrip())
            self._set_population(heading)
        self.type = heading.type
        if heading.type is None:
            return self._read_of_both_kinds(at)
        if line.words[heading.end :].strip():
            self._read_behind_heading(at, end)
        return at + 1

    def _set_population(self, heading: HeadingLine) -> None:
        """A heading without a population is for the one above if there was never a heading for all."""
        if heading.lead_in and self.type is not None:
            return
        if heading.population or self.has_general_inclusion or heading.type == "INCLUSION":
            self.population = heading.population
        if heading.type == "INCLUSION" and not heading.population:
            self.has_general_inclusion = True

    def _read_of_both_kinds(self, at: int) -> int:
        """What follows "Inclusion and exclusion criteria" stays one row up to a heading that tells them apart."""
        stop = at + 1
        while stop < len(self.lines) and not (self.headings[stop] and self.headings[stop]):
            stop += 1
        behind = self.lines[at].start + (self.headings[at].end if self.headings[at] else 0)  # type: ignore[union-attr]
        if stop > at + 1 or self.text[behind : self.lines[at].end].strip(" :.-"):
            start = self.lines[at + 1].bullet_start if stop > at + 1 else behind
            if self.text[behind : self.lines[at].end].strip(" :.-"):
                start = behind
            end = self.lines[stop - 1].end
            self._add("UNSPLIT", None, 0, "", readable(self.text[start:end].strip()), start, end)
        return stop

    def _read_behind_heading(self, at: int, start: int) -> None:
        """The criteria in the heading's own line: "Inclusion: over 18; consent; no fever"."""
        line = self.lines[at]
        offset, bullet = strip_bullet(self.text[start : line.end])
        words = self.text[start + offset : line.end]
        if not words.strip(" .:-"):
            return
        pieces = split_inline(words, bullet)
        only = at + 1 == len(self.lines) or self.headings[at + 1] is not None
        if len(pieces) == 1 and only:
            pieces = split_semicolons(words)
        self._add_pieces(pieces, start + offset, Line(start + offset, line.end, 0, bullet, start, True, words))
        self._close_line(at)
