"""One harvest of N studies as a SQLite file, as Parquet, and as Spark's Parquet: sizes, times, one query in each.

`python -m tests.benchmarks.engines [N]`; needs what `make engines` installs.
"""

import json
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import duckdb
import duckdb_extension_sqlite_scanner
import orjson

from tests.benchmarks.corpus import clones

QUERY = "SELECT country, count(DISTINCT nct_id) AS studies FROM {} GROUP BY country ORDER BY studies DESC"


def timed(action: Callable[[], Any]) -> float:
    """Seconds."""
    start = time.perf_counter()
    action()
    return round(time.perf_counter() - start, 2)


def size(path: Path) -> float:
    """Megabytes of a file or a folder."""
    files = path.rglob("*") if path.is_dir() else [path]
    return round(sum(file.stat().st_size for file in files if file.is_file()) / 1e6, 1)


def run(*arguments: str) -> None:
    """A command of ours as a process of its own."""
    subprocess.run(
        [sys.executable, "-m", *arguments], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def measure(count: int) -> dict[str, Any]:
    """Sizes in MB, times in seconds; queries are medians of five."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        bulk, db, out, spark = (folder / part for part in ("studies.zip", "trials.db", "parquet", "spark"))
        with zipfile.ZipFile(bulk, "w", zipfile.ZIP_DEFLATED) as archive:
            for study in clones(count):
                nct_id = study["protocolSection"]["identificationModule"]["nctId"]
                archive.writestr(f"{nct_id}.json", orjson.dumps(study))
        found: dict[str, Any] = {"studies": count, "zip MB": size(bulk)}
        found["load s"] = timed(lambda: run("harvester", "load", str(bulk), "--db", str(db)))
        found["export s"] = timed(
            lambda: run("harvester", "export", str(out), "--format", "parquet", "--db", str(db))
        )
        found["spark s"] = timed(lambda: run("harvester.spark", str(bulk), str(spark)))
        found |= {"sqlite MB": size(db), "parquet MB": size(out), "spark MB": size(spark)}
        found["SQLite query s"] = median(timed(lambda: _sqlite(db)) for _ in range(5))
        for label, path in (("DuckDB on Parquet", out), ("DuckDB on Spark's Parquet", spark)):
            found[f"{label} query s"] = median(timed(lambda path=path: _parquet(path)) for _ in range(5))
        found["DuckDB on SQLite query s"] = median(timed(lambda: _attached(db)) for _ in range(5))
        shutil.rmtree(spark)
    return found


def _sqlite(db: Path) -> None:
    conn = sqlite3.connect(db)
    conn.execute(QUERY.format("locations")).fetchall()
    conn.close()


def _parquet(folder: Path) -> None:
    files = f"read_parquet('{folder}/locations/**/*.parquet', hive_partitioning = true)"
    duckdb.connect().execute(QUERY.format(files)).fetchall()


def _attached(db: Path) -> None:
    conn = duckdb.connect()
    scanner = next(Path(duckdb_extension_sqlite_scanner.__file__).parent.rglob("*.duckdb_extension"))
    conn.execute(f"LOAD '{scanner}'")
    conn.execute(f"ATTACH '{db}' AS trials (TYPE sqlite, READ_ONLY)")
    conn.execute(QUERY.format("trials.locations")).fetchall()


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000), indent=1))
