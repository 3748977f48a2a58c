"""Bytes of the file against the compact JSON it came from, and what each part takes: `python -m tests.benchmarks.size N`."""

import sqlite3
from contextlib import closing

from tests.benchmarks.kept import Kept, json_bytes
from tests.benchmarks.measuring import Row, main

MOST = 15
"""Parts told one by one."""


def measure(count: int, kept: Kept) -> list[Row]:
    """The whole file, then its largest tables and indexes."""
    db = kept.db(count)
    json = json_bytes(kept.zip(count))
    with closing(sqlite3.connect(db)) as conn:
        parts = conn.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY name ORDER BY 2 DESC").fetchall()
    sizes = {"the whole file": db.stat().st_size, **{f"part: {name}": size for name, size in parts[:MOST]}}
    sizes["part: all other"] = sum(size for _, size in parts[MOST:])
    return [
        {"case": case, "bytes a study": round(size / count), "of its compact JSON": round(size / json, 3)}
        for case, size in sizes.items()
    ]


if __name__ == "__main__":
    main(measure)
