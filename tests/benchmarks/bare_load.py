"""The least that loading a zip takes: reading it, parsing it, inserting the rows into tables without anything.

As a process of its own: `python -m tests.benchmarks.bare_load ZIP ROWS SCHEMA DB` prints the seconds that reading and
parsing and inserting took. The rows are those of the originals under each clone's id, made between the measured steps.
"""

import gc
import json
import pickle
import sqlite3
import sys
import time
import zipfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import orjson

Rows = dict[str, list[tuple[Any, ...]]]
BATCH = 500


def rows_of(nct_id: str, original: Rows, number_column: int) -> Iterator[tuple[str, list[tuple[Any, ...]]]]:
    """The original's rows under another id."""
    for table, rows in original.items():
        renamed = [(nct_id, *row[1:]) for row in rows]
        if table == "studies":
            (row,) = renamed
            renamed = [(*row[:number_column], int(nct_id[3:]), *row[number_column + 1 :])]
        yield table, renamed


def main(path: str, rows: str, schema: str, db: str) -> None:
    """Load and tell how long it took."""
    kept = pickle.loads(Path(rows).read_bytes())
    originals: list[Rows] = kept["originals"]
    conn = sqlite3.connect(db, isolation_level=None)
    conn.executescript(Path(schema).read_text())
    conn.execute("PRAGMA journal_mode = WAL")
    conn.execute("PRAGMA synchronous = NORMAL")
    reading = parsing = inserting = 0.0
    gc.freeze()
    with zipfile.ZipFile(path) as archive:
        members = iter(enumerate(archive.infolist()))
        while batch := list(islice(members, BATCH)):
            start = time.perf_counter()
            payloads = [archive.read(member) for _, member in batch]
            read = time.perf_counter()
            studies = [orjson.loads(payload) for payload in payloads]
            parsed = time.perf_counter()
            gathered: Rows = {}
            for (number, _), study in zip(batch, studies, strict=True):
                nct_id = study["protocolSection"]["identificationModule"]["nctId"]
                original = originals[number % len(originals)]
                for table, renamed in rows_of(nct_id, original, kept["number column"]):
                    gathered.setdefault(table, []).extend(renamed)
            del studies, payloads
            begun = time.perf_counter()
            conn.execute("BEGIN")
            for table, table_rows in gathered.items():
                marks = ",".join("?" * len(table_rows[0]))
                conn.executemany(f'INSERT INTO "{table}" VALUES ({marks})', table_rows)
            conn.execute("COMMIT")
            inserting += time.perf_counter() - begun
            reading += read - start
            parsing += parsed - read
    conn.close()
    print(json.dumps({"reading": reading, "parsing": parsing, "inserting": inserting}))


if __name__ == "__main__":
    main(*sys.argv[1:])
