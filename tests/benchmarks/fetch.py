"""Fetching N studies from the loopback registry against a bare script that makes the same requests and rows.

Both run as processes of their own, in turn; the floor asks for the same pages, parses them with orjson and inserts
rows, normalised beforehand, with executemany into the same tables without indexes, versions or search.
"""

import json
import pickle
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from tests.benchmarks.corpus import clones
from tests.benchmarks.processes import Usage, run
from tests.registry import Registry

_FLOOR = """
import pickle, sqlite3, sys
import orjson, requests
url, ids, rows, schema, db = sys.argv[1:]
ids = open(ids).read().split()
gathered = pickle.load(open(rows, "rb"))
conn = sqlite3.connect(db, isolation_level=None)
conn.executescript(open(schema).read())
conn.execute("PRAGMA journal_mode = WAL")
conn.execute("PRAGMA synchronous = NORMAL")
session = requests.Session()
session.get(url + "/version").json()
for number, start in enumerate(range(0, len(ids), 500)):
    batch = ",".join(ids[start : start + 500])
    page = orjson.loads(session.get(f"{url}/studies?filter.ids={batch}&pageSize=1000&countTotal=true").content)
    assert len(page["studies"]) == len(ids[start : start + 500])
    conn.execute("BEGIN")
    for table, table_rows in gathered[number].items():
        marks = ",".join("?" * len(table_rows[0]))
        conn.executemany(f'INSERT INTO "{table}" VALUES ({marks})', table_rows)
    conn.execute("COMMIT")
"""


def prepare(folder: Path, studies: list[dict[str, Any]]) -> None:
    """Ids, the rows of each page, and the bare tables, as files for the floor."""
    from harvester.derive.rows import derive_rows
    from harvester.mapping.ddl import create_tables
    from harvester.mapping.normalise import normalise
    from harvester.mapping.read_schema import load_spec

    spec = load_spec()
    pages: list[dict[str, list[Any]]] = []
    for start in range(0, len(studies), 500):
        page: dict[str, list[Any]] = {}
        for study in studies[start : start + 500]:
            for table, rows in {**normalise(study), **derive_rows(study)}.items():
                page.setdefault(table, []).extend(tuple(row) for row in rows)
        pages.append({table: rows for table, rows in page.items() if rows})
    (folder / "rows.pickle").write_bytes(pickle.dumps(pages))
    (folder / "schema.sql").write_text("\n".join(create_tables(spec)))
    ids = [study["protocolSection"]["identificationModule"]["nctId"] for study in studies]
    (folder / "ids.txt").write_text("\n".join(ids))
    (folder / "floor.py").write_text(_FLOOR)


def measure(count: int, rounds: int = 3) -> dict[str, Any]:
    """Median wall and CPU ratios of `harvester fetch` to the floor, and its peak memory."""
    studies = list(clones(count))
    with tempfile.TemporaryDirectory() as name, Registry(studies) as registry:
        folder = Path(name)
        prepare(folder, studies)
        ids, rows, schema = (str(folder / file) for file in ("ids.txt", "rows.pickle", "schema.sql"))
        found: list[tuple[Usage, Usage]] = []
        for number in range(rounds + 1):
            bare = [str(folder / "floor.py"), registry.url, ids, rows, schema, str(folder / "floor.db")]
            fetch = ["-m", "harvester", "fetch", "--from-file", ids, "--db", str(folder / "trials.db")]
            floor = run([sys.executable, *bare])
            ours = run([sys.executable, *fetch, "--api-url", registry.url])
            if number:
                found.append((ours, floor))
            for path in folder.glob("*.db*"):
                path.unlink()
    return {
        "studies": count,
        "wall": round(median(ours.wall for ours, _ in found), 2),
        "floor wall": round(median(floor.wall for _, floor in found), 2),
        "wall ratio": round(median(ours.wall / floor.wall for ours, floor in found), 2),
        "cpu ratio": round(median(ours.cpu / floor.cpu for ours, floor in found), 2),
        "peak MB": round(max(ours.peak for ours, _ in found)),
        "peak MB of all processes": round(max(ours.together for ours, _ in found)),
    }


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 5000)))
