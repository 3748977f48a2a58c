"""Commands as processes of their own: how long they take, what they use, what they and their children hold in memory."""

import os
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Usage:
    """Seconds and MB of one run: `cpu` and `together` (peak of the sum) count its own children, `peak` does not.

    Memory is looked at ten times a second (Linux; elsewhere nothing is seen): the kernel's own account of a child
    begins with what its parent held when it was made.
    """

    wall: float
    cpu: float
    peak: float
    together: float
    output: bytes = b""


def run(arguments: Sequence[str]) -> Usage:
    """Run a command to its end; SystemExit when it fails."""
    start = time.perf_counter()
    process = subprocess.Popen(arguments, stdout=subprocess.PIPE)
    assert process.stdout is not None
    watch = _Watch(process.pid)
    watch.start()
    with process.stdout:
        output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    watch.done.set()
    watch.join()
    if status:
        raise SystemExit(f"{list(arguments)[:4]} ended with {process.returncode}")
    return Usage(
        wall, usage.ru_utime + usage.ru_stime, watch.peak / (1 << 20), watch.together / (1 << 20), output
    )


class _Watch(threading.Thread):
    """Looks at what a process and its children hold in memory."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid = pid
        self.peak = self.together = 0
        self.done = threading.Event()

    def run(self) -> None:
        while not self.done.wait(0.1):
            held = [_resident(member) for member in _family(self.pid)]
            self.peak = max(self.peak, held[0])
            self.together = max(self.together, sum(held))


def _family(pid: int) -> list[int]:
    found = [pid]
    for member in found:
        try:
            tasks = list(Path(f"/proc/{member}/task").iterdir())
            for task in tasks:
                found += map(int, (task / "children").read_text().split())
        except OSError:
            continue
    return found


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE
    except (OSError, IndexError):
        return 0
