"""Pages over a large file against an empty Datasette page, served side by side: `python -m tests.benchmarks.pages`.

Both servers are processes of their own and asked in turn, each address new, by one client and by eight. The empty page
is that of a database without tables in a Datasette without plugins.
"""

import argparse
import asyncio
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from harvester.record import Provenance, Record
from harvester.store import Saver, open_store
from tests.benchmarks.corpus import clones

FIRST = 10_000_000
EMPTY = (
    "import sys; sys._called_from_test = True\n"
    "import uvicorn; from datasette.app import Datasette\n"
    "uvicorn.run(Datasette([], memory=True).app(), port=int(sys.argv[1]), log_level='warning')"
)
OURS = (
    "import sys, uvicorn, asyncio; from harvester.web.serve import build_datasette\n"
    "uvicorn.run(build_datasette(sys.argv[2]).app(), port=int(sys.argv[1]), log_level='warning')"
)


def fill(path: Path, count: int) -> None:
    """A file of `count` clones of the real records."""
    store = open_store(path)
    with Saver(store) as saver:
        for study in clones(count, FIRST):
            saver.add(Record(study, Provenance("json", "benchmark")))
    store.finish()
    store.close()


@contextmanager
def served(script: str, *arguments: str) -> Iterator[str]:
    """Address of a server that runs for as long as the block."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    process = subprocess.Popen([sys.executable, "-c", script, port, *arguments])
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(200):
            try:
                httpx.get(f"{url}/-/versions.json", timeout=2)
                break
            except httpx.TransportError:
                time.sleep(0.1)
        yield url
    finally:
        os.kill(process.pid, signal.SIGTERM)
        process.wait()


async def ask(url: str, paths: list[str], clients: int) -> tuple[float, float]:
    """(median, 95th percentile) of milliseconds a page, all paths asked once."""
    left, took = list(paths), []

    async def client() -> None:
        async with httpx.AsyncClient(timeout=60, base_url=url) as session:
            while left:
                path = left.pop()
                start = time.perf_counter()
                answer = await session.get(path)
                took.append((time.perf_counter() - start) * 1000)
                answer.raise_for_status()

    await asyncio.gather(*(client() for _ in range(clients)))
    took.sort()
    return took[len(took) // 2], took[int(len(took) * 0.95)]


def pages(name: str, count: int, draw: random.Random) -> dict[str, Callable[[], str]]:
    """Pages by name, each a function that makes a new address of it."""

    def some(number: int) -> str:
        return ",".join(f"NCT{draw.randrange(FIRST, FIRST + count):08d}" for _ in range(number))

    return {
        "compare 2": lambda: f"/{name}/-/compare?ids={some(2)}",
        "compare 4": lambda: f"/{name}/-/compare?ids={some(4)}",
        "compare 10": lambda: f"/{name}/-/compare?ids={some(10)}",
        "compare 4, JSON": lambda: f"/{name}/-/compare.json?ids={some(4)}",
        "study": lambda: f"/{name}/-/study/{some(1)}",
        "table with facets": lambda: f"/{name}/studies?_next={some(1)}",
    }


async def measure(empty: str, ours: str, makers: dict[str, Callable[[], str]], requests: int) -> None:
    """Print milliseconds and ratios."""
    for clients in (1, 8):
        await ask(empty, ["/_memory"] * 20, clients)
        for name, make in makers.items():
            await ask(ours, [make() for _ in range(10)], clients)
            middle, slow = await ask(empty, ["/_memory"] * requests, clients)
            found, worst = await ask(ours, [make() for _ in range(requests)], clients)
            print(
                f"{clients} client(s)  {name:18} p50 {found:7.1f} ms ({found / middle:4.1f} x empty)   "
                f"p95 {worst:7.1f} ms ({worst / slow:4.1f} x empty)"
            )


def main() -> None:
    """Make the file unless one is given, then measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--studies", type=int, default=20_000)
    parser.add_argument("--requests", type=int, default=100)
    parser.add_argument("--db", type=Path, help="a file that an earlier run has made (kept)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = options.db or Path(folder) / "studies.db"
        if not path.exists():
            start = time.perf_counter()
            fill(path, options.studies)
            print(f"filled {options.studies} studies in {time.perf_counter() - start:.0f} s")
        with served(EMPTY) as empty, served(OURS, str(path)) as ours:
            makers = pages(path.stem, options.studies, random.Random(1))
            asyncio.run(measure(empty, ours, makers, options.requests))


if __name__ == "__main__":
    main()
