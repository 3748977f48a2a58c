"""The SQL that puts studies' rows into the tables and takes them out again."""

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

from harvester.mapping.ddl import quoted
from harvester.mapping.normalise import Rows
from harvester.mapping.sections import section_tables
from harvester.mapping.spec import Spec, Table

_REWRITTEN = ("study", "leftover", "derived")
_KEPT = ("nct_id", "missing_since")
"""Columns of `studies` that a record does not move: whether the registry has it is not in the record."""
_SEARCHED = "titles, conditions, interventions, outcomes, criteria"


def marks(items: Sequence[Any]) -> str:
    """'?,?,?' for three."""
    return ",".join("?" * len(items))


def _insert(table: Table) -> str:
    names = [quoted(name) for name in table.names]
    sql = f"INSERT INTO {quoted(table.name)} ({', '.join(names)}) VALUES ({marks(names)})"
    if table.name != "studies":
        return sql
    moved = ", ".join(f"{name} = excluded.{name}" for name in names if name not in _KEPT)
    return f"{sql} ON CONFLICT (nct_id) DO UPDATE SET {moved}"


def write_rows(conn: sqlite3.Connection, spec: Spec, rows: Iterable[Rows]) -> None:
    """Insert the rows of many studies, a table at a time, parents first."""
    gathered: Rows = {}
    for of_one in rows:
        for name, table_rows in of_one.items():
            gathered.setdefault(name, []).extend(table_rows)
    for name, table in spec.tables.items():
        if name in gathered:
            conn.executemany(_insert(table), gathered[name])


def index_texts(conn: sqlite3.Connection, nct_ids: Sequence[str]) -> None:
    """Add studies to the full-text index, from the rows that are in the tables now."""
    conn.execute(
        f"INSERT INTO studies_fts (rowid, {_SEARCHED}) SELECT nct_number, {_SEARCHED} FROM search_texts "
        f"WHERE nct_id IN ({marks(nct_ids)})",
        nct_ids,
    )


def clear_rows(conn: sqlite3.Connection, spec: Spec, nct_ids: Sequence[str]) -> None:
    """Take studies' rows out of every table but `studies`, and their entry out of the full-text index."""
    conn.execute(
        f"INSERT INTO studies_fts (studies_fts, rowid, {_SEARCHED}) SELECT 'delete', nct_number, {_SEARCHED} "
        f"FROM search_texts WHERE nct_id IN ({marks(nct_ids)})",
        nct_ids,
    )
    delete_rows(conn, spec, nct_ids)


def clear_section(conn: sqlite3.Connection, spec: Spec, section: str, nct_ids: Sequence[str]) -> None:
    """Take out what one section of these studies' documents filled, and nothing else did."""
    for name in reversed(section_tables(spec, section)):
        conn.execute(f"DELETE FROM {quoted(name)} WHERE nct_id IN ({marks(nct_ids)})", nct_ids)
    for table in spec.in_room("leftover"):
        conn.execute(
            f"DELETE FROM {quoted(table.name)} WHERE nct_id IN ({marks(nct_ids)}) "
            "AND (path = ? OR path >= ? AND path < ?)",
            (*nct_ids, section, f"{section}.", f"{section}/"),
        )


def delete_rows(conn: sqlite3.Connection, spec: Spec, nct_ids: Sequence[str]) -> None:
    """Take studies' rows out of every table but `studies`."""
    for table in reversed(list(spec.tables.values())):
        if table.room in _REWRITTEN and table.name != "studies":
            conn.execute(f"DELETE FROM {quoted(table.name)} WHERE nct_id IN ({marks(nct_ids)})", nct_ids)
