"""Plain text of a page → lines and cells, whatever the extractor made of tables, lists and links."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from harvester.parsers.page.groups import INTERVENTION, INTERVENTION_TYPES
from harvester.parsers.page.values import Block, Entry, TextValue, one_line

_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_LINK = re.compile(r"""\[([^\[\]]*)\]\((?:https?://|/|mailto:|[#?])[^)\s]*(?:\s+"[^"]*")?\)""")
_MARKS = re.compile(r"^\s{0,3}#{1,6}\s+|\*\*|(?<!\w)_+(?=\S)|(?<=\S)_+(?!\w)|(?<!\w)_+(?!\w)")
_CAPTION = re.compile(r"^\W*Layout table for (?:keywords|MeSH terms|\w+ (?:information|contacts))\s*")
_ITEM = re.compile(r"(?P<indent>\s*)(?P<marker>[-*•–◦▪]|\d{1,3}\.)\s+(?P<text>\S.*)")
_RULE = re.compile(r"[\s|:-]*-{3,}[\s|:-]*")
_NEXT_INTERVENTION = re.compile(rf"(?:\s|(?<=[a-z0-9)]))(?=(?:{INTERVENTION_TYPES}): )")

_STRUNG = re.compile(r"(?<=\w) (?=(?:Results First|First|Last Update) Posted[ _]*: [A-Z])")
_OUTCOME = re.compile(r"\[ (?:Time Frame|Designated as safety issue):")
_PHASES = re.compile(r"(?:(?:(?:Early )?Phase \d|Not Applicable|N/A)[ /]*)+$")
_LONGEST_PHASES = 60
_WIDTH = 84


class Line(NamedTuple):
    """A line: its text without bars, its cells where bars or tabs part it, and how it stood in the text."""

    text: str
    cells: tuple[str, ...]
    raw: str

    @property
    def is_item(self) -> bool:
        """Whether the line begins with a list mark."""
        return _ITEM.fullmatch(self.text) is not None

    @property
    def closed(self) -> bool:
        """Whether a bar stands behind its last cell."""
        return self.raw.rstrip().endswith("|") and bool(self.text.strip())

    @property
    def framed(self) -> bool:
        """Whether a bar stands before its first cell."""
        return self.raw.lstrip().startswith("|")


def lines_of(text: str) -> list[Line]:
    """The lines of the text, with Markdown's marks, images, link addresses and table rules taken away."""
    lines = []
    for raw in _STRUNG.sub("\n", _unwrapped(text)).split("\n"):
        plain = _CAPTION.sub("", _MARKS.sub("", _LINK.sub(r"\1", _IMAGE.sub("", raw)))).rstrip()
        if _RULE.fullmatch(plain):
            continue
        words = re.sub(r"^\s*\|(?=.*\|)", "", plain)
        cells = tuple(one_line(cell) for cell in re.split(r"[|\t]", words))
        lines.append(Line(re.sub(r"[|\t]", " ", words).rstrip(), cells, plain))
    return lines


def _unwrapped(text: str) -> str:
    """The text with hard-wrapped paragraphs in one line each, where it is hard-wrapped at all.

    It is where many lines of prose are nearly as long as a terminal is wide and few are longer.
    """
    lines = text.split("\n")
    lengths = [len(line) for line in lines if "|" not in line]
    full = sum(60 < length <= _WIDTH for length in lengths)
    if full < 10 or sum(length > _WIDTH for length in lengths) > full / 2:
        return text
    whole: list[str] = []
    above = ""
    for line in lines:
        goes_on = len(above) + len(line.split(" ")[0]) >= _WIDTH - 8 and "|" not in above
        if whole and goes_on and line.strip() and not _ITEM.fullmatch(line):
            whole[-1] = f"{whole[-1].rstrip()} {line.strip()}"
        else:
            whole.append(line)
        above = line
    return "\n".join(whole)


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
    """Outcomes: lines that state a time frame or safety issue (list items where none does), with the lines below them."""
    blocks = blocks_of(lines)
    marked = any(_OUTCOME.search(block.text) for block in blocks)
    listed = any(block.marker for block in blocks)
    entries: list[Entry] = []
    for block in blocks:
        head = bool(_OUTCOME.search(block.text)) if marked else bool(block.marker) or not listed
        if head:
            entries.append(Entry(block.text))
        elif entries:
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
            entries.append(Entry(known, _notes(text[len(known) :])))
        elif text and entries:
            item = _ITEM.fullmatch(text)
            notes = (Block(item["text"], "*"),) if item else _notes(text)
            entries[-1] = Entry(entries[-1].head, (*entries[-1].notes, *notes))
    return tuple(entries)


def _notes(text: str) -> tuple[Block, ...]:
    return tuple(Block(piece.strip()) for piece in re.split(r"\s(?=Other Names?:)", text) if piece.strip())


def columns_of(line: Line) -> list[str]:
    """The line's columns: its cells, and in them what wide gaps part."""
    words = line.text if len(line.cells) < 2 else " \0 ".join(line.cells)
    return [one_line(piece) for piece in re.split(r"\s{4,}|\0", words.strip()) if piece.strip()]


def parts_of_summary(lines: Sequence[str]) -> tuple[list[str], list[str], list[str]]:
    """(conditions, interventions, phases) of the page's first table, told by what the lines say, or parts of lines."""
    conditions, given, phase = [], list[str](), list[str]()
    for line in lines:
        first = _NEXT_INTERVENTION.search(f" {line}")
        before, rest = (line[: first.start()], line[first.start() :]) if first else (line, "")
        last = _PHASES.search(rest or before, max(len(rest or before) - _LONGEST_PHASES, 0))
        if last:
            phase.append(last[0])
            before, rest = (before, rest[: last.start()]) if rest else (before[: last.start()], "")
        conditions += [before.strip()] if before.strip() else []
        given += [rest.strip()] if rest.strip() else []
    return conditions, given, phase


def table_rows(head: Line, body: Sequence[Line]) -> list[list[list[str]]]:
    """Rows of cells, each its lines, of a table whose cells hold line breaks.

    A bar ends a cell wherever it stands; in a framed table one more stands before each row.
    """
    columns = len([cell for cell in head.cells if cell])
    pieces = "\n".join(line.raw for line in body).split("|")
    cells = [[one_line(line) for line in piece.split("\n") if line.strip()] for piece in pieces]
    width = columns + head.framed
    rows = [cells[start : start + width] for start in range(0, len(cells) - 1, width)]
    return [row[1:] if head.framed else row for row in rows]


def is_whole(head: Line, bars: int, last: Line) -> bool:
    """Whether a table's body with so many bars, the last one in this line, ends at the end of a row."""
    columns = len([cell for cell in head.cells if cell])
    return bars > 0 and bars % (columns + head.framed) == 0 and last.raw.rstrip().endswith("|")
