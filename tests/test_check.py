"""What check says of the search index: damage is a fault, not being able to look is none."""

import sqlite3
from contextlib import closing

import pytest

from harvester.check import Findings, check, examine, mend
from harvester.progress import silent
from harvester.store import Saver, Store
from tests.store.studies import record, study


@pytest.fixture(autouse=True)
def one_study(store: Store) -> None:
    with Saver(store) as saver:
        saver.add(record(study()))


def test_an_index_that_lacks_a_study_is_a_fault_and_mended(store: Store) -> None:
    store.conn.execute("INSERT INTO studies_fts (studies_fts) VALUES ('delete-all')")
    [fault] = check(store, silent)
    assert "studies_fts does not match" in fault
    assert mend(store, silent) == []
    assert examine(store, silent) == Findings([], [])


def test_a_file_that_one_may_only_read_is_whole_and_its_index_was_not_compared(store: Store) -> None:
    store.conn.execute("PRAGMA query_only = ON")
    found = examine(store, silent)
    assert found.faults == []
    [note] = found.notes
    assert "studies_fts was not compared" in note
    assert "readonly" in note


def test_a_file_that_another_program_is_writing_to_is_whole_too(store: Store) -> None:
    store.conn.execute("PRAGMA busy_timeout = 0")
    with closing(sqlite3.connect(store.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        found = examine(store, silent)
        other.execute("ROLLBACK")
    assert found.faults == []
    [note] = found.notes
    assert "locked" in note
    assert examine(store, silent) == Findings([], [])
