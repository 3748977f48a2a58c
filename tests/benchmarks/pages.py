"""Pages over a file of N studies against an empty Datasette page: `python -m tests.benchmarks.pages N`.

Both servers are processes of their own and asked in turn, a few requests of one and a few of the other so that what
else the machine does falls on both; each address is new; by one client and by eight; the file in the system's memory, as
that of a server in use is, and once not. The empty page is that of a
database without tables in a Datasette without plugins. Beside the milliseconds that a client waits stand those that the
server computes for a page: they hardly depend on what else the machine does.
"""

import asyncio
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from typing import NamedTuple

import httpx

from tests.benchmarks.corpus import FIRST
from tests.benchmarks.kept import Kept
from tests.benchmarks.measuring import Row, main

WORDS = ("diabetes", "knee osteoarthritis", "breast cancer", "pain", "umbilical cord", "covid")
EMPTY = (
    "import sys; sys._called_from_test = True\n"
    "import uvicorn; from datasette.app import Datasette\n"
    "uvicorn.run(Datasette([], memory=True).app(), port=int(sys.argv[1]), log_level='warning')"
)
OURS = (
    "import sys; from harvester.web import serve\n"
    "serve.serve(sys.argv[2], port=int(sys.argv[1]), log_level='warning')"
)


class Server(NamedTuple):
    """A running server: where it is, and its process."""

    url: str
    pid: int

    def computed(self) -> float:
        """Milliseconds that the process has computed since it began."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


@contextmanager
def served(script: str, *arguments: str) -> Iterator[Server]:
    """A server that runs for as long as the block."""
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
        yield Server(url, process.pid)
    finally:
        os.kill(process.pid, signal.SIGTERM)
        process.wait()


async def ask(sessions: list[httpx.AsyncClient], paths: list[str]) -> list[float]:
    """Milliseconds that each page took, all paths asked once, by all of the clients together."""
    left, took = list(paths), []

    async def client(session: httpx.AsyncClient) -> None:
        while left:
            path = left.pop()
            start = time.perf_counter()
            answer = await session.get(path)
            took.append((time.perf_counter() - start) * 1000)
            answer.raise_for_status()

    await asyncio.gather(*map(client, sessions))
    return took


@asynccontextmanager
async def clients_of(server: Server, count: int) -> AsyncIterator[list[httpx.AsyncClient]]:
    """So many clients, each with a connection of its own that stays open."""
    async with AsyncExitStack() as stack:
        yield [
            await stack.enter_async_context(
                httpx.AsyncClient(timeout=60, base_url=server.url, verify=False, trust_env=False)
            )
            for _ in range(count)
        ]


def pages(name: str, count: int, draw: random.Random) -> dict[str, Callable[[], str]]:
    """Pages by name, each a function that makes a new address of it."""

    def some(number: int) -> str:
        return ",".join(f"NCT{draw.randrange(FIRST, FIRST + count):08d}" for _ in range(number))

    def year() -> int:
        return draw.randrange(2005, 2024)

    return {
        "compare 2": lambda: f"/{name}/-/compare?ids={some(2)}",
        "compare 4": lambda: f"/{name}/-/compare?ids={some(4)}",
        "compare 10": lambda: f"/{name}/-/compare?ids={some(10)}",
        "compare 4, JSON": lambda: f"/{name}/-/compare.json?ids={some(4)}",
        "study": lambda: f"/{name}/-/study/{some(1)}",
        "table with facets": lambda: f"/{name}/studies?_ttl={draw.randrange(1000)}",
        "table of a year": lambda: f"/{name}/studies?start_year={year()}",
        "table of a status": lambda: f"/{name}/studies?overall_status=COMPLETED&start_year__gt={year()}",
        "table searched": lambda: f"/{name}/studies?_search={draw.choice(WORDS)}",
    }


ROUNDS = 10
"""Turns in which the two servers are asked."""
REQUESTS = 300
"""Of each page, by one client and by eight; fewer of a file of fewer studies."""


class Found(NamedTuple):
    """What one server needed for one page."""

    middle: float
    slow: float
    computed: float


def read_through(file: Path) -> None:
    """Have the system hold the file in memory, as it holds that of a server in use."""
    with file.open("rb", buffering=0) as stream:
        while stream.read(1 << 24):
            pass


def let_go(file: Path) -> None:
    """Have the system hold nothing of the file in memory."""
    with file.open("rb") as stream:
        os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


async def ask_both(
    empty: Server, ours: Server, make: Callable[[], str], clients: int, requests: int
) -> list[Found]:
    """[empty, ours]: median, 95th percentile and computed milliseconds a page."""
    took: list[list[float]] = [[], []]
    computed = [0.0, 0.0]
    async with clients_of(empty, clients) as base, clients_of(ours, clients) as mine:
        sides = [(empty, base, lambda: "/_memory"), (ours, mine, make)]
        for _, sessions, address in sides:
            await ask(sessions, [address() for _ in range(min(4 * clients, requests))])
        for _ in range(ROUNDS):
            for number, (server, sessions, address) in enumerate(sides):
                paths = [address() for _ in range(requests // ROUNDS)]
                before = server.computed()
                took[number] += await ask(sessions, paths)
                computed[number] += server.computed() - before
    return [
        Found(sorted(ms)[len(ms) // 2], sorted(ms)[int(len(ms) * 0.95)], spent / len(ms))
        for ms, spent in zip(took, computed, strict=True)
    ]


def row(case: str, both: Sequence[Found]) -> Row:
    """Milliseconds, and how they stand to those of the empty page."""
    found: Row = {"case": case}
    for word, theirs, mine in zip(("p50", "p95", "computed"), *both, strict=True):
        found |= {f"{word} ms": round(mine, 1), f"{word} x empty": round(mine / theirs, 2)}
    return found


async def rows(
    empty: Server, ours: Server, makers: dict[str, Callable[[], str]], requests: int, file: Path
) -> list[Row]:
    """Each page by one client and by eight, from memory; a comparison from the disk."""
    found: list[Row] = []
    for clients in (1, 8):
        for name, make in makers.items():
            read_through(file)
            both = await ask_both(empty, ours, make, clients, requests)
            found.append(row(f"{name}, {'1 client' if clients == 1 else f'{clients} clients'}", both))

    def forgotten() -> str:
        let_go(file)
        return makers["compare 4"]()

    found.append(row("compare 4 from the disk", await ask_both(empty, ours, forgotten, 1, ROUNDS)))
    return found


def measure(count: int, kept: Kept) -> list[Row]:
    """Every page by one client and by eight."""
    requests = max(ROUNDS, min(REQUESTS, count // 2))
    db = kept.db(count)
    with served(EMPTY) as empty, served(OURS, str(db)) as ours:
        makers = pages(db.stem, count, random.Random(1))
        return asyncio.run(rows(empty, ours, makers, requests, db))


if __name__ == "__main__":
    main(measure)
