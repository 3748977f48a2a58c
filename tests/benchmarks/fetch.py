"""Fetching N studies from the loopback registry against a bare script: `python -m tests.benchmarks.fetch N`.

Both run as processes of their own, in turn; the bare script makes the same requests and inserts the same rows.
"""

import tempfile
from pathlib import Path

from tests.benchmarks.bare import prepare
from tests.benchmarks.corpus import FIRST, clones
from tests.benchmarks.harvests import Pair, account, pair, rounds_of
from tests.benchmarks.kept import Kept
from tests.benchmarks.measuring import Row, main
from tests.registry import Registry


def measure(count: int, kept: Kept) -> list[Row]:
    """Ratios of `harvester fetch` into a new file to the floor, and its peak memory."""
    found: list[Pair] = []
    with tempfile.TemporaryDirectory(dir=kept.folder) as name, Registry(clones(count)) as registry:
        folder = Path(name)
        prepared = prepare(folder)
        ids = folder / "ids.txt"
        ids.write_text("\n".join(f"NCT{number:08d}" for number in range(FIRST, FIRST + count)))
        command = ["fetch", "--from-file", str(ids), "--db", str(folder / "trials.db")]
        for _ in range(rounds_of(count)):
            found.append(pair(registry, command, prepared, folder))
            for path in folder.glob("trials.db*"):
                path.unlink()
    return [{"case": "fetch", **account(found, count)}]


if __name__ == "__main__":
    main(measure)
