"""History: the registry's own earlier versions of studies. It is undocumented there; a study without one is normal."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from harvester.harvest import Summary, a_run
from harvester.progress import Progress, silent
from harvester.record import Provenance, Unreadable
from harvester.sources.answers import HistoryEntry
from harvester.sources.api import PATIENCE, ApiClient
from harvester.sources.transport import Unusable
from harvester.store import Saver, Store
from harvester.store.changelog import read_versions, states_everything
from harvester.store.problems import clear_read
from harvester.store.read import find_studies
from harvester.study import parse_nct_id, submit_date

T = TypeVar("T")

_NAMED = 5
"""Studies that a remark names."""


def fetch_history(
    store: Store, client: ApiClient, nct_ids: Iterable[str], *, progress: Progress = silent
) -> Summary:
    """Bring the registry's own earlier versions of studies into `study_versions`; what is held is not asked again.

    Earlier than the newest one held in full, that is: a version states the protocol alone, and what is newer comes
    whole by a refresh. An id that neither the file nor the registry's history knows is `unknown`, as typed. Raises
    RegistryError when the registry could not be reached and nothing was saved.
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
    lists, versions = _Asking(saver), _Asking(saver)
    behind: dict[str, None] = {}
    for done, spelled in enumerate(nct_ids, 1):
        summary.run.asked += 1
        nct_id = parse_nct_id(spelled)
        held = find_studies(store.conn, [nct_id])
        if held.get(nct_id, nct_id) != nct_id:
            summary.aliases[spelled] = nct_id = held[nct_id]
        listed_at = client.history_url(nct_id)
        entries = lists.ask(partial(client.fetch_history, nct_id), nct_id, listed_at)
        if entries is not None:
            clear_read(store.conn, [(nct_id, Provenance("history", listed_at))])
            if not entries and not held:
                summary.unknown.append(spelled)
            wanted, later = _not_held(store, nct_id, entries)
            if later:
                behind[nct_id] = None
            for entry in wanted:
                url = client.history_version_url(nct_id, entry.version)
                record = versions.ask(
                    partial(client.fetch_history_version, nct_id, entry.version), nct_id, url
                )
                if record is not None:
                    saver.add(record)
        progress(done, None)
    if behind:
        summary.remarks.append(_told(list(behind)))


@dataclass(slots=True)
class _Asking:
    """For one thing after another of a kind; `unusable` counts answers in a row that were none."""

    saver: Saver
    unusable: int = 0

    def ask(self, fetch: Callable[[], T], nct_id: str, url: str) -> T | None:
        """None where the answer is of no use, which becomes a problem; raises Unusable where many in a row are."""
        try:
            answer = fetch()
        except Unusable as broken:
            self.unusable += 1
            if self.unusable == PATIENCE:
                raise
            self.saver.add(Unreadable(broken.body, str(broken), Provenance("history", url), nct_id=nct_id))
            return None
        self.unusable = 0
        return answer


def _not_held(
    store: Store, nct_id: str, entries: Sequence[HistoryEntry]
) -> tuple[list[HistoryEntry], list[HistoryEntry]]:
    """Versions that are neither in the file as history nor, by the date they were submitted, in full; and of them apart
    those later than the newest one in full, whose place they would take with less."""
    if not entries:
        return [], []
    origins = store.conn.execute("SELECT origin FROM study_versions WHERE nct_id = ?", (nct_id,)).fetchall()
    numbers = {origin.rpartition(f"/{nct_id}/history/")[2] for (origin,) in origins}
    in_full = [
        submit_date(version.study) or version.date or ""
        for version in read_versions(store.conn, nct_id)
        if states_everything(version.source)
    ]
    last_of_day = {entry.date: entry for entry in entries}
    wanted, later = [], []
    for entry in entries:
        if entry.date in in_full and entry is last_of_day[entry.date]:
            continue
        if in_full and entry.date > max(in_full):
            later.append(entry)
        elif str(entry.version) not in numbers:
            wanted.append(entry)
    return wanted, later


def _told(behind: Sequence[str]) -> str:
    more = f" and {len(behind) - _NAMED:,} more" if len(behind) > _NAMED else ""
    return (
        f"Newer versions than the file has were left of {', '.join(behind[:_NAMED])}{more}: they would come without "
        "results. `harvester refresh` brings the newest whole, then `harvester history` those before it"
    )
