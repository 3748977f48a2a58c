"""A load of very many studies: indexes made at the end cost less than indexes kept up row by row.

A load that is cut short leaves a file without them: slower to read, and as whole as ever, which `harvester check` says.
The next run that ends well puts them back.
"""

from harvester.mapping.ddl import create_indexes
from harvester.store.file import Store, run_script

LEAST = 20_000
"""Studies from which it is worth it."""
_AUTOMERGE = 4
"""SQLite's own value: the pieces of a full-text index that are merged as it grows."""
_REWRITTEN = ("study", "leftover", "derived")


def _indexes(store: Store) -> dict[str, str]:
    """{name: CREATE INDEX} for every table that holds rows of a study."""
    return {
        name: statement
        for table in store.spec.tables.values()
        if table.room in _REWRITTEN
        for name, statement in create_indexes(table).items()
    }


def missing_indexes(store: Store) -> dict[str, str]:
    """{name: CREATE INDEX} of those that are not there."""
    present = {name for (name,) in store.conn.execute("SELECT name FROM sqlite_master WHERE type = 'index'")}
    return {name: statement for name, statement in _indexes(store).items() if name not in present}


def begin(store: Store, studies: int) -> None:
    """Let indexes go, and the full-text index grow unmerged, if so many to come are many for this file."""
    (held,) = store.conn.execute("SELECT count(*) FROM studies").fetchone()
    if held * 4 > studies:
        return
    missing = missing_indexes(store)
    with store.transaction():
        for name in _indexes(store).keys() - missing.keys():
            store.conn.execute(f"DROP INDEX {name}")
        store.conn.execute("INSERT INTO studies_fts (studies_fts, rank) VALUES ('automerge', 0)")


def end(store: Store) -> None:
    """Make what is missing; nothing where nothing is."""
    if not (missing := missing_indexes(store)):
        return
    with store.transaction():
        store.conn.execute(
            "INSERT INTO studies_fts (studies_fts, rank) VALUES ('automerge', ?)", (_AUTOMERGE,)
        )
        # Before the indexes, which then lie where the merged pieces lay.
        store.conn.execute("INSERT INTO studies_fts (studies_fts) VALUES ('optimize')")
        for statement in missing.values():
            run_script(store.conn, statement)
