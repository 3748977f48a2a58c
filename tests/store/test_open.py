"""Opening a file: whose it is, how old it is, who else writes to it."""

import errno
import gzip
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from harvester.check import check
from harvester.cli import main
from harvester.errors import BusyError, StoreError
from harvester.mapping.read_schema import retired_names
from harvester.progress import silent
from harvester.store import Saver, open_store
from harvester.store.lock import writer_lock
from harvester.store.migrate import migrate
from tests.store.studies import record, study


def test_a_file_of_another_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as conn:
        conn.execute("CREATE TABLE theirs (x)")
    conn.close()
    with pytest.raises(StoreError, match="another program"):
        open_store(path)


def test_a_file_that_is_no_sqlite_is_told(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    path.write_text("not a database at all, only words" * 40)
    with pytest.raises(StoreError, match="cannot be opened"):
        open_store(path)


def test_a_missing_file_is_not_made_by_reading(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="harvester fetch"):
        open_store(tmp_path / "none.db", create=False)
    assert not (tmp_path / "none.db").exists()


def test_a_file_of_a_newer_schema_is_left_alone(tmp_path: Path) -> None:
    store = open_store(tmp_path / "trials.db")
    store.conn.execute("PRAGMA user_version = 999")
    store.close()
    with pytest.raises(StoreError, match="upgrade Harvester"):
        open_store(tmp_path / "trials.db")


def test_an_older_file_is_migrated_and_keeps_studies_versions_and_marks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a file of the schema before this one would look: a column and a table short, a view it no longer has."""
    retired = retired_names()
    monkeypatch.setattr("harvester.store.migrate.retired_names", lambda: retired | {"long_gone", "once_ours"})
    path = tmp_path / "old.db"
    store = open_store(path)
    with Saver(store) as saver:
        saver.add(record(study(date="2020-01-01"), "json"))
        saver.add(record(study(title="Newer")))
        saver.add(record(study("NCT00000002")))
    conn = store.conn
    conn.execute("UPDATE studies SET missing_since = '2024-05-05T00:00:00Z' WHERE nct_id = 'NCT00000002'")
    for view in store.db.view_names():
        conn.execute(f"DROP VIEW {view}")
    conn.execute("ALTER TABLE runs DROP COLUMN message")
    conn.execute("ALTER TABLE designs DROP COLUMN masking")
    conn.execute("DROP TABLE outcome_switches")
    conn.execute("DROP TABLE keywords")
    conn.execute("CREATE VIEW long_gone AS SELECT nct_id FROM studies")
    conn.execute("CREATE TABLE once_ours (nct_id)")
    conn.execute("PRAGMA user_version = 0")
    store.close()

    store = open_store(path)
    conn = store.conn
    assert conn.execute("PRAGMA user_version").fetchone() == (store.spec.version,)
    assert conn.execute(
        "SELECT nct_id, brief_title, missing_since FROM studies ORDER BY nct_id"
    ).fetchall() == [
        ("NCT00000001", "Newer", None),
        ("NCT00000002", "Cells for knees", "2024-05-05T00:00:00Z"),
    ]
    assert conn.execute("SELECT count(*) FROM study_versions").fetchone() == (3,)
    assert conn.execute("SELECT count(*) FROM changes").fetchone() != (0,)
    assert "long_gone" not in store.db.view_names()
    assert "once_ours" not in store.db.table_names()
    assert {"aact_studies", "primary_outcomes"} <= set(store.db.view_names())
    assert {"outcome_switches", "keywords"} <= set(store.db.table_names())
    assert "message" in store.db["runs"].columns_dict
    assert check(store, silent) == []
    store.close()


def test_a_file_of_schema_1_opens_and_migrates(tmp_path: Path) -> None:
    """tests/store/old/schema_1.db.gz was made by the Harvester that had schema 1, and stays as it is."""
    path = tmp_path / "trials.db"
    path.write_bytes(gzip.decompress((Path(__file__).parent / "old" / "schema_1.db.gz").read_bytes()))
    with closing(sqlite3.connect(path)) as conn:
        assert conn.execute("PRAGMA user_version").fetchone() == (1,)
    store = open_store(path)
    rows = lambda query: store.conn.execute(query).fetchall()  # noqa: E731
    assert rows("PRAGMA user_version") == [(store.spec.version,)]
    assert store.spec.version > 1
    assert rows(
        "SELECT nct_id, brief_title, enrollment_count, missing_since FROM studies ORDER BY nct_id"
    ) == [
        ("NCT00000001", "Cells for knees", 32, None),
        ("NCT00000002", "Cells for hearts", 32, "2024-05-05T00:00:00Z"),
    ]
    assert rows("SELECT nct_id, version, source FROM study_versions ORDER BY nct_id, version") == [
        ("NCT00000001", 1, "json"),
        ("NCT00000001", 2, "api"),
        ("NCT00000002", 1, "api"),
    ]
    assert ("enrollment", "20", "32") in rows("SELECT significance, old, new FROM changes")
    assert rows("SELECT verdict FROM outcome_switches ORDER BY position") == [
        ("dropped",),
        ("kept",),
        ("added",),
    ]
    assert rows("SELECT term FROM condition_meshes") == [("Knee Joint",)]
    assert rows("SELECT command, added, complete, data_timestamp FROM runs") == [
        ("fetch", 2, 1, "2024-06-01T09:00:00")
    ]
    assert rows("SELECT intervention FROM searches") == [("mesenchymal",)]
    assert rows("SELECT origin, reason FROM problems") == [("saved/broken.json", "no NCT ID")]
    assert rows("SELECT nct_id, document FROM mentions") == [("NCT00000001", "paper.txt")]
    assert rows("SELECT rowid FROM studies_fts WHERE studies_fts MATCH 'hearts'") == [(2,)]
    fresh = open_store(tmp_path / "fresh.db")
    made = "SELECT type, name FROM sqlite_master ORDER BY type, name"
    assert rows(made) == fresh.conn.execute(made).fetchall(), "a migrated file has what a new one has"
    fresh.close()
    with Saver(store) as saver:
        saver.add(record(study("NCT00000002", date="2025-01-01", title="Cells for hearts")))
    assert saver.outcome.changed == 1
    assert check(store, silent) == []
    store.close()


OTHERS = """
CREATE TABLE my_notes (nct_id TEXT REFERENCES studies(nct_id), note TEXT);
CREATE INDEX my_notes_by_study ON my_notes (nct_id);
CREATE TRIGGER my_notes_signed AFTER INSERT ON my_notes BEGIN UPDATE my_notes SET note = note || ' (me)'; END;
INSERT INTO my_notes VALUES ('NCT00000002', 'ask again');
CREATE VIEW my_studies AS SELECT nct_id, brief_title FROM studies;
CREATE VIRTUAL TABLE my_search USING fts5(note);
INSERT INTO my_search VALUES ('ask the sponsor');
CREATE INDEX my_titles ON studies (brief_title);
CREATE INDEX my_runs ON runs (command);
CREATE TABLE my_counts AS SELECT 0 AS inserted;
CREATE TRIGGER my_counting AFTER INSERT ON Studies BEGIN UPDATE my_counts SET inserted = inserted + 1; END;
CREATE INDEX my_lost ON studies (no_longer_there);
CREATE UNIQUE INDEX my_lost_too ON studies (nct_id) WHERE no_longer_there;
"""


@pytest.mark.parametrize("schema", [1, None])
def test_what_others_made_in_the_file_survives_a_migration(tmp_path: Path, schema: int | None) -> None:
    path = tmp_path / "trials.db"
    if schema == 1:
        path.write_bytes(gzip.decompress((Path(__file__).parent / "old" / "schema_1.db.gz").read_bytes()))
    else:
        store = open_store(path)
        with Saver(store) as saver:
            saver.add(record(study()))
            saver.add(record(study("NCT00000002", title="Cells for hearts")))
        store.close()
    listed = "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name LIKE 'my%'"
    with closing(sqlite3.connect(path, isolation_level=None)) as conn:
        conn.execute("ALTER TABLE studies ADD COLUMN no_longer_there")
        conn.executescript(OTHERS)
        conn.execute("ALTER TABLE runs DROP COLUMN message")
        conn.execute("PRAGMA user_version = 1")
        made = {row for row in conn.execute(listed) if "lost" not in row[1]}
    store = open_store(path)
    rows = lambda query: store.conn.execute(query).fetchall()  # noqa: E731
    assert set(rows(listed)) == made
    assert rows("SELECT * FROM my_notes") == [("NCT00000002", "ask again (me)")]
    assert rows("SELECT * FROM my_search WHERE my_search MATCH 'sponsor'") == [("ask the sponsor",)]
    assert rows("SELECT brief_title FROM my_studies ORDER BY nct_id")[1] == ("Cells for hearts",)
    assert rows("SELECT inserted FROM my_counts") == [(0,)], "what is only made anew fires nothing"
    with Saver(store) as saver:
        saver.add(record(study("NCT00000003")))
    assert rows("SELECT inserted FROM my_counts") == [(1,)]
    assert check(store, silent) == []
    store.close()


def test_a_second_writer_is_told_at_once(tmp_path: Path) -> None:
    with (
        writer_lock(tmp_path / "trials.db"),
        pytest.raises(BusyError, match="another run"),
        writer_lock(tmp_path / "trials.db"),
    ):
        pass


def test_a_file_from_before_a_view_gets_it_and_keeps_views_of_others(tmp_path: Path) -> None:
    path = tmp_path / "trials.db"
    store = open_store(path)
    store.conn.execute("DROP VIEW aact_studies")
    store.conn.execute("DROP VIEW primary_outcomes")
    store.conn.execute("CREATE VIEW primary_outcomes AS SELECT nct_id FROM studies")
    store.conn.execute("CREATE VIEW my_own AS SELECT nct_id FROM studies")
    store.close()

    store = open_store(path, create=False)
    assert {"aact_studies", "my_own"} <= set(store.db.view_names())
    assert "measure" in [column[1] for column in store.conn.execute("PRAGMA table_info(primary_outcomes)")]
    before = store.conn.execute("PRAGMA schema_version").fetchone()
    store.close()
    store = open_store(path)
    assert store.conn.execute("PRAGMA schema_version").fetchone() == before
    store.close()


def test_a_file_that_cannot_be_written_is_read_with_the_views_it_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "trials.db"
    store = open_store(path)
    store.conn.execute("DROP VIEW aact_studies")
    store.close()
    monkeypatch.setattr("harvester.store.open.os.access", lambda file, mode: False)
    store = open_store(path, create=False)
    assert "aact_studies" not in store.db.view_names()
    store.close()


def test_a_second_writer_by_another_path_is_told_too(tmp_path: Path) -> None:
    (tmp_path / "trials.db").touch()
    (tmp_path / "link.db").symlink_to(tmp_path / "trials.db")
    with (
        writer_lock(tmp_path / "trials.db"),
        pytest.raises(BusyError),
        writer_lock(tmp_path / "link.db"),
    ):
        pass


def test_a_lock_file_that_a_dead_run_left_holds_nobody_up(tmp_path: Path) -> None:
    (tmp_path / "trials.db.lock").write_text("4711")
    with writer_lock(tmp_path / "trials.db"):
        pass


def test_a_lock_file_of_another_user_is_held_by_reading_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "trials.db.lock").touch()
    forbid_writing(monkeypatch)
    with (
        writer_lock(tmp_path / "trials.db"),
        pytest.raises(BusyError),
        writer_lock(tmp_path / "trials.db"),
    ):
        pass


def test_a_folder_that_takes_no_lock_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    forbid_writing(monkeypatch)
    with (
        pytest.raises(StoreError, match=r"trials\.db\.lock cannot be made: .*; nothing was asked"),
        writer_lock(tmp_path / "trials.db"),
    ):
        pass


def forbid_writing(monkeypatch: pytest.MonkeyPatch) -> None:
    """As for a user without the right to write there: root, who may run this, always has it."""
    plain = os.open

    def guarded(path: Path, how: int, *mode: int) -> int:
        if how & os.O_ACCMODE == os.O_RDWR:
            raise PermissionError(errno.EACCES, "Permission denied")
        return plain(path, how, *mode)

    monkeypatch.setattr(os, "open", guarded)


def test_two_processes_that_find_an_older_file_migrate_it_once(tmp_path: Path) -> None:
    path = tmp_path / "trials.db"
    store = open_store(path)
    with Saver(store) as saver:
        saver.add(record(study()))
    store.conn.execute("UPDATE studies SET brief_title = 'by the first'")
    migrate(store, version=1)  # which it was when this process looked
    assert store.conn.execute("SELECT brief_title FROM studies").fetchone() == ("by the first",)
    assert store.conn.execute("PRAGMA foreign_keys").fetchone() == (1,)
    store.close()


def test_a_damaged_file_is_told_without_a_traceback(tmp_path: Path) -> None:
    path = tmp_path / "trials.db"
    store = open_store(path)
    with Saver(store) as saver:
        for number in range(1, 200):
            saver.add(record(study(f"NCT{number:08d}")))
    store.close()
    content = bytearray(path.read_bytes())
    content[4096 * 3 :] = b"\xff" * (len(content) - 4096 * 3)
    path.write_bytes(content)
    done = CliRunner().invoke(main, ["status", "--db", str(path)])
    assert done.exit_code == 1
    assert done.stderr.startswith(f"Error: {path}")
    assert "damaged" in done.stderr
