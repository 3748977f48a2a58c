"""The results tab, taken apart: its sections, and in each the tables and lines with the label that stands over them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from lxml.html import HtmlElement

from harvester.parsers.page.markup import HtmlValue, line_of
from harvester.parsers.page.pairs import Run, heading_of, runs_of
from harvester.parsers.page.values import markdown

Report = Callable[[str, str], None]
Grid = list[list[HtmlElement]]


@dataclass(slots=True)
class Section:
    """A section: `tables` and `lines` as (label over it, it), in page order."""

    title: str
    tables: list[tuple[str, HtmlElement]] = field(default_factory=list)
    lines: list[tuple[str, str]] = field(default_factory=list)


def sections_of(content: HtmlElement) -> list[Section]:
    """The sections of the page in order; what stands before the first is a section without a title."""
    sections = [Section("")]
    _walk(content, sections, [""])
    return sections


def _walk(element: HtmlElement, sections: list[Section], label: list[str]) -> None:
    for part in runs_of(element):
        if isinstance(part, Run):
            if (part.heading or heading_of(element)) == "header2":
                sections.append(Section(part.text))
                label[0] = ""
            elif part.heading == "header3":
                label[0] = part.text
            else:
                sections[-1].lines.append((label[0], part.text))
        elif part.tag == "table":
            sections[-1].tables.append((label[0], part))
        else:
            _walk(part, sections, label)


def grid_of(table: HtmlElement) -> Grid:
    """The cells of the table's rows."""
    rows = ([cell for cell in row if cell.tag in ("td", "th")] for row in table.iter("tr"))
    return [row for row in rows if row]


def prose(table: HtmlElement) -> str:
    """The text below the explanation in a table of two rows; '' for the registry's 'No text entered.'."""
    cells = [cell for row in grid_of(table) for cell in row if cell.tag == "td"]
    text = markdown(HtmlValue(cells[-1]).blocks) if cells else ""
    return "" if text == "No text entered." else text


def groups_of(table: HtmlElement, prefix: str) -> list[dict[str, str]]:
    """[{'id', 'title', 'description'}] of a table of reporting groups; ids are the API's: prefix and position."""
    groups: list[dict[str, str]] = []
    for title, description in (row for row in grid_of(table) if len(row) == 2):
        if line_of(title):
            text = prose_of(description)
            group = {"id": f"{prefix}{len(groups):03d}", "title": line_of(title)}
            groups.append(group | ({"description": text} if text else {}))
    return groups


def prose_of(cell: HtmlElement) -> str:
    """The cell's text as Markdown; '' for the registry's 'No text entered.'."""
    text = markdown(HtmlValue(cell).blocks)
    return "" if text == "No text entered." else text


def cells_by_group(row: list[HtmlElement], groups: list[dict[str, str]]) -> list[tuple[str, str]]:
    """(group id, text) of a row's cells after its label; empty where the row has none."""
    texts = [line_of(cell) for cell in row[1:]]
    if not any(texts) or len(texts) != len(groups):
        return []
    return [(group["id"], text) for group, text in zip(groups, texts, strict=True)]


def merged(*parts: dict[str, Any]) -> dict[str, Any]:
    """The parts as one object, what is empty left out."""
    return {name: value for part in parts for name, value in part.items() if value not in ("", [], {}, None)}
