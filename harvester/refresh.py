"""Refresh: ask the registry what moved, fetch only that, and see what vanished.

For N studies of which D moved: 1 request when the registry's data have not moved since the last complete refresh,
else at most 2 + N/500 + D/500, and beside them a page for each thousand hits of a saved search.
"""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from math import ceil

from harvester.errors import UsageError
from harvester.harvest import Summary, a_run, save_pages
from harvester.prepare.workers import spare_processors
from harvester.progress import Progress, silent
from harvester.sources.answers import BATCH, UpdateDate
from harvester.sources.api import PAGE_SIZE, ApiClient, ShortListing
from harvester.sources.transport import Refused, Unusable
from harvester.store import Ledger, Saver, Store
from harvester.store.changelog import states_everything
from harvester.store.ledger import FETCH_ALL
from harvester.store.problems import clear_nameless, clear_unknown, unread_ids
from harvester.store.read import former_ids, held_studies, loaded_since

LISTED_BY_ID = 20_000
"""Up to this many studies every id is asked for by name (40 requests), which also shows what vanished; above it the
registry lists what it updated where that is less, and a weekly `--full` finds what vanished or was edited without a
new date."""


def refresh(store: Store, client: ApiClient, *, full: bool = False, progress: Progress = silent) -> Summary:
    """Bring every study of the file up to date and add new hits of saved searches; `full` asks for all of them.

    A run that is cut short leaves what it saved; the next one finds the rest. Raises RegistryError when the
    registry could not be reached and nothing was changed.
    """
    with a_run(store, client, "refresh", workers=spare_processors()) as (ledger, saver, summary):
        Refresh(store, client, ledger, saver, summary, progress).run(full)
    if summary.run.complete:
        clear_nameless(store.conn, summary.run.started_at)
    return summary


def day_before(data_timestamp: str | None) -> str | None:
    """A day before the registry's data: it posts by day, in its own time zone. None where that cannot be told."""
    try:
        return (date.fromisoformat((data_timestamp or "")[:10]) - timedelta(days=1)).isoformat()
    except (ValueError, OverflowError):
        return None


class Refresh:
    """One run: `moved` are the ids to fetch, `vanished` those the registry no longer has under their own number.

    `due` are to be fetched whatever their date: the registry had lost them, or the file knows them only from a
    source that states less than the registry, or what came could not be read. `among` are the studies it is about,
    all of the file unless told.
    """

    def __init__(
        self,
        store: Store,
        client: ApiClient,
        ledger: Ledger,
        saver: Saver,
        summary: Summary,
        progress: Progress,
        among: Collection[str] | None = None,
    ) -> None:
        self.store, self.client, self.ledger, self.saver = store, client, ledger, saver
        self.summary, self.progress = summary, progress
        self.held = held_studies(store.conn, among)
        self.former = former_ids(store.conn)
        self.unread = dict.fromkeys(unread_ids(store.conn))
        self.due = self.unread.keys() | {
            nct_id
            for nct_id, study in self.held.items()
            if study.missing or not states_everything(study.source)
        }
        self.moved: dict[str, None] = {}
        self.vanished: dict[str, None] = {}
        self.seen: set[str] = set()

    def run(self, full: bool) -> None:
        """All of it; `full` asks for every study whatever the dates say."""
        run = self.summary.run
        last = self.ledger.last_complete("refresh", FETCH_ALL)
        run.data_timestamp = self.client.fetch_version().data_timestamp
        still = last is not None and run.data_timestamp == last["data_timestamp"] is not None
        other = self.ledger.first_between(last["id"], run.id) if last else None
        loaded = loaded_since(self.store.conn, other) if other else []
        everything = self.held | self.unread
        if full:
            asked: Collection[str] = everything
            self.moved.update(dict.fromkeys(everything))
        elif still:
            asked = loaded
            self.list_by_id(loaded)
        else:
            asked = everything
            listed = self.list_updated(day_before(last["data_timestamp"]) if last else None)
            self.list_by_id(dict.fromkeys([*loaded, *self.unread]) if listed else everything)
        run.asked = len(asked)
        self.mark_vanished()
        gone = {nct_id for nct_id, study in self.held.items() if study.missing} | self.vanished.keys()
        run.unchanged = len(self.held.keys() - self.moved.keys() - gone)
        self.fetch(self.moved)
        if full or not still:
            self.ask_searches()

    def mark_vanished(self) -> None:
        """Mark what the registry did not answer for under its own number."""
        self.lose([nct_id for nct_id in self.vanished if nct_id not in self.seen])

    def lose(self, nct_ids: Sequence[str]) -> None:
        """The studies that are held stay, marked; what could never be read is not waited for any longer."""
        self.summary.run.missing += self.ledger.mark_missing(nct_ids)
        clear_unknown(self.store.conn, nct_ids)

    def list_by_id(self, nct_ids: Collection[str]) -> None:
        """What the registry says of each id: moved, vanished, or now another's."""
        for page in self.client.fetch_update_dates(list(nct_ids)):
            for item in page.items:
                self.see(item)
            self.vanished.update(dict.fromkeys(page.unknown))
            self.summary.unanswered += page.unanswered

    def list_updated(self, since: str | None) -> bool:
        """What the registry updated since; False where asking by id takes fewer requests, and sees more."""
        if since is None or len(self.held) <= LISTED_BY_ID:
            return False
        try:
            for page in self.client.search_updated_since(since):
                if ceil((page.total or 0) / PAGE_SIZE) - 1 >= ceil(len(self.held) / BATCH):
                    return False
                for item in page.items:
                    self.see(item)
                if page.unreadable:
                    self.summary.notes.append(
                        f"{len(page.unreadable)} of the studies updated since {since} came without an NCT ID"
                    )
        except ShortListing as short:
            self.summary.notes.append(str(short))
        return True

    def see(self, item: UpdateDate) -> None:
        """Take note of one study of a listing."""
        aliases = [alias for alias in item.aliases if alias in self.held or alias in self.unread]
        known = item.nct_id in self.held or item.nct_id in self.unread
        if not known and not aliases:
            return
        self.seen.add(item.nct_id)
        for alias in aliases:
            self.rename(alias, item.nct_id)
            self.vanished[alias] = None
        if (
            item.nct_id not in self.held
            or item.nct_id in self.due
            or self.held[item.nct_id].date != item.last_update_post_date
            or any((alias, item.nct_id) not in self.former for alias in aliases)
        ):
            self.moved[item.nct_id] = None

    def rename(self, alias: str, nct_id: str) -> None:
        """A former id is told once, when it is new."""
        if (alias, nct_id) not in self.former:
            self.summary.aliases[alias] = nct_id

    def fetch(self, nct_ids: Collection[str]) -> None:
        """Fetch and save; what is not there after all has vanished since it was listed."""
        if not nct_ids:
            return
        answers = Summary(self.summary.run)
        pages = self.client.fetch_studies(list(nct_ids))
        save_pages(self.saver, pages, answers, self.client, self.progress, len(nct_ids))
        self.saver.flush()
        for alias, nct_id in answers.aliases.items():
            self.rename(alias, nct_id)
        lost = [nct_id for nct_id in answers.unknown if nct_id not in self.held and nct_id not in self.unread]
        self.summary.unanswered += [*answers.unanswered, *lost]
        self.lose([*answers.unknown, *answers.aliases])

    def ask_searches(self) -> None:
        """Fetch what saved searches find and the file does not hold; one that cannot be asked stops no other."""
        fresh: dict[str, None] = {}
        for search in self.ledger.searches():
            found: set[str] = set()
            name = f"saved search {search.id} ({search.words})"
            try:
                words = (search.term, search.condition, search.intervention)
                for page in self.client.search_studies(*words, fields=("NCTId",)):
                    found.update(record.nct_id for record in page.items)
                    if page.unreadable:
                        self.summary.notes.append(
                            f"{name}: {len(page.unreadable)} hits came without an NCT ID"
                        )
                self.ledger.search_answered(search, len(found))
            except (ShortListing, Refused, Unusable, UsageError) as trouble:
                self.summary.notes.append(f"{name}: {trouble}")
            fresh.update(dict.fromkeys(sorted(found - self.held.keys() - self.moved.keys())))
        self.fetch(fresh)
