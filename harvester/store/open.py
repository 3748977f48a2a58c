"""Opening the file: its schema, its settings, its migration."""

import os
import sqlite3
from pathlib import Path

import sqlite_utils

from harvester.errors import StoreError
from harvester.mapping.ddl import create_rest, create_tables, create_views
from harvester.mapping.read_schema import load_spec
from harvester.store.dictionary import build_dictionary
from harvester.store.file import Store, plain_words, run_script
from harvester.store.migrate import migrate

APPLICATION_ID = 0x4E435448
"""'NCTH', in the file's header: this is a Harvester file."""
PAGE_BYTES = 8192
"""Prose overflows a page half as often as with 4096, and a file of the whole registry is 3 % smaller."""
WAL_PAGES = 2000
"""16 MB of log before it is moved into the file: a page that many batches write to is moved once."""
CACHE_KIB = 16 << 10
"""Indexes are sorted in as much memory; four times of it made nothing faster."""
STATEMENTS = 512
"""Prepared statements kept: more than the tables have inserts and deletes, of which a batch uses every one."""


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
        conn.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        conn.execute(f"PRAGMA wal_autocheckpoint = {WAL_PAGES}")
        if empty:
            conn.execute(f"PRAGMA page_size = {PAGE_BYTES}")
            conn.execute("PRAGMA journal_mode = WAL")
            with store.transaction():
                _create(store)
        elif version < spec.version:
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
