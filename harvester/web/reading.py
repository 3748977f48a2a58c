"""Reading for a page: one trip to a database thread, one transaction, one time limit."""

import asyncio
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from harvester.errors import HarvesterError

T = TypeVar("T")

QUERIES = 4
"""A page may take as long as so many queries of Datasette's setting `sql_time_limit_ms`."""
_STEPS = 1000
"""Virtual machine steps between two looks at the clock."""


class TooSlowError(HarvesterError):
    """A page's queries took longer than they may."""


@dataclass(slots=True)
class Spent:
    """Whether what was read briefly was cut."""

    late: bool = False


_clock = threading.local()


def _is_late() -> bool:
    return time.monotonic() > _clock.deadline  # type: ignore[no-any-return]


def _decoded(text: bytes) -> str:
    return text.decode("utf-8", "replace")


def within(conn: sqlite3.Connection, read: Callable[[sqlite3.Connection], T], limit_ms: float) -> T:
    """What `read` returns, all of its queries seeing one state of the file; TooSlowError past the limit.

    Rows are plain tuples.
    """
    _clock.deadline = time.monotonic() + limit_ms / 1000
    row_factory, text_factory = conn.row_factory, conn.text_factory
    conn.row_factory, conn.text_factory = None, _decoded
    conn.set_progress_handler(_is_late, _STEPS)
    try:
        conn.execute("BEGIN")
        return read(conn)
    except sqlite3.OperationalError as error:
        if str(error) != "interrupted":
            raise
        raise TooSlowError(
            f"This page's queries took longer than {limit_ms:g} ms and were stopped. Try again, or ask for less."
        ) from error
    finally:
        conn.set_progress_handler(None, 0)
        if conn.in_transaction:
            conn.rollback()
        conn.row_factory, conn.text_factory = row_factory, text_factory


@contextmanager
def briefly(conn: sqlite3.Connection, limit_ms: float) -> Iterator[Spent]:
    """Inside `within`: what the page can do without may take this long; then it is cut and `late` is set."""
    whole = _clock.deadline
    mine = _clock.deadline = min(whole, time.monotonic() + limit_ms / 1000)
    spent = Spent()
    try:
        yield spent
    except sqlite3.OperationalError as error:
        if str(error) != "interrupted" or mine == whole:
            raise
        spent.late = True
    finally:
        _clock.deadline = whole


async def read_page(
    database: Any,
    read: Callable[[sqlite3.Connection], T],
    limit_ms: float | None = None,
) -> T:
    """Run `read` with a connection of a Datasette database; see `within`. The limit follows Datasette's settings.

    Reads with that limit, which are short and compute more than they wait, take turns: side by side they would only
    hinder each other. What has a limit of its own does not make them wait.
    """
    if limit_ms is not None:
        return await _read(database, read, limit_ms)
    async with database.ds.__dict__.setdefault("_harvester_turn", asyncio.Semaphore(1)):
        return await _read(database, read, QUERIES * database.ds.setting("sql_time_limit_ms"))


async def _read(database: Any, read: Callable[[sqlite3.Connection], T], limit_ms: float) -> T:
    result: T = await database.execute_fn(lambda conn: within(conn, read, limit_ms))
    return result


def last_retrieved(conn: sqlite3.Connection) -> str | None:
    """When the record that came into the file last was retrieved."""
    row = conn.execute("SELECT retrieved_at FROM study_versions ORDER BY rowid DESC LIMIT 1").fetchone()
    return row[0] if row else None
