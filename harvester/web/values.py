"""Single values as people read them: enums in words, dates with 'estimated', prose rendered, addresses as links."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from markupsafe import Markup

from harvester.compare.face import visible
from harvester.mapping.read_schema import load_spec
from harvester.mapping.spec import Column
from harvester.web.prose import plain, rendered

_URL = re.compile(r"https?://[^\s<>\"']+", re.IGNORECASE)
_NCT_ID = re.compile(r"NCT\d{8}", re.ASCII)
_BOOLEANS = {0: "No", 1: "Yes"}
_PMID = re.compile(r"\d{1,9}", re.ASCII)
_LONG = 1200
"""Characters of plain text from which a cell is folded."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one place: text, safe HTML, a list of cells, or nothing; `href` makes a link of the text."""

    text: str = ""
    html: Markup | None = None
    items: tuple["Cell", ...] = ()
    href: str = ""
    fold: bool = False

    def __bool__(self) -> bool:
        return bool(self.text or self.html or self.items)

    @property
    def short(self) -> bool:
        """Whether this is a list of short texts, which need no line each."""
        return len(self.items) > 1 and all(0 < len(item.text) <= 48 for item in self.items)


NOTHING = Cell()


def is_address(text: Any) -> bool:
    """Whether a text is an http(s) address and nothing else, so that it may be a link."""
    return isinstance(text, str) and _URL.fullmatch(text) is not None


def label_of(enum: str, value: Any) -> str:
    """The words for an enum's value; the value itself where nobody knows it."""
    return str(load_spec().enums.get(enum, {}).get(value, value)) if isinstance(value, str) else str(value)


def cell_of(column: Column, value: Any, study_path: str = "") -> Cell:
    """One column's value. `study_path` is the address under which studies have their pages."""
    if value is None or value == "":
        return NOTHING
    if column.many:
        return _many(column, value)
    if column.type == "boolean":
        return Cell(_BOOLEANS.get(value, str(value)))
    if column.enum:
        return Cell(visible(label_of(column.enum, value)))
    if not isinstance(value, str):
        return Cell(_number(value))
    value = visible(value)
    if column.type == "markup":
        return Cell(html=rendered(value), fold=len(value) > _LONG)
    return _text(column, value, study_path)


def _text(column: Column, value: str, study_path: str) -> Cell:
    if _NCT_ID.fullmatch(value) and study_path:
        return Cell(value, href=f"{study_path}/{value}")
    if is_address(value):
        return Cell(value, href=value)
    if column.name == "pmid" and _PMID.fullmatch(value):
        return Cell(value, href=f"https://pubmed.ncbi.nlm.nih.gov/{value}/")
    if "\n" in value:
        return Cell(html=plain(value), fold=len(value) > _LONG)
    return Cell(value, fold=len(value) > _LONG)


def _many(column: Column, value: Any) -> Cell:
    try:
        values = orjson.loads(value)
    except (orjson.JSONDecodeError, TypeError):
        return Cell(visible(str(value)))  # edited by hand into something that is no JSON
    if not isinstance(values, list):
        return Cell(visible(str(value)))
    return Cell(", ".join(visible(label_of(column.enum, item)) for item in values))


def _number(value: Any) -> str:
    return (
        f"{value:,}" if isinstance(value, int) else f"{value:g}" if isinstance(value, float) else str(value)
    )


def noted(cell: Cell, note: Cell) -> Cell:
    """A cell with a short note behind it: '2021-06 (estimated)'."""
    if not cell or not note:
        return cell or note
    return Cell(f"{cell.text} ({note.text.lower()})", href=cell.href)


def joined(cells: Sequence[Cell], between: str = " · ") -> Cell:
    """Several values of one item on one line; prose goes below."""
    texts = [cell for cell in cells if cell and cell.html is None and not cell.items]
    others = [cell for cell in cells if cell and (cell.html is not None or cell.items)]
    linked = [cell for cell in texts if cell.href]
    if not others and not linked:
        return Cell(between.join(cell.text for cell in texts))
    line = (
        [Cell(between.join(cell.text for cell in texts if not cell.href))] if len(texts) > len(linked) else []
    )
    pieces = [*line, *linked, *others]
    return pieces[0] if len(pieces) == 1 else Cell(items=tuple(pieces))


def listed(cells: Sequence[Cell]) -> Cell:
    """Several values as a list; one stands by itself."""
    found = tuple(cell for cell in cells if cell)
    return found[0] if len(found) == 1 else Cell(items=found)
