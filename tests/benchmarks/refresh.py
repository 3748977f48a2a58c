"""Pages of a file while a refresh writes to it against the same pages of the same file at rest.

`python -m tests.benchmarks.refresh --studies 5000 --moved 1500`: a server, a registry and each refresh are processes of
their own, the refresh as nice as README schedules it. The pages are asked at rest, then for as long as a refresh runs, in turns, each address new. Between them
stands a third measure: the pages while a process of no concern computes as much as the refresh does, which tells what
the processors are short of from what the file is.
"""

import argparse
import asyncio
import os
import random
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
from tests.benchmarks.pages import FIRST, OURS, Server, pages, served

REGISTRY = """
import sys, time
from tests.benchmarks.corpus import deep_clones
from tests.benchmarks.pages import FIRST
from tests.registry import Registry
count, moved, turn = map(int, sys.argv[1:])
registry = Registry(data_timestamp=f"2026-01-{turn + 1:02d}T09:00:00", expect_valid=False)
for number, study in enumerate(deep_clones(count, FIRST)):
    if number < moved:
        status = study["protocolSection"]["statusModule"]
        status["lastUpdatePostDateStruct"] = {"date": f"2026-01-{turn + 1:02d}", "type": "ACTUAL"}
        status["whyStopped"] = f"Edited in turn {turn}"
    registry.put(study)
with registry:
    print(registry.url, flush=True)
    time.sleep(3600)
"""
BUSY = """
import hashlib
while True:
    hashlib.sha256(bytes(1 << 20)).digest()
"""


@contextmanager
def registry(count: int, moved: int, turn: int) -> Iterator[str]:
    """A registry of `count` clones of which the first `moved` were edited in this turn."""
    command = [sys.executable, "-c", REGISTRY, *map(str, (count, moved, turn))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield process.stdout.readline().strip()
        finally:
            process.kill()


def fill(path: Path, count: int) -> None:
    """A file of `count` clones of the real records, as the API gave them."""
    store = open_store(path)
    with Saver(store) as saver:
        for study in clones(count, FIRST):
            saver.add(Record(study, Provenance("api", "benchmark")))
    store.finish()
    store.close()


async def read(server: Server, makers: list[Callable[[], str]], enough: Callable[[], bool]) -> list[float]:
    """Milliseconds of each page, one after the other, until it is enough; no answer may be an error."""
    took: list[float] = []
    async with httpx.AsyncClient(timeout=60, base_url=server.url) as session:
        while not enough():
            for make in makers:
                start = time.perf_counter()
                answer = await session.get(make())
                took.append((time.perf_counter() - start) * 1000)
                answer.raise_for_status()
                await asyncio.sleep(0)
    return took


def until(seconds: float) -> Callable[[], bool]:
    """True once so much time has gone."""
    end = time.perf_counter() + seconds
    return lambda: time.perf_counter() > end


def told(name: str, took: list[float], rest: list[float] | None = None) -> None:
    """Print the median and the 95th percentile, and how they stand to those at rest."""
    parts = []
    for word, place in (("p50", 0.5), ("p95", 0.95)):
        mine = sorted(took)[int(len(took) * place)]
        ratio = f" ({mine / sorted(rest)[int(len(rest) * place)]:.2f} x at rest)" if rest else ""
        parts.append(f"{word} {mine:7.1f} ms{ratio}")
    print(f"{name:28} {len(took):6} pages   {'   '.join(parts)}", flush=True)


async def measure(db: Path, server: Server, studies: int, moved: int, turns: int) -> None:
    """Read in turns: at rest, beside a stranger that computes, beside a refresh."""
    makers = list(pages(db.stem, studies, random.Random(1)).values())
    makers.append(lambda: f"/{db.stem}/-/changes?_ttl={random.random()}")
    await read(server, makers, until(3))
    rest: list[float] = []
    beside: list[float] = []
    during: list[float] = []
    for turn in range(1, turns + 1):
        with registry(studies, moved, turn) as url:
            command = [
                "nice",
                sys.executable,
                "-m",
                "harvester",
                "refresh",
                "--db",
                str(db),
                "--api-url",
                url,
            ]
            start = time.perf_counter()
            with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writing:
                during += await read(server, makers, lambda: writing.poll() is not None)
                seconds = time.perf_counter() - start
                output = writing.stdout.read() if writing.stdout else ""
            assert writing.returncode == 0, output
            assert f"{moved:,} changed" in output
        rest += await read(server, makers, until(seconds))
        with subprocess.Popen(["nice", sys.executable, "-c", BUSY]) as stranger:
            beside += await read(server, makers, until(seconds))
            stranger.kill()
        print(f"turn {turn}: a refresh of {moved} in {seconds:.0f} s", flush=True)
    told("at rest", rest)
    told("beside a busy stranger", beside, rest)
    told("during a refresh", during, rest)


def main() -> None:
    """Make the file, serve it, measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--studies", type=int, default=5000)
    parser.add_argument("--moved", type=int, default=1500)
    parser.add_argument("--turns", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        db = Path(folder) / "studies.db"
        fill(db, options.studies)
        print(f"{options.studies} studies, {os.cpu_count()} processors", flush=True)
        with served(OURS, str(db)) as server:
            asyncio.run(measure(db, server, options.studies, options.moved, options.turns))


if __name__ == "__main__":
    main()
