"""Serving: safe settings, what SQL may cost, headers, permissions."""

import asyncio
import json
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from harvester.errors import StoreError, UsageError
from harvester.web import serve as serving
from harvester.web.compat import is_one, query_path
from harvester.web.limits import COLUMNS, LENGTH, RESULT_BYTES, limit
from harvester.web.reading import TooSlowError, briefly, read_page, within
from harvester.web.serve import build_datasette
from tests.web.conftest import close

HUGE = [
    "select zeroblob(50000000)",
    "select randomblob(50000000)",
    "select printf('%.*c', 4000000, 'x') || printf('%.*c', 4000000, 'x')",
    "select group_concat(x) from (with recursive c(x) as (select printf('%.*c', 100000, 'x') union all select x from c limit 200) select x from c)",
    "with recursive c(n) as (select 1 union all select n+1 from c limit 1000) select printf('%.*c', 4000000, 'x') || n from c",
    "with recursive c(n) as (select 1 union all select n+1 from c limit 1000) select randomblob(4000000) from c",
    "with recursive c(n) as (select 1 union all select n+1 from c) select sum(n) from c",
    "select " + ", ".join(["printf('%.*c', 4900000, 'x')"] * 100),
]


async def _sql(datasette: Any, sql: str) -> Any:
    await datasette.invoke_startup()
    path = query_path(datasette, next(name for name in datasette.databases if not name.startswith("_")))
    return await datasette.client.get(f"{path}.json", params={"sql": sql, "_shape": "objects"})


@pytest.mark.parametrize("sql", HUGE)
async def test_query_that_would_take_the_memory_is_refused(datasette: Any, sql: str) -> None:
    response = await _sql(datasette, sql)
    assert response.status_code == 400
    assert response.json()["ok"] is False


async def test_ordinary_query_answers(datasette: Any) -> None:
    response = await _sql(datasette, "select nct_id from studies where nct_id = 'NCT04382547'")
    assert response.json()["rows"] == [{"nct_id": "NCT04382547"}]


async def test_queries_after_a_refused_one_answer(datasette: Any) -> None:
    for _ in range(4):
        assert (await _sql(datasette, HUGE[4])).status_code == 400
    assert (await _sql(datasette, "select 1 as one")).json()["rows"] == [{"one": 1}]


def test_limits_are_set_on_the_connection() -> None:
    conn = sqlite3.connect(":memory:")
    limit(conn)
    found = {
        name: conn.getlimit(getattr(sqlite3, f"SQLITE_LIMIT_{name}"))
        for name in ("LENGTH", "ATTACHED", "LIKE_PATTERN_LENGTH", "COLUMN")
    }
    conn.close()
    assert found == {"LENGTH": LENGTH, "ATTACHED": 0, "LIKE_PATTERN_LENGTH": 100, "COLUMN": COLUMNS}
    assert LENGTH == 5_000_000


def test_many_small_queries_never_fill_the_budget_of_one() -> None:
    conn = sqlite3.connect(":memory:")
    limit(conn)
    for _ in range(3 * RESULT_BYTES // 1_000_000):
        assert conn.execute("select printf('%.*c', 1000000, 'x')").fetchone()[0][0] == "x"
    conn.close()


@pytest.mark.parametrize("database", ["trials"])
async def test_attaching_another_file_is_refused(datasette: Any, database: str) -> None:
    await datasette.invoke_startup()

    def attach(conn: sqlite3.Connection) -> str:
        try:
            conn.execute("ATTACH ':memory:' AS other")
        except sqlite3.Error as error:
            return str(error)
        return ""

    assert "too many attached" in await datasette.get_database(database).execute_fn(attach)


async def test_public_instance_runs_no_sql_and_gives_no_file(demo_file: Path) -> None:
    made = build_datasette(demo_file, public=True)
    assert (await _sql(made, "select 1")).status_code == 403
    assert (await made.client.get("/trials.db")).status_code == 403
    assert (await made.client.get("/trials/-/study/NCT04382547")).status_code == 200
    close(made)


async def test_settings_of_the_house(datasette: Any, demo_file: Path) -> None:
    assert datasette.setting("suggest_facets") is False
    assert (datasette.setting("default_page_size"), datasette.setting("truncate_cells_html")) == (25, 160)
    public = build_datasette(demo_file, public=True)
    assert public.setting("default_allow_sql") is False
    assert public.setting("allow_facet") is False
    assert public.setting("sql_time_limit_ms") <= 1000
    close(public)


async def test_file_is_never_served_as_immutable(datasette: Any) -> None:
    assert datasette.get_database("trials").is_mutable


def test_missing_and_foreign_files_are_told_so(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="does not exist"):
        build_datasette(tmp_path / "none.db")
    foreign = tmp_path / "foreign.db"
    conn = sqlite3.connect(foreign)
    conn.execute("create table t (x)")
    conn.commit()
    conn.close()
    with pytest.raises(StoreError, match="another program"):
        build_datasette(foreign)


def test_address_that_others_reach_needs_public(monkeypatch: pytest.MonkeyPatch, demo_file: Path) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("it was served")

    monkeypatch.setattr(serving.uvicorn, "run", never)
    with pytest.raises(UsageError, match="--public"):
        serving.serve(demo_file, host="0.0.0.0")


@pytest.mark.parametrize(
    "path",
    ["/", "/trials", "/trials/studies", "/trials/studies.json", "/trials/-/changes", "/-/static/app.css"],
)
async def test_security_headers_are_everywhere(datasette: Any, path: str) -> None:
    headers = (await datasette.client.get(path)).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] in ("same-origin", "no-referrer")
    assert (
        "frame-ancestors 'none'" in headers["content-security-policy"]
        or "default-src 'none'" in headers["content-security-policy"]
    )


@pytest.mark.parametrize(
    "path",
    ["/-/study/NCT04382547", "/-/study/NCT04382547.json", "/-/changes", "/-/changes.json", "/-/changes.atom"],
)
async def test_tables_that_may_not_be_seen_are_not_read(demo_file: Path, path: str) -> None:
    made = denying(demo_file, "studies")
    assert (await made.client.get(f"/trials{path}")).status_code == 403
    close(made)


async def test_table_that_may_not_be_seen_is_left_out_of_the_page(demo_file: Path) -> None:
    made = denying(demo_file, "outcomes")
    page = await made.client.get("/trials/-/study/NCT04382547")
    assert page.status_code == 200
    assert "Number of cured patients" not in page.text
    assert (await made.client.get("/trials/-/study/NCT04382547.json")).status_code == 403
    close(made)


async def test_home_without_permission_is_datasettes_own(demo_file: Path) -> None:
    made = denying(demo_file, "studies")
    assert "Clinical trials, side by side" not in (await made.client.get("/")).text
    close(made)


def denying(path: Path, table: str) -> Any:
    """A Datasette in which nobody may see one table."""
    from datasette.app import Datasette

    rules = {"databases": {"trials": {"tables": {table: {"allow": False}}}}}
    made = Datasette([str(path)], metadata=rules)
    if is_one(made):
        made = Datasette([str(path)], config=rules)
    return made


def test_page_sees_one_state_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "w.db"
    writer = sqlite3.connect(path, isolation_level=None)
    writer.execute("pragma journal_mode = wal")
    writer.execute("create table t (x)")
    reader = sqlite3.connect(path)

    def read(conn: sqlite3.Connection) -> tuple[int, int]:
        before = conn.execute("select count(*) from t").fetchone()[0]
        writer.execute("insert into t values (1)")
        return before, conn.execute("select count(*) from t").fetchone()[0]

    assert within(reader, read, 1000) == (0, 0)
    assert reader.execute("select count(*) from t").fetchone()[0] == 1
    writer.close()
    reader.close()


def test_what_is_too_slow_is_cut_and_what_is_optional_only_itself() -> None:
    endless = "with recursive c(n) as (select 1 union all select n+1 from c) select sum(n) from c"
    conn = sqlite3.connect(":memory:")

    def read(conn: sqlite3.Connection) -> tuple[bool, int]:
        with briefly(conn, 20) as spent:
            conn.execute(endless)
        return spent.late, conn.execute("select 1").fetchone()[0]

    assert within(conn, read, 5000) == (True, 1)
    with pytest.raises(TooSlowError):
        within(conn, lambda conn: conn.execute(endless), 20)
    conn.close()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_server_stays_under_600_megabytes_whatever_is_asked(demo_file: Path) -> None:
    script = Path(__file__).with_name("hungry.py")
    done = subprocess.run(
        [sys.executable, str(script), str(demo_file)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    answer = json.loads(done.stdout.splitlines()[-1])
    assert answer["peak_mb"] < 600
    assert answer["still_answers"] is True


def test_serving_tunes_its_process_once_everything_is_loaded() -> None:
    script = (
        "import gc; from harvester.web.serve import settle; settle(); "
        "print(gc.get_freeze_count() > 10_000, gc.get_threshold()[0])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "20000"]


async def test_short_reads_of_pages_take_turns_and_long_ones_do_not_hold_them_up(datasette: Any) -> None:
    await datasette.invoke_startup()
    database = datasette.get_database("trials")
    inside, most = 0, 0
    free = threading.Event()

    def short(conn: sqlite3.Connection) -> None:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        conn.execute("SELECT count(*) FROM outcomes").fetchone()
        inside -= 1

    def long(conn: sqlite3.Connection) -> bool:
        return free.wait(10)

    slow = asyncio.ensure_future(read_page(database, long, limit_ms=20_000))
    await asyncio.gather(*(read_page(database, short) for _ in range(20)))
    free.set()
    assert await slow is True
    assert most == 1
