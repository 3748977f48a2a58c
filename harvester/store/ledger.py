"""What the file knows of its own making: runs, saved searches, studies that vanished."""

import sqlite3
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from harvester.record import now
from harvester.store.file import Store

FETCH_ALL = "fetch --all"
"""A complete run of it left every study of the file as the registry had it, as a complete refresh does."""


@dataclass(slots=True)
class Run:
    """One run's account; `complete` only when what was found is reconciled with what was saved."""

    id: int
    command: str
    started_at: str
    ended_at: str | None = None
    complete: bool = False
    data_timestamp: str | None = None
    asked: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    missing: int = 0
    failed: int = 0
    requests: int = 0
    bytes: int = 0
    message: str | None = None


@dataclass(frozen=True, slots=True)
class Search:
    """A query that refresh asks again."""

    id: int
    term: str | None
    condition: str | None
    intervention: str | None

    @property
    def words(self) -> str:
        """The words searched for, for people."""
        return "; ".join(words for words in (self.term, self.condition, self.intervention) if words)


class Ledger:
    """Runs and searches of one file."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.conn: sqlite3.Connection = store.conn

    def begin(self, command: str) -> Run:
        """A new run, on record before it does anything."""
        started_at = now()
        cursor = self.conn.execute(
            "INSERT INTO runs (command, started_at, complete) VALUES (?, ?, 0)", (command, started_at)
        )
        return Run(int(cursor.lastrowid or 0), command, started_at)

    def end(self, run: Run) -> None:
        """Write the account of a run that has ended, well or not."""
        run.ended_at = now()
        self.store.db.table("runs").update(
            run.id, {key: value for key, value in asdict(run).items() if key != "id"}
        )

    def last_complete(self, *commands: str) -> dict[str, Any] | None:
        """The newest complete run of these commands as {column: value}, None where there is none."""
        marks = ",".join("?" * len(commands))
        rows = self.store.db["runs"].rows_where(
            f"complete = 1 AND command IN ({marks})", commands, order_by="id desc", limit=1
        )
        return next(iter(rows), None)

    def first_between(self, one: int, other: int) -> str | None:
        """When the first of the runs between two began, None where there is none."""
        row = self.conn.execute("SELECT min(started_at) FROM runs WHERE id > ? AND id < ?", (one, other))
        started_at: str | None = row.fetchone()[0]
        return started_at

    def remember_search(self, term: str | None, condition: str | None, intervention: str | None) -> Search:
        """The saved search of these words; made where it is new."""
        same = self.conn.execute(
            "SELECT id FROM searches WHERE term IS ? AND condition IS ? AND intervention IS ?",
            (term, condition, intervention),
        ).fetchone()
        if same:
            return Search(same[0], term, condition, intervention)
        cursor = self.conn.execute(
            "INSERT INTO searches (term, condition, intervention, created_at) VALUES (?, ?, ?, ?)",
            (term, condition, intervention, now()),
        )
        return Search(int(cursor.lastrowid or 0), term, condition, intervention)

    def searches(self) -> list[Search]:
        """Every saved search."""
        return [
            Search(*row)
            for row in self.conn.execute("SELECT id, term, condition, intervention FROM searches ORDER BY id")
        ]

    def search_answered(self, search: Search, hits: int) -> None:
        """The search was asked and answered whole."""
        self.conn.execute(
            "UPDATE searches SET last_run_at = ?, hits = ? WHERE id = ?", (now(), hits, search.id)
        )

    def mark_missing(self, nct_ids: Sequence[str]) -> int:
        """Mark studies that the registry no longer answers for; how many are newly so. Their rows stay."""
        with self.store.transaction():
            return self.conn.executemany(
                "UPDATE studies SET missing_since = ? WHERE nct_id = ? AND missing_since IS NULL",
                [(now(), nct_id) for nct_id in nct_ids],
            ).rowcount
