"""What happens in a process that prepares studies for another one, and how its results come back: as files in a folder."""

import gc
import multiprocessing
import os
import pickle
import shutil
import signal
import tempfile
import threading
from collections.abc import Sequence
from multiprocessing import connection
from pathlib import Path

from harvester.packing import Packing
from harvester.prepare.document import Held, Result, Task, prepare_tasks

DICTIONARY = "dictionary"
_packings: list[Packing] = []
_folders: list[Path] = []
"""How the file keeps its documents, and where results go."""


def begin(folder: str) -> None:
    """Interrupts are the parent's business, its death ends this one."""
    _folders.append(Path(folder))
    _packings.append(Packing((_folders[0] / DICTIONARY).read_bytes()))
    collect_rarely()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def prepare_chunk(tasks: Sequence[Task], held: Held) -> Path | list[list[Result]]:
    """The file that holds the results; themselves where there is no room for it."""
    results = prepare_tasks(tasks, held, _packings[0])
    try:
        descriptor, name = tempfile.mkstemp(dir=_folders[0])
        with os.fdopen(descriptor, "wb") as file:
            pickle.dump(results, file, pickle.HIGHEST_PROTOCOL)
    except OSError:
        return results
    return Path(name)


def taken(path: Path) -> list[list[Result]]:
    """For the parent: the results that a file holds, which then goes."""
    results: list[list[Result]] = pickle.loads(path.read_bytes())
    path.unlink()
    return results


def collect_rarely() -> None:
    """Documents and rows are hundreds of thousands of objects and never in circles: look for circles seldom."""
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        shutil.rmtree(_folders[0], ignore_errors=True)
        os._exit(1)
