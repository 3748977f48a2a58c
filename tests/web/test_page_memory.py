"""What a page was made of goes with the page: what holds itself waits for the collector, which all pages then pay for."""

import asyncio
import gc
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from harvester.compare import compare_studies
from harvester.web.compare.body import body_html
from harvester.web.compare.view import View
from harvester.web.serve import build_datasette
from tests.compare.rows import outcomes, study
from tests.web.conftest import close
from tests.web.served import soup_of

PAGES = [
    "/trials/-/compare?ids=NCT04382547,NCT07145502",
    "/trials/-/compare?ids=NCT04382547,NCT99999999&diff=1",
    "/trials/-/compare?add=stroke",
    "/trials/-/study/NCT04382547",
    "/trials/-/search?q=stroke",
    "/trials/-/changes",
    "/",
]


@contextmanager
def no_collector() -> Iterator[None]:
    """Inside, only what nothing refers to any more is freed."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def ours() -> Counter[str]:
    """How many objects of each class of ours there are."""
    kinds = (type(thing) for thing in gc.get_objects())
    return Counter(kind.__qualname__ for kind in kinds if str(kind.__module__).startswith("harvester."))


def test_a_drawn_comparison_is_freed_at_once() -> None:
    rows = {nct_id: study(nct_id, outcomes=outcomes("Pain")) for nct_id in ("NCT00000001", "NCT00000002")}

    def draw() -> None:
        comparison = compare_studies(rows, list(rows))
        assert "Pain" in body_html(View(comparison).sections(), len(rows))

    draw()
    with no_collector():
        draw()
        assert gc.collect() == 0


@pytest.fixture
def one_thread(demo_file: Path) -> Iterator[Any]:
    """A Datasette whose connection has been made once it has answered."""
    made = build_datasette(demo_file, num_sql_threads=1)
    yield made
    close(made)


@pytest.mark.parametrize("path", PAGES)
async def test_nothing_of_ours_outlives_its_page(one_thread: Any, path: str) -> None:
    await soup_of(one_thread, path)
    with no_collector():
        before = ours()
        await soup_of(one_thread, path)
        until = time.monotonic() + 10
        while (left := ours() - before) and time.monotonic() < until:
            await asyncio.sleep(0.05)  # the thread that read may not have let go yet
    assert left == Counter()
