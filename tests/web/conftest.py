"""Datasettes over files of our own; each test gets the same one, none writes to it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from harvester.web.serve import build_datasette
from tests.web.hostile import LONG_TEXT, LONG_WORD, TEXTS, study_full_of, study_with_long_cells
from tests.web.served import demo_studies, demo_study, edited, make_file

CHANGED = "NCT02107118"


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    studies = demo_studies()
    first = demo_study(CHANGED)
    later = edited(
        first,
        statusModule={
            "overallStatus": "TERMINATED",
            "lastUpdatePostDateStruct": {"date": "2025-03-04", "type": "ACTUAL"},
        },
        designModule={"enrollmentInfo": {"count": 7, "type": "ACTUAL"}},
    )
    return make_file(tmp_path_factory.mktemp("web") / "trials.db", [*studies, later])


@pytest.fixture(scope="session")
def hostile_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    studies = [study_full_of(f"NCT9000000{number}", text) for number, text in enumerate(TEXTS.values())]
    studies += [
        study_with_long_cells("NCT90000006", LONG_WORD),
        study_with_long_cells("NCT90000007", LONG_TEXT),
    ]
    calm = edited(studies[0], identificationModule={"briefTitle": "A calm title"})
    return make_file(tmp_path_factory.mktemp("web") / "hostile.db", [calm, *studies])


@pytest.fixture
def datasette(demo_file: Path) -> Iterator[Any]:
    made = build_datasette(demo_file)
    yield made
    close(made)


@pytest.fixture
def hostile(hostile_file: Path) -> Iterator[Any]:
    made = build_datasette(hostile_file)
    yield made
    close(made)


def close(datasette: Any) -> None:
    """Let go of threads and files."""
    if hasattr(datasette, "close"):
        datasette.close()
        return
    if datasette.executor is not None:
        datasette.executor.shutdown()
    for database in datasette.databases.values():
        database.close()
