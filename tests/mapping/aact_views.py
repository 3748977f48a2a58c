"""AACT's views over a Harvester file of a test's own studies."""

import sqlite3
from pathlib import Path
from typing import Any

from harvester.mapping.aact import aact_tables
from harvester.record import Provenance, Record
from harvester.store import Saver, open_store

TABLES = {table.name: table for table in aact_tables()}
NCT_ID = "NCT00000001"


def held(tmp_path: Path, *studies: dict[str, Any]) -> sqlite3.Connection:
    """A Harvester file of these studies, opened as any program opens it."""
    path = tmp_path / "trials.db"
    store = open_store(path)
    with Saver(store) as saver:
        for study in studies:
            saver.add(Record(study, Provenance("json", "test", "2026-01-02T03:04:05Z")))
    assert saver.outcome.failed == []
    store.close()
    return sqlite3.connect(path)


def rows(conn: sqlite3.Connection, query: str, *arguments: Any) -> list[dict[str, Any]]:
    cursor = conn.execute(query, arguments)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]
