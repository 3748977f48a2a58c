"""What was measured, kept as data: {benchmark: {studies: {date, commit, machine, others, rows}}}.

A benchmark run again at a size takes the place of what it measured there before, and of nothing else.
"""

import json
from pathlib import Path
from typing import Any

from tests.benchmarks.circumstances import ROOT
from tests.benchmarks.measuring import Row

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


def measurement(rows: list[Row], where: dict[str, Any]) -> dict[str, Any]:
    """Figures with their circumstances."""
    return {**where, "rows": rows}
