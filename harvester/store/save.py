"""Saving what sources hand over: prepared in chunks, beside this process where that pays, written in batches, in order."""

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import replace
from functools import cached_property
from types import TracebackType
from typing import Any, Self

from harvester.prepare.document import Document, Held, Result, Step, Task, already_held, document_of, is_held
from harvester.prepare.workers import Workers
from harvester.record import Item, Passed, Record, Unreadable
from harvester.store import bulk
from harvester.store.batch import Batch, Outcome
from harvester.store.file import Store
from harvester.store.read import seen_versions
from harvester.store.snapshot import Snapshot

BATCH = 200
CHUNK = 32
"""Items that are prepared together."""
CHUNK_BYTES = 1 << 19


class Saver:
    """Takes what sources hand over and writes it in batches, in order; `outcome` counts what became of it.

    Used as a context manager: leaving it writes what is left; leaving it by an exception keeps the batches before.
    `workers` processes prepare studies beside this one; 0 for none, as a program without a main guard must have it.
    `snapshot` is told what comes where it is the registry's bulk file.
    """

    def __init__(
        self, store: Store, batch: int = BATCH, workers: int = 0, snapshot: Snapshot | None = None
    ) -> None:
        self.store = store
        self.batch = batch
        self.outcome = Outcome()
        self.problem_rows: set[int] = set()
        """Numbers of the rows of `problems` that this run wrote."""
        self._snapshot = snapshot
        self._count = workers
        self._large = False
        self._chunk: list[Task | Unreadable | Passed] = []
        self._chunk_bytes = 0
        self._ready: list[Result] = []

    @cached_property
    def _workers(self) -> Workers:
        """Made when it is first needed: until then the file may still learn its dictionary."""
        return Workers(self.store.packing, self._count)

    def __enter__(self) -> Self:
        # The rows of a batch name no study but their own; looking each up again takes a tenth of the writing.
        self.store.conn.execute("PRAGMA foreign_keys = OFF")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self.flush()
                bulk.end(self.store)
        finally:
            self.store.conn.execute("PRAGMA foreign_keys = ON")
            self._workers.close()

    def add(self, item: Item | Document) -> None:
        """Take one item; a record that cannot be normalised becomes a problem and the rest goes on."""
        if isinstance(item, Record):
            item = document_of(item)
        self._chunk.append(item)
        if isinstance(item, Document | Unreadable):
            self._chunk_bytes += len(item.payload)
        elif not isinstance(item, Passed):
            self._chunk_bytes += item.size
        if len(self._chunk) >= min(CHUNK, self.batch) or self._chunk_bytes >= CHUNK_BYTES:
            self._send()
            while self._write_a_batch() and len(self._ready) >= self.batch:
                pass

    def expect(self, studies: int) -> None:
        """So many are to come, as far as anyone knows: what takes time to start starts now, indexes can wait."""
        self._workers.expect(studies)
        if not self._large and studies >= bulk.LEAST:
            self._large = True
            bulk.begin(self.store, studies)

    def work_until(self, other: Future[Any]) -> None:
        """Prepare and write what was added until `other` is done or nothing is left to do."""
        while not other.done():
            if not (self._write_a_batch() or self._workers.help_or_wait(other)):
                return

    def flush(self) -> None:
        """Write everything that was added."""
        self._send()
        while self._write_a_batch(every=True):
            pass

    def _send(self) -> None:
        """Have the chunk prepared, but for documents that the file has."""
        if not self._chunk:
            return
        chunk, self._chunk, self._chunk_bytes = self._chunk, [], 0
        hinted: list[str] = []
        for item in chunk:
            if isinstance(item, Document):
                hinted.append(item.nct_id)
            elif not isinstance(item, Unreadable | Passed):
                hinted += item.nct_id_hints
        held = seen_versions(self.store.conn, hinted)
        self._workers.submit([_step(item, held) for item in chunk], held)

    def _write_a_batch(self, *, every: bool = False) -> bool:
        """Write one batch if that many results are there, or wait for `every` last one; whether any was written.

        No more than one: what comes next must not wait for it, or other processes have nothing to do.
        """
        while len(self._ready) < self.batch and (results := self._workers.take(every=every)) is not None:
            self._ready += results
        if not self._ready or (len(self._ready) < self.batch and not every):
            return False
        self._write(self._ready[: self.batch])
        del self._ready[: self.batch]
        return True

    def _write(self, results: Sequence[Result]) -> None:
        """Write results in one transaction; what is not committed is not counted."""
        batch = Batch(self.store, self._snapshot)
        with self.store.transaction():
            problem_rows = batch.write(results)
        self.problem_rows |= problem_rows
        self.outcome.add(batch.outcome)


def _step(item: Task | Unreadable | Passed, held: Held) -> Step:
    if isinstance(item, Document) and is_held(item, held):
        return replace(already_held(item), again=item if item.provenance.source == "api" else None)
    return item
