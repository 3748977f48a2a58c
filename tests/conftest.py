"""Fixtures that more than one room uses."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from harvester.store import Store, open_store
from tests.shared import SHARED


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A new, empty file."""
    opened = open_store(tmp_path / "trials.db")
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def shared() -> Path:
    if SHARED is None:
        pytest.skip("no folder of real records: set HARVESTER_SHARED or put it at ../shared")
    return SHARED
