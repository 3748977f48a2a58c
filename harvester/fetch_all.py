"""Fetch all: the whole registry by its own bulk file, and by id what that file cannot tell.

The file is believed but where it would take the database back: a record older than the one held, a study that is held
and not in it, one that had vanished and is, one that cannot be read. Those the registry is asked for, 500 a request, and
what it updated since the file was made.
"""

from collections.abc import Collection
from pathlib import Path

from harvester.harvest import Summary, a_run
from harvester.prepare.workers import spare_processors
from harvester.progress import Progress, silent
from harvester.refresh import Refresh, day_before
from harvester.sources.api import ApiClient, ShortListing
from harvester.sources.download import BulkFile, forget
from harvester.sources.files import read_bulk_file
from harvester.store import Ledger, Saver, Store
from harvester.store.ledger import FETCH_ALL
from harvester.store.problems import clear_nameless
from harvester.store.read import differing_from, former_ids, held_studies, loaded_since, newest_date
from harvester.store.snapshot import Snapshot

WHOLE = 0.99
"""Least share of the studies the registry counts that its bulk file has: it may be some hours older than the count."""


def fetch_all(
    store: Store,
    client: ApiClient,
    keep: Path | None = None,
    *,
    full: bool = False,
    downloading: Progress = silent,
    progress: Progress = silent,
) -> Summary:
    """Bring every study of the registry into the file; unless `full`, only where its data moved since the last time.

    The bulk file lies beside the database while it is needed, or at `keep`, where it stays. A run that is cut short
    leaves what it has; the next one goes on from there. `downloading` is told bytes, `progress` studies. Raises
    RegistryError when the registry could not be reached and nothing was saved.
    """
    target = keep or store.path.resolve().with_name(f"{store.path.name}-studies.json.zip")
    done = False
    with a_run(store, client, FETCH_ALL, workers=spare_processors()) as (ledger, saver, summary):
        run = _FetchAll(store, client, ledger, saver, summary, progress)
        before = summary.run.started_at
        last = ledger.last_complete(FETCH_ALL)
        stamp = summary.run.data_timestamp = client.fetch_version().data_timestamp
        if last is not None and not full and stamp == last["data_timestamp"] is not None:
            run.ask_loaded(last["id"])
        else:
            file = client.download_studies(target, stamp, downloading)
            before, summary.run.data_timestamp = min(before, file.retrieved_at), file.data_timestamp
            run.load(file)
            differing = run.differing()
            run.catch_up(differing)
            run.ask(differing, run.snapshot.doubted)
        done = True
    if summary.run.complete:
        clear_nameless(store.conn, before)
    if done:
        forget(target, keep=keep is not None)
    return summary


class _FetchAll:
    """One run; `snapshot` is what the bulk file has and where it is not believed."""

    def __init__(
        self,
        store: Store,
        client: ApiClient,
        ledger: Ledger,
        saver: Saver,
        summary: Summary,
        progress: Progress,
    ) -> None:
        self.store, self.client, self.ledger, self.saver = store, client, ledger, saver
        self.summary, self.progress = summary, progress
        self.snapshot = Snapshot()
        self.former = former_ids(store.conn)
        """As it was before: what became another study is told when it is new."""

    def ask_loaded(self, last: int) -> None:
        """The registry's data have not moved since the run `last`: ask for what came from elsewhere since."""
        run = self.summary.run
        self.summary.remarks.append(
            f"The registry's data are those of {run.data_timestamp}, which were fetched: nothing to download"
        )
        since = self.ledger.first_between(last, run.id)
        loaded = loaded_since(self.store.conn, since) if since else []
        run.asked = len(loaded)
        self.ask(loaded)

    def load(self, file: BulkFile) -> None:
        """Save what the bulk file has."""
        saver = Saver(self.store, workers=spare_processors(), snapshot=self.snapshot)
        try:
            with saver:
                saver.expect(file.members)
                for item in read_bulk_file(file):
                    saver.add(item)
                    self.progress(len(self.snapshot.numbers), file.members)
        finally:
            self.summary.add_outcome(saver)
            self.summary.run.asked = len(self.snapshot.numbers) + self.snapshot.lost
        if self.snapshot.lost:
            self.summary.notes.append(
                f"{self.snapshot.lost:,} files in the registry's zip could not be read, and nothing says of which study: "
                "run it again"
            )

    def differing(self) -> list[str]:
        """Studies that are there in the bulk file or in the database alone; [] where the former lacks too much to tell."""
        total, came = self.client.count_studies(), len(self.snapshot.numbers)
        if total is None or came >= WHOLE * total:
            return differing_from(self.store.conn, self.snapshot.numbers)
        self.summary.notes.append(
            f"the registry's zip has {came:,} studies where the registry counts {total:,}: what came is saved, what may "
            "have vanished was not looked for; run it again later"
        )
        return []

    def catch_up(self, differing: Collection[str]) -> None:
        """Doubt what the registry updated since its zip was made, which may be some days ago, new studies among it."""
        newest = newest_date(self.store.conn, [*differing, *self.snapshot.doubted])
        days = [day for day in (newest, day_before(self.summary.run.data_timestamp)) if day]
        if not days:
            return
        try:
            for page in self.client.search_updated_since(min(days)):
                held = held_studies(self.store.conn, [item.nct_id for item in page.items])
                for item in page.items:
                    if item.nct_id not in held or held[item.nct_id].date != item.last_update_post_date:
                        self.snapshot.doubted[item.nct_id] = None
                if page.unreadable:
                    self.summary.notes.append(
                        f"{len(page.unreadable)} of the studies updated since {min(days)} came without an NCT ID"
                    )
        except ShortListing as short:
            self.summary.notes.append(str(short))

    def ask(self, nct_ids: Collection[str], doubted: Collection[str] = ()) -> None:
        """Have the registry say by id, as a refresh does, whether these moved or vanished, and what is doubted anew."""
        if not nct_ids and not doubted:
            return
        asked = {*nct_ids, *doubted}
        check = Refresh(self.store, self.client, self.ledger, self.saver, self.summary, self.progress, asked)
        check.former = self.former
        check.list_by_id(nct_ids)
        check.mark_vanished()
        became = {nct_id for nct_id in check.moved if int(nct_id[3:]) in self.snapshot.numbers} - asked
        check.fetch(dict.fromkeys([*doubted, *(nct_id for nct_id in check.moved if nct_id not in became)]))
