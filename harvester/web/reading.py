"""Reading for a page: one trip to a database thread, one transaction, one time limit."""

import sqlite3
import time
from collections.abc import Callable
from typing import Any, TypeVar

from harvester.errors import HarvesterError

T = TypeVar("T")

TIME_LIMIT_MS = 1500
_STEPS = 1000
"""Virtual machine steps between two looks at the clock."""


class TooSlowError(HarvesterError):
    """A page's queries took longer than they may."""


def within(conn: sqlite3.Connection, read: Callable[[sqlite3.Connection], T], limit_ms: float) -> T:
    """What `read` returns, all of its queries seeing one state of the file; TooSlowError past the limit."""
    deadline = time.monotonic() + limit_ms / 1000
    row_factory, text_factory = conn.row_factory, conn.text_factory
    conn.row_factory, conn.text_factory = None, _decoded
    conn.set_progress_handler(lambda: time.monotonic() > deadline, _STEPS)
    try:
        conn.execute("BEGIN")
        return read(conn)
    except sqlite3.OperationalError as error:
        if str(error) != "interrupted":
            raise
        raise TooSlowError(
            f"This page's queries took longer than {limit_ms:g} ms and were stopped. Try again, or narrow what you ask for."
        ) from error
    finally:
        conn.set_progress_handler(None, 0)
        if conn.in_transaction:
            conn.rollback()
        conn.row_factory, conn.text_factory = row_factory, text_factory


def _decoded(text: bytes) -> str:
    return text.decode("utf-8", "replace")


async def read_page(
    database: Any,
    read: Callable[[sqlite3.Connection], T],
    limit_ms: float = TIME_LIMIT_MS,
) -> T:
    """Run `read` with a connection of a Datasette database (rows are plain tuples); see `within`."""
    result: T = await database.execute_fn(lambda conn: within(conn, read, limit_ms))
    return result
