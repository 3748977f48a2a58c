"""One set of records in SQLite, in Parquet from SQLite, and in Parquet from Spark; skipped where an engine is missing."""

import importlib.util
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import pytest

from harvester.demo import demo_records
from harvester.harvest import load
from harvester.progress import silent
from harvester.store import open_store
from tests.shared import records

FOLDERS = ("api_v2", "msc_2022")


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """CI must have every engine; elsewhere their tests are passed over with a reason."""
    missing = [
        name for name in ("pyarrow", "pyspark", "pandas", "duckdb") if not importlib.util.find_spec(name)
    ]
    missing += [] if shutil.which("java") else ["java"]
    if not missing or os.environ.get("CI") or not collection_path.name.startswith("test_"):
        return None
    print(f"{collection_path.name}: no {', '.join(missing)}; run `make engines`", file=sys.stderr)
    return True


@dataclass(frozen=True)
class Harvest:
    """`source`: folder of study JSON; `db`: the SQLite file made of it; `parquet`: its export; `spark`: Spark's own."""

    source: Path
    db: Path
    parquet: Path
    spark: Path


@pytest.fixture(scope="session")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    from pyspark.sql import SparkSession

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", False)
        .config(
            "spark.driver.extraJavaOptions", "-XX:TieredStopAtLevel=1"
        )  # many small jobs, none of them long
        .config("spark.sql.shuffle.partitions", 2)
        .config("spark.sql.warehouse.dir", str(tmp_path_factory.mktemp("warehouse")))
        .config("spark.ui.showConsoleProgress", False)
        .getOrCreate()
    )
    yield session
    session.stop()


@pytest.fixture(scope="session")
def harvest(tmp_path_factory: pytest.TempPathFactory, session: Any) -> Harvest:
    """The real records where they are, the demo's otherwise."""
    from harvester.parquet import export_parquet
    from harvester.spark import write_tables

    root = tmp_path_factory.mktemp("harvest")
    made = Harvest(root / "source", root / "trials.db", root / "parquet", root / "spark")
    made.source.mkdir()
    for path in records(*FOLDERS):
        shutil.copy(path, made.source)
    if not any(made.source.iterdir()):
        for record in demo_records():
            target = made.source / Path(record.provenance.origin).name
            target.write_bytes(orjson.dumps(record.study))
    store = open_store(made.db)
    load(store, [made.source])
    export_parquet(store, made.parquet, silent)
    store.finish()
    store.close()
    write_tables(session, str(made.source), str(made.spark))
    return made
