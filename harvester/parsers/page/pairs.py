"""A full-text page → its labels with their values, in page order, for the layouts of all years.

A label is a run of text that the tables of `page.fields` know, or that the page sets as a heading (`header3`); its value is
the block that follows, wherever the layout has put it. In tables it is the cell beside it, or the column's head.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from lxml.html import HtmlElement

from harvester.parsers.page.fields import field_of, page_key
from harvester.parsers.page.groups import things
from harvester.parsers.page.markup import HtmlValue, has_class, is_block, line_of
from harvester.parsers.page.study import Pair
from harvester.parsers.page.values import Block, Entry, TextValue, one_line, plain

_TABLES = (
    ("location information", "Locations"),
    ("investigator information", "Investigators"),
    ("mesh terms", "Additional relevant MeSH terms"),
    ("keywords", "Keywords"),
)
_ARMS = frozenset(("arm", "arms", "group cohort", "groups cohorts"))
_GUIDES = re.compile(
    r"(?:Resource links provided by|Further study details as provided by|MedlinePlus|Genetics Home Reference|Genetic and Rare"
    r"|Drug Information available|U\.S\. FDA Resources|Information from the National Library of Medicine|Show|Hide|Certain Agreements|Results Point of Contact|Study Contact|More Information|To learn more)\b",
    re.IGNORECASE,
)
_PROVIDER = re.compile(r"(?:Further study details as|Keywords) provided by (?P<name>.+?)\s*:?")


class Run(NamedTuple):
    """A line of text between blocks; `heading` is 'header2' for a section's title, 'header3' for what is set as a label."""

    text: str
    heading: str


def pairs_of(content: HtmlElement, skip: tuple[str, ...] = ()) -> Iterator[Pair]:
    """The labels of the content with their values; prose without a label is passed over, as are sections in `skip`."""
    yield from _Scan(skip).walk(content)


class _Scan:
    """One walk over a page; remembers the label whose value has not come yet."""

    def __init__(self, skip: tuple[str, ...]) -> None:
        self.skip = skip
        self.pending = ""
        self.skipping = False
        self.hidden = ""

    def walk(self, element: HtmlElement) -> Iterator[Pair]:
        heading = heading_of(element)
        for part in runs_of(element):
            if isinstance(part, Run):
                yield from self._run(Run(part.text, part.heading or heading))
            elif part.tag == "table" and not self.skipping:
                yield from self._table(part)
            elif self.pending and _GUIDES.match(line_of(part)):
                self.hidden = line_of(part)
            elif self.pending and not _begins_with_label(part):
                yield Pair(self.pending, HtmlValue(part))
                self.pending = ""
            else:
                yield from self.walk(part)

    def _run(self, run: Run) -> Iterator[Pair]:
        if self.hidden and self.pending and run.heading:
            yield Pair(self.pending, plain(self.hidden))  # 'Show 154 Study Locations' and nothing below
            self.pending = self.hidden = ""
        if run.heading == "header2":
            self.pending, self.skipping = "", run.text in self.skip
        if run.heading == "header2" or self.skipping:
            return
        provider = provider_of(run.text)
        if provider:
            yield Pair("Information Provided By", plain(provider))
        if _GUIDES.match(run.text):
            self.pending = ""
        elif _is_label(run):
            self.pending = run.text
        elif self.pending:
            yield Pair(self.pending, plain(run.text))
            self.pending = ""
        else:
            label, colon, rest = run.text.partition(":")
            if colon and field_of(label):
                yield Pair(label, plain(rest))

    def _table(self, table: HtmlElement) -> Iterator[Pair]:
        rows = _rows(table)
        if rows and line_of(rows[0][0]) == "Submission Cycle":  # read by results.page
            return
        heads = (
            [line_of(cell) for cell in rows[0]] if rows and all(cell.tag == "th" for cell in rows[0]) else []
        )
        summary = (table.get("summary") or "").casefold()
        label = self.pending or next((label for words, label in _TABLES if words in summary), "")
        if any(heads) and page_key(heads[0]) in _ARMS:
            yield from _arms(heads[0], rows[1:])
        elif any(heads) and all(field_of(head) for head in heads):
            for row in rows[1:]:
                for head, cell in zip(heads, row, strict=False):
                    yield Pair(head, HtmlValue(cell))
        elif label:
            yield Pair(label, HtmlValue(table))
        else:
            yield from self._cells(rows)
        self.pending = self.hidden = ""

    def _cells(self, rows: list[list[HtmlElement]]) -> Iterator[Pair]:
        for row in rows:
            label = line_of(row[0]) if len(row) > 1 else ""
            if label.endswith(":") or (row[0].tag == "th" and field_of(label)):
                yield Pair(label, HtmlValue(row[1]))
            else:
                for cell in row:
                    yield from self.walk(cell)


def provider_of(text: str) -> str:
    """The organization of 'Keywords provided by X:' and 'Further study details as provided by X:', else ''."""
    found = _PROVIDER.fullmatch(one_line(text))
    return found["name"] if found else ""


def _arms(head: str, rows: list[list[HtmlElement]]) -> Iterator[Pair]:
    """Rows of an arm and its interventions, as the two lists of the Tabular View: each arm notes what it gets."""
    arms: list[Entry] = []
    assigned: list[Entry] = []
    for row in rows:
        named = things(HtmlValue(row[0]).entries)
        if not named:
            continue
        given = [entry for cell in row[1:] for entry in things(HtmlValue(cell).entries)]
        names = [Block(entry.head, "*") for entry in given]
        notes = [note for entry in named[1:] for note in (Block(entry.head), *entry.notes)]
        gets = (Block("Interventions:"), *names) if names else ()
        arms.append(Entry(named[0].head, (*named[0].notes, *notes, *gets)))
        assigned += given
    yield Pair(head, TextValue(tuple(arm.head for arm in arms), entries=tuple(arms)))
    yield Pair("Interventions", TextValue(tuple(item.head for item in assigned), entries=tuple(assigned)))


def _rows(table: HtmlElement) -> list[list[HtmlElement]]:
    """The table's own rows, each its cells; rows without cells left out."""
    found = [row for row in table.iter("tr") if next(row.iterancestors("table"), None) is table]
    cells = ([cell for cell in row if cell.tag in ("td", "th")] for row in found)
    return [row for row in cells if row and any(line_of(cell) for cell in row)]


def runs_of(element: HtmlElement) -> Iterator["Run | HtmlElement"]:
    """The element's own lines of text, and between them the blocks it holds."""
    text, heading = element.text or "", ""
    for child in element:
        if child.tag == "br" or is_block(child):
            if text.strip():
                yield Run(one_line(text), heading)
            if child.tag != "br":
                yield child
            text, heading = "", ""
        else:
            text += child.text_content()
            heading = heading or heading_of(child)
        text += child.tail or ""
    if text.strip():
        yield Run(one_line(text), heading)


def heading_of(element: HtmlElement) -> str:
    """'header2' for a section's title, 'header3' for a label, '' for anything else."""
    if element.tag in ("h1", "h2", "h3") or has_class(element, "header2"):
        return "header2"
    return "header3" if has_class(element, "header3") or has_class(element, "tableLabel") else ""


def _is_label(run: Run) -> bool:
    return (
        bool(run.heading == "header3" or (run.text.endswith(":") and field_of(run.text)))
        and len(run.text) < 200
    )


def _begins_with_label(element: HtmlElement) -> bool:
    """Whether a block is no value but the next labelled thing, as where a label stands over nothing."""
    if element.tag in ("ul", "ol"):
        return False
    first = next(runs_of(element), None)
    if isinstance(first, Run):
        run = Run(first.text, first.heading or heading_of(element))
        return run.heading == "header2" or (_is_label(run) and field_of(run.text) is not None)
    return first is not None and first.tag != "table" and _begins_with_label(first)
