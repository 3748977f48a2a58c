"""`kill -9` at any moment of a fetch or a refresh: the file is whole and the next run completes it."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

from harvester.check import check
from harvester.progress import silent
from harvester.refresh import refresh
from harvester.sources.api import ApiClient
from harvester.store import open_store
from harvester.store.read import all_ids
from tests.registry import Registry
from tests.store.studies import study

KILLS = int(os.environ.get("SOAK", "6"))
N = 2000


def killed_after(seconds: float, arguments: list[str]) -> bool:
    """Start a command and kill it; False where it was done before."""
    process = subprocess.Popen(
        [sys.executable, "-m", "harvester", *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    time.sleep(seconds)
    done = process.poll() is not None
    process.send_signal(signal.SIGKILL)
    process.wait()
    return not done


def test_a_killed_run_leaves_a_whole_file_and_the_next_one_completes_it(tmp_path: Path) -> None:
    chance = random.Random(20261122)
    ids = [f"NCT{number:08d}" for number in range(1, N + 1)]
    (tmp_path / "ids.txt").write_text("\n".join(ids))
    db = tmp_path / "trials.db"
    killed = 0
    with Registry([study(nct_id) for nct_id in ids]) as registry:
        for kill in range(KILLS):
            command = "fetch" if kill % 2 == 0 else "refresh"
            if command == "fetch":
                for file in tmp_path.glob("trials.db*"):
                    file.unlink()
                arguments = ["fetch", "--from-file", str(tmp_path / "ids.txt")]
            else:
                for nct_id in chance.sample(ids, 800):
                    registry.edit(
                        nct_id, "protocolSection.designModule.enrollmentInfo.count", chance.randrange(1, 999)
                    )
                    registry.edit(
                        nct_id,
                        "protocolSection.statusModule.lastUpdatePostDateStruct.date",
                        f"2024-02-{kill:02d}",
                    )
                registry.publish()
                arguments = ["refresh"]
            killed += killed_after(
                chance.uniform(0.3, 2.0), [*arguments, "--db", str(db), "--api-url", registry.url]
            )
            if not db.exists():
                continue
            store = open_store(db)
            assert check(store, silent) == []
            with ApiClient(registry.url) as client:
                if command == "fetch":
                    from harvester.harvest import fetch

                    fetch(store, client, ids)
                summary = refresh(store, client)
            assert summary.run.complete
            assert all_ids(store.conn) == ids
            assert check(store, silent) == []
            doubled = "SELECT nct_id FROM study_versions GROUP BY nct_id, content_hash HAVING count(*) > 1"
            assert store.conn.execute(doubled).fetchall() == []
            enrolled = dict(store.conn.execute("SELECT nct_id, enrollment_count FROM studies"))
            store.close()
            for nct_id in ids[::50]:
                count = registry.get(nct_id)["protocolSection"]["designModule"]["enrollmentInfo"]["count"]
                assert enrolled[nct_id] == count
            with sqlite3.connect(db) as conn:
                assert conn.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            conn.close()
    assert killed, "no run was killed while it was under way: the test says nothing"
