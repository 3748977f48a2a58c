"""What floors do: rows that were made beforehand go into tables without anything by executemany."""

import pickle
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

Rows = dict[str, list[tuple[Any, ...]]]


class Originals(NamedTuple):
    """Rows of the records that clones are made of, in their order."""

    rows: list[Rows]
    number_column: int
    first: int


def prepare(folder: Path, studies: Sequence[dict[str, Any]] = ()) -> list[str]:
    """Paths of the rows of what clones are made of and of the bare tables, made in this folder."""
    from harvester.derive.rows import derive_rows
    from harvester.mapping.ddl import create_tables
    from harvester.mapping.normalise import normalise
    from harvester.mapping.read_schema import load_spec
    from tests.benchmarks.corpus import FIRST, originals

    spec = load_spec()
    rows = [
        {
            table: [tuple(row) for row in table_rows]
            for table, table_rows in {**normalise(study), **derive_rows(study)}.items()
            if table_rows
        }
        for study in studies or originals()
    ]
    kept = Originals(rows, spec.tables["studies"].names.index("nct_number"), FIRST)
    (folder / "rows.pickle").write_bytes(pickle.dumps(tuple(kept)))
    (folder / "schema.sql").write_text("\n".join(create_tables(spec)))
    return [str(folder / "rows.pickle"), str(folder / "schema.sql")]


def read_originals(path: str) -> Originals:
    """What `prepare` wrote."""
    return Originals(*pickle.loads(Path(path).read_bytes()))


def rows_of(nct_ids: Iterable[str], originals: Originals) -> Rows:
    """Rows of these clones by table: their originals' under other ids."""
    gathered: Rows = {}
    for nct_id in nct_ids:
        original = originals.rows[(int(nct_id[3:]) - originals.first) % len(originals.rows)]
        for table, renamed in _renamed(nct_id, original, originals.number_column):
            gathered.setdefault(table, []).extend(renamed)
    return gathered


def _renamed(nct_id: str, original: Rows, number_column: int) -> Iterator[tuple[str, list[tuple[Any, ...]]]]:
    for table, rows in original.items():
        renamed = [(nct_id, *row[1:]) for row in rows]
        if table == "studies":
            (row,) = renamed
            renamed = [(*row[:number_column], int(nct_id[3:]), *row[number_column + 1 :])]
        yield table, renamed


def open_bare(db: str, schema: str) -> sqlite3.Connection:
    """A new file with tables and nothing else."""
    conn = sqlite3.connect(db, isolation_level=None)
    conn.executescript(Path(schema).read_text())
    conn.execute("PRAGMA journal_mode = WAL")
    conn.execute("PRAGMA synchronous = NORMAL")
    return conn


def insert(conn: sqlite3.Connection, rows: Rows) -> None:
    """One transaction."""
    conn.execute("BEGIN")
    for table, table_rows in rows.items():
        marks = ",".join("?" * len(table_rows[0]))
        conn.executemany(f'INSERT INTO "{table}" VALUES ({marks})', table_rows)
    conn.execute("COMMIT")
