"""AACT's tables as an SQLite file of their own, to attach as `ctgov`: queries written for AACT run on it."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from harvester.errors import StoreError, UsageError
from harvester.export import plain_disk, whole_file
from harvester.mapping.aact import AactTable, aact_tables
from harvester.progress import Progress
from harvester.store.file import Store

APPLICATION_ID = 0x4E435441
"""'NCTA', in the file's header: an export of ours, which the next one may replace."""


def export_aact(store: Store, out: Path, progress: Progress) -> int:
    """Write the file: every table of AACT with its types, rows and indexes, all of one state of ours; how many tables.

    Raises UsageError where something else than an earlier export is in the way. Memory does not grow with the file.
    """
    tables = aact_tables()
    with plain_disk(out):
        _may_replace(out)
        with whole_file(out) as part:
            part.unlink(missing_ok=True)
            try:
                with _attached(store.conn, part):
                    for number, table in enumerate(tables, 1):
                        _write(store.conn, table)
                        progress(number, len(tables))
                    store.conn.execute("PRAGMA analysis_limit = 1000")
                    store.conn.execute("ANALYZE aact_file")
            except sqlite3.OperationalError as error:
                raise StoreError(
                    f"{out}: {error}; the file was not written. Free some space or name another place, and run it again."
                ) from error
    return len(tables)


@contextmanager
def _attached(conn: sqlite3.Connection, part: Path) -> Iterator[None]:
    """A new file attached as `aact_file`, filled in one transaction."""
    (cache,) = conn.execute("PRAGMA cache_size").fetchone()
    conn.execute("ATTACH ? AS aact_file", (str(part),))
    try:
        conn.execute("PRAGMA aact_file.journal_mode = OFF")  # a file nobody has seen needs no way back
        conn.execute(f"PRAGMA aact_file.application_id = {APPLICATION_ID}")
        conn.execute(
            "PRAGMA cache_size = -8192"
        )  # indexes are sorted in as much memory: every page is read once
        conn.execute("BEGIN")
        yield
        conn.execute("COMMIT")
    finally:
        if conn.in_transaction:
            conn.execute("ROLLBACK")
        conn.execute("DETACH aact_file")
        conn.execute(f"PRAGMA cache_size = {cache}")


def _may_replace(out: Path) -> None:
    if not out.parent.is_dir():
        raise UsageError(f"{out.parent} is no folder; make it or name another file")
    if not out.exists():
        return
    if out.is_file():
        with out.open("rb") as file:
            header = file.read(72)
        if header[:15] == b"SQLite format 3" and header[68:72] == APPLICATION_ID.to_bytes(4, "big"):
            return
    raise UsageError(f"{out} is there already and is no AACT file of ours; name another file")


def _write(conn: sqlite3.Connection, table: AactTable) -> None:
    columns = ",\n".join(f'    "{column.name}" "{column.type}"' for column in table.columns)
    conn.execute(f"CREATE TABLE aact_file.{table.name} (\n{columns}\n)")
    conn.execute(f"INSERT INTO aact_file.{table.name} {table.select}")
    for column in table.columns:
        if column.name in ("id", "nct_id") or (column.name.endswith("_id") and column.type == "integer"):
            conn.execute(f"CREATE INDEX aact_file.{table.name}_{column.name} ON {table.name} ({column.name})")
