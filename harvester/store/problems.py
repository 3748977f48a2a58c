"""Records that could not be read: a row each, with the payload as it came last, gone once the record is read."""

import sqlite3
from collections.abc import Collection, Iterable
from typing import Any

from harvester.packing import pack
from harvester.record import Provenance, Unreadable

_AGAIN = (
    "UPDATE problems SET nct_id = :nct_id, origin = :origin, retrieved_at = :retrieved_at, path = :path, "
    "reason = :reason, payload = :payload WHERE id = :id"
)
_NEW = (
    "INSERT INTO problems (nct_id, source, origin, retrieved_at, path, reason, payload) "
    "VALUES (:nct_id, :source, :origin, :retrieved_at, :path, :reason, :payload)"
)


def write_problems(conn: sqlite3.Connection, problems: Iterable[Unreadable]) -> set[int]:
    """Keep what could not be read, a record that fails again in the row it has; the numbers of the rows."""
    written = set()
    for problem in problems:
        values = {**problem.told, "payload": pack(problem.payload)}
        number = _held(conn, values)
        if number is None:
            number = int(conn.execute(_NEW, values).lastrowid or 0)
        else:
            conn.execute(_AGAIN, {**values, "id": number})
        written.add(number)
    return written


def _held(conn: sqlite3.Connection, values: dict[str, Any]) -> int | None:
    """The registry has one record to an NCT ID, and one answer of its history to an address; elsewhere the same bytes at
    the same place are the same record."""
    if values["source"] == "api" and values["nct_id"]:
        where = "nct_id = :nct_id AND source = 'api'"
    elif values["source"] == "history":
        where = "origin = :origin AND source = 'history'"
    else:
        where = "origin = :origin AND source = :source AND path = :path AND payload = :payload"
    row = conn.execute(f"SELECT id FROM problems WHERE {where}", values).fetchone()
    return int(row[0]) if row else None


def clear_read(conn: sqlite3.Connection, read: Collection[tuple[str, Provenance]]) -> None:
    """Take out the problems of records (NCT ID, provenance) that the registry now gives readably."""
    if conn.execute("SELECT 1 FROM problems LIMIT 1").fetchone() is None:
        return
    conn.executemany(
        "DELETE FROM problems WHERE nct_id = ? AND source = 'api'",
        [(nct_id,) for nct_id, provenance in read if provenance.source == "api"],
    )
    conn.executemany(
        "DELETE FROM problems WHERE origin = ? AND source = 'history'",
        [(provenance.origin,) for _, provenance in read if provenance.source == "history"],
    )


def clear_files(conn: sqlite3.Connection, origins: Collection[str], but: Collection[int]) -> None:
    """Take out the problems of files that were read anew, `but` those found again."""
    rows = conn.execute("SELECT id, origin FROM problems WHERE source NOT IN ('api', 'history')").fetchall()
    gone = [(number,) for number, origin in rows if origin in origins and number not in but]
    conn.executemany("DELETE FROM problems WHERE id = ?", gone)


def clear_nameless(conn: sqlite3.Connection, before: str) -> None:
    """Take out what the registry sent without an NCT ID `before` a run that had an answer for every study."""
    conn.execute(
        "DELETE FROM problems WHERE nct_id IS NULL AND source = 'api' AND retrieved_at < ?", (before,)
    )


def clear_unknown(conn: sqlite3.Connection, nct_ids: Iterable[str]) -> None:
    """Take out what was never read of studies that the registry no longer has under this number."""
    conn.executemany(
        "DELETE FROM problems WHERE nct_id = :nct_id AND source = 'api' "
        "AND NOT EXISTS (SELECT 1 FROM studies WHERE nct_id = :nct_id)",
        [{"nct_id": nct_id} for nct_id in nct_ids],
    )


def unread_ids(conn: sqlite3.Connection) -> list[str]:
    """Studies whose record the registry gave and could not be read, whether the file holds them or not."""
    rows = conn.execute(
        "SELECT nct_id FROM problems WHERE source = 'api' AND nct_id IS NOT NULL ORDER BY nct_id"
    )
    return [nct_id for (nct_id,) in rows]


def file_origins(conn: sqlite3.Connection) -> set[str]:
    """Files of which something could not be read."""
    rows = conn.execute("SELECT DISTINCT origin FROM problems WHERE source NOT IN ('api', 'history')")
    return {origin for (origin,) in rows}
