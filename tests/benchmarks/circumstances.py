"""Under which circumstances something was measured."""

import os
import platform
import sqlite3
import subprocess
import time
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def circumstances() -> dict[str, Any]:
    """When, of which commit, on what machine."""
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "commit": commit(),
        "machine": {
            "processor": _first("/proc/cpuinfo", "model name") or platform.processor() or platform.machine(),
            "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
            "memory GB": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9),
            "system": _system(),
            "Python": platform.python_version(),
            "SQLite": sqlite3.sqlite_version,
            "Datasette": version("datasette"),
        },
    }


class Others:
    """How many processors other programs keep busy while a benchmark runs: what makes figures worse than they are."""

    def __init__(self) -> None:
        self._begun = self._now()

    def busy(self) -> float:
        """Since this was made; processes of ours count once they have ended."""
        busy, ours, clock = (now - then for now, then in zip(self._now(), self._begun, strict=True))
        return round(max(0.0, busy - ours) / clock, 1)

    @staticmethod
    def _now() -> tuple[float, float, float]:
        """Seconds that all processors computed, that we and our children did, and of the clock."""
        cpu = Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]
        user, nice, system, _, _, irq, softirq, steal = map(int, cpu[:8])
        ticks = user + nice + system + irq + softirq + steal
        ours = sum(os.times()[:4])
        return ticks / os.sysconf("SC_CLK_TCK"), ours, time.monotonic()


def commit() -> str:
    """The last one that what is measured is of, whatever was committed since of tests and documents."""
    measured = ("--", "harvester", "schema", "data")

    def git(*arguments: str) -> str:
        command = ["git", *arguments, *measured]
        return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()

    try:
        changed = git("status", "--porcelain", "--untracked-files=no")
        return git("log", "-1", "--format=%h") + (" and changes" if changed else "")
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def _first(path: str, key: str) -> str | None:
    try:
        lines = Path(path).read_text().splitlines()
    except OSError:
        return None
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(key)), None)


def _system() -> str:
    try:
        name = platform.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, KeyError):
        name = platform.system()
    return f"{name}, {platform.system()} {platform.release().partition('-')[0]}"
