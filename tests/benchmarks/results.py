"""What was measured, kept as data: {benchmark: {studies: {date, commit, machine, load, rows}}}.

A benchmark run again at a size takes the place of what it measured there before, and of nothing else.
"""

import json
import os
import platform
import sqlite3
import subprocess
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tests.benchmarks.measuring import Row

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "docs" / "performance.json"
Results = dict[str, dict[str, dict[str, Any]]]


def read_results(path: Path = DATA) -> Results:
    """Everything measured so far."""
    return json.loads(path.read_text("utf-8")) if path.exists() else {}


def write_results(results: Results, path: Path = DATA) -> None:
    """By name and size."""
    ordered = {
        name: {size: results[name][size] for size in sorted(results[name], key=int)}
        for name in sorted(results)
    }
    path.write_text(json.dumps(ordered, indent=1, ensure_ascii=False) + "\n", "utf-8")


def merged(results: Results, name: str, studies: int, measurement: dict[str, Any]) -> Results:
    """The results with this measurement in its place; the given ones stay as they are."""
    return {**results, name: {**results.get(name, {}), str(studies): measurement}}


def circumstances() -> dict[str, Any]:
    """When, of which commit, on what machine, and how busy that is before it begins."""
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "commit": _commit(),
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


def measurement(rows: list[Row], where: dict[str, Any]) -> dict[str, Any]:
    """Figures with their circumstances."""
    return {**where, "rows": rows}


def _commit() -> str:
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
