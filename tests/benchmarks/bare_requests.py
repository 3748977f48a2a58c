"""The least that a harvest takes: the very requests it made, their answers parsed, rows of whole studies inserted.

As a process of its own: `python -m tests.benchmarks.bare_requests URL TARGETS DB ROWS SCHEMA` prints the seconds, by the
clock and by the processor, that it spent on making the rows it inserts, which are to be taken off.
"""

import json
import sys
import time
from pathlib import Path

import orjson
import requests

from tests.benchmarks.bare import insert, open_bare, read_originals, rows_of


def main(url: str, targets: str, db: str, rows: str, schema: str) -> None:
    """Ask, parse, insert."""
    clock, processor = time.perf_counter(), time.process_time()
    originals = read_originals(rows)
    made, made_cpu = time.perf_counter() - clock, time.process_time() - processor
    conn = open_bare(db, schema)
    session = requests.Session()
    for target in Path(targets).read_text().splitlines():
        answer = orjson.loads(session.get(url + target).content)
        if "fields=" in target or "studies" not in answer:
            continue
        clock, processor = time.perf_counter(), time.process_time()
        nct_ids = [study["protocolSection"]["identificationModule"]["nctId"] for study in answer["studies"]]
        gathered = rows_of(nct_ids, originals)
        made += time.perf_counter() - clock
        made_cpu += time.process_time() - processor
        if gathered:
            insert(conn, gathered)
    conn.close()
    print(json.dumps({"made": made, "made cpu": made_cpu}))


if __name__ == "__main__":
    main(*sys.argv[1:])
