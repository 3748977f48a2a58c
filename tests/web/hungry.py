"""A process that serves and is asked for too much, several queries at a time; prints its peak memory as JSON."""

import asyncio
import json
import sys

from harvester.web.compat import query_path
from harvester.web.limits import COLUMNS, limit_process
from harvester.web.serve import build_datasette

ROWS = "with recursive c(n) as (select 1 union all select n+1 from c limit 1000)"
QUERIES = [
    "select zeroblob(900000000)",
    f"{ROWS} select randomblob(4900000) from c",
    f"{ROWS} select printf('%.*c', 4900000, 'x') || char(128512) from c",
    "select " + ", ".join(["zeroblob(4900000)"] * COLUMNS),
    "select " + ", ".join(["cast(printf('%.*c', 4900000, 'x') as blob)"] * COLUMNS),
    f"with t(x) as materialized (select randomblob(4900000)) select {', '.join(['x'] * COLUMNS)} from t",
    f"{ROWS} select group_concat(randomblob(400000)) from c",
    f"{ROWS} select json_group_array(printf('%.*c', 400000, 'x')) from c",
    f"{ROWS} select a.n, randomblob(400000) as r from c a, c b order by r",
]


async def main() -> None:
    limit_process()
    datasette = build_datasette(sys.argv[1])
    await datasette.invoke_startup()
    name = next(name for name in datasette.databases if not name.startswith("_"))
    path = f"{query_path(datasette, name)}.json"

    async def ask(sql: str) -> int:
        try:
            return int(
                (await datasette.client.get(path, params={"sql": sql, "_shape": "objects"})).status_code
            )
        except MemoryError:
            return 500

    for _ in range(2):
        for start in range(0, len(QUERIES), 3):
            await asyncio.gather(*(ask(sql) for sql in QUERIES[start : start + 3]))
    still = await datasette.client.get("/trials/-/study/NCT04382547")
    with open("/proc/self/status", encoding="ascii") as status:
        peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    print(json.dumps({"peak_mb": peak / 1000, "still_answers": still.status_code == 200}))


asyncio.run(main())
