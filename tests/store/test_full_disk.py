"""A disk that is full in the middle of a run: clear words, a whole file, and the next run goes on."""

import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from harvester.check import check
from harvester.progress import silent
from harvester.store import open_store
from harvester.store.read import all_ids
from tests.registry import Registry
from tests.store.studies import study

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
