"""Eligibility text in sections: which lines are inclusion, which exclusion, and for whom."""

from dataclasses import dataclass

from harvester.derive.criteria.headings import (
    HeadingLine,
    read_caption,
    read_heading,
    read_population,
)
from harvester.derive.criteria.lines import Line, strip_bullet
from harvester.derive.criteria.words import HeadingType

# One of these is in every line that can be a heading.
_TRIGGERS = (
    "riter",
    "nclu",
    "xclu",
    "ligib",
    "must",
    "haracteristics",
    "rent therapy",
    "reter",
    "thdrawal",
    "rop-out",
)
_LONGEST_HEADING = 300


@dataclass(slots=True)
class Section:
    """Lines lines[first:stop] under one heading; `behind` is where criteria begin in the heading's own line, if so.

    `type` is None where the record does not say whether they include or exclude.
    """

    type: HeadingType | None
    population: str | None
    heading: tuple[int, int] | None
    first: int
    stop: int
    behind: int | None = None


def read_sections(lines: list[Line]) -> tuple[list[Section], list[tuple[int, int]]]:
    """The sections in the order of the text, and where all headings stand; none if no line says what is what."""
    found = [_heading(line) if not line.bullet or _may_be_heading(line.words) else None for line in lines]
    typed = [at for at, heading in enumerate(found) if heading and heading.type]
    if not typed:
        return [], []
    sections: list[Section] = []
    places: list[tuple[int, int]] = []
    state = _State()
    if typed[0] == 1 and _is_caption(lines[0]):
        places.append((lines[0].bullet_start, lines[0].end))
        state.everywhere = read_caption(lines[0].words)
    elif typed[0]:
        sections.append(_preamble(lines, found, typed[0]))
    for at in range(typed[0], len(lines)):
        line, heading = lines[at], found[at]
        if heading is None and line.bullet and (line.indent or not line.after_blank):
            sections[-1].stop = at + 1
            continue
        following = found[at + 1] if at + 1 < len(lines) else None
        if heading and _is_heading_here(heading, line, state.type, _stands_alone(lines, at)):
            section, end = state.enter(heading, line, at)
            places.append((line.bullet_start, end))
            sections.append(section)
        elif (
            following and following.type and not following.lead_in and _captions_next(line, following, state)
        ):
            places.append((line.bullet_start, line.end))
            state.everywhere = read_caption(line.words)
            state.has_general_inclusion = False
        elif state.type and not line.bullet and _names_population(lines, at):
            places.append((line.bullet_start, line.end))
            sections.append(
                Section(state.type, read_population(line.words), (line.start, line.end), at + 1, at + 1)
            )
        else:
            sections[-1].stop = at + 1
    return sections, places


@dataclass(slots=True)
class _State:
    """What the headings so far have said."""

    type: HeadingType | None = None
    population: str | None = None
    heading: tuple[int, int] | None = None
    has_general_inclusion: bool = False
    everywhere: str | None = None  # for whom all headings are up to the next such line

    def enter(self, heading: HeadingLine, line: Line, at: int) -> tuple[Section, int]:
        """The section that a heading opens, and where the heading ends.

        A sentence that opens a list keeps the heading and population it stands under. A heading that names no
        population is for the one before it where no heading was for all: "MSC donors inclusion criteria", "Exclusion
        criteria".
        """
        end = line.start + heading.end
        if not (heading.lead_in and heading.type == self.type and self.heading):
            if heading.population or self.has_general_inclusion or heading.type != "EXCLUSION":
                self.population = heading.population or self.everywhere
            if heading.type == "INCLUSION" and not heading.population:
                self.has_general_inclusion = True
            self.heading = (line.start, end)
        self.type = heading.type
        rest = line.words[heading.end :]
        if any(map(str.isalnum, rest[strip_bullet(rest)[0] :])):
            return Section(self.type, self.population, self.heading, at + 1, at + 1, end), end
        return Section(self.type, self.population, self.heading, at + 1, at + 1), line.end


def _may_be_heading(words: str) -> bool:
    """Whether bulleted words can be a heading at all; cheap."""
    return "riter" in words or "clusion" in words or "CLUSION" in words


def _heading(line: Line) -> HeadingLine | None:
    words = line.words
    if len(words) > _LONGEST_HEADING and "riter" not in words[:_LONGEST_HEADING].lower():
        return None
    low = words[:_LONGEST_HEADING].lower()
    if not any(map(low.__contains__, _TRIGGERS)):
        return None
    if len(words) <= _LONGEST_HEADING:
        return read_heading(words)
    heading = read_heading(words[:_LONGEST_HEADING])
    return heading if heading and heading.end < _LONGEST_HEADING else None


def _preamble(lines: list[Line], found: list[HeadingLine | None], first: int) -> Section:
    """What stands before the first heading: inclusion if it is a list and only exclusion has a heading."""
    is_list = first > 2 or bool(lines[0].bullet)
    has_inclusion = any(heading and heading.type == "INCLUSION" for heading in found)
    return Section("INCLUSION" if is_list and not has_inclusion else None, None, None, 0, first)


_PARTS = ("aim ", "part ", "phase ", "stage ", "study ", "step ", "criteria ", "protocol ")


def _is_caption(line: Line) -> bool:
    """Whether the one line before all headings is a title: "MSC Donors", "AIM 1"."""
    return line.words.count(" ") < 6 and not line.words.endswith((".", ";"))


def _captions_next(line: Line, following: HeadingLine, state: "_State") -> bool:
    """Whether a line above a heading says for whom or for what the next headings are: "MSC Recipients"."""
    words = line.words
    if not line.after_blank or words.count(" ") > 11:
        return False
    if read_population(words) is not None:
        return True
    if following.type != "INCLUSION":
        return False
    if words.endswith(":") and read_caption(words) is not None:
        return True
    if state.type != "EXCLUSION" or words.count(" ") >= 6:
        return False
    return words.lower().startswith(_PARTS) or read_population(words, alone=True) is not None


def _stands_alone(lines: list[Line], at: int) -> bool:
    return lines[at].after_blank and (at + 1 == len(lines) or lines[at + 1].after_blank)


def _is_heading_here(heading: HeadingLine, line: Line, now: HeadingType | None, alone: bool) -> bool:
    """A line in the form of a heading is one; a sentence that opens a list only where it stands alone."""
    if not heading.lead_in:
        return True
    if line.bullet:
        return now is None
    return now in (None, heading.type) or (alone and not heading.weak)


def _names_population(lines: list[Line], at: int) -> bool:
    """Whether a line is a heading that only says for whom what follows is: "Donors:"."""
    line = lines[at]
    if line.indent or at + 1 == len(lines) or len(line.words) > 60:
        return False
    if not line.words.endswith((":", "：")) and not _stands_alone(lines, at):
        return False
    return read_population(line.words) is not None
