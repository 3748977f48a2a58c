"""Writing a batch of studies: rows, versions, changes and search entries, all or nothing."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from typing import Any, TypeGuard

from harvester.mapping.normalise import Rows
from harvester.mapping.sections import with_section
from harvester.prepare.document import DERIVED, AlreadyHeld, Prepared, Result, Task, prepare_tasks
from harvester.record import Passed, Provenance, Unreadable
from harvester.store.changelog import write_changelog
from harvester.store.file import Store
from harvester.store.problems import clear_read, write_problems
from harvester.store.read import held_versions
from harvester.store.rows import clear_rows, clear_section, index_texts, write_rows
from harvester.store.snapshot import Snapshot
from harvester.store.versions import Held, Incoming, held_as, insert_version, place

_VERSION = (
    "nct_id, version, source, origin, retrieved_at, last_update_post_date, content_hash, document_hash, payload_hash, "
    "document"
)
_INSERT_VERSION = f"INSERT INTO study_versions ({_VERSION}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"


@dataclass(slots=True)
class Outcome:
    """What became of the items of a run; `failed` names each that is in `problems` now and why."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    older: int = 0
    passed: int = 0
    failed: list[tuple[str, str]] = field(default_factory=list)
    unknown_labels: list[tuple[str, str]] = field(default_factory=list)
    unexpected: int = 0
    """Values of another type or enum than the registry publishes, in the rows written."""
    unmapped: int = 0
    """Fields that the schema does not know, in the rows written."""

    @property
    def saved(self) -> int:
        """Records that are in the file now, whether it moved or not."""
        return self.added + self.changed + self.unchanged + self.older

    @property
    def met(self) -> int:
        """Records that came, those that could not be read among them."""
        return self.saved + len(self.failed)

    def add(self, other: "Outcome") -> None:
        """Count what another counted, too."""
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))


class Batch:
    """One transaction's worth of results; `outcome` holds once that is committed."""

    def __init__(self, store: Store, snapshot: Snapshot | None = None) -> None:
        self.store, self.conn, self.spec = store, store.conn, store.spec
        self.outcome = Outcome()
        self.snapshot = snapshot
        self.held: dict[str, list[Held]] = {}
        self.new: dict[str, Rows] = {}
        self.rewritten: dict[str, Rows] = {}
        self.partly: dict[str, Rows] = {}
        self.moved: dict[str, None] = {}
        self.read: list[tuple[str, Provenance]] = []
        self.problems: list[Unreadable] = []

    def write(self, results: Sequence[Result]) -> set[int]:
        """Write them, studies by the place they take among the versions held; the rows of `problems` written."""
        self.conn.execute("PRAGMA defer_foreign_keys = ON")  # versions go in before their study's row
        self.held = held_versions(self.conn, [item.nct_id for item in results if _is_placed(item)])
        for result in results:
            self._take(result)
        if self.rewritten:
            clear_rows(self.conn, self.spec, list(self.rewritten))
        if self.partly:
            clear_section(self.conn, self.spec, DERIVED, list(self.partly))
        shown_rows = (*self.new.values(), *self.rewritten.values(), *self.partly.values())
        write_rows(self.conn, self.spec, shown_rows)
        if shown := [*self.new, *self.rewritten]:
            index_texts(self.conn, shown)
        if self.snapshot is None:
            _found_again(
                self.conn, [nct_id for nct_id, provenance in self.read if provenance.source == "api"]
            )
        for nct_id in self.moved:
            write_changelog(self.conn, nct_id)
        written = write_problems(self.conn, self.problems)
        clear_read(self.conn, self.read)
        return written

    def _take(self, result: Result) -> None:
        if isinstance(result, Passed):
            self.outcome.passed += 1
        elif isinstance(result, Unreadable):
            self._fail(result)
        elif isinstance(result, Prepared):
            self._place(result)
        elif result.again is None or self._is_newest(result):
            self._read(result)
            self.outcome.unchanged += 1
        else:
            self._prepare_again(result.again)

    def _prepare_again(self, task: Task) -> None:
        """A newer version came since it was looked up what the file has: now all of it is needed."""
        for prepared in prepare_tasks([task], {}, self.store.packing)[0]:
            self._take(prepared)

    def _read(self, item: Prepared | AlreadyHeld) -> None:
        if self.snapshot is not None:
            self.snapshot.has(item.nct_id)
        self.read.append((item.nct_id, item.provenance))
        self.outcome.unknown_labels.extend((item.nct_id, label) for label in item.unknown_labels)

    def _fail(self, problem: Unreadable) -> None:
        if self.snapshot is not None:
            problem = self.snapshot.named(problem)
        self.problems.append(problem)
        if self.snapshot is not None and problem.nct_id is not None:
            return  # it is asked for by id, and that decides
        known = problem.nct_id if problem.provenance.source == "api" else None
        self.outcome.failed.append((known or problem.provenance.origin, problem.reason))

    def _is_newest(self, item: AlreadyHeld) -> bool:
        versions = self.held.get(item.nct_id, [])
        return [item.hash] == [version.document_hash for version in versions[-1:]]

    def _place(self, item: Prepared) -> None:
        versions = self.held.setdefault(item.nct_id, [])
        incoming = Incoming(item.provenance.source, item.date, item.content_hash, item.document_hash)
        placement = place(versions, incoming)
        if item.partly and item.again is not None and placement.kind == "newest":
            self._prepare_again(item.again)
            return
        if (
            placement.kind == "newest"
            and self.snapshot is not None
            and self.snapshot.is_older(item.nct_id, item.date, versions[-1].date)
        ):
            return
        self._read(item)
        if placement.kind == "same":
            self.outcome.unchanged += 1
            return
        if placement.kind == "derived":
            self.outcome.unchanged += 1
            self._replace_derived(item)
            _replace_document(self.conn, item, placement.version)
            versions[-1] = held_as(incoming, placement.version)
            return
        if placement.kind == "first":
            self.outcome.added += 1
            self._count_odd(item.rows)
            self.new[item.nct_id] = item.rows
        elif placement.kind == "newest":
            self.outcome.changed += 1
            self._replace_rows(item)
            self.moved[item.nct_id] = None
        else:
            self.outcome.older += 1
            _make_room(self.conn, item.nct_id, placement.version)
            self.moved[item.nct_id] = None
        self.conn.execute(_INSERT_VERSION, _version_row(item, placement.version))
        self.held[item.nct_id] = insert_version(versions, incoming, placement.version)

    def _count_odd(self, rows: Rows) -> None:
        self.outcome.unexpected += len(rows.get("unexpected_values", ()))
        self.outcome.unmapped += len(rows.get("unmapped_fields", ()))

    def _replace_derived(self, item: Prepared) -> None:
        whole = self.new if item.nct_id in self.new else self.rewritten
        if not item.partly:
            self._replace_rows(item)
        elif item.nct_id in whole:
            whole[item.nct_id] = with_section(whole[item.nct_id], item.rows, DERIVED, self.spec)
        else:
            self._count_odd(item.rows)
            self.partly[item.nct_id] = item.rows

    def _replace_rows(self, item: Prepared) -> None:
        self._count_odd(item.rows)
        self.partly.pop(item.nct_id, None)
        (self.new if item.nct_id in self.new else self.rewritten)[item.nct_id] = item.rows


def _found_again(conn: sqlite3.Connection, nct_ids: Sequence[str]) -> None:
    """The registry answers for these studies, whether they had vanished or not."""
    conn.executemany(
        "UPDATE studies SET missing_since = NULL WHERE nct_id = ? AND missing_since IS NOT NULL",
        [(nct_id,) for nct_id in nct_ids],
    )


def _is_placed(item: Result) -> TypeGuard[Prepared | AlreadyHeld]:
    return isinstance(item, Prepared) or (isinstance(item, AlreadyHeld) and item.again is not None)


def _version_row(item: Prepared, version: int) -> tuple[Any, ...]:
    provenance: Provenance = item.provenance
    return (
        item.nct_id,
        version,
        provenance.source,
        provenance.origin,
        provenance.retrieved_at,
        item.date,
        item.content_hash,
        item.document_hash,
        item.payload_hash,
        item.packed,
    )


def _make_room(conn: sqlite3.Connection, nct_id: str, version: int) -> None:
    """Number the versions from `version` on one higher; by way of negative numbers, since each step must be unique."""
    conn.execute("DELETE FROM changes WHERE nct_id = ?", (nct_id,))
    conn.execute(
        "UPDATE study_versions SET version = -version - 1 WHERE nct_id = ? AND version >= ?",
        (nct_id, version),
    )
    conn.execute("UPDATE study_versions SET version = -version WHERE nct_id = ? AND version < 0", (nct_id,))


def _replace_document(conn: sqlite3.Connection, item: Prepared, version: int) -> None:
    conn.execute(
        "UPDATE study_versions SET document = ?, document_hash = ?, payload_hash = ? WHERE nct_id = ? AND version = ?",
        (item.packed, item.document_hash, item.payload_hash, item.nct_id, version),
    )
