"""Opening the file: its schema, its settings, its migration, its one writer."""

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlite_utils

from harvester.errors import BusyError, StoreError
from harvester.mapping.ddl import create_rest, create_tables, create_views, schema_sql, views
from harvester.mapping.read_schema import load_spec
from harvester.mapping.spec import Spec
from harvester.packing import Packing, packing_of
from harvester.store.dictionary import build_dictionary

APPLICATION_ID = 0x4E435448
"""'NCTH', in the file's header: this is a Harvester file."""


PAGE_BYTES = 8192
"""Prose overflows a page half as often as with 4096, and a file of the whole registry is 3 % smaller."""
WAL_PAGES = 2000
"""16 MB of log before it is moved into the file: a page that many batches write to is moved once."""
STATEMENTS = 512
"""Prepared statements kept: more than the tables have inserts and deletes, of which a batch uses every one."""


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

    def finish(self) -> None:
        """Statistics for the planner and an empty write-ahead log: what a reader wants after a harvest."""
        self.conn.execute("PRAGMA analysis_limit = 1000")
        self.conn.execute("ANALYZE")
        self.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")

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


def open_store(path: str | Path, *, create: bool = True) -> Store:
    """Open (or make) a Harvester file; an older schema is migrated.

    Raises StoreError for a file that is none of ours, is made by a newer Harvester, or is missing while not `create`.
    """
    path = Path(path)
    spec = load_spec()
    if not create and not path.exists():
        raise StoreError(
            f"{path} does not exist. Make it with `harvester fetch NCT…` or name another with --db."
        )
    try:
        conn = sqlite3.connect(
            path, isolation_level=None, timeout=30, check_same_thread=False, cached_statements=STATEMENTS
        )
        version = int(conn.execute("PRAGMA user_version").fetchone()[0])
        empty = conn.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
        ours = conn.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
    except sqlite3.Error as error:
        raise StoreError(f"{path} cannot be opened: {error}. Name a Harvester file with --db.") from error
    if not empty and not ours:
        conn.close()
        raise StoreError(
            f"{path} is an SQLite file of another program; nothing was written. Name another with --db."
        )
    if version > spec.version:
        conn.close()
        raise StoreError(
            f"{path} has schema {version}, this Harvester knows {spec.version}: upgrade Harvester."
        )
    store = Store(path, sqlite_utils.Database(conn, use_old_upsert=False), spec)
    with plain_words(path):
        conn.execute("PRAGMA foreign_keys = ON")
        conn.execute("PRAGMA synchronous = NORMAL")
        conn.execute("PRAGMA cache_size = -65536")
        conn.execute(f"PRAGMA wal_autocheckpoint = {WAL_PAGES}")
        if empty:
            conn.execute(f"PRAGMA page_size = {PAGE_BYTES}")
            conn.execute("PRAGMA journal_mode = WAL")
            with store.transaction():
                _create(store)
        elif version < spec.version:
            from harvester.store.migrate import migrate  # the one place where opening needs saving

            migrate(store, version)
        elif os.access(path, os.W_OK):
            _refresh_views(store)
    return store


def _create(store: Store) -> None:
    for statement in [*create_tables(store.spec), *create_rest(store.spec)]:
        run_script(store.conn, statement)
    store.conn.execute("INSERT INTO document_dictionary VALUES (1, ?)", (build_dictionary(store.spec),))
    store.conn.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    store.conn.execute(f"PRAGMA user_version = {store.spec.version}")


def _refresh_views(store: Store) -> None:
    """Give an older file the views of today: they hold no rows, so they need no new schema version."""
    present = dict(store.conn.execute("SELECT name, sql FROM sqlite_master WHERE type = 'view'").fetchall())
    stale = {name: sql for name, sql in create_views().items() if present.get(name) != sql.rstrip(";")}
    if stale:
        with store.transaction():
            for name, sql in stale.items():
                store.conn.execute(f"DROP VIEW IF EXISTS {name}")
                store.conn.execute(sql)


def run_script(conn: sqlite3.Connection, script: str) -> None:
    """Execute several statements inside the transaction that is open (executescript would commit it)."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            conn.execute(statement)
            statement = ""


@contextmanager
def writer_lock(path: Path) -> Iterator[None]:
    """One writing run at a time, by whatever path or user it comes; the lock dies with its process.

    Raises BusyError where another run holds it, StoreError where there can be none (a folder that is read-only).
    """
    real = path.resolve()
    lock = real.with_name(real.name + ".lock")
    try:
        descriptor = _open_lock(lock)
    except OSError as error:
        raise StoreError(
            f"{lock} cannot be made: {error.strerror}; nothing was asked. Every run needs it: free some space or "
            "change the folder's permissions, or choose another file with --db."
        ) from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BusyError(
                f"another run is writing to {path}; this one left without asking anything"
            ) from error
        except OSError as error:
            raise StoreError(
                f"{lock} cannot be locked: {error.strerror}; nothing was asked. Put the file on a local disk."
            ) from error
        yield
    finally:
        os.close(descriptor)


def _open_lock(lock: Path) -> int:
    """The lock file, which may be another user's: to hold it, reading it is enough."""
    try:
        return os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except PermissionError:
        return os.open(lock, os.O_RDONLY | os.O_CLOEXEC)


__all__ = [
    "APPLICATION_ID",
    "Store",
    "open_store",
    "plain_words",
    "run_script",
    "schema_sql",
    "views",
    "writer_lock",
]
