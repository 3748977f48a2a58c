"""What the tests of fetch, refresh and history have in common."""

from math import ceil
from pathlib import Path
from typing import Any

from harvester.harvest import Summary
from harvester.sources.api import ApiClient
from harvester.store import Store
from harvester.store.read import read_studies
from harvester.study import canonical_json
from tests.registry import Registry


def nct(number: int) -> str:
    return f"NCT{number:08d}"


def run(registry: Registry, command: Any, store: Store, *arguments: Any, **options: Any) -> Summary:
    """Run fetch, refresh or fetch_history against the registry; its requests must be valid ones."""
    with ApiClient(registry.url) as client:
        summary: Summary = command(store, client, *arguments, **options)
    registry.assert_requests_valid()
    return summary


def rows(store: Store, query: str, *values: Any) -> list[tuple[Any, ...]]:
    return store.conn.execute(query, values).fetchall()


def missing(store: Store) -> list[str]:
    return [nct_id for (nct_id,) in rows(store, "SELECT nct_id FROM studies WHERE missing_since IS NOT NULL")]


def holds_exactly(store: Store, registry: Registry, nct_ids: list[str]) -> bool:
    held = dict(read_studies(store.conn, store.spec, nct_ids))
    return all(canonical_json(held[nct_id]) == canonical_json(registry.get(nct_id)) for nct_id in nct_ids)


def edit(registry: Registry, nct_id: str, date: str = "2024-03-01", enrollment: int = 99) -> None:
    registry.edit(nct_id, "protocolSection.statusModule.lastUpdatePostDateStruct.date", date)
    registry.edit(nct_id, "protocolSection.designModule.enrollmentInfo.count", enrollment)


def most_requests(held: int, moved: int) -> int:
    """What a refresh may ask, saved searches apart."""
    return 2 + ceil(held / 500) + ceil(moved / 500)


def last_run(store: Store) -> dict[str, Any]:
    cursor = store.conn.execute("SELECT * FROM runs ORDER BY id DESC LIMIT 1")
    return dict(zip([column[0] for column in cursor.description], cursor.fetchone(), strict=True))


def file_of(store: Store) -> Path:
    return store.path
