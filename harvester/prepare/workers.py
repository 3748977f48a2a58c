"""Preparing in other processes: chunks of tasks out, results back in order, within bounds of memory.

A process is worth its start only for some hundreds of studies. Where others cannot keep up the caller prepares some
itself; a process that dies, at whatever moment, costs time, not records. Results come as files in a folder of the run,
their names through the executor's pipe: of a name no half can arrive, and a half is what the executor would wait for
for ever when the sender is killed.
"""

import logging
import multiprocessing
import os
import shutil
import tempfile
import time
from collections import deque
from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeGuard

from harvester.packing import Packing
from harvester.prepare.document import (
    DONE,
    AlreadyHeld,
    Document,
    Held,
    Prepared,
    Result,
    Step,
    Task,
    get_ready,
    prepare_tasks,
)
from harvester.prepare.worker import DICTIONARY, begin, prepare_chunk, taken

MOST_WORKERS = 2
"""One process writes what about as many prepare; more would wait for it."""
FEW = 500
"""Up to so many studies are prepared here."""
AHEAD = 12
"""Chunks in the hands of processes, enough to keep them busy while this one writes a batch."""
LOADING_SECONDS = 0.25
"""What this process needs before it can derive: it lends a hand once it has waited for others as long."""
LOOK_SECONDS = 10.0
"""How long to wait before looking whether there is still somebody to wait for."""
UNDER_WAY = 48
"""Chunks that are in the hands of others or wait for one before them."""
BYTES_UNDER_WAY = 32 << 20
"""Bytes of records in them, where some are large."""

log = logging.getLogger(__name__)


def spare_processors() -> int:
    """How many processes can work beside this one."""
    available = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(available - 1, MOST_WORKERS)


@dataclass(slots=True)
class _Chunk:
    """`results` is None until somebody begins with it."""

    steps: Sequence[Step]
    tasks: list[Task]
    held: Held
    results: Future[Any] | None = None
    size: int = 0

    @property
    def done(self) -> bool:
        return self.results is not None and self.results.done()


def _merged(steps: Sequence[Step], results: list[list[Result]]) -> list[Result]:
    """In the order of the steps, what was to be prepared replaced by what it came to."""
    prepared = iter(results)
    return [
        result
        for step in steps
        for result in ([step] if isinstance(step, DONE) else _repeatable(step, next(prepared)))
    ]


def _repeatable(task: Task, results: list[Result]) -> list[Result]:
    """What the registry's own answer came to, with the answer beside it where the file had it already, or most of it."""
    return [replace(result, again=task) if _may_be_stale(result) else result for result in results]


def _may_be_stale(result: Result) -> TypeGuard[AlreadyHeld | Prepared]:
    """Only the registry takes a version back that was replaced since it was looked up; see `versions.place`."""
    if isinstance(result, AlreadyHeld) or (isinstance(result, Prepared) and result.partly):
        return result.provenance.source == "api"
    return False


class Workers:
    """Up to `count` processes beside this one, none with 0."""

    def __init__(self, packing: Packing, count: int = 0) -> None:
        self.packing = packing
        self.count = count
        self._submitted = 0
        self._waited = 0.0
        self._pool: ProcessPoolExecutor | None = None
        self._folder: Path | None = None
        self._under_way: deque[_Chunk] = deque()

    def expect(self, studies: int) -> None:
        """So many are to come: processes start before the first one is there, if it is worth it."""
        if studies > FEW and self._pool is None and self.count:
            try:
                self._folder = Path(tempfile.mkdtemp(prefix="harvester-"))
                (self._folder / DICTIONARY).write_bytes(self.packing.dictionary)
                self._pool = ProcessPoolExecutor(
                    self.count,
                    multiprocessing.get_context("spawn"),
                    initializer=begin,
                    initargs=(str(self._folder),),
                )
            except (OSError, NotImplementedError) as error:
                self._mourn(f"no process can be started to prepare studies ({error})")
            self._try(get_ready)

    def submit(self, steps: Sequence[Step], held: Held) -> None:
        """Take a chunk, some of it done already."""
        tasks = [step for step in steps if not isinstance(step, DONE)]
        size = sum(len(task.payload) if isinstance(task, Document) else task.size for task in tasks)
        chunk = _Chunk(steps, tasks, held, size=size)
        self._under_way.append(chunk)
        self._submitted += len(chunk.tasks)
        self.expect(self._submitted)
        if self._pool is None or not chunk.tasks:
            self._prepare_here(chunk)
        self._hand_out()

    def take(self, *, every: bool = False) -> list[Result] | None:
        """Results of the oldest chunk; None where there is none, or where it is not done and may well wait.

        It may not where too many others wait behind it, and where `every` one is wanted now.
        """
        if not self._under_way:
            return None
        first = self._under_way[0]
        while not first.done:
            if not (every or self._is_crowded):
                return None
            self.help_or_wait()
        self._hand_out()
        self._under_way.popleft()
        return _merged(first.steps, self._results_of(first))

    def help_or_wait(self, other: Future[Any] | None = None) -> bool:
        """Wait for the first chunk or for `other`; False where there is none.

        Where others are no more, or made this one wait for long, prepare a chunk that nobody has begun instead.
        """
        if not self._under_way:
            return False
        self._hand_out()
        if self._waited > LOADING_SECONDS or not self.count:
            for chunk in reversed(self._under_way) if self.count else self._under_way:
                if chunk.results is None:
                    self._prepare_here(chunk)
                    return True
        began = time.monotonic()
        awaited = [future for future in (self._under_way[0].results, other) if future is not None]
        done, _ = wait(awaited, LOOK_SECONDS, return_when=FIRST_COMPLETED)
        if not done:
            self._try(int)  # fails where the pool broke in the very moment that it was given something
        if self._is_crowded:
            self._waited += time.monotonic() - began
        return True

    @property
    def _is_crowded(self) -> bool:
        chunks = len(self._under_way)
        size = sum(chunk.size for chunk in self._under_way)
        return chunks > UNDER_WAY or (chunks > 1 and size > BYTES_UNDER_WAY)

    def close(self) -> None:
        """Let the processes go; what was not taken is forgotten."""
        self._under_way.clear()
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=True, cancel_futures=True)
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _hand_out(self) -> None:
        """Give every process enough to be busy while this one writes; the rest anybody may begin."""
        busy = sum(chunk.results is not None and not chunk.done for chunk in self._under_way)
        for chunk in self._under_way:
            if busy >= AHEAD:
                return
            if chunk.results is None:
                chunk.results = self._try(prepare_chunk, chunk.tasks, chunk.held)
                busy += 1

    def _results_of(self, chunk: _Chunk) -> list[list[Result]]:
        assert chunk.results is not None
        try:
            found: Path | list[list[Result]] = chunk.results.result()
        except BrokenProcessPool:
            self._mourn("a process that prepared studies died")
            return prepare_tasks(chunk.tasks, chunk.held, self.packing)
        return taken(found) if isinstance(found, Path) else found

    def _try(self, function: Any, *arguments: Any) -> Future[Any] | None:
        if self._pool is None or not self.count:
            return None
        try:
            return self._pool.submit(function, *arguments)
        except BrokenProcessPool:
            self._mourn("a process that prepared studies died")
        except OSError as error:
            self._mourn(f"no process can be started to prepare studies ({error})")
        return None

    def _prepare_here(self, chunk: _Chunk) -> None:
        chunk.results = Future()
        chunk.results.set_result(prepare_tasks(chunk.tasks, chunk.held, self.packing))

    def _mourn(self, what: str) -> None:
        if self.count:
            log.warning("%s; going on without", what)
        self.count = 0
        for chunk in self._under_way:
            if not chunk.done:
                chunk.results = None
