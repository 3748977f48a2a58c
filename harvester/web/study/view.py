"""A study's rows as sections to read, for any schema: a new field or list appears by itself. Pure.

A section is made of blocks: facts (label and value), tables, pivots of results, and items with blocks of their own.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from harvester.compare.face import visible
from harvester.mapping.normalise import Rows
from harvester.mapping.spec import Column, Node, Object, Objects, Spec, Value, Values
from harvester.web.metadata import title_of
from harvester.web.study.results import (
    Group,
    PivotRow,
    holds_figures,
    is_figures,
    is_groups,
    lists,
    pivot_row,
    scalars,
)
from harvester.web.values import NOTHING, Cell, cell_of, joined, listed, noted

SHOWN = 100
"""Rows of one list that a page shows; the rest is a link away."""

UNFOLDED = 20
"""Rows of a table that are shown at once; a longer one is folded."""

Key = tuple[Any, ...]
_TITLES = ("title", "term", "label", "name", "units", "group_description", "param_type", "statistical_method")
_HEADING = 400
_LEGEND_COLUMNS = 3
_NOTES = ("type",)
"""What a nested object says beside its one value: 'ACTUAL' beside a date."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One labelled value; `about` is the schema's sentence on it."""

    label: str
    cell: Cell
    about: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """Labelled values, short ones and prose alike."""

    facts: tuple[Fact, ...]
    kind: str = "facts"


@dataclass(frozen=True, slots=True)
class Grid:
    """A list of the registry as a table; `table` names it in the file, `more` counts rows that are not shown."""

    title: str
    table: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[Cell, ...], ...]
    more: int = 0
    legend: bool = False
    """Whether it only says what the groups of a table of figures are."""
    kind: str = "grid"

    @property
    def fold(self) -> bool:
        """Whether a reader is spared it until they ask."""
        return self.legend or len(self.rows) > UNFOLDED


@dataclass(frozen=True, slots=True)
class Pivot:
    """Figures by group; `depth` is the number of head columns."""

    title: str
    table: str
    groups: tuple[Group, ...]
    rows: tuple[PivotRow, ...]
    depth: int
    more: int = 0
    kind: str = "pivot"

    @property
    def fold(self) -> bool:
        """Whether a reader is spared it until they ask."""
        return len(self.rows) > UNFOLDED


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a list that has lists of its own; `note` is its type."""

    title: str
    note: str
    blocks: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Items:
    """Entries one below the other, each folded."""

    title: str
    table: str
    items: tuple[Item, ...]
    more: int = 0
    kind: str = "items"


@dataclass(frozen=True, slots=True)
class Section:
    """One module of the registry."""

    name: str
    title: str
    blocks: tuple[Any, ...] = field(default=())


class Sections:
    """Draws the sections of one study from its rows."""

    def __init__(self, spec: Spec, rows: Rows, study_path: str = "") -> None:
        self.spec = spec
        self.study_path = study_path
        self.singles: dict[str, Sequence[Any]] = {}
        self.lists: dict[str, dict[Key, list[Sequence[Any]]]] = {}
        for name, table_rows in rows.items():
            table = spec.tables[name]
            if table.single and table_rows:
                self.singles[name] = table_rows[0]
                continue
            width = len(table.key)
            groups = self.lists.setdefault(name, {})
            for row in table_rows:
                groups.setdefault(tuple(row[: width - 1]), []).append(row)
        self.keys: Key = tuple(self.singles["studies"][:1])

    def section(
        self, name: str, title: str, node: Object, without: frozenset[str] = frozenset()
    ) -> Section | None:
        """A module as a section, None where the study has nothing in it; `without` names columns shown elsewhere."""
        facts = [
            fact for fact, column in self._facts(node.children, None, self.keys) if column not in without
        ]
        blocks: list[Any] = [Facts(tuple(facts))] if facts else []
        blocks += self._lists(node.children, self.keys, (), top=True)
        return Section(name, title, tuple(blocks)) if blocks else None

    def _row(self, node: Value, row: Sequence[Any] | None) -> Sequence[Any] | None:
        return self.singles.get(node.table.name) if node.table.single else row

    def _cell(self, node: Value, row: Sequence[Any] | None) -> Cell:
        source = self._row(node, row)
        return NOTHING if source is None else cell_of(node.column, source[node.index], self.study_path)

    def _facts(
        self, children: Mapping[str, Node], row: Sequence[Any] | None, keys: Key
    ) -> Iterator[tuple[Fact, str]]:
        """(fact, name of its column) of each value, and of each list of plain values."""
        for node in children.values():
            if isinstance(node, Value):
                if cell := self._cell(node, row):
                    yield Fact(_label(node.column), cell, node.column.about), node.column.name
            elif isinstance(node, Object):
                yield from self._object(node, row, keys)
            elif isinstance(node, Values):
                cells = [cell_of(node.column, item[-1], self.study_path) for item in self._found(node, keys)]
                if cells:
                    yield Fact(title_of(node.table.name), listed(cells), node.column.about), node.column.name

    def _object(self, node: Object, row: Sequence[Any] | None, keys: Key) -> Iterator[tuple[Fact, str]]:
        values = [child for child in node.children.values() if isinstance(child, Value)]
        notes = [value for key, value in node.children.items() if key in _NOTES and isinstance(value, Value)]
        if len(values) == len(node.children) == 2 and len(notes) == 1:
            main = next(value for value in values if value is not notes[0])
            if cell := noted(self._cell(main, row), self._cell(notes[0], row)):
                yield Fact(_label(main.column), cell, main.column.about), main.column.name
        else:
            yield from self._facts(node.children, row, keys)

    def _found(self, node: Values | Objects, keys: Key) -> list[Sequence[Any]]:
        return self.lists.get(node.table.name, {}).get((*keys, *node.constants), [])

    def _lists(
        self, children: Mapping[str, Node], keys: Key, groups: Sequence[Group], top: bool = False
    ) -> Iterator[Any]:
        nodes = [node for node in lists(children) if isinstance(node, Objects)]
        for node in nodes:
            if is_groups(node):
                groups = tuple(self._groups(node, keys))
        for node in nodes:
            rows = self._found(node, keys)
            if rows:
                yield self._list(node, rows, groups, top)

    def _groups(self, node: Objects, keys: Key) -> Iterator[Group]:
        at = {value.column.name: value.index for value in scalars(node.children)}
        for row in self._found(node, keys):
            yield Group(str(row[at["id"]]), visible(str(row[at["title"]] or row[at["id"]] or "")))

    def _list(self, node: Objects, rows: Sequence[Sequence[Any]], groups: Sequence[Group], top: bool) -> Any:
        title = _title(node)
        shown, more = rows[:SHOWN], max(0, len(rows) - SHOWN)
        direct = any(is_figures(child) for child in lists(node.children))
        if holds_figures(node) and (direct or not top):
            pivoted = tuple(self._pivot_rows(node, shown, ()))
            known = {group.id: group for group in groups}
            for group in dict.fromkeys(key for row in pivoted for key in row.figures):
                known.setdefault(group, Group(group, visible(group)))
            depth = max((len(row.heads) for row in pivoted), default=1)
            return Pivot(title, node.table.name, tuple(known.values()), pivoted, depth, more)
        if holds_figures(node):
            return Items(title, node.table.name, tuple(self._item(node, row, groups) for row in shown), more)
        return self._grid(node, shown, groups, title, more)

    def _item(self, node: Objects, row: Sequence[Any], groups: Sequence[Group]) -> Item:
        keys = tuple(row[: len(node.table.key)])
        facts = list(self._facts(node.children, row, keys))
        named = {column: fact.cell.text for fact, column in facts if 0 < len(fact.cell.text) < _HEADING}
        title = next((named[column] for column in _TITLES if column in named), "")
        note = named.get("type", "")
        told = [fact for fact, _ in facts if fact.cell.text not in (title, note) or not fact.cell.text]
        blocks: list[Any] = [Facts(tuple(told))] if told else []
        blocks += self._lists(node.children, keys, groups)
        return Item(title or f"{row[len(node.table.key) - 1] + 1}", note, tuple(blocks))

    def _pivot_rows(
        self, node: Objects, rows: Sequence[Sequence[Any]], heads: tuple[str, ...]
    ) -> Iterator[PivotRow]:
        for row in rows:
            keys = tuple(row[: len(node.table.key)])
            for child in lists(node.children):
                if not isinstance(child, Objects):
                    continue
                if is_figures(child):
                    pivot = pivot_row(node, row, heads, self._found(child, keys), child)
                    if pivot.figures or not heads:
                        yield pivot
                else:
                    here = next(
                        (
                            visible(str(row[v.index]))
                            for v in scalars(node.children)
                            if row[v.index] is not None
                        ),
                        "",
                    )
                    yield from self._pivot_rows(
                        child, self._found(child, keys), (*heads, here) if here else heads
                    )

    def _grid(
        self, node: Objects, rows: Sequence[Sequence[Any]], groups: Sequence[Group], title: str, more: int
    ) -> Grid:
        columns: list[tuple[str, str]] = []
        cells: list[list[Cell]] = [[] for _ in rows]
        for label, about, column in self._columns(node, rows, groups):
            if any(column):
                columns.append((label, about))
                for line, cell in zip(cells, column, strict=True):
                    line.append(cell)
        legend = is_groups(node) and len(columns) <= _LEGEND_COLUMNS
        return Grid(title, node.table.name, tuple(columns), tuple(map(tuple, cells)), more, legend)

    def _columns(
        self, node: Objects, rows: Sequence[Sequence[Any]], groups: Sequence[Group]
    ) -> Iterator[tuple[str, str, list[Cell]]]:
        """(label, about, a cell per row) of a list's own values, then of the lists inside its items."""
        for value in scalars(node.children):
            yield _label(value.column), value.column.about, [self._cell(value, row) for row in rows]
        titles = {group.id: group.title for group in groups}
        for child in lists(node.children):
            found = [self._found(child, tuple(row[: len(node.table.key)])) for row in rows]  # type: ignore[arg-type]
            if isinstance(child, Values):
                column = child.column
                said = titles if column.name.endswith("group_id") else {}
                yield (
                    _label(column),
                    column.about,
                    [
                        listed(
                            [cell_of(column, said.get(item[-1], item[-1]), self.study_path) for item in items]
                        )
                        for items in found
                    ],
                )
            elif isinstance(child, Objects):
                yield (
                    _title(child),
                    child.table.about,
                    [
                        listed(
                            [
                                joined([self._cell(value, item) for value in scalars(child.children)])
                                for item in items
                            ]
                        )
                        for items in found
                    ],
                )


def _label(column: Column) -> str:
    return column.label or column.name.replace("_", " ").capitalize()


def _title(node: Objects) -> str:
    """A list's name; of lists that share a table, the word that tells them apart goes first."""
    title = title_of(node.table.name)
    said = ", ".join(constant.replace("_", " ").capitalize() for constant in node.constants)
    return f"{title} · {said}" if said else title
