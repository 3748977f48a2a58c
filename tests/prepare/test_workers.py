"""Other processes prepare what this one writes: the same file comes out, whatever happens to them."""

import errno
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import orjson
import pytest

from harvester import harvest as harvest_module
from harvester import record as record_module
from harvester.prepare import document as document_module
from harvester.prepare import workers as workers_module
from harvester.prepare.worker import DICTIONARY
from harvester.record import Provenance, RawRecord, Record, Unreadable
from harvester.sources import files as files_module
from harvester.store import Saver, open_store
from harvester.store import save as save_module
from tests.benchmarks.corpus import clones
from tests.store.studies import record, study

HERE = Provenance("json", "clones")


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers_module, "FEW", 0)
    monkeypatch.setattr(save_module, "CHUNK", 10)


def items(count: int) -> Iterator[Record | Unreadable]:
    """Studies, one that cannot be normalised, one that comes again newer, a payload that is none."""
    for number, document in enumerate(clones(count)):
        if number == count // 3:
            yield Unreadable(b"<html>", "no study", Provenance("json", "page.html", "2024-01-01T00:00:00Z"))
            broken = study("NCT00000003")
            broken["protocolSection"]["outcomesModule"]["primaryOutcomes"] = "none"
            yield record(broken, "json")
            yield record(study("NCT00000004", "2024-01-01"))
        yield Record(document, Provenance("json", "clones", "2024-01-01T00:00:00Z"))
    yield record(study("NCT00000004", "2024-03-01", enrollment=99))


def content(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    with sqlite3.connect(path) as conn:
        names = [
            name for (name,) in conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        ]
        found = {
            name: sorted(conn.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr)
            for name in names
            if not name.startswith(("studies_fts_", "sqlite_"))
        }
    conn.close()
    return found


def test_a_file_is_the_same_whoever_prepared_it(tmp_path: Path) -> None:
    for name, workers in (("alone", 0), ("helped", 1)):
        store = open_store(tmp_path / name)
        with Saver(store, workers=workers) as saver:
            for item in items(120):
                saver.add(item)
            assert (saver._workers._pool is not None) is bool(workers)
        assert (saver.outcome.added, saver.outcome.changed, len(saver.outcome.failed)) == (121, 1, 2)
        store.close()
    alone, helped = content(tmp_path / "alone"), content(tmp_path / "helped")
    assert alone.keys() == helped.keys()
    for table, rows in alone.items():
        assert rows == helped[table], table


def test_a_zip_loads_the_same_whoever_unpacks_it_and_a_second_time_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = tmp_path / "studies.json.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as made:
        for number, document in enumerate(clones(540)):
            made.writestr(f"NCT{10_000_000 + number:08d}.json", orjson.dumps(document))
        made.writestr("broken.json", b'{"protocolSection": ')
        made.writestr("read me.txt", b"no record")
    monkeypatch.setattr(record_module, "now", lambda: "2024-01-01T00:00:00Z")
    monkeypatch.setattr(files_module, "now", lambda: "2024-01-01T00:00:00Z")
    for name, workers in (("alone", 0), ("helped", 1)):
        monkeypatch.setattr(harvest_module, "spare_processors", lambda workers=workers: workers)
        store = open_store(tmp_path / name)
        summary = harvest_module.load(store, [archive])
        assert (summary.run.added, summary.run.failed, summary.passed) == (540, 1, 1)
        written = store.conn.total_changes
        again = harvest_module.load(store, [archive])
        assert (again.run.unchanged, again.run.failed, again.passed) == (540, 1, 1)
        assert store.conn.total_changes - written < 20  # the run's account, and the problem's date
        store.close()
    alone, helped = content(tmp_path / "alone"), content(tmp_path / "helped")
    for table in alone.keys() - {"runs"}:
        assert alone[table] == helped[table], table


def test_a_worker_that_dies_costs_no_record(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    store = open_store(tmp_path / "trials.db")
    with Saver(store, workers=1) as saver:
        for number, item in enumerate(clones(80)):
            saver.add(Record(item, HERE))
            if number == 20:
                pool = saver._workers._pool
                assert pool is not None
                for pid in list(pool._processes):
                    os.kill(pid, signal.SIGKILL)
    assert saver.outcome.added == 80
    assert [message for message in caplog.messages if "died" in message] == caplog.messages[:1]
    assert store.conn.execute("SELECT count(*) FROM studies").fetchone() == (80,)
    store.close()


@pytest.mark.parametrize("seconds", [0.0, 0.02, 0.05, 0.1])
def test_a_worker_killed_while_it_hands_over_results_costs_no_record(tmp_path: Path, seconds: float) -> None:
    """Of a large result a half may have been sent when the system takes the process away."""
    store = open_store(tmp_path / "trials.db")
    with Saver(store, workers=1) as saver:
        for number, item in enumerate(clones(200)):
            saver.add(Record(item, HERE))
            if number == 20:
                first = saver._workers._under_way[0].results
                assert first is not None
                first.result()
            if number == 100:
                time.sleep(seconds)
                pool = saver._workers._pool
                assert pool is not None
                for pid in list(pool._processes):
                    os.kill(pid, signal.SIGKILL)
    assert saver.outcome.added == 200
    store.close()


@pytest.mark.parametrize("refused", ["ProcessPoolExecutor", "submit"])
def test_where_no_process_may_be_started_all_is_prepared_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, refused: str
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable")

    owner = workers_module if refused == "ProcessPoolExecutor" else workers_module.ProcessPoolExecutor
    monkeypatch.setattr(owner, refused, refuse)
    store = open_store(tmp_path / "trials.db")
    with Saver(store, workers=1) as saver:
        for item in clones(30):
            saver.add(Record(item, HERE))
    assert saver.outcome.added == 30
    assert ["Resource temporarily unavailable" in message for message in caplog.messages] == [True]
    store.close()


def test_results_leave_no_file_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    store = open_store(tmp_path / "trials.db")
    with Saver(store, workers=1) as saver:
        for item in clones(60):
            saver.add(Record(item, HERE))
        saver.flush()
        assert list(tmp_path.glob("harvester-*"))
        assert not [file for file in tmp_path.glob("harvester-*/*") if file.name != DICTIONARY]
    assert not list(tmp_path.glob("harvester-*"))
    store.close()


def test_large_records_are_waited_for_sooner_than_small_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers_module, "BYTES_UNDER_WAY", 1)
    store = open_store(tmp_path / "trials.db")
    with Saver(store, workers=1) as saver:
        for item in clones(60):
            saver.add(Record(item, HERE))
            assert len(saver._workers._under_way) <= 2
    store.close()


def test_what_did_not_move_is_not_prepared_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_store(tmp_path / "trials.db")
    studies = [study(f"NCT{number:08d}") for number in range(1, 31)]
    for source in ("api", "json"):
        with Saver(store) as saver:
            for document in studies:
                saver.add(record(document, source))

    def fail(*_: object) -> None:
        raise AssertionError("prepared")

    monkeypatch.setattr(document_module, "normalise", fail)
    for source in ("api", "json"):
        with Saver(store) as saver:
            for document in studies:
                saver.add(record(document, source))
        assert saver.outcome.unchanged == 30
    store.close()


def as_raw(document: dict[str, Any]) -> RawRecord:
    return RawRecord("NCT00000001", orjson.dumps(document), Provenance("api", "somewhere"))


@pytest.mark.parametrize("form", [record, as_raw])
def test_a_registry_that_goes_forth_and_back_in_one_run_leaves_three_versions(
    tmp_path: Path, form: Callable[[dict[str, Any]], Record | RawRecord]
) -> None:
    """The third answer was looked up before the second was written."""
    store = open_store(tmp_path / "trials.db")
    with Saver(store) as saver:
        saver.add(form(study()))
    with Saver(store) as saver:
        saver.add(form(study(title="Other", date="2024-02-01")))
        saver.add(form(study()))
    assert saver.outcome.changed == 2
    assert store.conn.execute("SELECT brief_title FROM studies").fetchone() == ("Cells for knees",)
    store.close()


@pytest.mark.parametrize(("patience", "helps"), [(0.0, True), (600.0, False)])
def test_this_process_prepares_only_once_others_made_it_wait_for_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, patience: float, helps: bool
) -> None:
    monkeypatch.setattr(workers_module, "LOADING_SECONDS", patience)
    monkeypatch.setattr(workers_module, "UNDER_WAY", 2)
    monkeypatch.setattr(workers_module, "AHEAD", 1)
    prepared_here = []
    real = document_module.prepare_tasks

    def prepare_tasks(*arguments: Any) -> Any:
        prepared_here.append(len(arguments[0]))
        return real(*arguments)

    monkeypatch.setattr(workers_module, "prepare_tasks", prepare_tasks)
    store = open_store(tmp_path / "trials.db")
    with Saver(store, workers=1) as saver:
        for document in clones(80):
            saver.add(Record(document, HERE))
    assert bool(prepared_here) is helps
    assert store.conn.execute("SELECT count(*) FROM studies").fetchone() == (80,)
    store.close()


def test_what_arrives_waits_for_one_batch_at_most(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(save_module, "CHUNK", 1000)
    store = open_store(tmp_path / "trials.db")
    saver = Saver(store, batch=10)
    arriving: Future[None] = Future()
    write = saver._write

    def write_while_it_arrives(results: Sequence[Any]) -> None:
        write(results)
        arriving.set_result(None)

    monkeypatch.setattr(saver, "_write", write_while_it_arrives)
    saver._workers.submit([document_module.document_of(Record(item, HERE)) for item in clones(35)], {})
    saver.work_until(arriving)
    assert store.conn.execute("SELECT count(*) FROM studies").fetchone() == (10,)
    monkeypatch.setattr(saver, "_write", write)
    saver.flush()
    assert store.conn.execute("SELECT count(*) FROM studies").fetchone() == (35,)
    store.close()


_ORPHANS = """
import sys, time
from pathlib import Path
from harvester.prepare import workers
from harvester.store import Saver, open_store
from tests.store.studies import record, study

if __name__ == "__main__":
    workers.FEW = 0
    saver = Saver(open_store(Path(sys.argv[1])), workers=1)
    for number in range(1, 101):
        saver.add(record(study(f"NCT{number:08d}")))
    print(saver._workers._folder, *saver._workers._pool._processes, flush=True)
    time.sleep(60)
"""


def test_workers_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(_ORPHANS)
    process = subprocess.Popen(
        [sys.executable, str(script), str(tmp_path / "trials.db")],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])},
    )
    assert process.stdout is not None
    folder, *pids = process.stdout.readline().decode().split()
    workers = [int(pid) for pid in pids]
    assert workers
    process.kill()
    process.wait()
    process.stdout.close()
    until = time.monotonic() + 20
    while any(map(_lives, workers)) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(map(_lives, workers))
    assert not Path(folder).exists()


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat")
    return not state.exists() or state.read_text().rpartition(")")[2].split()[0] != "Z"
