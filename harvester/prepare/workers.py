"""Preparing in other processes: chunks of tasks out, results back in order, within bounds of memory.

A process is worth its start only for some hundreds of studies, so the first ones are prepared here. The caller prepares,
too, while the others have enough to do; a process that dies costs time, not records.
"""

import logging
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing.connection import wait

from harvester.packing import Packing
from harvester.prepare.document import DONE, Held, Result, Step, Task, prepare_tasks

MOST_WORKERS = 2
"""One process writes what about as many prepare; more would wait for it."""
ALONE = 300
"""Tasks prepared here before others are called in."""
AHEAD = 3
"""Chunks that each worker has waiting."""
UNDER_WAY = 8
"""Chunks of which the results may wait for one before them."""

log = logging.getLogger(__name__)


def spare_processors() -> int:
    """How many processes can work beside this one."""
    available = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(available - 1, MOST_WORKERS)


@dataclass(slots=True)
class _Chunk:
    steps: Sequence[Step]
    tasks: list[Task]
    held: Held
    results: Future[list[list[Result]]]

    def merged(self, results: list[list[Result]]) -> list[Result]:
        """In the order of the steps, what was to be prepared replaced by what it came to."""
        prepared = iter(results)
        return [
            result for step in self.steps for result in ([step] if isinstance(step, DONE) else next(prepared))
        ]


class Workers:
    """Up to `count` processes; with 0 everything is prepared here, at once."""

    def __init__(self, packing: Packing, count: int = 0) -> None:
        self.packing = packing
        self.count = count
        self._alone = ALONE
        self._pool: ProcessPoolExecutor | None = None
        self._under_way: deque[_Chunk] = deque()

    def submit(self, steps: Sequence[Step], held: Held) -> None:
        """Take a chunk, some of it done already."""
        tasks = [step for step in steps if not isinstance(step, DONE)]
        future: Future[list[list[Result]]] | None = None
        if tasks and self.count and self._alone <= 0 and self._waiting() < AHEAD * self.count:
            future = self._send(tasks, held)
        if future is None:
            future = Future()
            future.set_result(prepare_tasks(tasks, held, self.packing))
            self._alone -= len(tasks)
        self._under_way.append(_Chunk(steps, tasks, held, future))

    def results(self, *, every: bool = False) -> Iterator[Result]:
        """Results in the order of what was submitted: those that are done, or after waiting `every` one."""
        while self._under_way:
            chunk = self._under_way[0]
            if not (every or chunk.results.done() or len(self._under_way) > UNDER_WAY):
                return
            try:
                found = chunk.results.result()
            except BrokenProcessPool as death:
                self._mourn(death)
                found = prepare_tasks(chunk.tasks, chunk.held, self.packing)
            self._under_way.popleft()
            yield from chunk.merged(found)

    def close(self) -> None:
        """Let the processes go; what was not taken is forgotten."""
        self._under_way.clear()
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=True, cancel_futures=True)

    def _waiting(self) -> int:
        return sum(not chunk.results.done() for chunk in self._under_way)

    def _send(self, tasks: Sequence[Task], held: Held) -> Future[list[list[Result]]] | None:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                self.count,
                multiprocessing.get_context("spawn"),
                initializer=_begin,
                initargs=(self.packing.dictionary,),
            )
        try:
            return self._pool.submit(_prepare, tasks, held)
        except BrokenProcessPool as death:
            self._mourn(death)
            return None

    def _mourn(self, death: BrokenProcessPool) -> None:
        if self.count:
            log.warning("a process that prepared studies died (%s); going on without", death)
        self.count = 0


_packings: list[Packing] = []
"""In a worker: how the file keeps its documents."""


def _begin(dictionary: bytes) -> None:
    """In a worker: interrupts are the parent's business, its death ends this one."""
    _packings.append(Packing(dictionary))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _prepare(tasks: Sequence[Task], held: Held) -> list[list[Result]]:
    return prepare_tasks(tasks, held, _packings[0])


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
