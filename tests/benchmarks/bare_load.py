"""The least that loading a zip takes: reading it, parsing it, inserting the rows into tables without anything.

As a process of its own: `python -m tests.benchmarks.bare_load ZIP DB ROWS SCHEMA` prints the seconds that reading and
parsing and inserting took. The rows are those of the originals under each clone's id, made between the measured steps.
"""

import gc
import json
import sys
import time
import zipfile
from itertools import islice

import orjson

from tests.benchmarks.bare import insert, open_bare, read_originals, rows_of

BATCH = 500


def main(path: str, db: str, rows: str, schema: str) -> None:
    """Load and tell how long it took."""
    originals = read_originals(rows)
    conn = open_bare(db, schema)
    reading = parsing = inserting = 0.0
    gc.freeze()
    with zipfile.ZipFile(path) as archive:
        members = iter(archive.infolist())
        while batch := list(islice(members, BATCH)):
            start = time.perf_counter()
            payloads = [archive.read(member) for member in batch]
            read = time.perf_counter()
            studies = [orjson.loads(payload) for payload in payloads]
            parsed = time.perf_counter()
            nct_ids = [study["protocolSection"]["identificationModule"]["nctId"] for study in studies]
            gathered = rows_of(nct_ids, originals)
            del studies, payloads
            begun = time.perf_counter()
            insert(conn, gathered)
            inserting += time.perf_counter() - begun
            reading += read - start
            parsing += parsed - read
    conn.close()
    print(json.dumps({"reading": reading, "parsing": parsing, "inserting": inserting}))


if __name__ == "__main__":
    main(*sys.argv[1:])
