"""What check says of the search index: damage is a fault, not being able to look is none."""

import sqlite3
from contextlib import closing

import pytest
from click.testing import CliRunner

from harvester.check import Findings, check, examine, mend
from harvester.cli import main
from harvester.errors import BusyError
from harvester.progress import silent
from harvester.store import Saver, Store
from harvester.store.lock import writer_lock
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


def test_while_another_run_holds_the_lock_the_index_is_not_compared(store: Store) -> None:
    with writer_lock(store.path):
        found = examine(store, silent)
    assert found.faults == []
    [note] = found.notes
    assert "studies_fts was not compared with the tables (another run holds the file's lock)" in note
    assert examine(store, silent) == Findings([], [])


def test_a_run_that_meets_the_comparing_of_the_index_leaves_as_beside_another_run(store: Store) -> None:
    met: list[type] = []

    def meanwhile(statement: str) -> None:
        if "integrity-check" in statement:
            try:
                with writer_lock(store.path):
                    met.append(type(None))
            except BusyError as error:
                met.append(type(error))

    store.conn.set_trace_callback(meanwhile)
    found = examine(store, silent)
    store.conn.set_trace_callback(None)
    assert (found, set(met)) == (Findings([], []), {BusyError})
    with writer_lock(store.path):
        pass


def test_a_file_that_one_may_only_read_gets_no_lock_file_beside_it(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.conn.execute("PRAGMA query_only = ON")
    monkeypatch.setattr("harvester.check.os.access", lambda file, mode: False)
    examine(store, silent)
    assert not store.path.with_name("trials.db.lock").exists()


def test_what_was_just_mended_is_compared(store: Store) -> None:
    store.conn.execute("INSERT INTO studies_fts (studies_fts) VALUES ('delete-all')")
    done = CliRunner().invoke(main, ["check", "--mend", "--db", str(store.path)])
    assert (done.exit_code, done.stderr) == (0, "")
