"""Saving studies: a study's rows, version, changes and search entry, all or nothing, a batch to a transaction."""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from harvester.derive.rows import derive_rows
from harvester.errors import RecordError
from harvester.mapping.ddl import quoted
from harvester.mapping.normalise import Rows, normalise
from harvester.mapping.spec import Spec, Table
from harvester.record import Provenance, Record, Unreadable
from harvester.store.blobs import pack
from harvester.store.changelog import write_changelog
from harvester.store.open import Store
from harvester.store.problems import clear_read, write_problems
from harvester.store.versions import Held, Incoming, held_as, insert_version, place
from harvester.study import canonical_json, hashes, last_update_post_date, nct_id_of

BATCH = 200
_REWRITTEN = ("study", "leftover", "derived")
_INSERT_VERSION = "INSERT INTO study_versions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
_KEPT = ("nct_id", "missing_since")
"""Columns of `studies` that a record does not move: whether the registry has it is not in the record."""
_SEARCHED = "titles, conditions, interventions, outcomes, criteria"


@dataclass(slots=True)
class Outcome:
    """What became of the records of a run; `failed` names each that is in `problems` now and why."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    older: int = 0
    failed: list[tuple[str, str]] = field(default_factory=list)
    unknown_labels: list[tuple[str, str]] = field(default_factory=list)

    @property
    def saved(self) -> int:
        """Records that are in the file now, whether it moved or not."""
        return self.added + self.changed + self.unchanged + self.older


@dataclass(slots=True)
class _Pending:
    record: Record
    nct_id: str
    rows: Rows
    incoming: Incoming
    document: bytes


def _marks(items: Sequence[Any]) -> str:
    return ",".join("?" * len(items))


def _insert(table: Table) -> str:
    names = [quoted(name) for name in table.names]
    sql = f"INSERT INTO {quoted(table.name)} ({', '.join(names)}) VALUES ({_marks(names)})"
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
        f"WHERE nct_id IN ({_marks(nct_ids)})",
        nct_ids,
    )


def clear_rows(conn: sqlite3.Connection, spec: Spec, nct_ids: Sequence[str]) -> None:
    """Take studies' rows out of every table but `studies`, and their entry out of the full-text index."""
    conn.execute(
        f"INSERT INTO studies_fts (studies_fts, rowid, {_SEARCHED}) SELECT 'delete', nct_number, {_SEARCHED} "
        f"FROM search_texts WHERE nct_id IN ({_marks(nct_ids)})",
        nct_ids,
    )
    for table in reversed(list(spec.tables.values())):
        if table.room in _REWRITTEN and table.name != "studies":
            conn.execute(f"DELETE FROM {quoted(table.name)} WHERE nct_id IN ({_marks(nct_ids)})", nct_ids)


class Saver:
    """Takes records one after the other and writes them in batches; `outcome` counts what became of them.

    Used as a context manager: leaving it writes the last batch; leaving it by an exception keeps the batches before.
    """

    def __init__(self, store: Store, batch: int = BATCH) -> None:
        self.store = store
        self.batch = batch
        self.outcome = Outcome()
        self._pending: list[_Pending] = []
        self._problems: list[Unreadable] = []
        self.problem_rows: set[int] = set()
        """Numbers of the rows of `problems` that this run wrote."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.flush()

    def add(self, record: Record | Unreadable) -> None:
        """Take one record; what cannot be normalised becomes a problem and the rest goes on."""
        if isinstance(record, Unreadable):
            self._problem(record)
            return
        document = canonical_json(record.study)
        try:
            rows = normalise(record.study, self.store.spec)
            nct_id = rows["studies"][0][0]
            derived = derive_rows(record.study)
        except RecordError as error:
            self._problem(_unreadable(record, document, error))
            return
        rows.update(derived)
        self.outcome.unknown_labels.extend((nct_id, label) for label in record.unknown_labels)
        content_hash, document_hash = hashes(record.study, document)
        incoming = Incoming(
            record.provenance.source, last_update_post_date(record.study), content_hash, document_hash
        )
        self._pending.append(_Pending(record, nct_id, rows, incoming, document))
        if len(self._pending) >= self.batch:
            self.flush()

    def _problem(self, problem: Unreadable) -> None:
        self._problems.append(problem)
        known = problem.nct_id if problem.provenance.source == "api" else None
        self.outcome.failed.append((known or problem.provenance.origin, problem.reason))

    def flush(self) -> None:
        """Write what is pending in one transaction."""
        if not self._pending and not self._problems:
            return
        with self.store.transaction():
            self._write_studies(self._pending)
            self.problem_rows |= write_problems(self.store.conn, self._problems)
            clear_read(self.store.conn, [(item.nct_id, item.record.provenance) for item in self._pending])
        self._pending.clear()
        self._problems.clear()

    def _write_studies(self, pending: list[_Pending]) -> None:
        conn, spec = self.store.conn, self.store.spec
        conn.execute("PRAGMA defer_foreign_keys = ON")  # versions go in before their study's row
        held = _held_versions(conn, list({item.nct_id for item in pending}))
        new: dict[str, Rows] = {}
        rewritten: dict[str, Rows] = {}
        moved: dict[str, None] = {}
        for item in pending:
            versions = held.setdefault(item.nct_id, [])
            placement = place(versions, item.incoming)
            match placement.kind:
                case "first":
                    self.outcome.added += 1
                    new[item.nct_id] = item.rows
                case "newest":
                    self.outcome.changed += 1
                    (new if item.nct_id in new else rewritten)[item.nct_id] = item.rows
                    moved[item.nct_id] = None
                case "older":
                    self.outcome.older += 1
                    _make_room(conn, item.nct_id, placement.version)
                    moved[item.nct_id] = None
                case "derived":
                    self.outcome.unchanged += 1
                    (new if item.nct_id in new else rewritten)[item.nct_id] = item.rows
                    _replace_document(conn, item, placement.version)
                    versions[-1] = held_as(item.incoming, placement.version)
                case "same":
                    self.outcome.unchanged += 1
            if placement.kind in ("first", "newest", "older"):
                conn.execute(_INSERT_VERSION, _version_row(item, placement.version))
                held[item.nct_id] = insert_version(versions, item.incoming, placement.version)
        if rewritten:
            clear_rows(conn, spec, list(rewritten))
        write_rows(conn, spec, (*new.values(), *rewritten.values()))
        if shown := [*new, *rewritten]:
            index_texts(conn, shown)
        _found_again(conn, [item.nct_id for item in pending if item.incoming.source == "api"])
        for nct_id in moved:
            write_changelog(conn, nct_id)


def _unreadable(record: Record, document: bytes, error: RecordError) -> Unreadable:
    try:
        nct_id = nct_id_of(record.study)
    except RecordError:
        nct_id = None
    return Unreadable(document, str(error), record.provenance, error.path, nct_id)


def _found_again(conn: sqlite3.Connection, nct_ids: Iterable[str]) -> None:
    """The registry answers for these studies, whether they had vanished or not."""
    conn.executemany(
        "UPDATE studies SET missing_since = NULL WHERE nct_id = ? AND missing_since IS NOT NULL",
        [(nct_id,) for nct_id in nct_ids],
    )


def _version_row(item: _Pending, version: int) -> tuple[Any, ...]:
    provenance: Provenance = item.record.provenance
    return (
        item.nct_id,
        version,
        provenance.source,
        provenance.origin,
        provenance.retrieved_at,
        item.incoming.date,
        item.incoming.content_hash,
        item.incoming.document_hash,
        pack(item.document),
    )


def _held_versions(conn: sqlite3.Connection, nct_ids: list[str]) -> dict[str, list[Held]]:
    held: dict[str, list[Held]] = {}
    for nct_id, *rest in conn.execute(
        "SELECT nct_id, version, source, last_update_post_date, content_hash, document_hash FROM study_versions "
        f"WHERE nct_id IN ({_marks(nct_ids)}) ORDER BY nct_id, version",
        nct_ids,
    ):
        held.setdefault(nct_id, []).append(Held(*rest))
    return held


def _make_room(conn: sqlite3.Connection, nct_id: str, version: int) -> None:
    """Number the versions from `version` on one higher; by way of negative numbers, since each step must be unique."""
    conn.execute("DELETE FROM changes WHERE nct_id = ?", (nct_id,))
    conn.execute(
        "UPDATE study_versions SET version = -version - 1 WHERE nct_id = ? AND version >= ?",
        (nct_id, version),
    )
    conn.execute("UPDATE study_versions SET version = -version WHERE nct_id = ? AND version < 0", (nct_id,))


def _replace_document(conn: sqlite3.Connection, item: _Pending, version: int) -> None:
    conn.execute(
        "UPDATE study_versions SET document = ?, document_hash = ? WHERE nct_id = ? AND version = ?",
        (pack(item.document), item.incoming.document_hash, item.nct_id, version),
    )
