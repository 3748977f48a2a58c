"""An older file to today's schema: house tables gain columns, the rest is made anew from the stored documents."""

from collections.abc import Sequence

from harvester.mapping.ddl import create_rest, create_table, quoted
from harvester.mapping.normalise import normalise
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
    _drop_all_but_house(store)
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
    conn.execute(f"PRAGMA user_version = {store.spec.version}")


def _drop_all_but_house(store: Store) -> None:
    house = {table.name for table in store.spec.in_room("house")}
    conn = store.conn
    for name in store.db.view_names():
        conn.execute(f"DROP VIEW {quoted(name)}")
    conn.execute("DROP TABLE IF EXISTS studies_fts")
    for name in store.db.table_names():
        if name not in house and not name.startswith("sqlite_"):
            conn.execute(f"DROP TABLE {quoted(name)}")
    for (name,) in conn.execute(
        "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
    ).fetchall():
        conn.execute(f"DROP INDEX {quoted(name)}")


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
