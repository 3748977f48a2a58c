"""The rows that a comparison is made of, read from the file in one go."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from typing import Any

from harvester.compare.model import Comparison
from harvester.compare.plan import Plan, load_plan
from harvester.compare.sections import compare_studies
from harvester.errors import StoreError
from harvester.mapping.ddl import quoted
from harvester.mapping.read_schema import load_spec

# A study with a long history has thousands of changes; a comparison only counts them.
_CHANGES = (
    "SELECT nct_id, significance, count(*) AS count FROM changes WHERE nct_id IN ({marks}) "
    "GROUP BY nct_id, significance"
)


def tables_read(plan: Plan | None = None) -> list[str]:
    """Names of all tables a comparison is read from, those included that an older file does not have."""
    return [*(plan or load_plan()).reads, "nct_id_aliases"]


@lru_cache(maxsize=1024)
def _query(table: str, columns: Sequence[str], marks: str) -> str:
    if table == "changes":
        return _CHANGES.format(marks=marks)
    known = load_spec().tables.get(table)
    order = f" ORDER BY {', '.join(quoted(column.name) for column in known.key)}" if known else ""
    names = columns or (known.names if known else ())
    wanted = (
        ", ".join(map(quoted, dict.fromkeys(["nct_id", *names]))) if names else f"nct_id, {quoted(table)}.*"
    )
    return f"SELECT {wanted} FROM {quoted(table)} WHERE nct_id IN ({marks}){order}"


def read_rows(conn: sqlite3.Connection, nct_ids: Sequence[str]) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """{nct_id: {table: rows as {column: value}}} of the studies that the file holds.

    All of it is one state of the file. Raises StoreError where there is no table `studies`.
    """
    with _one_state(conn):
        return _read_text(conn, nct_ids)


@contextmanager
def _one_state(conn: sqlite3.Connection) -> Iterator[None]:
    """Inside, all that is read is one state of the file: a transaction is begun where none is open."""
    begun, text_factory = not conn.in_transaction, conn.text_factory
    if begun:
        conn.execute("BEGIN")
    try:
        yield
    finally:
        conn.text_factory = text_factory
        if begun and conn.in_transaction:  # an error of the disk has ended it already
            conn.execute("ROLLBACK")


def _read_text(
    conn: sqlite3.Connection, nct_ids: Sequence[str]
) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """Text as SQLite decodes it, which is fast; where a cell is no UTF-8, again with what cannot be read replaced."""
    conn.text_factory = str
    try:
        return _read(conn, nct_ids)
    except sqlite3.OperationalError as error:
        if "UTF-8" not in str(error):
            raise
    conn.text_factory = _decoded
    return _read(conn, nct_ids)


def _decoded(text: bytes) -> str:
    return text.decode("utf-8", "replace")


def _read(conn: sqlite3.Connection, nct_ids: Sequence[str]) -> dict[str, dict[str, list[dict[str, Any]]]]:
    marks = ",".join("?" * len(nct_ids))
    found: dict[str, dict[str, list[dict[str, Any]]]] = {}
    cursor = conn.cursor()
    cursor.row_factory = None
    for table, columns in load_plan().reads.items():
        try:
            cursor.execute(_query(table, columns, marks), list(nct_ids))
        except sqlite3.OperationalError as error:
            if str(error) != f"no such table: {table}":
                raise
            if table == "studies":
                raise StoreError(
                    "this SQLite file has no table `studies`: open one that `harvester fetch` or `load` has made"
                ) from error
            continue  # a file made before the table was thought of
        names = [column[0] for column in cursor.description]
        for row in cursor:
            rows = found.get(row[0])
            if rows is None:
                rows = found[row[0]] = {}
            cells = dict(zip(names, row))  # noqa: B905 - a row is as long as its description
            if table in rows:
                rows[table].append(cells)
            else:
                rows[table] = [cells]
    return {nct_id: rows for nct_id, rows in found.items() if "studies" in rows}


def current_ids(conn: sqlite3.Connection, nct_ids: Sequence[str]) -> dict[str, str]:
    """{former NCT ID: the study it now leads to} of those among the ids that a study has taken over, in their order."""
    marks = ",".join("?" * len(nct_ids))
    query = f"SELECT nct_id_alias, nct_id FROM nct_id_aliases WHERE nct_id_alias IN ({marks}) AND nct_id <> nct_id_alias"
    try:
        found = dict(conn.execute(query, list(nct_ids)).fetchall())
    except sqlite3.OperationalError as error:
        if str(error) != "no such table: nct_id_aliases":
            raise
        return {}
    return {nct_id: found[nct_id] for nct_id in nct_ids if nct_id in found}


def read_comparison(conn: sqlite3.Connection, nct_ids: Sequence[str]) -> Comparison:
    """The comparison of these studies out of an open file; a former id stands for the study it leads to unless the file
    has its own last version, and is in `former` either way; ids the file does not hold at all are in `missing`."""
    with _one_state(conn):
        rows = read_rows(conn, nct_ids)
        former = current_ids(conn, nct_ids)
        shown = [nct_id if nct_id in rows else former.get(nct_id, nct_id) for nct_id in nct_ids]
        if shown != list(nct_ids):
            rows = read_rows(conn, list(dict.fromkeys(shown)))
            former |= current_ids(conn, shown)  # what an id leads to may itself have been taken over since
    return replace(compare_studies(rows, shown), former=former)
