"""A comparison as it is drawn: rows of cells, each a list of plain pieces. Pure; nothing here is HTML."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from harvester.compare import Comparison, Field, Section
from harvester.compare.face import STATED_BY, Face, absent, days, match_words, plain, read_value, visible
from harvester.compare.products import place_of
from harvester.compare.wording import mark_words
from harvester.derive.markup import unescape
from harvester.web.compare.charts import ages_chart, outcome_times_chart, timeline_chart

PREVIEW = 180
"""Characters of a long text that stand before the fold."""
LONGEST = 30_000
"""Characters of a text that a page shows at all; the whole is in the JSON and on the study's page."""
NAME = 600
"""Characters of a name."""
SHOWN = 5
"""Lines of a list that stand before the fold."""
ITEMS_SHOWN = {"outcome": 2, "criterion": 2}
"""Items of a cell that stand before the fold, six where the kind is not named."""
FEW = 60
"""Characters of another wording that are woven into a text in any case; more of them if the two share as many."""

CHARTS = {"eligibility": ages_chart, "outcomes": outcome_times_chart, "timeline": timeline_chart}

_PLAIN_ARMS = (None, "EXPERIMENTAL", "OTHER")
"""Types that the row of their role says already."""
_SILENT = " \t\n.,;:!?()[]{}'\"“”‘’-–—/*•"
"""Characters that tell nothing where they alone differ."""
_TYPE_LABELS = {"PRIMARY": "Primary", "SECONDARY": "Secondary", "OTHER": "Other"}


class Text(NamedTuple):
    """A long text as its beginning and, where that is not all, the whole."""

    start: str
    rest: str = ""


class Arm(NamedTuple):
    """An arm with what it gets (name, note), or an intervention."""

    label: str
    type: str
    others: str
    text: Text | None
    gets: list[tuple[str, str]]


class Outcome(NamedTuple):
    """An outcome; `pieces` are (same, here or there, text), `twin` says that the one before measures the same."""

    pieces: list[tuple[str, str]]
    type: str
    note: str
    when: str
    days: str
    prose: str
    twin: bool


class Criterion(NamedTuple):
    """A single criterion."""

    within: str
    pieces: list[tuple[str, str]]
    population: str
    note: str
    twin: bool


class Reading(NamedTuple):
    """A value read from prose, with the words (text, place) that show it."""

    label: str
    whom: list[str]
    evidence: list[tuple[Text | None, str]]


class Cell(NamedTuple):
    """What a study says in a row. `kind`: none, line (`line`, `aside`), long (`text`), lines (`held`, `more`), or what
    `held` and `more` are items of."""

    nct_id: str
    style: str
    kind: str = "none"
    line: str = ""
    aside: str = ""
    text: Text | None = None
    held: list[Any] = []  # noqa: RUF012 - never changed
    more: list[Any] = []  # noqa: RUF012


@dataclass(slots=True)
class Row:
    """One field across the studies; `repeats` says that a cell says what the label says."""

    name: str
    label: str
    about: str
    differs: bool
    cells: list[Cell]
    repeats: bool = False


@dataclass(slots=True)
class ShownSection:
    """A section that has something to show."""

    name: str
    title: str
    note: str
    rows: list[Row]
    differing: int
    silent: list[str]
    chart: Any


def _cut_off(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[:most]}… ({len(text) - most:,} more characters)"


def _name(text: str | None, otherwise: str = "") -> str:
    text = text or otherwise
    return _cut_off(visible(text), NAME) if text else ""


def _prose(text: str | None) -> str:
    return _cut_off(visible(unescape(text)).strip(), LONGEST) if text else ""


def folded(text: str | None) -> Text | None:
    """None where there is no text."""
    if not text:
        return None
    text = _prose(text)
    if len(text) <= PREVIEW + 40:
        return Text(text)
    start = text[:PREVIEW]
    return Text(" ".join((start.rpartition(" ")[0] or start).split()), text)


class View:
    """Sections, rows and cells of one comparison."""

    def __init__(self, comparison: Comparison) -> None:
        self.comparison = comparison
        self.nct_ids = comparison.nct_ids
        self.face = Face(comparison)

    def sections(self) -> list[ShownSection]:
        """Sections that have a row, in order."""
        return [self._section(section) for section in self.comparison.sections if section.rows]

    def _section(self, section: Section) -> ShownSection:
        rows = [self._row(section, item) for item in section.rows]
        chart = CHARTS.get(section.name)
        return ShownSection(
            name=section.name,
            title=section.title,
            note=section.note,
            rows=rows,
            differing=sum(row.differs for row in rows),
            silent=[item.label for item in section.silent],
            chart=chart(self.comparison, section) if chart else None,
        )

    def _row(self, section: Section, item: Field) -> Row:
        same = section.row_same(item)
        beside = section.beside(item.name)
        first, whose = None, ""
        if item.kind in ITEMS_SHOWN:
            found = ((one, place) for place, value in enumerate(item.values) for one in value or [])
            first, place = next((each for each in found if _opens(each[0])), (None, 0))
            whose = f", to {self.nct_ids[place]}" if place else ""
        cells = []
        style = "c-ref"
        for number, (nct_id, value) in enumerate(zip(self.nct_ids, item.values, strict=True)):
            if number:
                style = "c-same" if same[number] else "c-diff"
            if value is None or value == []:
                cells.append(Cell(nct_id, style, line=absent(item, number)))
            elif beside is None:
                cells.append(self._cell(nct_id, style, item, value, first, whose))
            else:
                aside = self.face.lines(beside, beside.values[number])
                cells.append(self._cell(nct_id, style, item, value, first, whose, "".join(aside[:1]).lower()))
        return Row(item.name, _name(item.label), item.about, not all(same), cells, item.kind == "outcome")

    def _cell(
        self,
        nct_id: str,
        style: str,
        item: Field,
        value: Any,
        first: Mapping[str, Any] | None,
        whose: str,
        aside: str = "",
    ) -> Cell:
        if item.kind == "value":
            return _line(nct_id, style, plain(value, item, self.face.enums), aside)
        if item.kind == "long":
            return Cell(nct_id, style, "long", text=folded(str(value)))
        made = _ITEMS.get(item.kind)
        if made is not None and isinstance(value, list):
            own = first is not None and any(one is first for one in value)
            items = [made(self, one, first, None if own else whose) for one in value]
            held, more = _cut(items, ITEMS_SHOWN.get(item.kind, 6))
            return Cell(nct_id, style, item.kind, held=held, more=more)
        lines = self.face.lines(item, value)
        if len(lines) > 1:
            lines = [_cut_off(line, NAME) for line in lines]
            held, more = _cut(lines, SHOWN)
            return Cell(nct_id, style, "lines", held=held, more=more)
        return _line(nct_id, style, lines[0], aside)

    def _arm(self, arm: Mapping[str, Any], first: Any, whose: str | None) -> Arm:
        return Arm(
            label=_name(arm["label"], "unnamed arm"),
            type=self.face.label("ArmGroupType", arm["type"]) if arm["type"] not in _PLAIN_ARMS else "",
            others="",
            text=folded(arm["description"]),
            gets=[
                (_name(item["name"], "unnamed"), STATED_BY.get(item["stated_by"], ""))
                for item in arm["interventions"]
            ],
        )

    def _intervention(self, item: Mapping[str, Any], first: Any, whose: str | None) -> Arm:
        return Arm(
            label=_name(item["name"], "unnamed"),
            type=self.face.label("InterventionType", item["type"]) if item["type"] else "",
            others=_name(", ".join(item["other_names"])),
            text=folded(item["description"]),
            gets=[],
        )

    def _outcome(
        self, item: Mapping[str, Any], first: Mapping[str, Any] | None, whose: str | None
    ) -> Outcome:
        return Outcome(
            pieces=marked_text(item, first, "measure"),
            type=_TYPE_LABELS.get(item["type"], item["type"]) if first else "",
            note=_note(item, whose) if first else "",
            when=_name(item["time_frame"]),
            days=days(item["times"]),
            prose=_prose(item["description"]),
            twin=first is None and not _opens(item),
        )

    def _criterion(
        self, item: Mapping[str, Any], first: Mapping[str, Any] | None, whose: str | None
    ) -> Criterion:
        return Criterion(
            within=_name(item["within"]),
            pieces=marked_text(item, first, "text"),
            population=_name(item["population"]),
            note=_note(item, whose) if first else "",
            twin=first is None and not _opens(item),
        )

    def _read(self, item: Mapping[str, Any], first: Any, whose: str | None) -> Reading:
        return Reading(
            label=_cut_off(read_value(item["value"]), NAME),
            whom=[_name(str(name)) for name in item["of"]],
            evidence=[(folded(str(shown["words"])), place_of(shown["path"])) for shown in item["evidence"]],
        )


# Beside the class for the reason that Face's are: a page's objects go with the page.
_ITEMS: Mapping[str, Callable[[View, Mapping[str, Any], Mapping[str, Any] | None, str | None], Any]] = {
    "arms": View._arm,
    "interventions": View._intervention,
    "outcome": View._outcome,
    "outcomes": View._outcome,
    "criterion": View._criterion,
    "criteria": View._criterion,
    "read": View._read,
}


def _line(nct_id: str, style: str, line: str, aside: str) -> Cell:
    if len(line) > 2 * PREVIEW:
        return Cell(nct_id, style, "long", text=folded(line))
    return Cell(nct_id, style, "line", line, aside)


def _cut(items: list[Any], few: int) -> tuple[list[Any], list[Any]]:
    """What stands before the fold and what behind; nothing is folded that is only one longer."""
    return (items, []) if len(items) <= few + 1 else (items[:few], items[few:])


def _opens(item: Mapping[str, Any]) -> bool:
    return bool(item.get("match", "first") == "first")


def _note(item: Mapping[str, Any], whose: str | None) -> str:
    """What an item was matched on, and with whose where that is not the reference's; nothing beside the item itself."""
    if whose is None:
        return ""
    return match_words(item) + (whose if item.get("match") == "similar" else "")


def marked_text(item: Mapping[str, Any], first: Mapping[str, Any] | None, key: str) -> list[tuple[str, str]]:
    """The item's text as [(mark, piece)]: same, here, and there for words that only the one it was matched with has."""
    text = _cut_off(visible(item[key] or "unnamed"), 10 * NAME)
    if first is None or item.get("match") != "similar":
        return [("same", text)]
    marked = mark_words(text, visible(first[key] or ""))
    gone = sum(len(piece) for mark, piece in marked if mark == "there")
    woven = gone <= max(FEW, sum(len(piece) for mark, piece in marked if mark == "same"))
    pieces: list[tuple[str, str]] = []
    for mark, piece in marked:
        telling = piece.strip(_SILENT)
        if mark == "same" or (mark == "here" and not telling):
            pieces.append(("same", piece))
        elif mark == "here":
            words = piece.rstrip()
            pieces += [("here", words), ("same", piece[len(words) :])]
        elif telling and woven:
            apart = bool(pieces) and not pieces[-1][1][-1:].isspace()
            pieces += [("same", " "), ("there", telling)] if apart else [("there", telling), ("same", " ")]
    return [(mark, piece) for mark, piece in pieces if piece]
