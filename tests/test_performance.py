"""The page of figures is what its data print, and every benchmark runs; how fast things are is no business of the suite."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.benchmarks.circumstances import circumstances
from tests.benchmarks.report import PAGE, descriptions, markdown, table
from tests.benchmarks.results import measurement, merged, read_results, write_results

ABOUT = descriptions()
FEW = 20


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kept")


@pytest.mark.parametrize("name", ABOUT["benchmarks"])
def test_every_benchmark_tells_what_is_described_and_what_has_a_goal(name: str, kept: Path) -> None:
    command = [sys.executable, "-m", f"tests.benchmarks.{name}", str(FEW), "--keep", str(kept)]
    rows = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    told = ABOUT["benchmarks"][name]
    assert {figure for row in rows for figure in row} == {"case", *told["figures"]}
    assert told.get("cost", "ms a study") in told["figures"]
    for goal in told.get("goals", ()):
        assert [row["case"] for row in rows].count(goal["case"]) == 1
        assert goal["figure"] in told["figures"]


def test_the_page_is_what_its_data_print() -> None:
    assert PAGE.read_text("utf-8") == markdown(read_results(), ABOUT), "run python -m tests.benchmarks.report"


def test_every_measurement_says_when_and_on_what_machine() -> None:
    found = [one for sizes in read_results().values() for one in sizes.values()]
    assert found
    for one in found:
        assert one["date"] >= "2026-11-24"
        assert one["commit"] != "unknown"
        assert all(one["machine"].values())
        assert one["others"] is None or one["others"] >= 0


def measured(case: str = "load", **figures: float) -> dict[str, Any]:
    return measurement([{"case": case, **figures}], {**circumstances(), "date": "2026-12-01", "others": 0.1})


def test_a_benchmark_run_again_replaces_what_it_measured_at_that_size_and_nothing_else(
    tmp_path: Path,
) -> None:
    path = tmp_path / "performance.json"
    assert read_results(path) == {}
    for name, size, ratio in (("load", 10, 1.0), ("load", 9, 1.5), ("fetch", 10, 2.0), ("load", 10, 3.0)):
        write_results(merged(read_results(path), name, size, measured(ratio=ratio)), path)
    kept = read_results(path)
    ratios = {
        name: {size: one["rows"][0]["ratio"] for size, one in sizes.items()} for name, sizes in kept.items()
    }
    assert ratios == {"fetch": {"10": 2.0}, "load": {"9": 1.5, "10": 3.0}}
    assert list(kept["load"]) == ["9", "10"]


def test_growth_is_the_cost_of_a_study_against_that_at_the_size_before() -> None:
    sizes = {"10": measured(**{"ms a study": 2.0}), "100": measured(**{"ms a study": 2.5})}
    lines = table({"figures": ["ms a study"]}, sizes).splitlines()
    assert lines[0] == "|  | studies | ms a study | growth |"
    assert lines[2:] == ["| load | 10 | 2.0 |  |", "| load | 100 | 2.5 | ×1.25 |"]


def test_a_goal_that_is_missed_is_bold_at_the_sizes_that_it_is_set_for() -> None:
    page = markdown(
        {
            "load": {"1000": measured(ratio=2.0), "10000": measured(ratio=2.1)},
            "pages": {
                "1000": measured("table with facets, 1 client", **{"p50 ms": 250.0}),
                "300000": measured("table with facets, 1 client", **{"p50 ms": 200.0}),
            },
        },
        ABOUT,
    )
    assert "| load: ratio | at most 2 | 2.0 | **2.1** |  |" in page
    assert "| table with facets, 1 client: p50 ms | under 200 at 300,000 | 250.0 |  | **200.0** |" in page
