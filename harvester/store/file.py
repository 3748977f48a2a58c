"""An open file: its transactions, its packing, what SQLite says of it in plain words."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlite_utils

from harvester.errors import StoreError
from harvester.mapping.spec import Spec
from harvester.packing import Packing, packing_of

_LEDGER_ROWS = 10
"""A run that found nothing new writes fewer; a study has more."""


@dataclass(slots=True)
class Store:
    """An open file. `db` is sqlite-utils' view of `conn`; transactions are begun and ended by hand."""

    path: Path
    db: sqlite_utils.Database
    spec: Spec

    @property
    def conn(self) -> sqlite3.Connection:
        """The connection under sqlite-utils."""
        conn: sqlite3.Connection = self.db.conn
        return conn

    @property
    def packing(self) -> Packing:
        """How this file keeps its documents."""
        return packing_of(self.conn)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of it or nothing; a full disk or a lost lock becomes a StoreError."""
        with plain_words(self.path, "; nothing of this batch was written"):
            self.conn.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.conn.execute("COMMIT")
            except BaseException:
                if self.conn.in_transaction:
                    self.conn.execute("ROLLBACK")
                raise

    @contextmanager
    def one_state(self) -> Iterator[None]:
        """All that is read is of one state of the file, whoever writes to it meanwhile; nothing may be written."""
        self.conn.execute("BEGIN")
        try:
            yield
        finally:
            if self.conn.in_transaction:
                self.conn.execute("ROLLBACK")

    def finish(self) -> None:
        """Statistics for the planner and an empty write-ahead log: what a reader wants after a harvest."""
        if self.conn.total_changes > _LEDGER_ROWS or not self._has_statistics():
            self.conn.execute("PRAGMA analysis_limit = 1000")
            self.conn.execute("ANALYZE")
        self.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _has_statistics(self) -> bool:
        return (
            self.conn.execute("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_stat1'").fetchone()
            is not None
        )

    def close(self) -> None:
        """Close the connection; an open transaction is rolled back."""
        self.conn.close()


@contextmanager
def plain_words(path: Path, consequence: str = "") -> Iterator[None]:
    """What SQLite cannot do with the file as a StoreError that says what to do; our own mistakes stay as they are."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if type(error) not in (sqlite3.OperationalError, sqlite3.DatabaseError):
            raise
        raise StoreError(f"{path}: {error}{consequence}. {_advice(error)}") from error


def _advice(error: sqlite3.DatabaseError) -> str:
    text = str(error)
    if "malformed" in text:
        return "The file is damaged: run `harvester check` on it, restore it from a backup or make it anew."
    if "disk" in text or "full" in text:
        return "Free some space and run the same command again: it goes on where it stopped."
    if "locked" in text or "busy" in text:
        return "Another program is writing to the file; run the command again when it is done."
    if "readonly" in text:
        return "The file or its folder is read-only: change its permissions or choose another with --db."
    return "Run `harvester check` on the file before the next harvest."


def run_script(conn: sqlite3.Connection, script: str) -> None:
    """Execute several statements inside the transaction that is open (executescript would commit it)."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            conn.execute(statement)
            statement = ""
