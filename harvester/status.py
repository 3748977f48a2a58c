"""How the file stands: what is in it, how fresh it is, what went wrong."""

from typing import Any

from harvester.store import Ledger, Store
from harvester.store.ledger import FETCH_ALL


def status(store: Store) -> dict[str, Any]:
    """Counts and dates of one file, for people and for monitoring; instants in UTC."""
    conn = store.conn

    def one(query: str) -> Any:
        row = conn.execute(query).fetchone()
        return row[0] if row else None

    ledger = Ledger(store)
    complete = ledger.last_complete("fetch", "refresh", FETCH_ALL)
    refreshed = ledger.last_complete("refresh", FETCH_ALL)
    as_of = refreshed or complete  # a fetch of one study says nothing of the others
    return {
        "path": str(store.path),
        "schema": store.spec.version,
        "studies": one("SELECT count(*) FROM studies"),
        "versions": one("SELECT count(*) FROM study_versions"),
        "changes": one("SELECT count(*) FROM changes"),
        "missing": one("SELECT count(*) FROM studies WHERE missing_since IS NOT NULL"),
        "problems": one("SELECT count(*) FROM problems"),
        "unmapped_paths": one("SELECT count(DISTINCT path) FROM unmapped_fields"),
        "unexpected_values": one("SELECT count(*) FROM unexpected_values"),
        "searches": one("SELECT count(*) FROM searches"),
        "newest_record": one("SELECT max(last_update_post_date) FROM studies"),
        "last_retrieved_at": one("SELECT max(retrieved_at) FROM study_versions"),
        "data_timestamp": as_of["data_timestamp"] if as_of else None,
        "last_complete_run": complete["ended_at"] if complete else None,
        "last_complete_refresh": refreshed["ended_at"] if refreshed else None,
        "last_run": next(store.db.query("SELECT * FROM runs ORDER BY id DESC LIMIT 1"), None),
    }
