"""History: the registry's own earlier versions of studies. It is undocumented there; a study without one is normal."""

from collections.abc import Iterable, Iterator

from harvester.harvest import Summary, a_run
from harvester.progress import Progress, silent
from harvester.record import Provenance, Unreadable
from harvester.sources.answers import HistoryEntry
from harvester.sources.api import PATIENCE, ApiClient
from harvester.sources.transport import Unusable
from harvester.store import Saver, Store
from harvester.store.changelog import read_versions, states_everything
from harvester.store.read import find_studies
from harvester.study import parse_nct_id, submit_date


def fetch_history(
    store: Store, client: ApiClient, nct_ids: Iterable[str], *, progress: Progress = silent
) -> Summary:
    """Bring the registry's own earlier versions of studies into `study_versions`; what is held is not asked again.

    An id that neither the file nor the registry's history knows is `unknown`, as typed. Raises RegistryError when
    the registry could not be reached and nothing was saved.
    """
    with a_run(store, client, "history") as (_, saver, summary):
        _bring(store, client, saver, summary, nct_ids, progress)
    return summary


def _bring(
    store: Store,
    client: ApiClient,
    saver: Saver,
    summary: Summary,
    nct_ids: Iterable[str],
    progress: Progress,
) -> None:
    unusable = 0
    for done, spelled in enumerate(nct_ids, 1):
        summary.run.asked += 1
        nct_id = parse_nct_id(spelled)
        held = find_studies(store.conn, [nct_id])
        if held.get(nct_id, nct_id) != nct_id:
            summary.aliases[spelled] = nct_id = held[nct_id]
        entries = client.fetch_history(nct_id)
        if not entries and not held:
            summary.unknown.append(spelled)
        for entry in _not_held(store, nct_id, entries):
            try:
                record = client.fetch_history_version(nct_id, entry.version)
            except Unusable as broken:
                unusable += 1
                if unusable == PATIENCE:
                    raise
                place = Provenance("history", client.history_version_url(nct_id, entry.version))
                saver.add(Unreadable(broken.body, str(broken), place, nct_id=nct_id))
                continue
            unusable = 0
            if record is not None:
                saver.add(record)
        progress(done, None)


def _not_held(store: Store, nct_id: str, entries: list[HistoryEntry]) -> Iterator[HistoryEntry]:
    """Versions that are neither in the file as history nor, by the date they were submitted, in full."""
    origins = store.conn.execute("SELECT origin FROM study_versions WHERE nct_id = ?", (nct_id,)).fetchall()
    numbers = {origin.rpartition(f"/{nct_id}/history/")[2] for (origin,) in origins}
    in_full = {
        submit_date(version.study)
        for version in (read_versions(store.conn, nct_id) if entries else ())
        if states_everything(version.source)
    }
    last_of_day = {entry.date: entry for entry in entries}
    for entry in entries:
        held = entry.date in in_full and entry is last_of_day[entry.date]
        if not held and str(entry.version) not in numbers:
            yield entry
