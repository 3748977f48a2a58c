"""Rows back into the study document: the exact inverse of normalise."""

from typing import Any

import orjson

from harvester.mapping.normalise import Row, Rows
from harvester.mapping.read_schema import load_spec
from harvester.mapping.spec import Node, Object, Spec, Value, Values
from harvester.study import Study, split_path

_BOOLEANS = {0: False, 1: True}
_Index = dict[str, dict[tuple[Any, ...], list[Row]]]


def _index(rows: Rows, spec: Spec) -> _Index:
    """{table: {key without the last position: rows in order}}."""
    index: _Index = {}
    for name, table_rows in rows.items():
        table = spec.tables[name]
        if table.room != "study" or table.single:
            continue
        width = len(table.key)
        groups = index[name] = {}
        for row in sorted(table_rows, key=lambda row: tuple(row[:width])):
            groups.setdefault(tuple(row[: width - 1]), []).append(row)
    return index


def _value(node: Value | Values, cell: Any) -> Any:
    column = node.column
    if column.many:
        try:
            return orjson.loads(cell)
        except (orjson.JSONDecodeError, TypeError):
            return cell  # edited by hand into something that is no JSON: shown as it stands
    return _BOOLEANS.get(cell, cell) if column.type == "boolean" and isinstance(cell, int) else cell


class _Rebuilder:
    def __init__(self, rows: Rows, spec: Spec) -> None:
        self.index = _index(rows, spec)
        self.singles = {
            name: table_rows[0]
            for name, table_rows in rows.items()
            if spec.tables[name].single and table_rows
        }

    def fields(self, children: dict[str, Node], row: Row | None, keys: tuple[Any, ...]) -> dict[str, Any]:
        out: dict[str, Any] = {}
        for key, node in children.items():
            if isinstance(node, Value):
                source = row
                if node.table.single:
                    source = self.singles.get(node.table.name)
                if source is not None and (cell := source[node.index]) is not None:
                    out[key] = _value(node, cell)
            elif isinstance(node, Object):
                if inner := self.fields(node.children, row, keys):
                    out[key] = inner
            elif found := self.index.get(node.table.name, {}).get((*keys, *node.constants)):
                if isinstance(node, Values):
                    out[key] = [_value(node, item[-1]) for item in found]
                else:
                    width = len(node.table.key)
                    out[key] = [self.fields(node.children, item, tuple(item[:width])) for item in found]
        return out


def _parent(study: Study, pieces: list[str]) -> Any:
    """The container of a path's last piece, made where it is absent; None where its list item is gone."""
    node: Any = study
    for piece in pieces[:-1]:
        if isinstance(node, list):
            if int(piece) >= len(node):
                return None
            node = node[int(piece)]
        elif isinstance(node, dict):
            node = node.setdefault(piece, {})
        else:
            return None
    return node


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _is_stored_form(cell: Any, value: Any) -> bool:
    """Is the cell what SQLite made of this value? If not, somebody changed the cell and the cell counts."""
    if value is None or cell is None:
        return value is cell
    if isinstance(value, str):
        return bool(cell == value) or (isinstance(cell, int | float) and _number(value) == cell)
    if isinstance(cell, str):
        return cell == orjson.dumps(value).decode()
    return bool(cell == value) or (isinstance(cell, float) and float(value) == cell)


def _restore(study: Study, path: str, value: Any, unexpected: bool, typed: bool = False) -> None:
    pieces = split_path(path)
    parent = _parent(study, pieces)
    last = pieces[-1]

    def counts(cell: Any) -> bool:
        return (typed and cell is None) or _is_stored_form(cell, value)

    if isinstance(parent, dict):
        if not unexpected or counts(parent.get(last)):
            parent.setdefault(last, value)
            if unexpected:
                parent[last] = value
    elif isinstance(parent, list) and int(last) < len(parent) and counts(parent[int(last)]):
        parent[int(last)] = value


def rebuild(rows: Rows, spec: Spec | None = None, *, typed: bool = False) -> Study:
    """{table: rows} of one study, as normalise gives them or as SQLite holds them → the study document.

    A cell changed by SQL shows in the result: only the tables are consulted. `typed`: the rows come from a store
    whose columns hold one type only, so that a value of another type is NULL there and taken from unexpected_values.
    """
    spec = spec or load_spec()
    study = _Rebuilder(rows, spec).fields(spec.root.children, None, (rows["studies"][0][0],))
    for _, path, kind in rows.get("empty_fields", []):
        _restore(study, path, {} if kind == "object" else [], unexpected=False)
    for _, path, value, _ in rows.get("unexpected_values", []):
        _restore(study, path, orjson.loads(value), unexpected=True, typed=typed)
    for _, path, value in rows.get("unmapped_fields", []):
        _restore(study, path, orjson.loads(value), unexpected=False)
    return study
