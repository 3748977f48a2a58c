"""Loading the registry's zip of N studies, and loading it again: `python -m tests.benchmarks.load N`.

The floors run as processes of their own in the same run; what they do not need (rows, ids) is made beforehand.
"""

import json
import sys
import tempfile
from pathlib import Path
from statistics import median

from tests.benchmarks.bare import prepare
from tests.benchmarks.corpus import clones, real_records
from tests.benchmarks.harvests import rounds_of
from tests.benchmarks.kept import HARVESTER, Kept, write_zip
from tests.benchmarks.measuring import Row, against, held, main
from tests.benchmarks.processes import Usage, run

BENCHMARKS = [sys.executable, "-m"]


def measure(count: int, kept: Kept) -> list[Row]:
    """Wall seconds and memory of a first and a second load of clones, and of a load of real records."""
    with tempfile.TemporaryDirectory(dir=kept.folder) as name:
        folder = Path(name)
        archive, db = kept.zip(count), folder / "trials.db"
        prepared = prepare(folder)
        pairs = [_load(archive, db, prepared) for _ in range(rounds_of(count))]
        found = [{"case": "load", **_row(pairs, count)}]
        pairs = [_load_again(archive, db) for _ in range(rounds_of(count))]
        found.append({"case": "load again", **_row(pairs, count)})
        if not kept.db_path(count).exists():
            kept.take(count, db)
        if real := real_records()[:count]:
            archive = folder / "real.json.zip"
            write_zip(archive, clones(len(real), of=real))
            prepared = prepare(folder, real)
            pairs = [_load(archive, folder / "real.db", prepared) for _ in range(rounds_of(len(real)))]
            found.append({"case": "load, no record twice", **_row(pairs, len(real))})
    return found


def _load(archive: Path, db: Path, prepared: list[str]) -> tuple[Usage, float]:
    """A load into a new file, and seconds of the floor."""
    for path in db.parent.glob(f"{db.name}*"):
        path.unlink()
    bare = db.with_name("bare.db")
    command = [*BENCHMARKS, "tests.benchmarks.bare_load", str(archive), str(bare), *prepared]
    steps = json.loads(run(command).output)
    bare.unlink()
    return run([*HARVESTER, "load", str(archive), "--db", str(db)]), sum(steps.values())


def _load_again(archive: Path, db: Path) -> tuple[Usage, float]:
    read = json.loads(run([*BENCHMARKS, "tests.benchmarks.bare_read", str(archive)]).output)
    return run([*HARVESTER, "load", str(archive), "--db", str(db)]), read["reading and hashing"]


def _row(pairs: list[tuple[Usage, float]], studies: int) -> Row:
    seconds = median(usage.wall for usage, _ in pairs)
    return {
        "sample": studies,
        **against(seconds, median(floor for _, floor in pairs), studies),
        "ratio": round(median(usage.wall / floor for usage, floor in pairs), 2),
        "processor s": round(median(usage.cpu for usage, _ in pairs), 2),
        "rounds": len(pairs),
        **held([usage for usage, _ in pairs]),
    }


if __name__ == "__main__":
    main(measure)
