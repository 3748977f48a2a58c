"""Tables, columns and the tree of nodes that follow from the schema; normalise and rebuild walk them."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from harvester.errors import HarvesterError

SQL_TYPES = {
    "text": "TEXT",
    "markup": "TEXT",
    "date": "TEXT",
    "time": "TEXT",
    "instant": "TEXT",
    "nct_id": "TEXT",
    "json": "TEXT",
    "integer": "INTEGER",
    "boolean": "INTEGER",
    "number": "REAL",
    "blob": "BLOB",
}
SQLITE_INTEGERS = range(-(2**63), 2**63)
PYTHON_TYPES: dict[str, type] = {"integer": int, "boolean": bool, "number": float}


class SchemaError(HarvesterError):
    """The schema's own YAML is wrong; the message names the file and the key."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `path` is its place in the study document ('' where it has none), list positions left out."""

    name: str
    type: str
    about: str = ""
    label: str = ""
    path: str = ""
    piece: str = ""
    unit: str = ""
    enum: str = ""
    many: bool = False
    role: str = "stated"
    """key, stated (by the registry), read (from a stated one by `rule`), derived (from prose) or kept (by us)"""
    rule: str = ""
    extra: str = ""

    @property
    def sql_type(self) -> str:
        """SQLite's type: TEXT, INTEGER, REAL or BLOB."""
        return SQL_TYPES[self.type]


@dataclass(slots=True)
class Table:
    """One table; `columns` starts with its key. `room` is study, derived or house."""

    name: str
    room: str
    key: list[Column]
    columns: list[Column] = field(default_factory=list)
    single: bool = False
    """One row per study, so its values may come from several modules."""
    meta: dict[str, Any] = field(default_factory=dict)

    @property
    def about(self) -> str:
        """What one row is."""
        return str(self.meta.get("about", ""))

    @property
    def all_columns(self) -> list[Column]:
        """Key columns, then the others in their order."""
        return [*self.key, *self.columns]

    @property
    def names(self) -> list[str]:
        """Names of all columns in order."""
        return [column.name for column in self.all_columns]

    def column(self, name: str) -> Column:
        """The column of that name; KeyError where there is none."""
        return next(column for column in self.all_columns if column.name == name)


@dataclass(slots=True)
class Value:
    """A single value, or with `many` a list kept as a JSON array."""

    table: Table
    column: Column
    python_type: type
    values: frozenset[str] | None
    many: bool
    reads: list[tuple[Column, str]]
    moves: bool = False
    """Its table is not that of the object around it."""
    index: int = -1
    read_indexes: list[tuple[int, str]] = field(default_factory=list)


@dataclass(slots=True)
class Object:
    """A nested object; `table` is set where its values move to another table."""

    table: Table
    children: dict[str, "Node"]
    moves: bool = False
    plain: "Plain" = field(default_factory=dict)


@dataclass(slots=True)
class Values:
    """A list of plain values: a row each."""

    table: Table
    column: Column
    python_type: type
    values: frozenset[str] | None
    constants: tuple[str, ...]


@dataclass(slots=True)
class Objects:
    """A list of objects: a row each, lists inside them in tables of their own."""

    table: Table
    constants: tuple[str, ...]
    children: dict[str, "Node"]
    plain: "Plain" = field(default_factory=dict)


Node = Value | Object | Values | Objects

Plain = dict[str, tuple[int, type, Container[Any] | None]]
"""Children that only need to be put in their place: key → (index in the row, type, the values it may take if not all)."""


@dataclass(frozen=True, slots=True)
class Spec:
    """The whole schema: every table by name, parents before children, and the root of the document's tree."""

    tables: Mapping[str, Table]
    root: Object
    enums: Mapping[str, Mapping[str, str]]
    version: int

    def in_room(self, room: str) -> Iterator[Table]:
        """Tables of one room (study, derived, house) in order."""
        return (table for table in self.tables.values() if table.room == room)
