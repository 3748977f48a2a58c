"""Plain text of a classic page → its parts: each label with its lines, and the stretches of prose whose label was lost."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from harvester.parsers.labels import label_key
from harvester.parsers.page.fields import field_of, page_key
from harvester.parsers.page_text.labels import (
    ANCHORS,
    CONTACTS,
    DESIGN,
    ELIGIBILITY,
    HEADER,
    HEADINGS,
    MORE,
    NOTES,
    RULES,
    SUMMARY,
    Rule,
)
from harvester.parsers.page_text.lines import Line, is_whole


@dataclass(slots=True)
class Part:
    """A label (or a name of `labels`', in lower case, for prose whose label was lost) and the lines under it."""

    label: str
    stage: int
    lines: list[Line] = field(default_factory=list)
    bars: int = 0
    """Bars in the lines below the first."""
    filled: bool = False
    """Whether a line has text."""

    def add(self, line: Line) -> None:
        """One more line."""
        self.bars += line.raw.count("|") if self.lines else 0
        self.filled = self.filled or bool(line.text.strip())
        self.lines.append(line)


_CONDITIONS = re.compile(
    r"Conditions?(?: or disease)?(?: Interventions?(?:/treatment)?)?(?: Phase)?", re.IGNORECASE
)
_ARMS = re.compile(
    r"(?:Arms?|Groups?/Cohorts?)(?: (?:Assigned Interventions?|Intervention/treatment))?", re.IGNORECASE
)
_SENTENCE = re.compile(
    r"(?:This study|The recruitment status of this study|Expanded access|This treatment) (?:is|has)\b.*"
)
_ROLE = re.compile(
    r"(?:Study (?:Chair|Director)|Principal Investigator|Sub-?Investigator)\s*:", re.IGNORECASE
)
_LABEL = re.compile(r"(?P<label>[^:|]{2,110}?)\s*:(?P<rest>.*)", re.DOTALL)


def parts_of(lines: Sequence[Line]) -> list[Part]:
    """The parts of the text, in order."""
    return _Cut().run(lines)


class _Cut:
    """One pass over the lines; `stage` only grows."""

    def __init__(self) -> None:
        self.stage = HEADER
        self.parts = [Part("title", HEADER)]
        self.one_line = False
        self.lost = ""

    def run(self, lines: Sequence[Line]) -> list[Part]:
        for line in lines:
            if not self._table(line) and not self._anchor(line) and not self._labelled(line):
                self._add(line)
        return self.parts

    def _open(self, label: str, stage: int) -> Part:
        self.stage = max(self.stage, stage)
        self.parts.append(Part(label, self.stage))
        self.one_line, self.lost = False, ""
        return self.parts[-1]

    def _add(self, line: Line) -> None:
        part = self.parts[-1]
        if part.label.endswith(" table") and self._ends_table(part, line):
            part = self._open("description" if part.label == "conditions table" else "outcomes", self.stage)
        if self.one_line and part.filled and line.text.strip():
            part = self._open(self.lost or "", self.stage)
        if not NOTES.match(line.text.strip()):
            part.add(line)

    def _ends_table(self, part: Part, line: Line) -> bool:
        """In a table of bars, the row of conditions is the only one; rows of arms end where a list or a gap begins."""
        head, last = part.lines[0], part.lines[-1]
        if not head.closed:
            begun = len(part.lines) > 1 and part.filled
            return part.label == "conditions table" and begun and not line.text.strip()
        ends = part.label == "conditions table" or line.is_item or not line.raw.strip()
        return ends and is_whole(head, part.bars, last)

    def _table(self, line: Line) -> bool:
        words = " ".join(cell for cell in line.cells if cell)
        for form, label, stages in (
            (_CONDITIONS, "conditions table", (HEADER, SUMMARY)),
            (_ARMS, "arms table", (SUMMARY, DESIGN)),
        ):
            if self.stage in stages and form.fullmatch(words):
                self._open(label, SUMMARY if label == "conditions table" else DESIGN).add(line)
                return True
        return False

    def _anchor(self, line: Line) -> bool:
        words = " ".join(line.text.split())
        for form, stage, lost in ANCHORS:
            near = self.stage <= stage <= self.stage + 2
            if near and form.fullmatch(words) and self._is_below_tabs(words, lost):
                part = self._open(lost, stage)
                part.lines += [line] if lost == "provider" else []
                return True
        if self.stage == HEADER and _SENTENCE.fullmatch(words):
            self._open("Recruitment Status", HEADER).add(line)
            return True
        return False

    def _is_below_tabs(self, words: str, lost: str) -> bool:
        """The site's menus have a line 'How to Read a Study Record' too, but no tabs above it."""
        seen = (line.text for part in self.parts for line in part.lines)
        return (
            lost != "summary"
            or words in ("Purpose", "Study Description")
            or any("Tabular View" in text for text in seen)
        )

    def _labelled(self, line: Line) -> bool:
        if line.is_item:
            return False
        first = line.cells[0]
        part = self.parts[-1]
        of_site = part.label.casefold() == "locations" and len([cell for cell in line.cells if cell]) < 3
        if _ROLE.match(first) and self.stage in (ELIGIBILITY, CONTACTS) and not of_site:
            if part.label != "Investigators":
                part = self._open("Investigators", CONTACTS)
            part.add(line)
            return True
        found = _LABEL.fullmatch(first)
        label = found["label"] if found else first
        rest = (found["rest"].strip() if found else "", *line.cells[1:])
        rule, stage = self._rule(label, alone=found is not None and not any(rest))
        if rule is None or (found is None and len(line.cells) < 2 and rule.one_line):
            return False
        if any(rest) and page_key(label) in HEADINGS:
            return False
        part = self._open(label, stage)
        if any(rest):
            cells = tuple(cell for cell in rest if cell)
            part.add(Line(" ".join(cells), cells, line.raw))
        self.one_line, self.lost = rule.one_line, rule.lost if stage > HEADER else ""
        return True

    def _rule(self, label: str, alone: bool) -> tuple[Rule | None, int]:
        """The rule of a label that can stand here; one alone on its line may open the next stage though it is weak."""
        known = field_of(label)
        rule = RULES.get(known.key if known else label_key(label))
        if rule is None:
            return None, 0
        reach = 2 if rule.strong else int(alone)
        near = (stage for stage in rule.stages if self.stage <= stage <= self.stage + reach)
        stage = next(near, None)
        return (None, 0) if stage is None else (rule, stage)


def closed(parts: Sequence[Part]) -> bool:
    """Whether the text comes to the record's dates at the end of the page."""
    last = ("last verified", "last updated", "health authority")
    return any(part.stage == MORE and page_key(part.label) in last and part.lines for part in parts)


def unlabelled(parts: Sequence[Part], label: str) -> Iterator[Line]:
    """The lines of the parts with a name."""
    for part in parts:
        if part.label == label:
            yield from part.lines
