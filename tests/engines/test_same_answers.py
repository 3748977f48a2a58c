"""The same SQL gives the same answers in SQLite, DuckDB (over Parquet and over the file) and Spark."""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import duckdb_extension_sqlite_scanner
import orjson
import pyarrow.dataset as ds
import pytest

from harvester.mapping.read_schema import load_spec
from harvester.parquet import arrow_schema, read_studies
from tests.engines.conftest import Harvest

SPEC = load_spec()
TABLES = [table for table in SPEC.tables.values() if table.room in ("study", "leftover", "derived")]
QUERIES = sorted((Path(__file__).parent / "queries").glob("*.sql"))
Ask = Callable[[str], list[tuple[Any, ...]]]


@pytest.fixture(scope="session")
def engines(harvest: Harvest, session: Any) -> Iterator[dict[str, Ask]]:
    lite = sqlite3.connect(harvest.db)
    over_parquet, over_spark, over_file = duckdb.connect(), duckdb.connect(), duckdb.connect()
    for table in TABLES:
        for duck, folder in ((over_parquet, harvest.parquet), (over_spark, harvest.spark)):
            files = f"read_parquet('{folder / table.name}/**/*.parquet', hive_partitioning = true)"
            duck.execute(f'CREATE VIEW "{table.name}" AS SELECT * FROM {files}')
        session.read.parquet(str(harvest.spark / table.name)).createOrReplaceTempView(table.name)
    scanner = next(Path(duckdb_extension_sqlite_scanner.__file__).parent.rglob("*.duckdb_extension"))
    over_file.execute(f"LOAD '{scanner}'")
    over_file.execute(f"ATTACH '{harvest.db}' AS trials (TYPE sqlite, READ_ONLY)")
    over_file.execute("USE trials")
    yield {
        "SQLite": lambda sql: lite.execute(sql).fetchall(),
        "DuckDB over the export": lambda sql: over_parquet.execute(sql).fetchall(),
        "DuckDB over Spark's Parquet": lambda sql: over_spark.execute(sql).fetchall(),
        "DuckDB over the SQLite file": lambda sql: over_file.execute(sql).fetchall(),
        "Spark": lambda sql: list(map(tuple, session.sql(sql).collect())),
    }
    for connection in (lite, over_parquet, over_spark, over_file):
        connection.close()


def plain(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(int(cell) if isinstance(cell, bool) else cell for cell in row)


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_a_query_answers_alike_everywhere(engines: dict[str, Ask], path: Path) -> None:
    sql = path.read_text(encoding="utf-8").strip().rstrip(";")
    answers = {name: [plain(row) for row in ask(sql)] for name, ask in engines.items()}
    expected = answers["SQLite"]
    assert expected
    assert {name for name, rows in answers.items() if rows != expected} == set()


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_table_holds_the_same_rows_everywhere(engines: dict[str, Ask], table: Any) -> None:
    names = [name for name in table.names if (table.name, name) != ("studies", "missing_since")]
    columns = ", ".join(f"t.{name}" for name in names)
    key = [names.index(column.name) for column in table.key]

    def rows(ask: Ask) -> list[tuple[Any, ...]]:
        found = [plain(row) for row in ask(f"SELECT {columns} FROM {table.name} AS t")]
        return sorted(found, key=lambda row: [row[index] for index in key])

    expected = rows(engines["SQLite"])
    for name, ask in engines.items():
        assert rows(ask) == expected, name


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_both_writers_give_a_table_the_same_types(harvest: Harvest, table: Any) -> None:
    for folder in (harvest.parquet, harvest.spark):
        schema = ds.dataset(folder / table.name, format="parquet", partitioning="hive").schema
        found = {field.name: field.type for field in schema if field.name != "nct_block"}
        assert found == {field.name: field.type for field in arrow_schema(table)}


@pytest.mark.parametrize("writer", ["parquet", "spark"])
def test_every_study_document_is_rebuilt_exactly_from_parquet(harvest: Harvest, writer: str) -> None:
    rebuilt = dict(read_studies(getattr(harvest, writer)))
    newest: dict[str, Any] = {}
    for path in sorted(harvest.source.iterdir()):
        study = orjson.loads(path.read_bytes())
        newest[study["protocolSection"]["identificationModule"]["nctId"]] = study
    assert rebuilt.keys() == newest.keys()
    assert [nct_id for nct_id, study in newest.items() if rebuilt[nct_id] != study] == []


def test_an_engine_reads_only_the_block_a_query_needs(harvest: Harvest) -> None:
    dataset = ds.dataset(harvest.parquet / "locations", format="parquet", partitioning="hive")
    wanted = list(dataset.get_fragments(filter=ds.field("nct_block") == "NCT04"))
    assert 0 < len(wanted) < len(list(dataset.get_fragments()))
