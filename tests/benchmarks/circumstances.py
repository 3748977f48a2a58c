"""Under which circumstances something was measured."""

import os
import platform
import sqlite3
import subprocess
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def circumstances() -> dict[str, Any]:
    """When, of which commit, on what machine, and how busy that is before it begins."""
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "commit": commit(),
        "load": round(os.getloadavg()[0], 1),
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
