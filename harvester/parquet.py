"""The tables as Parquet: one dataset a table, typed from the schema, and study documents rebuilt from them.

A dataset is a folder of the table's name. Where a table has an NCT ID its files lie in `nct_block=NCT04/`, a million
ids each, sorted by NCT ID, so that engines pass over what a query does not need.
"""

import re
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import Any

import orjson

from harvester.errors import UsageError
from harvester.export import plain_disk
from harvester.mapping.ddl import quoted
from harvester.mapping.normalise import Row, Rows
from harvester.mapping.read_schema import load_spec
from harvester.mapping.rebuild import rebuild
from harvester.mapping.spec import Column, Spec, Table
from harvester.packing import packing_of, unpack
from harvester.progress import Progress
from harvester.store import Store
from harvester.study import Study

try:
    import pyarrow as pa
    import pyarrow.dataset as ds
    import pyarrow.parquet as pq
except ImportError as missing:
    raise UsageError(
        "Parquet needs pyarrow, which is not installed: pip install 'harvester-trials[parquet]'"
    ) from missing

PART = "part-0.parquet"
ACCOUNT = "harvester.json"
"""Beside the datasets: the schema's version and how many rows each table has. It marks a folder as an export."""
BLOCK = "nct_block"
_FETCHED = 2_000
_ROW_GROUP_BYTES = 16 << 20
_STUDIES = 500
_INTEGER = re.compile(r"[+-]?\d{1,18}", re.ASCII)
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
Unpack = Callable[[bytes], bytes]
_ARROW = {
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "instant": pa.timestamp("us", tz="UTC"),
    "blob": pa.binary(),
}


def arrow_schema(table: Table) -> pa.Schema:
    """The table's columns with their types and meanings.

    Dates are text, since the registry gives months as well as days; instants are UTC; lists of values are JSON text.
    """
    return pa.schema(
        pa.field(column.name, _ARROW.get(column.type, pa.string()), metadata={"comment": column.about})
        for column in table.all_columns
    )


def typed_cell(column: Column, cell: Any) -> Any:
    """The cell as its column's type; None where it is of another one and so stands in `unexpected_values` only.

    Text that spells a number is one, as it is in SQLite.
    """
    if cell is None:
        return None
    match column.type:
        case "integer":
            return _as_integer(cell)
        case "number":
            return _as_number(cell)
        case "boolean":
            return bool(cell) if cell in (0, 1) else None
        case _:
            return cell


def _as_integer(cell: Any) -> int | None:
    if isinstance(cell, str) and _INTEGER.fullmatch(cell.strip()):
        return int(cell)
    return cell if isinstance(cell, int) else None


def _as_number(cell: Any) -> float | None:
    if isinstance(cell, str) and _NUMBER.fullmatch(cell.strip()):
        return float(cell)
    return float(cell) if isinstance(cell, int | float) else None


def has_block(table: Table) -> bool:
    """Whether the table's files lie in blocks of NCT IDs."""
    return table.key[0].name == "nct_id"


def _unpackers(conn: sqlite3.Connection) -> dict[str, Unpack]:
    """How the packed columns of this file are read; other blobs are written as they stand."""
    return {"study_versions.document": packing_of(conn).unpack, "problems.payload": unpack}


def _arrays(table: Table, rows: Sequence[Row], unpackers: dict[str, Unpack]) -> list[pa.Array]:
    arrays = []
    for column, cells in zip(table.all_columns, zip(*rows, strict=True), strict=True):
        kind = _ARROW.get(column.type, pa.string())
        if column.type == "blob":
            unpacked = unpackers.get(f"{table.name}.{column.name}", bytes)
            cells = tuple(cell and unpacked(cell) for cell in cells)
        elif column.type == "instant":
            cells = pa.array(cells, pa.string()).cast(kind)
        elif kind is not pa.string():
            cells = tuple(typed_cell(column, cell) for cell in cells)
        arrays.append(pa.array(cells, kind))
    return arrays


def _batches(conn: sqlite3.Connection, table: Table) -> Iterator[tuple[str, pa.RecordBatch]]:
    """(block, rows) by the table's key; a batch never spans two blocks."""
    names = ", ".join(map(quoted, table.names))
    order = ", ".join(quoted(column.name) for column in table.key)
    rows = conn.execute(f"SELECT {names} FROM {quoted(table.name)} ORDER BY {order}")
    schema = arrow_schema(table)
    unpackers = _unpackers(conn)
    while fetched := rows.fetchmany(_FETCHED):
        for block, group in groupby(fetched, key=lambda row: row[0][:5] if has_block(table) else ""):
            yield block, pa.record_batch(_arrays(table, list(group), unpackers), schema=schema)


def _write_file(path: Path, schema: pa.Schema, batches: Iterator[pa.RecordBatch]) -> int:
    """One file, a row group for every 16 MB; how many rows."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = 0
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        held: list[pa.RecordBatch] = []
        for batch in batches:
            held.append(batch)
            rows += batch.num_rows
            if sum(one.nbytes for one in held) >= _ROW_GROUP_BYTES:
                writer.write_table(pa.Table.from_batches(held, schema))
                held.clear()
        if held:
            writer.write_table(pa.Table.from_batches(held, schema))
    return rows


def _write_table(conn: sqlite3.Connection, table: Table, folder: Path) -> int:
    schema = arrow_schema(table)
    rows = 0
    for block, group in groupby(_batches(conn, table), key=lambda item: item[0]):
        path = folder / f"{BLOCK}={block}" if block else folder
        rows += _write_file(path / PART, schema, (batch for _, batch in group))
    if not rows:
        empty = folder / f"{BLOCK}=NCT00" if has_block(table) else folder
        _write_file(empty / PART, schema, iter(()))
    return rows


@contextmanager
def whole_folder(out: Path) -> Iterator[Path]:
    """A folder to write beside `out`, which takes its place when it is whole. No other neighbour is touched.

    A process that is killed between the two renames leaves the earlier export in `.OUT.…/old` beside it.
    Raises UsageError where `out` is something else than an export of ours or an empty folder.
    """
    if out.exists() and not (out.is_dir() and (not any(out.iterdir()) or (out / ACCOUNT).is_file())):
        raise UsageError(f"{out} is there already and no Parquet export: name a new folder")
    out = out.absolute()
    out.parent.mkdir(parents=True, exist_ok=True)
    own = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))
    part, old = own / "new", own / "old"
    part.mkdir()  # not the folder of mkdtemp itself, which nobody else may read
    try:
        yield part
        _take_place(part, out, old)
    finally:
        if out.exists() or not old.exists():
            shutil.rmtree(own, ignore_errors=True)


def _take_place(part: Path, out: Path, old: Path) -> None:
    """Put `part` where `out` is, and `out` back where that fails."""
    if out.exists():
        out.rename(old)
    try:
        part.rename(out)
    except BaseException:
        if old.exists():
            old.rename(out)
        raise


def export_parquet(store: Store, out: Path, progress: Progress) -> int:
    """Every table of the file as a Parquet dataset under `out`, from one moment; how many tables.

    Memory does not grow with the file. An earlier export is replaced when the new one is whole. The documents in
    `study_versions` and the payloads in `problems` are unpacked.
    """
    tables: dict[str, int] = {}
    with plain_disk(out), whole_folder(out) as part:
        with store.one_state():
            for number, table in enumerate(store.spec.tables.values(), 1):
                tables[table.name] = _write_table(store.conn, table, part / table.name)
                progress(number, len(store.spec.tables))
        account = {"schema": store.spec.version, "tables": tables}
        (part / ACCOUNT).write_bytes(orjson.dumps(account, option=orjson.OPT_INDENT_2))
    return len(tables)


def read_studies(folder: Path, spec: Spec | None = None) -> Iterator[tuple[str, Study]]:
    """(nct_id, study document) of every study in a Parquet export, rebuilt from its tables, in order of NCT ID."""
    spec = spec or load_spec()
    held = {
        table.name: _dataset(folder, table)
        for table in spec.tables.values()
        if table.room in ("study", "leftover")
    }
    ids = sorted(held["studies"].to_table(columns=["nct_id"])["nct_id"].to_pylist())
    for start in range(0, len(ids), _STUDIES):
        batch = ids[start : start + _STUDIES]
        found: dict[str, Rows] = {nct_id: {} for nct_id in batch}
        near = (ds.field("nct_id") >= batch[0]) & (ds.field("nct_id") <= batch[-1])
        for name, dataset in held.items():
            columns = dataset.to_table(columns=spec.tables[name].names, filter=near).to_pydict().values()
            for row in zip(*columns, strict=True):
                found[row[0]].setdefault(name, []).append(list(row))
        for nct_id, rows in found.items():
            yield nct_id, rebuild(rows, spec, typed=True)


def _dataset(folder: Path, table: Table) -> ds.Dataset:
    if not (folder / table.name).is_dir():
        raise UsageError(f"{folder} has no table {table.name}: name a folder that `harvester export` wrote")
    return ds.dataset(folder / table.name, format="parquet", partitioning="hive")
