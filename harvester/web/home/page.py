"""The landing page: what is here, how fresh, where from; search at once; charts."""

import asyncio
import sqlite3
import time
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from datasette.utils.asgi import Response

from harvester.mapping.ddl import views
from harvester.web.changes.view import ChangedVersion, changed_versions
from harvester.web.compat import core_index, viewable
from harvester.web.home.charts import Chart, read_charts
from harvester.web.metadata import browsed, table_metadata, title_of
from harvester.web.page import base_path, html_page, ours
from harvester.web.reading import briefly, read_page

KEPT_SECONDS = 60.0
"""Numbers of a file are counted anew when it has changed and these are over."""
LIMIT_MS = 8000
RECENT = 5


@dataclass(slots=True)
class Numbers:
    """What a file holds; None where counting took too long."""

    studies: int | None = None
    versions: int | None = None
    newest_update: str | None = None
    retrieved_at: str | None = None
    data_timestamp: str | None = None
    last_run: dict[str, Any] | None = None
    problems: int = 0
    demo: bool = False
    charts: list[Chart] = field(default_factory=list)
    recent: list[ChangedVersion] = field(default_factory=list)


@dataclass(slots=True)
class _Kept:
    """Numbers of one file as one kind of reader may see them, with the state of the file they were counted in."""

    state: tuple[int, ...]
    counted_at: float
    numbers: Numbers


async def view(datasette: Any, request: Any) -> Response:
    """`/`: the landing page of the first Harvester file the asker may see, or of `?file=`; else Datasette's own."""
    files = {}
    for name, database in ours(datasette).items():
        tables = await viewable(datasette, request.actor, name, [*table_metadata(), "studies_fts"])
        if "studies" in tables:
            files[name] = (database, tables)
    if not files:
        return await core_index(datasette, request)
    asked = request.args.get("file")
    name = asked if asked in files else next(iter(files))
    database, tables = files[name]
    numbers = await _numbers(datasette, name, database, tables)
    context = {
        "database": name,
        "numbers": numbers,
        "retrieved_at": numbers.retrieved_at,
        "views": [_entry(table) for table in views() if table in tables],
        "tables": [_entry(table) for table in browsed() if table in tables and table not in views()],
        "files": list(files),
        "others": [
            other for other in datasette.databases if other not in files and not other.startswith("_")
        ],
    }
    return await html_page(datasette, request, "harvester_home.html", context)


def _entry(name: str) -> dict[str, str]:
    title = title_of(name)
    about = str(table_metadata()[name].get("description", "")).removeprefix(f"{title}: ")
    return {"name": name, "title": title, "about": about[:1].upper() + about[1:]}


async def _numbers(datasette: Any, name: str, database: Any, tables: set[str]) -> Numbers:
    """Numbers counted at most once a minute; readers who come meanwhile get those counted before."""
    shelf: dict[Any, _Kept] = datasette.__dict__.setdefault("_harvester_numbers", {})
    locks: dict[Any, asyncio.Lock] = datasette.__dict__.setdefault("_harvester_locks", {})
    key = (name, frozenset(tables))
    kept = shelf.get(key)
    state = _state(database)
    if kept and (kept.state == state or time.monotonic() - kept.counted_at < KEPT_SECONDS):
        return kept.numbers
    lock = locks.setdefault(key, asyncio.Lock())
    if kept and lock.locked():
        return kept.numbers
    async with lock:
        known = shelf.get(key)
        if known is None or known is kept:
            path = base_path(datasette, name)
            numbers = await read_page(database, lambda conn: read_numbers(conn, tables, path), LIMIT_MS)
            shelf[key] = _Kept(state, time.monotonic(), numbers)
    return shelf[key].numbers


def _state(database: Any) -> tuple[int, ...]:
    files = [Path(database.path), Path(f"{database.path}-wal")]
    return tuple(
        number for file in files if file.exists() for number in (file.stat().st_mtime_ns, file.stat().st_size)
    )


def read_numbers(conn: sqlite3.Connection, tables: Collection[str], path: str) -> Numbers:
    """Count what the landing page tells; `tables` are those the asker may see."""
    numbers = Numbers()
    single = {
        "studies": ("studies", "SELECT count(*) FROM studies"),
        "newest_update": ("studies", "SELECT max(last_update_post_date) FROM studies"),
        "versions": ("study_versions", "SELECT count(*) FROM study_versions"),
        "retrieved_at": ("study_versions", "SELECT max(retrieved_at) FROM study_versions"),
        "problems": ("problems", "SELECT count(*) FROM problems"),
    }
    for attribute, (table, query) in single.items():
        if table in tables:
            with briefly(conn, 1000):
                setattr(numbers, attribute, conn.execute(query).fetchone()[0])
    if "study_versions" in tables:
        row = conn.execute("SELECT source FROM study_versions LIMIT 1").fetchone()
        numbers.demo = row is not None and row[0] == "demo"
    if "runs" in tables:
        numbers.last_run = _last_run(conn)
        numbers.data_timestamp = (numbers.last_run or {}).get("data_timestamp")
    if {"changes", "study_versions"} <= set(tables):
        with briefly(conn, 300):
            numbers.recent = changed_versions(conn, limit=RECENT, shown=2)
    numbers.charts = read_charts(conn, set(tables), path)
    return numbers


def _last_run(conn: sqlite3.Connection) -> dict[str, Any] | None:
    cursor = conn.execute(
        "SELECT command, ended_at, data_timestamp FROM runs WHERE complete = 1 ORDER BY id DESC LIMIT 1"
    )
    row = cursor.fetchone()
    return dict(zip([column[0] for column in cursor.description], row, strict=True)) if row else None
