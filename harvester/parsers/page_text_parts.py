"""Plain text of a classic page → its parts: each label with its lines, and the stretches of prose whose label was lost.

The tables say at which stage of the page a label can stand, so that a line of prose that looks like one ('Time Frame: …' among
the criteria) is not taken for it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from harvester.parsers.labels import label_key
from harvester.parsers.page_fields import field_of, page_key
from harvester.parsers.page_text_lines import Line

HEADER, SUMMARY, DESIGN, ELIGIBILITY, CONTACTS, MORE = range(6)
"""Stages of a page, in order."""

ONE, MANY = "one", "many"
"""Whether a label's value is one line, or all lines up to the next label."""


@dataclass(slots=True)
class Part:
    """A label (or a name of this module's, in lower case, for prose whose label was lost) and the lines under it."""

    label: str
    stage: int
    lines: list[Line] = field(default_factory=list)


class _Rule(NamedTuple):
    stages: tuple[int, ...]
    size: str
    lost: str
    """Where the prose below belongs when the value is one line."""
    strong: bool = True
    """Whether the label may begin its stage; a weak one only stands where the stage has begun."""


def _rules(rows: tuple[tuple[str, tuple[int, ...], str, str, bool], ...]) -> dict[str, _Rule]:
    return {page_key(label): _Rule(*rule) for labels, *rule in rows for label in labels.split(" | ")}  # type: ignore[arg-type]


_RULES = _rules(
    (
        ("ClinicalTrials.gov Identifier", (HEADER, MORE), ONE, "", True),
        (
            "Recruitment Status | Expanded Access Status | Sponsor | Collaborator | Collaborators",
            (HEADER,),
            MANY,
            "",
            True,
        ),
        ("Information provided by (Responsible Party) | Information provided by", (HEADER,), MANY, "", True),
        ("First Posted | Results First Posted | Last Update Posted", (HEADER, MORE), ONE, "terms", True),
        (
            "First received | Results First Received | Last updated | Last Verified",
            (HEADER, MORE),
            ONE,
            "terms",
            True,
        ),
        ("Brief Summary", (SUMMARY,), MANY, "", True),
        ("Detailed Description", (SUMMARY, DESIGN), MANY, "", True),
        ("Study Type", (DESIGN,), ONE, "", True),
        ("Study Design", (DESIGN,), MANY, "", False),
        (
            "Enrollment | Allocation | Intervention Model | Masking | Primary Purpose",
            (DESIGN,),
            ONE,
            "",
            False,
        ),
        (
            "Observational Model | Time Perspective | Official Title | Endpoint Classification",
            (DESIGN,),
            ONE,
            "",
            False,
        ),
        (
            "Intervention Model Description | Masking Description | Biospecimen Description",
            (DESIGN,),
            MANY,
            "",
            False,
        ),
        ("Study Start Date | Primary Completion Date | Study Completion Date", (DESIGN,), ONE, "", False),
        (
            "Target Follow-Up Duration | Expanded Access Type | Biospecimen Retention",
            (DESIGN,),
            ONE,
            "",
            False,
        ),
        ("Primary Outcome Measures | Secondary Outcome Measures", (DESIGN,), MANY, "", False),
        ("Other Outcome Measures | Other Pre-specified Outcome Measures", (DESIGN,), MANY, "", False),
        ("Ages Eligible for Study", (ELIGIBILITY,), ONE, "criteria", True),
        ("Genders Eligible for Study | Sexes Eligible for Study", (ELIGIBILITY,), ONE, "criteria", True),
        ("Accepts Healthy Volunteers | Sampling Method", (ELIGIBILITY,), ONE, "criteria", False),
        ("Gender Based Eligibility", (ELIGIBILITY,), ONE, "criteria", False),
        ("Gender Eligibility Description", (ELIGIBILITY,), ONE, "criteria", False),
        ("Study Population | Criteria", (ELIGIBILITY,), MANY, "", False),
        ("Contacts", (CONTACTS,), MANY, "", False),
        ("Locations | Sponsors and Collaborators | Investigators", (CONTACTS,), MANY, "", True),
        ("Publications | Publications of Results | Other Publications", (MORE,), MANY, "", False),
        ("Publications automatically indexed", (MORE,), MANY, "", False),
        ("Additional publications automatically indexed", (MORE,), MANY, "", False),
        ("Additional Information", (MORE,), MANY, "", False),
        ("Responsible Party", (MORE,), ONE, "terms", True),
        ("Other Study ID Numbers", (MORE,), MANY, "", True),
        ("Study First Received", (MORE,), ONE, "terms", True),
        ("Health Authority", (MORE,), MANY, "", False),
        ("Has Data Monitoring Committee", (MORE,), ONE, "terms", False),
        ("Individual Participant Data (IPD) Sharing Statement", (MORE,), ONE, "terms", False),
        ("Plan to Share IPD | Plan to Share Data", (MORE,), ONE, "terms", False),
        ("Plan Description | IPD Description | Supporting Materials | Time Frame", (MORE,), MANY, "", False),
        ("Access Criteria | URL", (MORE,), MANY, "", False),
        ("Studies a U.S. FDA-regulated Drug Product", (MORE,), ONE, "terms", False),
        ("Studies a U.S. FDA-regulated Device Product", (MORE,), ONE, "terms", False),
        ("Device Product Not Approved or Cleared by U.S. FDA", (MORE,), ONE, "terms", False),
        ("Pediatric Postmarket Surveillance of a Device Product", (MORE,), ONE, "terms", False),
        ("Product Manufactured in and Exported from the U.S.", (MORE,), ONE, "terms", False),
        ("Keywords provided by", (MORE,), MANY, "", True),
        ("Additional relevant MeSH terms", (MORE,), MANY, "", True),
    )
)

_ANCHORS: tuple[tuple[re.Pattern[str], int, str], ...] = tuple(
    (re.compile(words, re.IGNORECASE), stage, lost)
    for words, stage, lost in (
        (
            r"(?:The safety and scientific validity of this study|Listing a study does not mean)\b.*",
            HEADER,
            "",
        ),
        (r"(?:Purpose|Study Description|(?:- )?How to Read a Study Record)", SUMMARY, "summary"),
        (
            r"(?:Study Design|Arms and Interventions|Resource links provided by .*|Further study details as .*)",
            DESIGN,
            "",
        ),
        (r"Outcome Measures", DESIGN, "outcomes"),
        (r"(?:Eligibility|Eligibility Criteria)", ELIGIBILITY, ""),
        (r"Contacts and Locations", CONTACTS, ""),
        (r"Please refer to this study by its ClinicalTrials.gov identifier\b.*", CONTACTS, "locations"),
        (r"To learn more about this study, you or your doctor\b.*", CONTACTS, ""),
        (r"(?:More Information|No publications provided.*)", MORE, ""),
        (r"ClinicalTrials.gov processed this record on .*", MORE, ""),
    )
)
_NOTES = re.compile(
    r"(?:Layout table for|Choosing to participate in a study is|To learn more about this study|For general information, "
    r"|Read our disclaimer|\(Final data collection date|Study Details|Tabular View|Disclaimer\b|Go to\b|Hide\b|Show \d)",
    re.IGNORECASE,
)
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
        if self.one_line and any(kept.text.strip() for kept in part.lines) and line.text.strip():
            part = self._open(self.lost or "", self.stage)
        if not _NOTES.match(line.text.strip()):
            part.lines.append(line)

    def _ends_table(self, part: Part, line: Line) -> bool:
        """In a table of bars, the row of conditions is the only one; rows of arms end where a list or a gap begins."""
        head, *body = part.lines
        if len(head.cells) < 2:
            return part.label == "conditions table" and not line.text.strip() and len(body) > 0
        filled = sum(len(row.cells) - 1 for row in body)
        columns = len([cell for cell in head.cells if cell])
        whole = filled > 0 and filled % columns == 0 and body[-1].closed
        return whole and (part.label == "conditions table" or line.is_item or not line.text.strip())

    def _table(self, line: Line) -> bool:
        words = " ".join(cell for cell in line.cells if cell)
        for form, label, stages in (
            (_CONDITIONS, "conditions table", (HEADER, SUMMARY)),
            (_ARMS, "arms table", (SUMMARY, DESIGN)),
        ):
            if self.stage in stages and form.fullmatch(words):
                self._open(label, SUMMARY if label == "conditions table" else DESIGN).lines.append(line)
                return True
        return False

    def _anchor(self, line: Line) -> bool:
        words = " ".join(line.text.split())
        for form, stage, lost in _ANCHORS:
            if self.stage <= stage <= self.stage + 2 and form.fullmatch(words):
                self._open(lost, stage)
                return True
        if self.stage == HEADER and _SENTENCE.fullmatch(words):
            self._open("Recruitment Status", HEADER).lines.append(line)
            return True
        return False

    def _labelled(self, line: Line) -> bool:
        if line.is_item:
            return False
        first = line.cells[0]
        if _ROLE.match(first) and self.stage in (ELIGIBILITY, CONTACTS):
            part = self.parts[-1]
            (part if part.label == "Investigators" else self._open("Investigators", CONTACTS)).lines.append(
                line
            )
            return True
        found = _LABEL.fullmatch(first)
        label = found["label"] if found else first
        rule, stage = self._rule(label)
        if rule is None or (found is None and len(line.cells) < 2 and rule.size == ONE):
            return False
        rest = (found["rest"].strip() if found else "", *line.cells[1:])
        part = self._open(label, stage)
        if any(rest):
            part.lines.append(
                Line(
                    " ".join(cell for cell in rest if cell), tuple(cell for cell in rest if cell), line.closed
                )
            )
        self.one_line, self.lost = rule.size == ONE, rule.lost if stage > HEADER else ""
        return True

    def _rule(self, label: str) -> tuple[_Rule | None, int]:
        known = field_of(label)
        rule = _RULES.get(known.key if known else label_key(label))
        for stage in rule.stages if rule else ():
            if stage == self.stage or (rule and rule.strong and self.stage < stage <= self.stage + 2):
                return rule, stage
        return None, 0


def closed(parts: Sequence[Part]) -> bool:
    """Whether the text comes to the record's dates at the end of the page."""
    last = ("last verified", "last updated", "health authority")
    return any(part.stage == MORE and page_key(part.label) in last and part.lines for part in parts)


def unlabelled(parts: Sequence[Part], label: str) -> Iterator[Line]:
    """The lines of the parts with a name."""
    for part in parts:
        if part.label == label:
            yield from part.lines
