"""Fixtures that more than one room uses."""

from pathlib import Path

import pytest

from tests.shared import SHARED


@pytest.fixture(scope="session")
def shared() -> Path:
    if SHARED is None:
        pytest.skip("no folder of real records: set HARVESTER_SHARED or put it at ../shared")
    return SHARED
