"""Loading the registry's zip of N studies, and loading it again: `python -m tests.benchmarks.load N`.

The floors run as processes of their own in the same run; what they do not need (rows, ids) is made beforehand.
"""

import json
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.bare import prepare
from tests.benchmarks.kept import HARVESTER, Kept
from tests.benchmarks.measuring import Row, against, held, main
from tests.benchmarks.processes import run

BENCHMARKS = [sys.executable, "-m"]


def measure(count: int, kept: Kept) -> list[Row]:
    """Wall seconds and memory of a first and a second load."""
    archive = str(kept.zip(count))
    with tempfile.TemporaryDirectory(dir=kept.folder) as name:
        folder = Path(name)
        db, bare = folder / "trials.db", folder / "bare.db"
        steps = json.loads(
            run([*BENCHMARKS, "tests.benchmarks.bare_load", archive, str(bare), *prepare(folder)]).output
        )
        bare.unlink()
        first = run([*HARVESTER, "load", archive, "--db", str(db)])
        hashing = json.loads(run([*BENCHMARKS, "tests.benchmarks.bare_read", archive]).output)
        second = run([*HARVESTER, "load", archive, "--db", str(db)])
        if not kept.db_path(count).exists():
            kept.take(count, db)
    again = against(second.wall, hashing["reading and hashing"], count)
    return [
        {
            "case": "load",
            **against(first.wall, sum(steps.values()), count),
            **_processor(first.cpu),
            **held([first]),
        },
        {"case": "load again", **again, **_processor(second.cpu), **held([second])},
    ]


def _processor(seconds: float) -> Row:
    return {"processor s": round(seconds, 2)}


if __name__ == "__main__":
    main(measure)
