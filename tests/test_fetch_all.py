"""The whole registry by its bulk file: what is believed of it, what is asked by id, and a run that is cut short."""

import io
import resource
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import orjson
import pytest
from click.testing import CliRunner, Result

from harvester.check import check
from harvester.cli import main
from harvester.fetch_all import fetch_all
from harvester.harvest import fetch, load
from harvester.progress import silent
from harvester.refresh import refresh
from harvester.store import Store, open_store
from harvester.store.lock import writer_lock
from harvester.store.read import all_ids
from tests.refreshing import edit, holds_exactly, last_run, missing, nct, rows, run
from tests.registry import Registry
from tests.store.studies import study

N = 12


@pytest.fixture
def registry() -> Iterator[Registry]:
    with Registry(study(nct(number)) for number in range(1, N + 1)) as running:
        yield running


def archive(*documents: dict[str, Any], **files: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as out:
        for document in documents:
            nct_id = document["protocolSection"]["identificationModule"]["nctId"]
            out.writestr(f"{nct_id}.json", orjson.dumps(document))
        for name, payload in files.items():
            out.writestr(f"{name}.json", payload)
    return buffer.getvalue()


@contextmanager
def bulk_file_of_before(registry: Registry) -> Iterator[None]:
    """What happens inside the bulk file does not know."""
    body = registry._shelf.archive()
    yield
    registry.bulk.body = body


def downloads(registry: Registry) -> list[int | None]:
    return [asked.status for asked in registry.requests if "download" in asked.path]


def beside(store: Store) -> list[str]:
    return sorted(path.name for path in store.path.parent.iterdir() if "studies.json" in path.name)


def versions(store: Store, nct_id: str) -> list[tuple[Any, ...]]:
    return rows(
        store,
        "SELECT version, source, last_update_post_date FROM study_versions WHERE nct_id = ? ORDER BY version",
        nct_id,
    )


def test_it_is_the_registrys_own_answer_and_the_account_is_true(registry: Registry, store: Store) -> None:
    summary = run(registry, fetch_all, store)
    assert (summary.exit_code, summary.run.complete) == (0, True)
    assert holds_exactly(store, registry, [nct(number) for number in range(1, N + 1)])
    assert rows(store, "SELECT DISTINCT source FROM study_versions") == [("api",)]
    origins = [origin for (origin,) in rows(store, "SELECT origin FROM study_versions ORDER BY nct_id")]
    assert origins[0] == f"{registry.url}/studies/download?format=json.zip!{nct(1)}.json"
    account = last_run(store)
    assert account.pop("ended_at") >= account.pop("started_at")
    assert account.pop("bytes") >= len(registry._shelf.archive())
    assert account == {
        "id": 1,
        "command": "fetch --all",
        "complete": 1,
        "data_timestamp": registry.data_timestamp,
        "asked": N,
        "added": N,
        "changed": 0,
        "unchanged": 0,
        "missing": 0,
        "failed": 0,
        "requests": 4,  # the version, the file, the count, what was updated since
        "message": None,
    }
    assert beside(store) == []


def test_data_that_have_not_moved_are_not_downloaded_again(registry: Registry, store: Store) -> None:
    run(registry, fetch_all, store)
    summary = run(registry, fetch_all, store)
    assert (summary.exit_code, summary.run.requests, summary.run.complete) == (0, 1, True)
    assert "nothing to download" in summary.remarks[0]
    again = run(registry, fetch_all, store, full=True)
    assert (again.run.unchanged, again.run.requests) == (N, 4)
    registry.publish()
    edit(registry, nct(3))
    moved = run(registry, fetch_all, store)
    assert (moved.run.changed, moved.run.unchanged) == (1, N - 1)
    assert downloads(registry) == [200, 200, 200]


def test_a_registry_that_does_not_date_its_data_is_downloaded_again(registry: Registry, store: Store) -> None:
    registry.data_timestamp = None  # type: ignore[assignment]
    run(registry, fetch_all, store)
    run(registry, fetch_all, store)
    assert downloads(registry) == [200, 200]


def test_what_was_loaded_since_is_asked_for_by_id(registry: Registry, store: Store, tmp_path: Path) -> None:
    run(registry, fetch_all, store)
    file = tmp_path / "mine.json"
    file.write_bytes(orjson.dumps(study(nct(2), date="2025-05-05", enrollment=7)))
    load(store, [file])
    summary = run(registry, fetch_all, store)
    assert (summary.run.asked, summary.run.changed, downloads(registry)) == (1, 1, [200])
    assert holds_exactly(store, registry, [nct(2)])


def test_a_refresh_after_it_asks_what_a_refresh_after_a_refresh_asks(
    registry: Registry, store: Store
) -> None:
    run(registry, fetch_all, store)
    assert run(registry, refresh, store).run.requests == 1
    status = orjson.loads(CliRunner().invoke(main, ["status", "--json", "--db", str(store.path)]).stdout)
    assert status["last_complete_refresh"]


def test_what_vanished_is_marked_once_the_registry_says_so_by_id(registry: Registry, store: Store) -> None:
    run(registry, fetch_all, store)
    registry.remove(nct(4))
    registry.alias(nct(5), nct(6))
    registry.publish()
    summary = run(registry, fetch_all, store)
    assert missing(store) == [nct(4), nct(5)]
    assert (summary.run.missing, summary.run.complete, summary.exit_code) == (2, True, 0)
    assert summary.aliases == {nct(5): nct(6)}
    assert summary.run.changed + summary.run.unchanged == N - 2, "each study is counted once"
    registry.publish()
    assert run(registry, fetch_all, store).run.missing == 0


def test_a_study_that_the_bulk_file_alone_lacks_has_not_vanished(registry: Registry, store: Store) -> None:
    with Registry(study(nct(number)) for number in range(1, 201)) as large:
        run(large, fetch, store, [nct(1)])
        large.bulk.body = archive(*(large.get(nct(number)) for number in range(2, 201)))
        edit(large, nct(1))
        summary = run(large, fetch_all, store)
        assert (missing(store), summary.run.added, summary.run.changed) == ([], 199, 1)
        assert holds_exactly(store, large, [nct(1)])


def test_a_short_bulk_file_marks_nothing_and_is_told(registry: Registry, store: Store) -> None:
    run(registry, fetch, store, [nct(number) for number in range(1, N + 1)])
    registry.remove(nct(2))
    kept = [registry.get(nct(number)) for number in (1, 3, 4)]
    registry.bulk.body = archive(*kept)
    summary = run(registry, fetch_all, store)
    assert missing(store) == []
    assert (summary.exit_code, summary.run.complete) == (1, False)
    assert "has 3 studies where the registry counts 11" in str(summary.run.message)
    registry.bulk.body = None
    assert run(registry, fetch_all, store).exit_code == 0
    assert missing(store) == [nct(2)]


def test_a_study_that_is_back_is_no_longer_missing(registry: Registry, store: Store) -> None:
    run(registry, fetch_all, store)
    gone = registry.get(nct(4))
    registry.remove(nct(4))
    registry.publish()
    run(registry, refresh, store)
    assert missing(store) == [nct(4)]
    registry.put(gone)
    registry.publish()
    run(registry, fetch_all, store)
    assert missing(store) == []


def test_a_study_that_vanished_after_the_bulk_file_was_made_stays_missing(
    registry: Registry, store: Store
) -> None:
    run(registry, fetch_all, store)
    with bulk_file_of_before(registry):
        registry.remove(nct(4))
    registry.publish()
    run(registry, refresh, store)
    since = rows(store, "SELECT missing_since FROM studies WHERE nct_id = ?", nct(4))
    run(registry, fetch_all, store)
    assert rows(store, "SELECT missing_since FROM studies WHERE nct_id = ?", nct(4)) == since != [(None,)]


def test_a_study_restored_to_an_earlier_document_is_restored(registry: Registry, store: Store) -> None:
    before = registry.get(nct(1))
    edit(registry, nct(1), "2024-03-01")
    run(registry, fetch_all, store)
    registry.put(before)
    registry.publish()
    run(registry, fetch_all, store)
    assert holds_exactly(store, registry, [nct(1)])
    assert versions(store, nct(1)) == [(1, "api", "2024-03-01"), (2, "api", "2024-01-01")]


def test_a_study_restored_without_a_new_date_is_restored(registry: Registry, store: Store) -> None:
    before = registry.get(nct(1))
    registry.edit(nct(1), "protocolSection.designModule.enrollmentInfo.count", 5)
    run(registry, fetch_all, store)
    registry.put(before)
    registry.publish()
    run(registry, fetch_all, store)
    assert holds_exactly(store, registry, [nct(1)])


@pytest.mark.parametrize("older_since", ["fetched", "loaded"])
def test_a_bulk_file_older_than_what_is_held_does_not_take_it_back(
    registry: Registry, store: Store, tmp_path: Path, older_since: str
) -> None:
    with bulk_file_of_before(registry):
        edit(registry, nct(1), "2024-03-01")
    if older_since == "fetched":
        run(registry, fetch, store, [nct(1)])
    else:
        (tmp_path / "one.json").write_bytes(orjson.dumps(registry.get(nct(1))))
        load(store, [tmp_path / "one.json"])
    summary = run(registry, fetch_all, store)
    assert [date for _, _, date in versions(store, nct(1))] == ["2024-03-01"]
    assert holds_exactly(store, registry, [nct(1)])
    assert (summary.run.added, summary.run.unchanged, summary.exit_code) == (N - 1, 1, 0)


def test_a_bulk_file_of_some_days_ago_is_brought_up_to_date(store: Store) -> None:
    with Registry(study(nct(number)) for number in range(1, 201)) as large:
        with bulk_file_of_before(large):
            edit(large, nct(1), "2024-12-30")
            large.put(study(nct(290), date="2024-12-31"))
        summary = run(large, fetch_all, store)
        assert holds_exactly(store, large, [nct(1), nct(2), nct(290)])
        assert (summary.run.added, summary.run.changed, summary.exit_code) == (201, 1, 0)
        assert run(large, refresh, store).run.requests == 1


def test_a_listing_that_stays_short_makes_the_run_incomplete(registry: Registry, store: Store) -> None:
    registry.misbehave("short_page", match="AREA", times=100)
    summary = run(registry, fetch_all, store)
    assert (summary.run.complete, summary.exit_code, summary.run.added) == (False, 1, N)


def test_what_came_from_less_than_the_registry_gives_way_to_it(
    registry: Registry, store: Store, tmp_path: Path
) -> None:
    (tmp_path / "page.json").write_bytes(orjson.dumps(study(nct(1), date="2022-02-02", title="Older")))
    load(store, [tmp_path / "page.json"])
    run(registry, fetch_all, store)
    assert versions(store, nct(1)) == [(1, "json", "2022-02-02"), (2, "api", "2024-01-01")]


def test_a_record_that_cannot_be_read_in_the_file_is_asked_for_by_id(
    registry: Registry, store: Store
) -> None:
    whole = [registry.get(nct(number)) for number in range(1, N)]
    registry.bulk.body = archive(*whole, **{nct(N): b'{"protocolSection": '})
    summary = run(registry, fetch_all, store)
    assert (summary.exit_code, summary.run.added, summary.failed) == (0, N, [])
    assert rows(store, "SELECT count(*) FROM problems") == [(0,)]


def test_a_member_damaged_on_its_way_is_asked_for_by_id(registry: Registry, store: Store) -> None:
    body = bytearray(archive(*(registry.get(nct(number)) for number in range(1, N + 1))))
    body[body.index(b"Walking distance")] ^= 1
    registry.bulk.body = bytes(body)
    summary = run(registry, fetch_all, store)
    assert (summary.exit_code, summary.run.added) == (0, N)
    assert holds_exactly(store, registry, [nct(1)])


def test_a_record_that_nobody_can_read_is_told_once_and_kept(registry: Registry, store: Store) -> None:
    broken = study(nct(3))
    broken["protocolSection"]["outcomesModule"] = ["no object"]
    registry.put(broken)
    for asked in (1, 2):
        summary = run(registry, fetch_all, store, full=True)
        assert (summary.exit_code, summary.run.failed, summary.run.complete) == (1, 1, True)
        assert [record for record, _ in summary.failed] == [nct(3)]
        assert rows(store, "SELECT nct_id, source FROM problems") == [(nct(3), "api")], asked
    registry.put(study(nct(3)))
    assert run(registry, fetch_all, store, full=True).exit_code == 0
    assert rows(store, "SELECT count(*) FROM problems") == [(0,)]


def test_a_file_that_nobody_can_name_makes_the_run_incomplete(registry: Registry, store: Store) -> None:
    registry.bulk.body = archive(
        *(registry.get(nct(number)) for number in range(1, N + 1)), odd=b'{"protocolSection": '
    )
    summary = run(registry, fetch_all, store)
    assert (summary.exit_code, summary.run.complete, summary.run.added) == (1, False, N)
    assert "could not be read" in str(summary.run.message)


def test_files_that_are_no_records_are_passed_over(registry: Registry, store: Store) -> None:
    whole = [registry.get(nct(number)) for number in range(1, N + 1)]
    registry.bulk.body = archive(*whole, readme=b"The studies of today.")
    summary = run(registry, fetch_all, store)
    assert (summary.exit_code, summary.passed, summary.run.added) == (0, 1, N)


def test_a_check_by_id_that_fails_is_told_and_the_next_run_loads_what_is_there(
    registry: Registry, store: Store
) -> None:
    run(registry, fetch_all, store)
    registry.remove(nct(4))
    registry.publish()
    registry.misbehave("status", status=403, match="filter.ids")
    summary = run(registry, fetch_all, store)
    assert (summary.exit_code, summary.run.complete, missing(store)) == (1, False, [])
    assert beside(store) == ["trials.db-studies.json.zip", "trials.db-studies.json.zip.about"]
    summary = run(registry, fetch_all, store)
    assert (summary.exit_code, missing(store), beside(store)) == (0, [nct(4)], [])
    assert downloads(registry) == [200, 200], "the file of the run before was there"


def test_many_studies_are_prepared_by_others_and_nothing_differs(store: Store) -> None:
    with Registry(study(nct(number)) for number in range(1, 1501)) as registry:
        told: list[tuple[int, int | None]] = []
        run(registry, fetch_all, store, progress=lambda done, total: told.append((done, total)))
        assert holds_exactly(store, registry, [nct(number) for number in range(1, 1501)])
        assert told[-1][1] == 1500
        registry.remove(nct(700))
        edit(registry, nct(701))
        registry.publish()
        summary = run(registry, fetch_all, store)
        assert (summary.run.changed, summary.run.unchanged, summary.run.missing) == (1, 1498, 1)
    assert check(store, silent) == []


# What a shell and a scheduled job see


Harvester = Callable[..., Result]


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return tmp_path / "trials.db"


@pytest.fixture
def harvester(registry: Registry, db: Path) -> Harvester:
    def call(*arguments: str) -> Result:
        options = ["--db", str(db), "--api-url", registry.url]
        return CliRunner().invoke(main, ["fetch", *arguments, *options], catch_exceptions=False)

    return call


def command(registry: Registry, db: Path) -> list[str]:
    arguments = ["fetch", "--all", "--db", str(db), "--api-url", registry.url, "--json"]
    return [sys.executable, "-m", "harvester", *arguments]


def test_done_is_0_and_nothing_is_left_beside_the_file(harvester: Harvester, tmp_path: Path) -> None:
    done = harvester("--all", "--json")
    account = orjson.loads(done.stdout)
    assert (done.exit_code, account["command"], account["added"]) == (0, "fetch --all", N)
    assert {path.name for path in tmp_path.iterdir()} <= {"trials.db", "trials.db.lock"}
    assert "nothing to download" in harvester("--all").stdout


@pytest.mark.parametrize(
    "more",
    [
        [nct(1)],
        ["--query", "cells"],
        ["--condition", "knee"],
        ["--from-file", __file__],
        ["--once"],
        ["--source", "archive"],
        ["--at", "2020-01-01"],
        ["--keep", "nowhere/studies.zip"],
    ],
)
def test_all_and_some_are_2_before_anything_is_asked(
    harvester: Harvester, registry: Registry, tmp_path: Path, more: list[str]
) -> None:
    assert harvester("--all", *more).exit_code == 2
    assert (registry.requests, list(tmp_path.iterdir())) == ([], [])


@pytest.mark.parametrize("option", [["--full"], ["--keep", "studies.zip"]])
def test_options_of_all_without_it_are_2(harvester: Harvester, option: list[str]) -> None:
    assert harvester(nct(1), *option).exit_code == 2


def test_the_database_is_not_kept_over(harvester: Harvester, db: Path) -> None:
    harvester(nct(1))
    assert harvester("--all", "--keep", str(db)).exit_code == 2
    assert open_store(db).spec.version


@pytest.mark.parametrize(
    ("fault", "match"), [("status", "version"), ("reset", "download"), ("html", "download")]
)
def test_a_registry_that_cannot_be_reached_is_3_and_changes_nothing(
    harvester: Harvester, registry: Registry, tmp_path: Path, fault: Any, match: str
) -> None:
    registry.misbehave(fault, match=match, times=100)
    done = harvester("--all")
    assert (done.exit_code, done.stdout) == (3, "")
    assert "8 attempts" in done.stderr
    assert {path.name for path in tmp_path.iterdir()} <= {"trials.db", "trials.db.lock"}


def test_a_second_run_is_75(harvester: Harvester, registry: Registry, db: Path) -> None:
    with writer_lock(db):
        assert harvester("--all").exit_code == 75
    assert registry.requests == []


def test_a_file_that_is_kept_stays_and_gives_way_to_a_newer_one(
    harvester: Harvester, registry: Registry, tmp_path: Path
) -> None:
    kept = tmp_path / "mine.zip"
    assert harvester("--all", "--keep", str(kept)).exit_code == 0
    assert kept.read_bytes() == registry._shelf.archive()
    assert {path.name for path in tmp_path.iterdir()} <= {"trials.db", "trials.db.lock", "mine.zip"}
    registry.put(study(nct(77)))
    registry.publish()
    registry.misbehave("status", status=403, match="download", times=100)
    assert harvester("--all", "--keep", str(kept)).exit_code == 3
    assert len(zipfile.ZipFile(kept).namelist()) == N, "until the newer one is whole"
    registry.behave()
    assert harvester("--all", "--keep", str(kept)).exit_code == 0
    assert len(zipfile.ZipFile(kept).namelist()) == N + 1


@pytest.mark.parametrize("ended", [signal.SIGKILL, signal.SIGINT])
def test_a_run_that_is_stopped_while_it_downloads_goes_on(registry: Registry, db: Path, ended: int) -> None:
    registry.misbehave("stalled_body", match="download", seconds=60)
    process = subprocess.Popen(command(registry, db), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert registry.hung.wait(30)
    part = db.with_name("trials.db-studies.json.zip.part")
    half = len(registry._shelf.archive()) // 2
    until = time.monotonic() + 30
    while (not part.exists() or part.stat().st_size < half) and time.monotonic() < until:
        time.sleep(0.01)
    process.send_signal(ended)
    _, said = process.communicate(timeout=30)
    assert process.returncode == (130 if ended == signal.SIGINT else -signal.SIGKILL)
    assert ended == signal.SIGKILL or b"goes on from there" in said
    assert part.stat().st_size == half
    done = subprocess.run(command(registry, db), capture_output=True, check=True)
    assert orjson.loads(done.stdout)["added"] == N
    (last,) = [asked for asked in registry.requests if asked.headers.get("range")]
    assert (last.headers["range"], last.status) == (f"bytes={half}-", 206)
    whole(db, [nct(number) for number in range(1, N + 1)])


@pytest.mark.parametrize("moved", [False, True])
def test_a_run_that_is_stopped_while_it_loads_goes_on_with_the_file_it_has(db: Path, moved: bool) -> None:
    count = 4000
    with Registry(study(nct(number)) for number in range(1, count + 1)) as registry:
        process = subprocess.Popen(
            command(registry, db), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        saved = 0
        while saved == 0 and process.poll() is None:
            time.sleep(0.01)
            saved = held(db)
        process.kill()
        process.wait()
        saved = held(db)
        assert 0 < saved < count
        if moved:
            registry.put(study(nct(count + 1)))
            registry.publish()
        done = subprocess.run(command(registry, db), capture_output=True, check=True)
        account = orjson.loads(done.stdout)
        assert (account["unchanged"], account["added"]) == (saved, count - saved + moved)
        assert downloads(registry) == [200] * (1 + moved)
    whole(db, [nct(number) for number in range(1, count + 1 + moved)])


def test_a_full_disk_while_it_loads_keeps_the_file_for_the_next_run(db: Path) -> None:
    with Registry(study(nct(number)) for number in range(1, 601)) as registry:
        open_store(db).close()
        room = max(db.stat().st_size, len(registry._shelf.archive())) + (64 << 10)
        limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))  # noqa: E731
        done = subprocess.run(command(registry, db), preexec_fn=limit, capture_output=True, text=True)
        assert (done.returncode, done.stdout) == (1, "")
        assert "Free some space" in done.stderr
        assert subprocess.run(command(registry, db), capture_output=True).returncode == 0
        assert downloads(registry) == [200]
    whole(db, [nct(number) for number in range(1, 601)])


def held(db: Path) -> int:
    if not db.exists():
        return 0
    with closing(sqlite3.connect(db)) as conn:
        try:
            return int(conn.execute("SELECT count(*) FROM studies").fetchone()[0])
        except sqlite3.OperationalError:  # it is being made
            return 0


def whole(db: Path, nct_ids: list[str]) -> None:
    store = open_store(db)
    assert all_ids(store.conn) == nct_ids
    assert check(store, silent) == []
    store.close()
    assert not [path for path in db.parent.iterdir() if "studies.json" in path.name]
