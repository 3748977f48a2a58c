"""Loading the registry's zip of N studies, and loading it again: `python -m tests.benchmarks.load [N]`.

The floors run as processes of their own in the same run; what they do not need (rows, ids) is made beforehand.
"""

import json
import pickle
import sqlite3
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import orjson

from harvester.derive.rows import derive_rows
from harvester.mapping.ddl import create_tables
from harvester.mapping.normalise import normalise
from harvester.mapping.read_schema import load_spec
from tests.benchmarks.corpus import clones, originals
from tests.benchmarks.processes import Usage, run

HARVESTER = [sys.executable, "-m", "harvester"]


def make_zip(path: Path, count: int) -> int:
    """The registry's bulk download in small: a JSON file a study, packed; bytes of compact JSON in all."""
    size = 0
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for study in clones(count):
            payload = orjson.dumps(study)
            size += len(payload)
            nct_id = study["protocolSection"]["identificationModule"]["nctId"]
            archive.writestr(zipfile.ZipInfo(f"{nct_id}.json"), payload, zipfile.ZIP_DEFLATED)
    return size


def prepare(folder: Path) -> None:
    """The originals' rows and the bare tables, for the floor."""
    spec = load_spec()
    rows = [
        {
            table: [tuple(row) for row in table_rows]
            for table, table_rows in {**normalise(study), **derive_rows(study)}.items()
            if table_rows
        }
        for study in originals()
    ]
    number_column = spec.tables["studies"].names.index("nct_number")
    (folder / "rows.pickle").write_bytes(pickle.dumps({"originals": rows, "number column": number_column}))
    (folder / "schema.sql").write_text("\n".join(create_tables(spec)))


def parts_of(db: Path, studies: int, most: int = 12) -> dict[str, int]:
    """Bytes a study by table and index, the largest first."""
    with sqlite3.connect(db) as conn:
        rows = conn.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY name ORDER BY 2 DESC").fetchall()
    conn.close()
    parts = {name: round(size / studies) for name, size in rows[:most]}
    parts["the rest"] = round(sum(size for _, size in rows[most:]) / studies)
    return parts


def measure(count: int) -> dict[str, Any]:
    """Seconds, ratios, memory and size of a first and a second load of `count` studies."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        size = make_zip(folder / "studies.json.zip", count)
        prepare(folder)
        archive, db = str(folder / "studies.json.zip"), folder / "trials.db"
        files = [str(folder / file) for file in ("rows.pickle", "schema.sql", "bare.db")]
        bare = json.loads(run([sys.executable, "-m", "tests.benchmarks.bare_load", archive, *files]).output)
        (folder / "bare.db").unlink()
        first = run([*HARVESTER, "load", archive, "--db", str(db)])
        hashing = json.loads(run([sys.executable, "-m", "tests.benchmarks.bare_read", archive]).output)
        second = run([*HARVESTER, "load", archive, "--db", str(db)])
        floor = sum(bare.values())
        return {
            "studies": count,
            "load": _account(first, floor),
            "floor": {step: round(seconds, 2) for step, seconds in bare.items()},
            "load again": _account(second, hashing["reading and hashing"]),
            "bytes a study": round(db.stat().st_size / count),
            "of its compact JSON": round(db.stat().st_size / size, 3),
            "parts": parts_of(db, count),
        }


def _account(usage: Usage, floor: float) -> dict[str, float]:
    return {
        "wall": round(usage.wall, 2),
        "cpu": round(usage.cpu, 2),
        "floor": round(floor, 2),
        "ratio": round(usage.wall / floor, 2),
        "peak MB": round(usage.peak),
        "peak MB of all processes": round(usage.together),
    }


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 5000), indent=2))
