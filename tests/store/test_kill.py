"""`kill -9` at any moment of a fetch or a refresh: the file is whole and the next run completes it."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

from harvester.check import check
from harvester.harvest import fetch
from harvester.progress import silent
from harvester.refresh import refresh
from harvester.sources.api import ApiClient
from harvester.store import open_store
from harvester.store.read import all_ids
from tests.refreshing import nct
from tests.registry import Registry
from tests.store.studies import study

KILLS = int(os.environ.get("SOAK", "6"))
N = 2000
MOVED = 800


def start(registry: Registry, arguments: list[str]) -> subprocess.Popen[bytes]:
    """A command that has just asked its first question, or is done."""
    asked = len(registry.requests)
    process = subprocess.Popen(
        [sys.executable, "-m", "harvester", *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    while len(registry.requests) == asked and process.poll() is None:
        time.sleep(0.001)
    return process


def kill_when(process: subprocess.Popen[bytes], due: Callable[[], bool]) -> bool:
    """Kill it once it is due; False where it was done before."""
    while not due() and process.poll() is None:
        time.sleep(0.001)
    under_way = process.poll() is None
    process.send_signal(signal.SIGKILL)
    process.wait()
    return under_way


def versions_in(db: Path) -> int:
    """How many versions are in the file, whoever is writing to it."""
    with closing(sqlite3.connect(db)) as conn:
        try:
            return int(conn.execute("SELECT count(*) FROM study_versions").fetchone()[0])
        except sqlite3.OperationalError:  # it is being made
            return 0


def moment(chance: random.Random, db: Path, begun: float) -> Callable[[], bool]:
    """A moment of a run: so long after its first request, or a little after so much was written."""
    seconds, rows = chance.uniform(0, 1.5), versions_in(db) + chance.randrange(1, MOVED)
    if chance.random() < 0.4:
        return lambda: time.monotonic() > begun + seconds
    pause = chance.uniform(0, 0.05)

    def written() -> bool:
        if versions_in(db) < rows:
            return False
        time.sleep(pause)
        return True

    return written


def edit_some(registry: Registry, chance: random.Random, turn: int) -> None:
    for number in chance.sample(range(1, N + 1), MOVED):
        document = registry.get(nct(number))
        document["protocolSection"]["designModule"]["enrollmentInfo"]["count"] = chance.randrange(1, 9999)
        posted = date(2024, 2, 1) + timedelta(days=turn)
        document["protocolSection"]["statusModule"]["lastUpdatePostDateStruct"]["date"] = posted.isoformat()
        registry.put(document)
    registry.publish()


def enrolled_in(db: Path) -> dict[str, int]:
    with closing(sqlite3.connect(db)) as conn:
        assert conn.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return dict(conn.execute("SELECT nct_id, enrollment_count FROM studies"))


def test_a_killed_run_leaves_a_whole_file_and_the_next_one_completes_it(tmp_path: Path) -> None:
    chance = random.Random(20261122)
    ids = [nct(number) for number in range(1, N + 1)]
    (tmp_path / "ids.txt").write_text("\n".join(ids))
    db = tmp_path / "trials.db"
    outcomes: Counter[str] = Counter()
    with Registry([study(nct_id) for nct_id in ids]) as registry:
        for turn in range(KILLS):
            command = "fetch" if turn % 2 == 0 else "refresh"
            if command == "fetch":
                for file in tmp_path.glob("trials.db*"):
                    file.unlink()
                arguments = ["fetch", "--from-file", str(tmp_path / "ids.txt")]
            else:
                edit_some(registry, chance, turn)
                arguments = ["refresh"]
            process = start(registry, [*arguments, "--db", str(db), "--api-url", registry.url])
            killed = kill_when(process, moment(chance, db, time.monotonic()))
            store = open_store(db)
            assert check(store, silent) == []
            with ApiClient(registry.url) as client:
                rest = fetch(store, client, ids).run if command == "fetch" else refresh(store, client).run
                assert refresh(store, client).run.complete
            left = rest.added + rest.changed
            half = 0 < left < (N if command == "fetch" else MOVED)
            outcomes["half way" if half else "before or after it wrote" if killed else "not at all"] += 1
            assert all_ids(store.conn) == ids
            assert check(store, silent) == []
            doubled = "SELECT nct_id FROM study_versions GROUP BY nct_id, content_hash HAVING count(*) > 1"
            assert store.conn.execute(doubled).fetchall() == []
            store.close()
            enrolled = enrolled_in(db)
            for nct_id in ids[::50]:
                held = registry.get(nct_id)["protocolSection"]["designModule"]["enrollmentInfo"]["count"]
                assert enrolled[nct_id] == held
    assert outcomes["half way"], f"the test says nothing, runs were killed {dict(outcomes)}"
    print(f"killed: {dict(outcomes)}")
