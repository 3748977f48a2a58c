"""Plain text of a page → lines and cells, whatever the extractor made of tables, lists and links."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from harvester.parsers.page_groups import INTERVENTION, INTERVENTION_TYPES
from harvester.parsers.page_values import Block, Entry, TextValue, one_line

_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_LINK = re.compile(r"""\[([^\[\]]*)\]\((?:https?://|/|mailto:|#)[^)\s]*(?:\s+"[^"]*")?\)""")
_MARKS = re.compile(r"^\s{0,3}#{1,6}\s+|\*\*")
_ITEM = re.compile(r"(?P<indent>\s*)(?P<marker>[-*•–◦▪]|\d{1,3}\.)\s+(?P<text>\S.*)")
_RULE = re.compile(r"[\s|:-]*-{3,}[\s|:-]*")
_NEXT_INTERVENTION = re.compile(rf"\s(?=(?:{INTERVENTION_TYPES}): )")


class Line(NamedTuple):
    """A line: its text, its cells where it has bars or tabs, whether a bar ends it (and so the table's cell)."""

    text: str
    cells: tuple[str, ...]
    closed: bool

    @property
    def is_item(self) -> bool:
        """Whether the line begins with a list mark."""
        return _ITEM.fullmatch(self.text) is not None


def lines_of(text: str) -> list[Line]:
    """The lines of the text, with Markdown's marks, images, link addresses and table rules taken away."""
    lines = []
    for raw in text.replace("\t", " | ").split("\n"):
        plain = _MARKS.sub("", _LINK.sub(r"\1", _IMAGE.sub("", raw))).rstrip()
        if _RULE.fullmatch(plain):
            continue
        words = re.sub(r"^\s*\|(?=.*\|)", "", plain)
        cells = tuple(one_line(cell) for cell in words.split("|"))
        closed = len(cells) > 1 and not cells[-1]
        lines.append(Line(plain.replace("|", " ").rstrip() if "|" in plain else plain, cells, closed))
    return lines


def blocks_of(lines: Iterable[Line]) -> tuple[Block, ...]:
    """The lines as paragraphs and list items; an item set in deeper than the one before it is in its list."""
    blocks: list[Block] = []
    indents: list[int] = []
    for line in lines:
        item = _ITEM.fullmatch(line.text)
        if not line.text.strip():
            indents = indents[:1] if indents else []
            continue
        if item is None:
            indents = []
            blocks.append(Block(one_line(line.text)))
            continue
        indent = len(item["indent"].expandtabs())
        while indents and indents[-1] >= indent:
            indents.pop()
        marker = item["marker"] if item["marker"][0].isdigit() else "*"
        blocks.append(Block(one_line(item["text"]), marker, len(indents)))
        indents.append(indent)
    return tuple(blocks)


def value_of(lines: Sequence[Line]) -> TextValue:
    """The lines as a value; each list item, or each line where there are none, is an entry."""
    kept = [line for line in lines if line.text.strip()]
    blocks = blocks_of(lines)
    rows = tuple(tuple(cell for cell in line.cells if cell) for line in kept)
    return TextValue(
        tuple(block.text for block in blocks), blocks, tuple(Entry(block.text) for block in blocks), rows
    )


def outcome_entries(lines: Sequence[Line]) -> tuple[Entry, ...]:
    """Outcomes: lines that state a time frame (list items where none does), the lines below them their descriptions."""
    blocks = blocks_of(lines)
    framed = any("[ Time Frame:" in block.text for block in blocks)
    listed = any(block.marker for block in blocks)
    entries: list[Entry] = []
    for block in blocks:
        head = "[ Time Frame:" in block.text if framed else bool(block.marker) or not listed
        if head or not entries:
            entries.append(Entry(block.text))
        else:
            last = entries[-1]
            entries[-1] = Entry(last.head, (*last.notes, block))
    return tuple(entries)


def outcome_lists(lines: Sequence[Line]) -> list[list[Line]]:
    """The lines, parted where a numbered list starts anew: pages number each kind of outcome from 1."""
    lists: list[list[Line]] = [[]]
    for line in lines:
        if re.match(r"\s*1\.\s", line.text) and lists[-1]:
            lists.append([])
        lists[-1].append(line)
    return [part for part in lists if any(line.text.strip() for line in part)]


def intervention_entries(lines: Iterable[str], names: Sequence[str] = ()) -> tuple[Entry, ...]:
    """Interventions with descriptions out of lines, several on one line included.

    Where name and description share a line, `names` ('Drug: X') tells where the name ends.
    """
    entries: list[Entry] = []
    for piece in (piece for line in lines for piece in _NEXT_INTERVENTION.split(line)):
        text = one_line(piece)
        if INTERVENTION.fullmatch(text):
            known = max((name for name in names if text.startswith(name)), key=len, default=text)
            rest = text[len(known) :].strip()
            entries.append(Entry(known, (Block(rest),) if rest else ()))
        elif text and entries:
            entries[-1] = Entry(entries[-1].head, (*entries[-1].notes, Block(text)))
    return tuple(entries)


def table_cells(lines: Sequence[Line], columns: int) -> list[list[list[str]]]:
    """Rows of cells, each its lines, of a table whose cells hold line breaks: a bar ends a cell wherever it stands."""
    cells: list[list[str]] = [[]]
    for line in lines:
        for number, cell in enumerate(line.cells):
            if number:
                cells.append([])
            if cell:
                cells[-1].append(cell)
    whole = cells[:-1] if not cells[-1] else cells
    return [whole[start : start + columns] for start in range(0, len(whole), columns)]
