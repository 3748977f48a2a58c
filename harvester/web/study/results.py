"""Posted results as tables: what was counted or measured in rows, the groups of participants in columns.

The registry keeps results as lists in lists that end in one figure per group (`group_id`). Which lists these are is
told by the schema alone: a list with a `group_id` is pivoted under the nearest list of groups above it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from harvester.mapping.spec import Node, Object, Objects, Value
from harvester.web.values import Cell, cell_of

Row = Sequence[Any]


@dataclass(frozen=True, slots=True)
class Group:
    """A group of participants by the id that figures refer to."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class PivotRow:
    """One row of figures; `heads` are the titles of the items it lies in, outermost first."""

    heads: tuple[str, ...]
    figures: Mapping[str, Cell]
    note: str = ""
    """What is told about the item that would crowd its head: how it was assessed, which vocabulary names it."""


def scalars(children: Mapping[str, Node]) -> Iterator[Value]:
    """The single values of an object, those of objects inside it included."""
    for node in children.values():
        if isinstance(node, Value):
            yield node
        elif isinstance(node, Object):
            yield from scalars(node.children)


def lists(children: Mapping[str, Node]) -> Iterator[Node]:
    """The lists of an object, those of objects inside it included."""
    for node in children.values():
        if isinstance(node, Object):
            yield from lists(node.children)
        elif not isinstance(node, Value):
            yield node


def is_figures(node: Node) -> bool:
    """Whether this is a list of one figure per group."""
    return isinstance(node, Objects) and any(
        value.column.name == "group_id" for value in scalars(node.children)
    )


def holds_figures(node: Node) -> bool:
    """Whether figures per group lie somewhere below the items of this list."""
    return isinstance(node, Objects) and any(
        is_figures(child) or holds_figures(child) for child in lists(node.children)
    )


def is_groups(node: Node) -> bool:
    """Whether this is a list of groups that figures refer to by id."""
    if not isinstance(node, Objects):
        return False
    names = {value.column.name for value in scalars(node.children)}
    return {"id", "title"} <= names and node.table.name.endswith("groups")


def figure(node: Objects, row: Row) -> Cell:
    """One group's figure in a few words: '5.2 (1.1)', '12 [3 to 20]', '4 of 40 (6 events)'."""
    value = {entry.column.name: row[entry.index] for entry in scalars(node.children)}
    cells = {entry.column.name: cell_of(entry.column, row[entry.index]) for entry in scalars(node.children)}
    text = next((cells[name].text for name in _MAIN if cells.get(name)), "")
    if value.get("num_at_risk") is not None:
        text = f"{text or '–'} of {cells['num_at_risk'].text}"
    if cells.get("num_events"):
        text = f"{text} ({cells['num_events'].text} events)"
    if cells.get("spread"):
        text = f"{text} ({cells['spread'].text})"
    if cells.get("lower_limit") or cells.get("upper_limit"):
        text = f"{text} [{cells['lower_limit'].text or '–'} to {cells['upper_limit'].text or '–'}]"
    told = [name for name in cells if name not in _TOLD and cells[name]]
    notes = "; ".join(_words(node, name, cells[name]) for name in told)
    return Cell(" – ".join(part for part in (text, notes) if part))


_MAIN = ("value", "num_subjects", "num_affected", "num_units")
_TOLD = frozenset(
    {
        "group_id",
        "value",
        "spread",
        "lower_limit",
        "upper_limit",
        "num_subjects",
        "num_affected",
        "num_at_risk",
        "num_events",
    }
)


def _words(node: Objects, name: str, cell: Cell) -> str:
    text = cell.text or (str(cell.html.striptags()) if cell.html else "")
    return text if name == "comment" else f"{node.table.column(name).label or name}: {text}"


def head(node: Objects, row: Row, quiet: bool = False) -> str:
    """What an item is called in the first column: its title, term or type and what else is told; `quiet`: its note."""
    told = []
    for entry in scalars(node.children):
        cell = cell_of(entry.column, row[entry.index])
        if cell and (entry.column.name in _QUIET) == quiet:
            told.append(cell.text or (str(cell.html.striptags()) if cell.html else ""))
    return " · ".join(told)


_QUIET = frozenset({"assessment_type", "source_vocabulary"})


def pivot_row(
    node: Objects, row: Row, heads: tuple[str, ...], figures: Sequence[Row], leaf: Objects
) -> PivotRow:
    """The row of an item whose figures are `figures`, rows of `leaf`."""
    group_at = next(entry.index for entry in scalars(leaf.children) if entry.column.name == "group_id")
    by_group = {str(one[group_at]): figure(leaf, one) for one in figures}
    return PivotRow((*heads, head(node, row)), by_group, head(node, row, quiet=True))
