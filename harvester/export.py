"""The file's content as other programs want it: study documents rebuilt from the tables, CSV."""

import csv
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson

from harvester.errors import StoreError, UsageError
from harvester.mapping.ddl import quoted, views
from harvester.progress import Progress
from harvester.store.file import Store
from harvester.store.read import all_ids, read_studies

FORMATS = ("json", "csv", "parquet", "aact")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def guarded(cell: Any) -> Any:
    """A cell that no spreadsheet runs as a formula: text that could be one gets an apostrophe in front."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


@contextmanager
def plain_disk(out: Path) -> Iterator[None]:
    """What the disk refuses while `out` is written as a StoreError that says what to do."""
    try:
        yield
    except OSError as error:
        place = error.filename2 or error.filename
        at = f" ({place})" if place and str(place) != str(out) else ""
        raise StoreError(
            f"{out} was not written whole: {error.strerror or error}{at}. Free some space, change the folder's "
            "permissions or name another place, and run it again."
        ) from error


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Write beside the target and move it into place when it is whole."""
    part = path.with_name(path.name + ".part")
    try:
        yield part
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def new_folder(out: Path) -> Path:
    """The folder to export into; raises UsageError where something else is in the way."""
    if out.exists() and not out.is_dir():
        raise UsageError(f"{out} is a file; name a folder to export into")
    out.mkdir(parents=True, exist_ok=True)
    return out


def export_json(store: Store, out: Path, progress: Progress) -> int:
    """A folder of NCT….json, each rebuilt from the tables alone, all of one state of the file; how many."""
    with plain_disk(out), store.one_state():
        folder = new_folder(out)
        ids = all_ids(store.conn)
        for number, (nct_id, study) in enumerate(read_studies(store.conn, store.spec, ids), 1):
            with whole_file(folder / f"{nct_id}.json") as part:
                part.write_bytes(orjson.dumps(study, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
            progress(number, len(ids))
    return len(ids)


def export_csv(store: Store, out: Path, progress: Progress) -> int:
    """A folder with a CSV file (UTF-8, header, formulas guarded) for every table and view, all of one state of the file;
    how many.

    One without rows is its header alone, so that no rows of an earlier export are left. The documents in
    `study_versions` and `problems` are left out: they are compressed bytes.
    """
    names = [*store.spec.tables, *views()]
    with plain_disk(out), store.one_state():
        folder = new_folder(out)
        for number, name in enumerate(names, 1):
            _export_table(store.conn, name, folder / f"{name}.csv")
            progress(number, len(names))
    return len(names)


def _export_table(conn: sqlite3.Connection, name: str, path: Path) -> None:
    columns = [row[1] for row in conn.execute(f"PRAGMA table_info({quoted(name)})") if row[2] != "BLOB"]
    rows = conn.execute(f"SELECT {', '.join(map(quoted, columns))} FROM {quoted(name)}")
    with whole_file(path) as part, part.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(map(guarded, row) for row in rows)
