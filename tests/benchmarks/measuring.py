"""What every benchmark does: rows of figures, and a command line of its own.

A row is {"case": what was measured, figure: number, …}; `tests/benchmarks/report.yaml` says what figures mean. A
benchmark of N studies is `python -m tests.benchmarks.NAME N [--keep DIR]` and prints its rows as JSON.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from harvester.prepare.worker import collect_rarely
from tests.benchmarks.kept import Kept
from tests.benchmarks.processes import Usage

Row = dict[str, Any]
Measure = Callable[[int, Kept], list[Row]]
T = TypeVar("T")


def main(measure: Measure) -> None:
    """One benchmark at one size."""
    parser = argparse.ArgumentParser()
    parser.add_argument("studies", type=int)
    parser.add_argument("--keep", type=Path, help="folder of the files that benchmarks share")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(measure(options.studies, Kept(options.keep or Path(folder))), indent=1))


def batches(items: Iterable[T], size: int = 100) -> Iterable[list[T]]:
    """Lists of so many."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


def in_turns(many: Iterable[list[T]], *steps: Callable[[T], object]) -> list[float]:
    """Processor seconds of each step, taken in turns: a batch by one, the same batch by the next."""
    collect_rarely()
    spent = [0.0] * len(steps)
    for batch in many:
        for number, step in enumerate(steps):
            start = time.process_time()
            for item in batch:
                step(item)
            spent[number] += time.process_time() - start
    return spent


def against(seconds: float, floor: float, studies: int) -> Row:
    """Seconds, those of the floor, the ratio, milliseconds a study."""
    return {
        "seconds": round(seconds, 3),
        "floor s": round(floor, 3),
        "ratio": round(seconds / floor, 2),
        "ms a study": round(seconds * 1000 / studies, 3),
    }


def held(usages: Sequence[Usage]) -> Row:
    """The most memory that any of these runs held."""
    return {
        "peak MB": round(max(usage.peak for usage in usages)),
        "peak MB of all processes": round(max(usage.together for usage in usages)),
    }
