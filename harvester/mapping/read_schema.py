"""Reads schema/*.yaml into a Spec and rejects what is wrong in it.

The YAML mirrors the study document. An entry of `fields` is one of

- a value: `column`, `type` or `enum`; with `many: true` a list of enum values kept as one JSON array;
- an object: `fields`; its values go to the enclosing table, or to `table` (one row per study);
- a list of plain values: `rows: values`, `table`, `column`, `type`;
- a list of objects: `rows: objects`, `table`, `fields`; `item` names its position column in tables below it and
  `constants` are key columns that tell several lists in one table apart.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any

from harvester.mapping.spec import (
    PYTHON_TYPES,
    SQL_TYPES,
    SQLITE_INTEGERS,
    Column,
    Node,
    Object,
    Objects,
    SchemaError,
    Spec,
    Table,
    Value,
    Values,
)
from harvester.yaml_text import load_yaml

_FIELD_KEYS = {"column", "type", "enum", "many", "piece", "about", "label", "unit", "reads", "table", "extra"}
_OBJECT_KEYS = {"fields", "table", "piece", "about", "label"}
_VALUES_KEYS = {"rows", "table", "column", "type", "enum", "piece", "about", "label", "constants", "extra"}
_OBJECTS_KEYS = {"rows", "table", "item", "constants", "fields", "piece", "about", "label"}
_READS_KEYS = {"column", "rule", "type", "unit", "about", "label"}
_TABLE_KEYS = {
    "title",
    "about",
    "browse",
    "columns_first",
    "indexes",
    "facets",
    "sort",
    "sort_desc",
    "label_column",
}
_OWN_TABLE_KEYS = _TABLE_KEYS | {"key", "columns", "extends", "rowid", "references"}
_OWN_COLUMN_KEYS = {"type", "enum", "about", "label", "unit"}
_MODULE_KEYS = {"path", "title", "table", "fields"}


def _check_keys(entry: Mapping[str, Any], known: set[str], where: str) -> None:
    if unknown := set(entry) - known:
        raise SchemaError(
            f"schema {where}: unknown key {sorted(unknown)[0]!r}; known here: {', '.join(sorted(known))}"
        )


def _key(name: str, type_: str, about: str) -> Column:
    return Column(name, type_, about, name.replace("_", " ").capitalize(), role="key")


_NCT_ID = replace(_key("nct_id", "nct_id", "The study."), label="NCT ID")


class _Builder:
    def __init__(self, enums: Mapping[str, Mapping[str, str]], metas: Mapping[str, Any]) -> None:
        self.enums = enums
        self.metas = metas
        self.tables: dict[str, Table] = {}
        self.constants: dict[tuple[str, str], list[str]] = {}

    def table(self, name: str, key: list[Column], single: bool, room: str = "study") -> Table:
        table = self.tables.get(name)
        if table is None:
            table = self.tables[name] = Table(name, room, key, single=single, meta=self.metas.get(name, {}))
        elif [column.name for column in table.key] != [column.name for column in key]:
            raise SchemaError(f"schema table {name!r}: two different keys, {table.key} and {key}")
        return table

    def add_column(self, table: Table, column: Column, where: str, shared: bool) -> None:
        if column.name in (other.name for other in table.key):
            if column.type == "nct_id":
                return
            raise SchemaError(f"schema {where}: column {column.name!r} is already a key of {table.name!r}")
        for other in table.columns:
            if other.name != column.name:
                continue
            if shared and (other.type, other.enum, other.many) == (column.type, column.enum, column.many):
                return
            raise SchemaError(f"schema {where}: table {table.name!r} has two columns named {column.name!r}")
        table.columns.append(column)

    def type_of(self, entry: Mapping[str, Any], where: str) -> tuple[str, str]:
        enum = entry.get("enum", "")
        if enum and enum not in self.enums:
            raise SchemaError(f"schema {where}: unknown enum {enum!r}; add its values to schema/enums.yaml")
        type_ = "text" if enum else entry.get("type")
        if type_ not in SQL_TYPES:
            raise SchemaError(f"schema {where}: unknown type {type_!r}; known: {', '.join(SQL_TYPES)}")
        return str(type_), str(enum)

    def column(self, entry: Mapping[str, Any], path: str, where: str, role: str = "stated") -> Column:
        type_, enum = self.type_of(entry, where)
        many = bool(entry.get("many"))
        return Column(
            name=entry["column"],
            type="json" if many else type_,
            about=entry.get("about", ""),
            label=entry.get("label", ""),
            path=path,
            piece=entry.get("piece", ""),
            unit=entry.get("unit", ""),
            enum=enum,
            many=many,
            role=role,
            rule=entry.get("rule", ""),
            extra=entry.get("extra", ""),
        )

    def values_of(self, column: Column) -> frozenset[str] | None:
        return frozenset(self.enums[column.enum]) if column.enum else None

    def node(self, entry: Mapping[str, Any], path: str, table: Table, shared: bool) -> Node:
        where = path or "root"
        match entry.get("rows"):
            case "values":
                return self.values(entry, path, table, where)
            case "objects":
                return self.objects(entry, path, table, where)
            case None:
                return (
                    self.object(entry, path, table, shared, where)
                    if "fields" in entry
                    else self.value(entry, path, table, shared, where)
                )
            case other:
                raise SchemaError(f"schema {where}: rows is {other!r}; expected 'values' or 'objects'")

    def moved(self, entry: Mapping[str, Any], table: Table, where: str) -> Table:
        name = entry.get("table")
        if name is None or name == table.name:
            return table
        if not table.single:
            raise SchemaError(
                f"schema {where}: 'table' inside a list; values of a list item stay in its table"
            )
        return self.table(name, [_NCT_ID], single=True)

    def value(self, entry: Mapping[str, Any], path: str, table: Table, shared: bool, where: str) -> Value:
        _check_keys(entry, _FIELD_KEYS, where)
        if "column" not in entry:
            raise SchemaError(f"schema {where}: a value needs 'column'")
        enclosing, table = table, self.moved(entry, table, where)
        column = self.column(entry, path, where)
        self.add_column(table, column, where, shared)
        reads: list[tuple[Column, str]] = []
        if read := entry.get("reads"):
            _check_keys(read, _READS_KEYS, where)
            extra = self.column(read, path, where, role="read")
            self.add_column(table, extra, where, shared)
            reads.append((extra, read["rule"]))
        many = bool(entry.get("many"))
        python_type = list if many else PYTHON_TYPES.get(column.type, str)
        return Value(table, column, python_type, self.values_of(column), many, reads, table is not enclosing)

    def object(self, entry: Mapping[str, Any], path: str, table: Table, shared: bool, where: str) -> Object:
        _check_keys(entry, _OBJECT_KEYS, where)
        target = self.moved(entry, table, where)
        return Object(target, self.children(entry, path, target, shared), moves=target is not table)

    def children(self, entry: Mapping[str, Any], path: str, table: Table, shared: bool) -> dict[str, Node]:
        return {
            key: self.node(child, f"{path}.{key}" if path else key, table, shared)
            for key, child in entry["fields"].items()
        }

    def list_table(
        self, entry: Mapping[str, Any], parent: Table, where: str
    ) -> tuple[Table, tuple[str, ...], bool]:
        constants = entry.get("constants", {})
        key = [_NCT_ID]
        if not parent.single:
            item = self.item_of(parent)
            about = f"Position of its {item.replace('_', ' ')}, as in {parent.name}."
            key = [*parent.key[:-1], _key(f"{item}_position", "integer", about)]
        key += [_key(name, "text", "") for name in constants]
        key.append(_key("position", "integer", "Order in the registry's list, from 0."))
        known = entry["table"] in self.tables
        for name, value in constants.items():
            self.constants.setdefault((entry["table"], name), []).append(value)
        table = self.table(entry["table"], key, single=False)
        return table, tuple(constants.values()), known

    def item_of(self, table: Table) -> str:
        item = self.items.get(table.name)
        if item is None:
            raise SchemaError(
                f"schema table {table.name!r}: a list inside its items needs 'item' on its own entry"
            )
        return item

    items: dict[str, str]

    def values(self, entry: Mapping[str, Any], path: str, parent: Table, where: str) -> Values:
        _check_keys(entry, _VALUES_KEYS, where)
        table, constants, known = self.list_table(entry, parent, where)
        column = self.column(entry, path, where)
        self.add_column(table, column, where, shared=known)
        return Values(table, column, PYTHON_TYPES.get(column.type, str), self.values_of(column), constants)

    def objects(self, entry: Mapping[str, Any], path: str, parent: Table, where: str) -> Objects:
        _check_keys(entry, _OBJECTS_KEYS, where)
        table, constants, known = self.list_table(entry, parent, where)
        if item := entry.get("item"):
            self.items[table.name] = item
        return Objects(table, constants, self.children(entry, path, table, shared=known))

    def own_tables(self, room: str, entries: Mapping[str, Any]) -> None:
        role = "derived" if room == "derived" else "kept"
        for name, entry in entries.items():
            _check_keys(entry, _OWN_TABLE_KEYS, f"{room} table {name!r}")
            columns = []
            for column_name, column in entry["columns"].items():
                where = f"{room} column {name}.{column_name}"
                _check_keys(column, _OWN_COLUMN_KEYS, where)
                columns.append(self.column({**column, "column": column_name}, "", where, role=role))
            if entry.get("extends"):
                for column in columns:
                    self.add_column(self.tables[name], column, f"{room} table {name!r}", shared=False)
                continue
            keys = entry["key"]
            by_name = {column.name: column for column in columns}
            if missing := [key for key in keys if key not in by_name]:
                raise SchemaError(
                    f"schema {room} table {name!r}: key column {missing[0]!r} is not among its columns"
                )
            if name in self.tables:
                raise SchemaError(f"schema {room} table {name!r}: the name is taken")
            key_columns = [by_name[key] for key in keys]
            rest = [column for column in columns if column.name not in keys]
            self.tables[name] = Table(name, room, key_columns, rest, meta=entry)


def _order(table: Table, first: list[str]) -> None:
    by_name = {column.name: column for column in table.columns}
    if unknown := [name for name in first if name not in by_name]:
        raise SchemaError(
            f"schema table {table.name!r}: columns_first names {unknown[0]!r}, which is no column of it"
        )
    table.columns = [by_name.pop(name) for name in first] + list(by_name.values())


def _index(node: Node) -> None:
    """Positions of columns in rows, once every table is complete."""
    match node:
        case Value():
            names = node.table.names
            node.index = names.index(node.column.name)
            node.read_indexes = [(names.index(column.name), rule) for column, rule in node.reads]
        case Object() | Objects():
            for key, child in node.children.items():
                _index(child)
                if isinstance(child, Value) and not (child.moves or child.many or child.reads):
                    allowed = SQLITE_INTEGERS if child.python_type is int else child.values
                    node.plain[key] = (child.index, child.python_type, allowed)


def _graft(root: Object, path: str, node: Object) -> None:
    pieces = path.split(".")
    for piece in pieces[:-1]:
        child = root.children.setdefault(piece, Object(root.table, {}))
        if not isinstance(child, Object):
            raise SchemaError(f"schema module {path!r}: {piece!r} is a value elsewhere")
        root = child
    if pieces[-1] in root.children:
        raise SchemaError(f"schema module {path!r} is described twice")
    root.children[pieces[-1]] = node


def build_spec(
    modules: Mapping[str, Mapping[str, Any]],
    enums: Mapping[str, Mapping[str, str]],
    metas: Mapping[str, Any],
    own: Mapping[str, Mapping[str, Any]] | None = None,
    version: int = 1,
) -> Spec:
    """Parsed YAML → Spec. `modules` by file name; `own` holds tables that no path feeds, by room.

    Raises SchemaError on an unknown key, type or enum, and on two columns of one name in one table.
    """
    for name, meta in metas.items():
        _check_keys(meta, _TABLE_KEYS, f"table {name!r}")
    builder = _Builder(enums, metas)
    builder.items = {}
    studies = builder.table("studies", [_NCT_ID], single=True)
    root = Object(studies, {})
    for file, module in modules.items():
        _check_keys(module, _MODULE_KEYS, f"file {file}")
        table = builder.table(module["table"], [_NCT_ID], single=True)
        node = builder.object({"fields": module["fields"]}, module["path"], table, False, file)
        node.moves = table is not studies
        if module["path"]:
            _graft(root, module["path"], node)
        else:
            root.children.update(node.children)
    for room, entries in (own or {}).items():
        builder.own_tables(room, entries)
    if unknown := set(metas) - set(builder.tables):
        raise SchemaError(f"schema tables.yaml describes {sorted(unknown)[0]!r}, which no field fills")
    meant = {}
    for (name, column), values in builder.constants.items():
        about = f"{', '.join(values)}: which of the registry's lists it is from."
        key = builder.tables[name].column(column)
        meant[id(key)] = replace(key, about=about)
    for table in builder.tables.values():
        table.key = [
            meant.get(id(column), column) for column in table.key
        ]  # lists below share their parent's
        _order(table, table.meta.get("columns_first", []))
    _index(root)
    return Spec(builder.tables, root, enums, version)


def _yaml(path: Any) -> Any:
    return load_yaml(path.read_bytes())


@cache
def load_spec() -> Spec:
    """The schema that ships with the package."""
    schema = files("harvester.schema")
    house = _yaml(schema.joinpath("house.yaml"))
    modules = {name: _yaml(schema.joinpath("study", f"{name}.yaml")) for name in house["modules"]}
    own = {
        "leftover": house["leftover"],
        "derived": _yaml(schema.joinpath("derived.yaml")),
        "house": house["house"],
    }
    return build_spec(
        modules,
        _yaml(schema.joinpath("enums.yaml")),
        _yaml(schema.joinpath("tables.yaml")),
        own,
        house["version"],
    )


def retired_names() -> frozenset[str]:
    """Tables, views and indexes of older schemas that today's has not."""
    return frozenset(_yaml(files("harvester.schema").joinpath("retired.yaml")))
