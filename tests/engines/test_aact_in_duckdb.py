"""The AACT file attached in DuckDB, which has what Postgres has and SQLite has not."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import duckdb_extension_sqlite_scanner
import pytest

from harvester.aact_file import export_aact
from harvester.demo import build_demo
from harvester.mapping.aact import AactTable, aact_tables
from harvester.progress import silent
from harvester.store import open_store


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Any, sqlite3.Connection]]:
    folder = tmp_path_factory.mktemp("aact")
    build_demo(folder / "demo.db")
    store = open_store(folder / "demo.db")
    export_aact(store, folder / "aact.db", silent)
    store.close()
    duck = duckdb.connect()
    scanner = next(Path(duckdb_extension_sqlite_scanner.__file__).parent.rglob("*.duckdb_extension"))
    duck.execute(f"LOAD '{scanner}'")
    duck.execute(f"ATTACH '{folder / 'aact.db'}' AS ctgov (TYPE sqlite, READ_ONLY)")
    lite = sqlite3.connect(folder / "aact.db")
    yield duck, lite
    duck.close()
    lite.close()


@pytest.mark.parametrize("table", aact_tables(), ids=lambda table: table.name)
def test_duckdb_reads_as_many_rows_of_every_table_with_its_types(files: Any, table: AactTable) -> None:
    duck, lite = files
    types = {"date": "DATE", "integer": "BIGINT", "numeric": "DOUBLE", "text": "VARCHAR", "boolean": "BIGINT"}
    described = duck.execute(f'DESCRIBE ctgov."{table.name}"').fetchall()
    assert {row[0]: row[1] for row in described} == {
        column.name: types.get(column.type, row[1])
        for column, row in zip(table.columns, described, strict=True)
    }
    (rows,) = lite.execute(f"SELECT count(*) FROM {table.name}").fetchone()
    assert len(duck.execute(f'SELECT * FROM ctgov."{table.name}"').fetchall()) == rows


def test_what_only_postgres_and_duckdb_can_say_answers(files: Any) -> None:
    duck, _ = files
    found = duck.execute(
        """
        SELECT EXTRACT(year FROM s.start_date) AS year, count(DISTINCT s.nct_id) AS studies,
            string_agg(DISTINCT c.name, '; ' ORDER BY c.name) AS conditions
        FROM ctgov.studies s JOIN ctgov.conditions c USING (nct_id) JOIN ctgov.designs d USING (nct_id)
        WHERE s.start_date >= '2015-01-01'::date AND s.brief_title ILIKE '%STEM CELL%' AND d.masking IS NOT NULL
        GROUP BY 1 ORDER BY 1
        """
    ).fetchall()
    assert len(found) > 2
    assert all(isinstance(row[0], int) and row[1] > 0 and row[2] for row in found)
