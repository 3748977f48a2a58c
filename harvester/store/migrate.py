"""An older file to today's schema: house tables gain columns, the rest of ours is made anew from the stored documents.

What others made in the file stays as it is.
"""

import sqlite3
from collections.abc import Sequence

from harvester.mapping.ddl import SEARCH, create_indexes, create_rest, create_table, create_views, quoted
from harvester.mapping.normalise import normalise
from harvester.mapping.read_schema import retired_names
from harvester.mapping.spec import Spec
from harvester.packing import packing_of, unpack
from harvester.store.dictionary import build_dictionary
from harvester.store.file import Store, run_script
from harvester.store.rows import index_texts, write_rows

_BATCH = 200


def migrate(store: Store, version: int) -> None:
    """Bring a file of schema `version` to the present one, in one transaction; the stored documents are the truth."""
    store.conn.execute("PRAGMA foreign_keys = OFF")
    with store.transaction():
        if store.conn.execute("PRAGMA user_version").fetchone() == (version,):  # no other process was first
            _make_anew(store)
    store.conn.execute("PRAGMA foreign_keys = ON")


def _make_anew(store: Store) -> None:
    conn = store.conn
    missing = conn.execute(
        "SELECT nct_id, missing_since FROM studies WHERE missing_since IS NOT NULL"
    ).fetchall()
    others = _drop_ours(store)
    for table in store.spec.tables.values():
        if table.room != "house" or table.name not in store.db.table_names():
            run_script(conn, create_table(table))
        else:
            present = store.db[table.name].columns_dict
            for column in table.columns:
                if column.name not in present:
                    conn.execute(
                        f"ALTER TABLE {quoted(table.name)} ADD COLUMN {quoted(column.name)} {column.sql_type}"
                    )
    for statement in create_rest(store.spec):
        run_script(conn, statement)
    if conn.execute("SELECT count(*) FROM document_dictionary").fetchone() == (0,):
        _pack_anew(store)
    _fill(store)
    conn.executemany(
        "UPDATE studies SET missing_since = ? WHERE nct_id = ?", [(when, who) for who, when in missing]
    )
    _give_back(store, others)
    conn.execute(f"PRAGMA user_version = {store.spec.version}")


def _names_of_ours(spec: Spec) -> set[str]:
    """Tables, views and indexes that a Harvester of any schema made, but the tables that are kept."""
    indexes = {name for table in spec.tables.values() for name in create_indexes(table)}
    house = {table.name for table in spec.in_room("house")}
    return {*spec.tables, *create_views(), *SEARCH, *indexes, *retired_names()} - house


def _drop_ours(store: Store) -> list[str]:
    """Drop what is made anew; the statements that made other people's indexes and triggers, which go with our tables."""
    conn = store.conn
    ours = _names_of_ours(store.spec)
    made = conn.execute(
        "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE type = 'table' OR sql IS NOT NULL"
    ).fetchall()
    for kind, name, _, _ in made:
        if name in ours:
            conn.execute(f"DROP {kind} IF EXISTS {quoted(name)}")
    return [
        sql
        for kind, name, table, sql in made
        if kind in ("index", "trigger") and table.lower() in ours and name not in ours
    ]


def _give_back(store: Store, statements: Sequence[str]) -> None:
    """Make other people's indexes and triggers again, but those that no longer fit what is there."""
    for statement in statements:
        try:
            store.conn.execute(statement)
        except sqlite3.DatabaseError as error:
            if not error.sqlite_errorname.startswith(("SQLITE_ERROR", "SQLITE_CONSTRAINT")):
                raise


def _pack_anew(store: Store) -> None:
    """Documents were compressed with zlib up to schema 2."""
    conn = store.conn
    conn.execute("INSERT INTO document_dictionary VALUES (1, ?)", (build_dictionary(store.spec),))
    pack = packing_of(conn).pack
    for (rowid,) in conn.execute("SELECT rowid FROM study_versions").fetchall():
        (document,) = conn.execute("SELECT document FROM study_versions WHERE rowid = ?", (rowid,)).fetchone()
        conn.execute(
            "UPDATE study_versions SET document = ? WHERE rowid = ?", (pack(unpack(document)), rowid)
        )


def _fill(store: Store) -> None:
    ids = [row[0] for row in store.conn.execute("SELECT DISTINCT nct_id FROM study_versions ORDER BY nct_id")]
    for start in range(0, len(ids), _BATCH):
        write_newest(store, ids[start : start + _BATCH])
        index_texts(store.conn, ids[start : start + _BATCH])


def write_newest(store: Store, nct_ids: Sequence[str]) -> None:
    """Write the rows of studies from their newest stored documents, into tables that have none of theirs."""
    from harvester.derive.rows import (
        derive_rows,  # takes as long to import as all else, and a file is seldom migrated
    )

    rows = []
    for nct_id in nct_ids:
        (document,) = store.conn.execute(
            "SELECT document FROM study_versions WHERE nct_id = ? ORDER BY version DESC LIMIT 1", (nct_id,)
        ).fetchone()
        study = store.packing.unpack_study(document)
        rows.append({**normalise(study, store.spec), **derive_rows(study)})
    write_rows(store.conn, store.spec, rows)
