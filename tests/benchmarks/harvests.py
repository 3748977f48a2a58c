"""Runs of ours against the loopback registry, each with its floor: the same requests made by a bare script."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

from tests.benchmarks.corpus import FIRST
from tests.benchmarks.kept import HARVESTER
from tests.benchmarks.measuring import Row, held
from tests.benchmarks.processes import Usage, run
from tests.registry import Registry

_BASE = "/api/v2"


class Pair(NamedTuple):
    """A run of ours, and its floor's seconds by the clock and by the processor."""

    ours: Usage
    floor: float
    floor_cpu: float


def pair(registry: Registry, command: Sequence[str], prepared: Sequence[str], folder: Path) -> Pair:
    """Run `harvester COMMAND`, then ask the registry for the same again, in a file of its own."""
    registry.requests.clear()
    _forget_listings(registry)
    ours = run([*HARVESTER, *command, "--api-url", registry.url])
    targets = folder / "targets.txt"
    targets.write_text("\n".join(asked.target.removeprefix(_BASE) for asked in registry.requests))
    db = folder / "bare.db"
    bare = [registry.url, str(targets), str(db), *prepared]
    _forget_listings(registry)
    floor = run([sys.executable, "-m", "tests.benchmarks.bare_requests", *bare])
    for path in folder.glob("bare.db*"):
        path.unlink()
    made = json.loads(floor.output)
    return Pair(ours, floor.wall - made["made"], floor.cpu - made["made cpu"])


def _forget_listings(registry: Registry) -> None:
    """A listing once asked for is at hand until a study is put, whoever asks next."""
    registry.put(registry.get(f"NCT{FIRST:08d}"))


def account(pairs: Sequence[Pair], studies: int) -> Row:
    """Medians of the rounds; the most memory of any."""
    return {
        "seconds": round(median(one.ours.wall for one in pairs), 2),
        "floor s": round(median(one.floor for one in pairs), 2),
        "ratio": round(median(one.ours.wall / one.floor for one in pairs), 2),
        "processor ratio": round(median(one.ours.cpu / one.floor_cpu for one in pairs), 2),
        "ms a study": round(median(one.ours.wall for one in pairs) * 1000 / studies, 3),
        "rounds": len(pairs),
        **held([one.ours for one in pairs]),
    }


def rounds_of(studies: int) -> int:
    """Rounds to take the median of."""
    return 3 if 1000 <= studies <= 10_000 else 1
