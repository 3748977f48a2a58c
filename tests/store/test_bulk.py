"""A load of very many studies makes its indexes at the end; one that is cut short leaves a file that can be mended."""

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from harvester.check import Findings, check, examine, mend
from harvester.cli import main
from harvester.progress import silent
from harvester.store import Saver, Store, bulk, open_store
from tests.store.studies import record, study


@pytest.fixture(autouse=True)
def _ten_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "LEAST", 10)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(tmp_path / "trials.db")
    yield opened
    opened.close()


def rows(store: Store, query: str) -> list[tuple[Any, ...]]:
    return store.conn.execute(query).fetchall()


SCHEMA = "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_stat%' ORDER BY type, name"


def test_a_large_load_ends_with_the_file_that_a_small_one_makes(store: Store) -> None:
    before = rows(store, SCHEMA)
    with Saver(store) as saver:
        saver.expect(10)
        assert bulk.missing_indexes(store)
        for number in range(1, 11):
            saver.add(record(study(f"NCT{number:08d}", outcomes=[f"Pain {number}"])))
    assert bulk.missing_indexes(store) == {}
    assert rows(store, SCHEMA) == before
    assert rows(store, "SELECT rowid FROM studies_fts WHERE studies_fts MATCH 'pain AND 7'") == [(7,)]
    assert rows(store, "SELECT v FROM studies_fts_config WHERE k = 'automerge'") == [(4,)]
    assert check(store, silent) == []


def test_a_file_that_holds_as_many_keeps_its_indexes(store: Store) -> None:
    with Saver(store) as saver:
        for number in range(1, 6):
            saver.add(record(study(f"NCT{number:08d}")))
    with Saver(store) as saver:
        saver.expect(19)
        assert bulk.missing_indexes(store) == {}


def cut_short(store: Store) -> None:
    with suppress(KeyboardInterrupt), Saver(store, batch=2) as saver:
        saver.expect(10)
        for number in range(1, 6):
            saver.add(record(study(f"NCT{number:08d}")))
        raise KeyboardInterrupt


def test_what_a_load_that_was_cut_short_leaves_is_told_and_mended(store: Store) -> None:
    cut_short(store)
    assert rows(store, "SELECT count(*) FROM studies") == [(4,)]
    found = examine(store, silent)
    assert found.faults == []
    (note,) = found.notes
    assert "indexes are not there" in note
    mend(store, silent)
    assert examine(store, silent) == Findings([], [])


def test_check_tells_what_a_load_that_was_cut_short_leaves_and_passes(store: Store) -> None:
    cut_short(store)
    told = CliRunner().invoke(main, ["check", "--db", str(store.path)])
    assert told.exit_code == 0
    assert "4 studies, whole" in told.stdout
    assert "indexes are not there" in told.stderr
    (note,) = json.loads(CliRunner().invoke(main, ["check", "--json", "--db", str(store.path)]).stdout)[
        "notes"
    ]
    assert note in told.stderr.replace("\n", " ")


def test_the_next_run_that_ends_well_puts_the_indexes_back(store: Store) -> None:
    cut_short(store)
    with Saver(store) as saver:
        saver.expect(10)
        saver.add(record(study("NCT00000009")))
    assert examine(store, silent) == Findings([], [])
