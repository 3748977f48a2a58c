"""Pages of a file while a refresh writes to it: `python -m tests.benchmarks.reading N`.

A server, a registry and each refresh are processes of their own, the refresh as nice as README schedules it. The pages
are asked at rest, then for as long as a refresh runs, in turns, each address new. Between them stands a third measure:
the pages while a process of no concern computes as much as the refresh does, which tells what the processors are short
of from what the file is.
"""

import asyncio
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.benchmarks.kept import HARVESTER, Kept
from tests.benchmarks.measuring import Row, main
from tests.benchmarks.pages import OURS, Server, pages, read_through, served

REGISTRY = """
import sys, time
from tests.benchmarks.corpus import clones, edited
from tests.registry import Registry
count, moved, turn = map(int, sys.argv[1:])
date = f"2027-01-{turn:02d}"
studies = (edited(study, date) if number < moved else study for number, study in enumerate(clones(count)))
with Registry(studies, data_timestamp=f"{date}T09:00:00", expect_valid=False) as registry:
    print(registry.url, flush=True)
    time.sleep(36000)
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


def row(case: str, took: list[float], rest: list[float]) -> Row:
    """The median and the 95th percentile, and how they stand to those at rest."""
    found: Row = {"case": case, "pages": len(took)}
    for word, place in (("p50", 0.5), ("p95", 0.95)):
        mine, theirs = (sorted(ms)[int(len(ms) * place)] for ms in (took, rest))
        found |= {f"{word} ms": round(mine, 1), f"{word} x at rest": round(mine / theirs, 2)}
    return found


async def rows(db: Path, server: Server, studies: int, moved: int, turns: int) -> list[Row]:
    """Read in turns: beside a refresh, at rest, beside a stranger that computes."""
    makers = list(pages(db.stem, studies, random.Random(1)).values())
    makers.append(lambda: f"/{db.stem}/-/changes?_ttl={random.random()}")
    await read(server, makers, until(3))
    rest: list[float] = []
    beside: list[float] = []
    during: list[float] = []
    for turn in range(1, turns + 1):
        with registry(studies, moved, turn) as url:
            command = ["nice", *HARVESTER, "refresh", "--json", "--db", str(db), "--api-url", url]
            read_through(db)
            start = time.perf_counter()
            with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writing:
                during += await read(server, makers, lambda: writing.poll() is not None)
                seconds = time.perf_counter() - start
                output = writing.stdout.read() if writing.stdout else ""
            if writing.returncode or json.loads(output)["changed"] != moved:
                raise SystemExit(f"the refresh ended with {writing.returncode}: {output}")
        read_through(db)
        rest += await read(server, makers, until(seconds))
        with subprocess.Popen(["nice", sys.executable, "-c", BUSY]) as stranger:
            read_through(db)
            beside += await read(server, makers, until(seconds))
            stranger.kill()
    cases = {"at rest": rest, "beside a busy stranger": beside, "during a refresh": during}
    return [{**row(case, took, rest), "moved": moved} for case, took in cases.items()]


def measure(count: int, kept: Kept) -> list[Row]:
    """Refreshes of a third of the file, at most 1,500 studies, one after the other."""
    turns = 3 if count >= 1000 else 1
    with tempfile.TemporaryDirectory(dir=kept.folder) as folder:
        db = Path(folder) / "studies.db"
        shutil.copyfile(kept.db(count), db)
        with served(OURS, str(db)) as server:
            return asyncio.run(rows(db, server, count, min(1500, count // 3), turns))


if __name__ == "__main__":
    main(measure)
