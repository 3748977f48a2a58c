"""`kill -9` at any moment of a large load, indexes let go for it: the file is whole and the same load completes it."""

import json
import random
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from zipfile import ZipFile

import orjson

from harvester.check import Findings, examine
from harvester.progress import silent
from harvester.store import open_store
from tests.store.studies import study
from tests.store.test_kill import KILLS, kill_when, versions_in

N = 2000
_LOAD = """
from harvester.store import bulk, dictionary
bulk.LEAST = dictionary.MANY = 100
from harvester.cli import main
main()
"""


def load(archive: Path, db: Path) -> subprocess.Popen[bytes]:
    arguments = ["load", str(archive), "--db", str(db)]
    return subprocess.Popen(
        [sys.executable, "-c", _LOAD, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def test_a_killed_load_leaves_a_whole_file_and_the_same_load_completes_it(tmp_path: Path) -> None:
    chance = random.Random(20261124)
    archive, db = tmp_path / "studies.json.zip", tmp_path / "trials.db"
    with ZipFile(archive, "w") as made:
        for number in range(1, N + 1):
            document = study(f"NCT{number:08d}", outcomes=[f"Pain {number}"])
            document["protocolSection"]["descriptionModule"] = {"briefSummary": "Cells for knees. " * 30}
            made.writestr(f"NCT{number:08d}.json", orjson.dumps(document))
    outcomes: Counter[str] = Counter()
    for _ in range(KILLS):
        for file in tmp_path.glob("trials.db*"):
            file.unlink()
        rows, pause = chance.choice([1, chance.randrange(N), N]), chance.uniform(0, 0.1)

        def due(rows: int = rows, pause: float = pause) -> bool:
            if versions_in(db) < rows:
                return False
            time.sleep(pause)
            return True

        killed = kill_when(load(archive, db), due)
        store = open_store(db)
        findings = examine(store, silent)
        assert findings.faults == []
        outcomes["without indexes" if findings.notes else "with them" if killed else "not at all"] += 1
        store.close()
        assert load(archive, db).wait() == 0
        store = open_store(db)
        assert examine(store, silent) == Findings([], [])
        store.close()
        with closing(sqlite3.connect(db)) as conn:
            found = conn.execute("SELECT count(*), max(version) FROM study_versions").fetchone()
            assert found == (N, 1)
            assert conn.execute(
                "SELECT count(*) FROM studies_fts WHERE studies_fts MATCH 'pain'"
            ).fetchone() == (N,)
    assert outcomes["without indexes"], f"the test says nothing, loads were killed {json.dumps(outcomes)}"
