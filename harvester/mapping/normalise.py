"""A study document as rows of every table, nothing lost: what the schema has no place for goes to leftover tables."""

from collections.abc import Callable
from typing import Any

import orjson

from harvester.derive.ages import age_in_years
from harvester.derive.dates import year
from harvester.errors import RecordError
from harvester.mapping.read_schema import load_spec
from harvester.mapping.spec import SQLITE_INTEGERS, Node, Object, Objects, Spec, Table, Value, Values
from harvester.study import Study, canonical_json, join_path, nct_id_of

Row = list[Any]
Rows = dict[str, list[Row]]

RULES: dict[str, Callable[[Any], Any]] = {
    "year": year,
    "age_in_years": age_in_years,
    "joined": lambda values: "/".join(map(str, values)) or None,
    "nct_number": lambda nct_id: int(nct_id[3:]),
}


_SCALARS = {"integer": "a whole number", "number": "a number", "boolean": "true or false"}
"""Types in words; all the others, enums among them, are text."""


def _kind(value: Any) -> str:
    names = {dict: "an object", list: "a list", str: "text", bool: "a boolean", type(None): "null"}
    return names.get(type(value), "a number")


_Place = tuple[Any, str | int] | None
"""Where the walk is: (the place around it, key or position); its path is only spelled where something is odd."""


def _path(place: _Place) -> str:
    return "" if place is None else join_path(_path(place[0]), place[1])


class _Normaliser:
    __slots__ = ("nct_id", "rows", "singles")

    def __init__(self, nct_id: str) -> None:
        self.nct_id = nct_id
        self.rows: Rows = {}
        self.singles: dict[str, Row] = {}

    def single(self, table: Table) -> Row:
        row = self.singles.get(table.name)
        if row is None:
            row = self.singles[table.name] = [self.nct_id] + [None] * len(table.columns)
        return row

    def leftover(self, table: str, place: _Place, *cells: Any) -> None:
        self.rows.setdefault(table, []).append([self.nct_id, _path(place), *cells])

    def unexpected(self, place: _Place, value: Any, expected: str) -> None:
        self.leftover("unexpected_values", place, orjson.dumps(value).decode(), expected)

    def refuse(self, place: _Place, value: Any, expected: str) -> RecordError:
        path = _path(place)
        return RecordError(
            f"{self.nct_id}: {path} should be {expected} but is {_kind(value)}. The record is kept in problems, "
            "not in the tables: report it, or load a corrected copy.",
            path,
        )

    def fields(
        self, node: Object | Objects, value: dict[str, Any], row: Row, keys: Row, place: _Place
    ) -> None:
        plain, children = node.plain, node.children
        for key, item in value.items():
            known = plain.get(key)
            if known is not None:
                index, python_type, allowed = known
                if item.__class__ is python_type and (allowed is None or item in allowed):
                    row[index] = item
                    continue
            child = children.get(key)
            if child is None:
                self.leftover("unmapped_fields", (place, key), canonical_json(item).decode())
            elif child.__class__ is Value:
                self.value(child, item, row, (place, key))
            else:
                self.container(child, item, row, keys, (place, key))

    def container(self, node: Node, value: Any, row: Row, keys: Row, place: _Place) -> None:
        if value is None:
            self.unexpected(place, None, "an object" if isinstance(node, Object) else "a list")
        elif node.__class__ is Object:
            if value.__class__ is not dict:
                raise self.refuse(place, value, "an object")
            if not value:
                self.leftover("empty_fields", place, "object")
            target = self.single(node.table) if node.moves else row
            self.fields(node, value, target, keys, place)
        elif value.__class__ is not list:
            raise self.refuse(place, value, "a list")
        elif not value:
            self.leftover("empty_fields", place, "list")
        elif node.__class__ is Objects:
            self.objects(node, value, keys, place)
        elif node.__class__ is Values:
            self.values(node, value, keys, place)

    def objects(self, node: Objects, items: list[Any], keys: Row, place: _Place) -> None:
        rows = self.rows.setdefault(node.table.name, [])
        blank = [None] * len(node.table.columns)
        for position, item in enumerate(items):
            if item.__class__ is not dict:
                raise self.refuse((place, position), item, "an object")
            row_keys = [*keys, *node.constants, position]
            row = row_keys + blank
            rows.append(row)
            self.fields(node, item, row, row_keys, (place, position))

    def values(self, node: Values, items: list[Any], keys: Row, place: _Place) -> None:
        rows = self.rows.setdefault(node.table.name, [])
        for position, item in enumerate(items):
            cell = item
            if item.__class__ is not node.python_type or (
                node.values is not None and item not in node.values
            ):
                cell = self.odd(item, (place, position), node.column.enum or node.column.type)
            rows.append([*keys, *node.constants, position, cell])

    def odd(self, value: Any, place: _Place, expected: str) -> Any:
        """The cell for a value nobody expects; the value itself stands in unexpected_values."""
        if value.__class__ in (dict, list):
            raise self.refuse(place, value, _SCALARS.get(expected, "text"))
        self.unexpected(place, value, expected)
        if value is None or value.__class__ is str:
            return value
        return orjson.dumps(value).decode()

    def value(self, node: Value, value: Any, row: Row, place: _Place) -> None:
        expected = node.column.enum or node.column.type
        if node.moves:
            row = self.single(node.table)
        if node.many:
            if value is None:
                self.unexpected(place, None, f"a list of {expected}")
                return
            if value.__class__ is not list:
                raise self.refuse(place, value, "a list")
            for position, item in enumerate(value):
                if item.__class__ is not str or (node.values is not None and item not in node.values):
                    self.unexpected((place, position), item, expected)
            row[node.index] = orjson.dumps(value).decode()
        elif value.__class__ is not node.python_type or (
            value not in node.values
            if node.values is not None
            else value.__class__ is int and value not in SQLITE_INTEGERS
        ):
            row[node.index] = self.odd(value, place, expected)
            return
        else:
            row[node.index] = value
        for index, rule in node.read_indexes:
            row[index] = RULES[rule](value)


def normalise(study: Study, spec: Spec | None = None) -> Rows:
    """A study document → {table: rows}, each row in the order of the table's columns; the study is not touched.

    Raises RecordError, naming the path, where the document has no NCT ID or a container is of the wrong kind.
    """
    spec = spec or load_spec()
    if study.__class__ is not dict:
        raise RecordError(f"a study should be an object but is {_kind(study)}")
    nct_id = nct_id_of(study)
    walk = _Normaliser(nct_id)
    studies = walk.single(spec.tables["studies"])
    walk.fields(spec.root, study, studies, [nct_id], None)
    for name, row in walk.singles.items():
        if row is studies or any(cell is not None for cell in row[1:]):
            walk.rows[name] = [row]
    return walk.rows
