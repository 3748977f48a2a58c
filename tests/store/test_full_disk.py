"""A disk that is full in the middle of a run: clear words, a whole file, and the next run goes on."""

import resource
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from harvester.check import check
from harvester.errors import HarvesterError, RegistryError, StoreError
from harvester.harvest import fetch
from harvester.progress import silent
from harvester.store import Ledger, Saver, Store, open_store
from harvester.store.read import all_ids
from harvester.store.save import BATCH
from tests.refreshing import last_run, rows, run
from tests.registry import Registry
from tests.store.studies import record, study

IDS = [f"NCT{number:08d}" for number in range(1, 601)]


def harvester(*arguments: str, most_bytes: int | None = None) -> subprocess.CompletedProcess[str]:
    """Run a command; no file of it may grow beyond `most_bytes`, which is how a full disk looks to SQLite."""
    limit: Callable[[], None] | None = None
    if most_bytes is not None:
        limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))  # noqa: E731
    return subprocess.run(
        [sys.executable, "-m", "harvester", *arguments], capture_output=True, text=True, preexec_fn=limit
    )


@pytest.mark.parametrize("room", [1 << 10, 1 << 20])
def test_a_full_disk_leaves_a_whole_file_and_the_next_run_goes_on(tmp_path: Path, room: int) -> None:
    (tmp_path / "ids.txt").write_text("\n".join(IDS))
    db = tmp_path / "trials.db"
    with Registry([study(nct_id) for nct_id in IDS]) as registry:
        arguments = ["--db", str(db), "--api-url", registry.url]
        fetch = ["fetch", "--from-file", str(tmp_path / "ids.txt"), *arguments]
        done = harvester(*fetch, most_bytes=room)
        assert (done.returncode, done.stdout) == (1, "")
        assert "nothing of this batch was written. Free some space" in done.stderr
        assert "Traceback" not in done.stderr
        whole(db)
        assert harvester(*fetch).returncode == 0
        for nct_id in IDS:
            registry.edit(nct_id, "protocolSection.statusModule.lastUpdatePostDateStruct.date", "2024-03-03")
        registry.publish()
        done = harvester("refresh", *arguments, most_bytes=db.stat().st_size)
        assert (done.returncode, "Free some space" in done.stderr) == (1, True)
        whole(db)
        assert harvester("refresh", *arguments).returncode == 0
    store = open_store(db)
    assert all_ids(store.conn) == IDS
    assert store.conn.execute("SELECT count(*) FROM study_versions").fetchone() == (2 * len(IDS),)
    assert check(store, silent) == []
    store.close()


def whole(db: Path) -> None:
    store = open_store(db)
    assert check(store, silent) == []
    store.close()


def test_a_run_that_a_full_disk_ends_has_its_account(store: Store, tmp_path: Path) -> None:
    one_batch = open_store(tmp_path / "one batch.db")
    with Saver(one_batch) as saver:
        for nct_id in IDS[:BATCH]:
            saver.add(record(study(nct_id)))
    [(pages,)] = rows(one_batch, "PRAGMA page_count")
    one_batch.close()
    store.conn.execute(f"PRAGMA max_page_count = {pages + 8}")
    with Registry([study(nct_id) for nct_id in IDS[: 2 * BATCH]]) as registry:
        with pytest.raises(StoreError, match="full; nothing of this batch was written"):
            run(registry, fetch, store, IDS[: 2 * BATCH])
        account = last_run(store)
        assert (account["complete"], account["requests"]) == (0, len(registry.requests))
    assert account["ended_at"] is not None
    assert "Free some space" in account["message"]
    assert all_ids(store.conn) == IDS[:BATCH]
    assert account["added"] == BATCH
    assert check(store, silent) == []


@pytest.mark.parametrize(
    ("status", "error", "told"),
    [
        (200, StoreError, "the account of this run was not written. Free some space"),
        (403, RegistryError, "403"),
    ],
)
def test_an_account_that_cannot_be_written_hides_nothing_that_came_before(
    store: Store, monkeypatch: pytest.MonkeyPatch, status: int, error: type[HarvesterError], told: str
) -> None:
    def end(ledger: Ledger, run: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(Ledger, "end", end)
    with Registry([study(IDS[0])]) as registry:
        if status != 200:
            registry.misbehave("status", status=status, times=1000)
        with pytest.raises(error, match=told):
            run(registry, fetch, store, IDS[:1])
