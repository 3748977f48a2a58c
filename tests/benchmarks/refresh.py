"""Refreshing a file of N studies of which some moved: `python -m tests.benchmarks.refresh N`.

The file is a copy of the one that `harvester load` made; the registry is the loopback one, its data new in each round.
"""

import json
import shutil
import tempfile
from pathlib import Path

from tests.benchmarks.bare import prepare
from tests.benchmarks.corpus import FIRST, Study, clones, edited
from tests.benchmarks.harvests import Pair, account, pair, rounds_of
from tests.benchmarks.kept import Kept
from tests.benchmarks.measuring import Row, main
from tests.registry import Registry

SHARES = {"nothing moved": 0, "1 of 100 moved": 100, "1 of 10 moved": 10}
"""One study of so many moves."""


def measure(count: int, kept: Kept) -> list[Row]:
    """Ratios to the floor by how much moved since the refresh before."""
    found: dict[str, list[Pair]] = {case: [] for case in SHARES}
    with tempfile.TemporaryDirectory(dir=kept.folder) as name, Registry(clones(count)) as registry:
        folder = Path(name)
        prepared = prepare(folder)
        db = folder / "trials.db"
        shutil.copyfile(kept.db(count), db)
        day = 0
        for _ in range(rounds_of(count)):
            for case, share in SHARES.items():
                day += 1
                date = f"2027-01-{day:02d}"
                if share:
                    registry.put(*_moved(registry, count, share, day, date))
                registry.publish(f"{date}T09:00:00")
                one = pair(registry, ["refresh", "--json", "--db", str(db)], prepared, folder)
                _check(json.loads(one.ours.output), moved_of(count, share))
                found[case].append(one)
    return [
        {"case": case, "moved": moved_of(count, SHARES[case]), **account(pairs, count)}
        for case, pairs in found.items()
    ]


def _check(told: dict[str, int], moved: int) -> None:
    if told["changed"] != moved:
        raise SystemExit(f"{moved} studies moved, the refresh tells of {told['changed']}")


def _moved(registry: Registry, count: int, share: int, day: int, date: str) -> list[Study]:
    """Other studies each day, spread over the file."""
    numbers = [FIRST + (day + number * share) % count for number in range(moved_of(count, share))]
    return [edited(registry.get(f"NCT{number:08d}"), date) for number in numbers]


def moved_of(count: int, share: int) -> int:
    """How many studies move."""
    return max(1, count // share) if share else 0


if __name__ == "__main__":
    main(measure)
