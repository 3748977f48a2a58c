"""What SQL may cost: SQLite's own limits, and a budget for the rows that a query brings into Python.

SQLite's limit on length stops one huge cell. Many large ones would still fill the memory before Datasette looks at
them, so every row is weighed when it is made, and every text before the row is.
"""

import sqlite3
import sys
import weakref
from collections.abc import Callable

LENGTH = 5_000_000
"""Bytes in one value or row."""
COLUMNS = 120
"""Columns in one result or table; the widest table has about forty."""
CACHE_KIB = 16_384
"""Of the file that a connection keeps at hand; SQLite's own 2 MB do not hold the upper pages of a large file's trees."""
RESULT_BYTES = 24_000_000
"""Memory that the rows of one query may take together."""
HEAP_BYTES = 256_000_000
"""Memory that SQLite itself may take in a server process."""
PROCESS_BYTES = 560_000_000
"""Memory that a server process may write to at all: what is left to catch what nothing above does."""

_LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: LENGTH,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 200_000,
    sqlite3.SQLITE_LIMIT_COLUMN: COLUMNS,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 100,
}
_SMALL = 100_000
"""Texts up to here cannot fill a row's budget and are weighed with their row only."""
_TOO_LARGE = (
    f"the result takes more than {RESULT_BYTES // 1_000_000} MB of memory: ask for fewer rows or columns, "
    "or use `harvester export`"
)
RowFactory = Callable[[sqlite3.Cursor, tuple[object, ...]], sqlite3.Row]


def limit(conn: sqlite3.Connection) -> None:
    """Put all limits on a connection that Datasette has just prepared (its rows are sqlite3.Row)."""
    conn.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    for category, value in _LIMITS.items():
        conn.setlimit(category, value)
    scale = _Scale()
    conn.text_factory = scale.text
    conn.row_factory = scale.row


def limit_process() -> None:
    """Bound the memory of this whole process, for one that does nothing but serve."""
    sqlite3.connect(":memory:").execute(f"PRAGMA hard_heap_limit = {HEAP_BYTES}").close()
    try:
        import resource
    except ImportError:
        return  # Windows has no such limit; those above hold there too
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    allowed = PROCESS_BYTES if hard == resource.RLIM_INFINITY else min(PROCESS_BYTES, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (allowed, hard))


class _Scale:
    """Weighs what one connection hands over; a connection runs one query at a time."""

    def __init__(self) -> None:
        self.cursor: Callable[[], sqlite3.Cursor | None] = lambda: None
        self.rows = 0
        self.texts = 0

    def text(self, value: bytes) -> str:
        text = value.decode("utf-8", "replace")
        if len(value) > _SMALL:
            self.texts += sys.getsizeof(text)
        if self.texts > RESULT_BYTES:
            self.texts = 0
            raise sqlite3.OperationalError(_TOO_LARGE)
        return text

    def row(self, cursor: sqlite3.Cursor, row: tuple[object, ...]) -> sqlite3.Row:
        if self.cursor() is not cursor:
            self.cursor, self.rows = weakref.ref(cursor), 0
        self.texts = 0
        self.rows += sum(map(sys.getsizeof, row))
        if self.rows > RESULT_BYTES:
            self.rows = 0
            raise sqlite3.OperationalError(_TOO_LARGE)
        return sqlite3.Row(cursor, row)
