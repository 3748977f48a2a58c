"""Is the file whole? Every study rebuilt to its stored version, no orphans, indexes sound, schema current."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass

import zstandard

from harvester.errors import BusyError, HarvesterError, StoreError
from harvester.mapping.normalise import Rows
from harvester.mapping.rebuild import rebuild
from harvester.progress import Progress
from harvester.store import bulk
from harvester.store.file import Store
from harvester.store.lock import writer_lock
from harvester.store.migrate import write_newest
from harvester.store.read import all_ids, read_rows
from harvester.store.rows import delete_rows
from harvester.study import canonical_json, document_hash

_BATCH = 200
_WRONG = ("SQLITE_CORRUPT", "SQLITE_ERROR")
"""How SQLite calls a search index that is not what it should be, or is not there."""


@dataclass(frozen=True, slots=True)
class Findings:
    """A sentence each, that says what to do. `notes`: no fault, for nothing is lost or wrong, and worth knowing."""

    faults: list[str]
    notes: list[str]


def check(store: Store, progress: Progress) -> list[str]:
    """What is wrong with the file; [] when it is whole."""
    return examine(store, progress).faults


def examine(store: Store, progress: Progress) -> Findings:
    """All there is to say of the file, whoever writes to it meanwhile."""
    notes = _missing_indexes(store)
    damage = [
        f"SQLite: {row[0]}. Restore the file from a backup."
        for row in store.conn.execute("PRAGMA integrity_check(20)")
        if row[0] != "ok"
    ]
    if damage:
        return Findings(damage, notes)
    search_index = _search_index(store)
    with store.one_state():
        faults = [
            *_orphans(store.conn),
            *search_index.faults,
            *_versions(store.conn),
            *_documents(store),
            *_rebuilds(store, progress),
        ]
    return Findings(faults, [*notes, *search_index.notes])


def _missing_indexes(store: Store) -> list[str]:
    if not (missing := bulk.missing_indexes(store)):
        return []
    return [
        f"{len(missing)} indexes are not there, since a large load was cut short: pages are slower until it is run "
        "again to its end, or `harvester check --mend` makes them."
    ]


def _orphans(conn: sqlite3.Connection) -> list[str]:
    counts: dict[str, int] = {}
    for table, *_ in conn.execute("PRAGMA foreign_key_check"):
        counts[table] = counts.get(table, 0) + 1
    return [
        f"{table}: {count} rows of studies that are not in the file. Delete them."
        for table, count in counts.items()
    ]


def _search_index(store: Store) -> Findings:
    """To SQLite comparing it is writing, which one may not be able to: that says nothing of the index.

    It takes minutes in a large file. A run that would write meanwhile finds the file's lock held and leaves at once, as
    beside any other run, instead of waiting for SQLite until it fails.
    """
    may_write = os.access(store.path, os.W_OK)
    try:
        with writer_lock(store.path) if may_write else nullcontext():
            store.conn.execute("INSERT INTO studies_fts (studies_fts, rank) VALUES ('integrity-check', 1)")
    except BusyError:
        return _not_compared("another run holds the file's lock")
    except StoreError as error:
        return _not_compared(f"the file cannot be locked: {getattr(error.__cause__, 'strerror', error)}")
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorname.startswith(_WRONG):
            return Findings(
                ["studies_fts does not match the tables; `harvester check --mend` makes it anew."], []
            )
        return _not_compared(str(error))
    return Findings([], [])


def _not_compared(why: str) -> Findings:
    return Findings(
        [],
        [
            f"studies_fts was not compared with the tables ({why}): run `harvester check` as a user who may write to "
            "the file, while no other program does."
        ],
    )


def _versions(conn: sqlite3.Connection) -> list[str]:
    rows = conn.execute(
        "SELECT nct_id FROM studies EXCEPT SELECT nct_id FROM study_versions UNION ALL "
        "SELECT nct_id FROM study_versions GROUP BY nct_id HAVING max(version) <> count(*)"
    )
    return [f"{nct_id}: its versions are not 1 to n. Fetch it again." for (nct_id,) in rows]


def _documents(store: Store) -> list[str]:
    rows = store.conn.execute("SELECT nct_id, version, document_hash, document FROM study_versions")
    unpack = store.packing.unpack
    return [
        f"{nct_id}: the document of version {version} is not the one that was saved. Restore the file from a backup."
        for nct_id, version, hash_, document in rows
        if not _is_document(unpack, document, hash_)
    ]


def _is_document(unpack: Callable[[bytes], bytes], document: bytes, hash_: str) -> bool:
    try:
        return document_hash(unpack(document)) == hash_
    except zstandard.ZstdError:
        return False


def _rebuilds(store: Store, progress: Progress) -> list[str]:
    return [
        f"{nct_id}: its tables no longer give the document of its newest version. Somebody changed a cell, "
        "or the file is damaged; `harvester check --mend` writes them anew from that document."
        for nct_id in _strayed(store, progress)
    ]


def _strayed(store: Store, progress: Progress) -> list[str]:
    """Studies whose tables do not give the document of their newest version."""
    stored = {
        nct_id: document_hash
        for nct_id, document_hash, _ in store.conn.execute(
            "SELECT nct_id, document_hash, max(version) FROM study_versions GROUP BY nct_id"
        )
    }
    strayed = []
    ids = all_ids(store.conn)
    for start in range(0, len(ids), _BATCH):
        batch = ids[start : start + _BATCH]
        rows = read_rows(store.conn, store.spec, batch)
        strayed += [
            nct_id for nct_id in batch if nct_id in stored and _hash(rows[nct_id], store) != stored[nct_id]
        ]
        progress(start + len(batch), len(ids))
    return strayed


def _hash(rows: Rows, store: Store) -> str | None:
    """The hash of the document that the rows give; None where they give none."""
    try:
        return document_hash(canonical_json(rebuild(rows, store.spec)))
    except (HarvesterError, LookupError, TypeError, ValueError):  # whatever a hand has put into a cell
        return None


def mend(store: Store, progress: Progress) -> list[str]:
    """Write tables that were changed by hand anew from the stored documents; the studies that were mended."""
    with store.one_state():
        strayed = _strayed(store, progress)
    with store.transaction():
        for start in range(0, len(strayed), _BATCH):
            delete_rows(store.conn, store.spec, strayed[start : start + _BATCH])
            write_newest(store, strayed[start : start + _BATCH])
        store.conn.execute("INSERT INTO studies_fts (studies_fts) VALUES ('rebuild')")
    bulk.end(store)
    return strayed
