"""Refresh: ask the registry what moved, fetch only that, and see what vanished.

For N studies of which D moved: 1 request when the registry's data have not moved since the last complete refresh,
else at most 2 + N/500 + D/500 and a page for each thousand hits of a saved search.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from harvester.errors import HarvesterError, RegistryError
from harvester.harvest import Summary, close_run, save_pages
from harvester.prepare.workers import spare_processors
from harvester.progress import Progress, silent
from harvester.record import Record
from harvester.sources.answers import Page, UpdateDate
from harvester.sources.api import ApiClient
from harvester.store import Ledger, Saver, Store
from harvester.store.read import all_ids
from harvester.study import nct_id_of

LISTED_BY_ID = 20_000
"""Up to this many studies every id is asked for by name (40 requests), which also shows what vanished; above it the
registry lists what it updated, and a weekly `--full` finds what vanished or was edited without a new date."""


def refresh(store: Store, client: ApiClient, *, full: bool = False, progress: Progress = silent) -> Summary:
    """Bring every study of the file up to date and add new hits of saved searches; `full` asks for all of them.

    A run that is cut short leaves what it saved; the next one finds the rest. Raises RegistryError when the
    registry could not be reached and nothing was saved.
    """
    ledger = Ledger(store)
    summary = Summary(ledger.begin("refresh"))
    error: HarvesterError | None = None
    with Saver(store, workers=spare_processors()) as saver:
        try:
            version = client.fetch_version()
            summary.run.data_timestamp = version.data_timestamp
            last = ledger.last_complete("refresh")
            if (
                full
                or last is None
                or version.data_timestamp is None
                or last["data_timestamp"] != version.data_timestamp
            ):
                _refresh(store, client, saver, summary, full, _since(last), progress)
        except RegistryError as caught:
            error = caught
    summary.add_outcome(saver)
    close_run(ledger, summary, client, error)
    return summary


def _since(last: dict[str, str] | None) -> str | None:
    """A day before the data of the last complete refresh: the registry posts by day, in its own time zone."""
    if last is None or not last["data_timestamp"]:
        return None
    return (date.fromisoformat(last["data_timestamp"][:10]) - timedelta(days=1)).isoformat()


def _refresh(
    store: Store,
    client: ApiClient,
    saver: Saver,
    summary: Summary,
    full: bool,
    since: str | None,
    progress: Progress,
) -> None:
    held = all_ids(store.conn)
    summary.run.asked = len(held)
    wanted: dict[str, None] = {}
    vanished: list[str] = []
    if full:
        wanted.update(dict.fromkeys(held))
    elif since and len(held) > LISTED_BY_ID:
        wanted.update(dict.fromkeys(_moved_since(store, client, since)))
    elif held:
        moved, vanished = _moved(store, client.fetch_update_dates(held), summary)
        wanted.update(dict.fromkeys(moved))
    new_hits = _new_hits(store, client, set(held))
    wanted.update(dict.fromkeys(new_hits))
    before = len(summary.unknown)
    if wanted:
        save_pages(saver, client.fetch_studies(list(wanted)), summary, client, progress, len(wanted))
        saver.flush()
    # What the listing still named and the fetch no longer found vanished in between, or came from a stale search index.
    vanished += [nct_id for nct_id in summary.unknown[before:] if nct_id not in new_hits]
    del summary.unknown[before:]
    vanished += [asked for asked, nct_id in summary.aliases.items() if asked in wanted and asked != nct_id]
    summary.run.missing = Ledger(store).mark_missing(sorted(set(vanished) & set(held)))
    summary.run.unchanged = len(held) - len(set(held) & wanted.keys())


def _moved(store: Store, pages: Iterable[Page[UpdateDate]], summary: Summary) -> tuple[list[str], list[str]]:
    """(ids to fetch, ids that vanished) by what the registry says of every held id."""
    dates = dict(
        store.conn.execute(
            "SELECT nct_id, CASE WHEN missing_since IS NULL THEN last_update_post_date END FROM studies"
        )
    )
    aliases = set(store.conn.execute("SELECT nct_id, nct_id_alias FROM nct_id_aliases"))
    moved: list[str] = []
    vanished: list[str] = []
    for page in pages:
        moved += [item.nct_id for item in page.items if _has_moved(item, dates)]
        vanished += page.unknown
        for asked, nct_id in page.found.items():
            if asked != nct_id:
                summary.aliases[asked] = nct_id
                vanished.append(asked)
                if (nct_id, asked) not in aliases:
                    moved.append(nct_id)
        summary.unanswered += page.unanswered
    return moved, vanished


def _has_moved(item: UpdateDate, dates: dict[str, str | None]) -> bool:
    return item.nct_id not in dates or dates[item.nct_id] != item.last_update_post_date


def _moved_since(store: Store, client: ApiClient, since: str) -> Iterator[str]:
    held = dict(store.conn.execute("SELECT nct_id, last_update_post_date FROM studies"))
    for page in client.search_updated_since(since):
        for item in page.items:
            known = [nct_id for nct_id in (item.nct_id, *item.aliases) if nct_id in held]
            if known and _has_moved(item, held):
                yield item.nct_id


def _new_hits(store: Store, client: ApiClient, held: set[str]) -> dict[str, None]:
    """Ids that saved searches find and the file does not hold."""
    ledger = Ledger(store)
    fresh: dict[str, None] = {}
    for search in ledger.searches():
        found: set[str] = set()
        pages: Iterator[Page[Record]] = client.search_studies(
            search.term, search.condition, search.intervention, fields=("NCTId",)
        )
        for page in pages:
            found.update(nct_id_of(record.study) for record in page.items)
        fresh.update(dict.fromkeys(sorted(found - held)))
        ledger.search_answered(search, len(found))
    return fresh


def fetch_history(
    store: Store, client: ApiClient, nct_ids: Iterable[str], *, progress: Progress = silent
) -> Summary:
    """Bring the registry's own earlier versions of studies into `study_versions`; what is held is not asked again.

    A study without a history is normal. Raises RegistryError when the registry could not be reached.
    """
    ledger = Ledger(store)
    summary = Summary(ledger.begin("history"))
    error: HarvesterError | None = None
    with Saver(store) as saver:
        try:
            for done, nct_id in enumerate(nct_ids, 1):
                summary.run.asked += 1
                _save_history(store, client, saver, nct_id)
                progress(done, None)
        except RegistryError as caught:
            error = caught
    summary.add_outcome(saver)
    close_run(ledger, summary, client, error)
    return summary


def _save_history(store: Store, client: ApiClient, saver: Saver, nct_id: str) -> None:
    origins = store.conn.execute("SELECT origin FROM study_versions WHERE nct_id = ?", (nct_id,)).fetchall()
    held = {origin.rpartition(f"/{nct_id}/history/")[2] for (origin,) in origins}
    current = store.conn.execute(
        "SELECT last_update_submit_date FROM status_details WHERE nct_id = ?", (nct_id,)
    ).fetchone()
    for entry in client.fetch_history(nct_id):
        if str(entry.version) in held:
            continue
        if current and entry.date == current[0]:
            continue  # today's version, which the file holds in full
        record = client.fetch_history_version(nct_id, entry.version)
        if record is not None:
            saver.add(record)
