"""Fetch and load: from a source into the store, with an account of what became of every record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from harvester.errors import HarvesterError, RegistryError, StoreError
from harvester.prepare.workers import spare_processors
from harvester.progress import Progress, Share, silent
from harvester.record import Item, Passed, RawRecord, Record, Unreadable
from harvester.sources.files import read_paths
from harvester.sources.prefetch import prefetch
from harvester.store import Ledger, Run, Saver, Store
from harvester.store.dictionary import with_dictionary
from harvester.store.file import plain_words
from harvester.store.problems import clear_files, file_origins
from harvester.study import parse_nct_id

if TYPE_CHECKING:  # what asks servers takes as long to import as a small load
    from harvester.sources.answers import Page
    from harvester.sources.api import ApiClient
    from harvester.sources.web_archive import ArchiveClient

STUDY_BYTES = 4096
"""Of a study in the registry's zip, about."""


class Client(Protocol):
    """Whom a run asks, whichever server that is."""

    @property
    def requests(self) -> int:
        """Requests made so far."""

    @property
    def bytes_received(self) -> int:
        """Bytes of bodies so far, compressed."""

    def close(self) -> None:
        """End the connection."""


@dataclass(frozen=True, slots=True)
class Query:
    """Words to search for; at least one is set."""

    term: str | None = None
    condition: str | None = None
    intervention: str | None = None


@dataclass(slots=True)
class Summary:
    """What a run did, for people and for programs. Ids stand as the user typed them."""

    run: Run
    asked_of: str = "the registry"
    unknown: list[str] = field(default_factory=list)
    unanswered: list[str] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)
    unknown_labels: list[tuple[str, str]] = field(default_factory=list)
    unexpected: int = 0
    unmapped: int = 0
    passed: int = 0
    older: int = 0
    saved: int = 0
    """Records that came and are in the file now, whether it moved or not."""
    notes: list[str] = field(default_factory=list)
    """What kept the run from being complete though it went on."""
    remarks: list[str] = field(default_factory=list)
    """What else there is to say to people."""
    aliases: dict[str, str] = field(default_factory=dict)

    @property
    def exit_code(self) -> int:
        """0 when every record asked for is in the file, 1 when some are not."""
        return 1 if self.unknown or self.unanswered or self.failed or self.run.message else 0

    def as_json(self) -> dict[str, Any]:
        """The summary that `--json` prints."""
        run = self.run
        return {
            "command": run.command,
            "run": run.id,
            "started_at": run.started_at,
            "ended_at": run.ended_at,
            "complete": run.complete,
            "data_timestamp": run.data_timestamp,
            "asked": run.asked,
            "added": run.added,
            "changed": run.changed,
            "unchanged": run.unchanged,
            "older": self.older,
            "missing": run.missing,
            "failed": [{"record": record, "reason": reason} for record, reason in self.failed],
            "unknown": self.unknown,
            "unanswered": self.unanswered,
            "aliases": self.aliases,
            "unknown_labels": [{"nct_id": nct_id, "label": label} for nct_id, label in self.unknown_labels],
            "unexpected_values": self.unexpected,
            "unmapped_fields": self.unmapped,
            "passed_over": self.passed,
            "requests": run.requests,
            "bytes": run.bytes,
            "message": run.message,
        }

    def add_outcome(self, saver: Saver) -> None:
        """Take over what a saver counted."""
        outcome = saver.outcome
        self.run.added += outcome.added
        self.run.changed += outcome.changed
        self.run.unchanged += outcome.unchanged
        self.run.failed += len(outcome.failed)
        self.older += outcome.older
        self.passed += outcome.passed
        self.saved += outcome.saved
        self.failed.extend(outcome.failed)
        self.unknown_labels.extend(outcome.unknown_labels)
        self.unexpected += outcome.unexpected
        self.unmapped += outcome.unmapped

    def add_answers(self, page: Page[Any]) -> None:
        """Take over which of the asked ids a page answered for."""
        self.unknown.extend(page.unknown)
        self.unanswered.extend(page.unanswered)
        self.aliases.update(
            (asked, nct_id) for asked, nct_id in page.found.items() if parse_nct_id(asked) != nct_id
        )


def close_run(ledger: Ledger, summary: Summary, client: Client | None, error: HarvesterError | None) -> None:
    """Write the run's account; an error goes on to the caller unless it is the registry's and something was saved before.

    Where the account cannot be written either, as on a full disk, the first error is the one that is told.
    """
    run = summary.run
    if client is not None:
        run.requests, run.bytes = client.requests, client.bytes_received
    notes = [*summary.notes, *([str(error)] if error else [])]
    run.message = "; ".join(notes) or None
    run.complete = error is None and not summary.unanswered and not notes
    try:
        with plain_words(ledger.store.path, "; the account of this run was not written"):
            ledger.end(run)
    except StoreError as unwritten:
        raise (error or unwritten) from unwritten.__cause__
    if error is not None and not ((summary.saved or run.missing) and isinstance(error, RegistryError)):
        raise error


@contextmanager
def a_run(
    store: Store, client: Client, command: str, asked_of: str = "the registry", workers: int = 0
) -> Iterator[tuple[Ledger, Saver, Summary]]:
    """A run that asks a server, from its first line in the ledger to its account; see `close_run`.

    What came before the registry went away is saved; any other error leaves the batches written before it.
    """
    ledger = Ledger(store)
    summary = Summary(ledger.begin(command), asked_of)
    error: HarvesterError | None = None
    saver = Saver(store, workers=workers)
    try:
        with plain_words(store.path), saver:
            try:
                yield ledger, saver, summary
            except RegistryError as caught:
                error = caught
    except HarvesterError as caught:
        if error is not None:
            summary.notes.append(str(error))
        error = caught
    summary.add_outcome(saver)
    close_run(ledger, summary, client, error)


def fetch(
    store: Store,
    client: ApiClient,
    nct_ids: Sequence[str],
    queries: Sequence[Query] = (),
    *,
    once: bool = False,
    progress: Progress = silent,
) -> Summary:
    """Fetch studies by id and by search from the API and save them; a query is remembered unless `once`.

    Raises RegistryError when the registry could not be reached and nothing was saved.
    """
    pages = client.fetch_studies(nct_ids) if nct_ids else iter(())
    with a_run(store, client, "fetch", workers=spare_processors()) as (ledger, saver, summary):
        summary.run.data_timestamp = client.fetch_version().data_timestamp
        summary.run.asked += save_pages(saver, pages, summary, client, progress, len(nct_ids) or None)
        for query in queries:
            found = client.search_studies(query.term, query.condition, query.intervention)
            hits = save_pages(saver, found, summary, client, progress, None)
            summary.run.asked += hits
            if not once:
                search = ledger.remember_search(query.term, query.condition, query.intervention)
                ledger.search_answered(search, hits)
    return summary


def fetch_captures(
    store: Store,
    client: ArchiveClient,
    nct_ids: Sequence[str],
    at: date | None = None,
    *,
    every: bool = False,
    progress: Progress = silent,
) -> Summary:
    """Fetch each study's newest good capture, or the one nearest to `at`, or `every` one, and save them as versions.

    Raises UsageError on a malformed id, before anything is asked, and RegistryError when the archive could not be
    reached and nothing was saved.
    """
    pages = client.fetch_captures(nct_ids, at, every=every)
    with a_run(store, client, "fetch from archive", "the archive") as (_, saver, summary):
        summary.run.asked = save_pages(saver, pages, summary, client, progress, len(nct_ids))
    return summary


def save_pages(
    saver: Saver,
    pages: Iterable[Page[Record] | Page[RawRecord]],
    summary: Summary,
    client: Client,
    progress: Progress,
    total: int | None,
) -> int:
    """Save what pages bring while the next one is on its way; how many studies they named."""
    done = 0
    saver.expect(total or 0)
    with closing(prefetch(pages, client.close, saver.work_until)) as arriving:
        for page in arriving:
            saver.expect(page.total or 0)
            for item in (*page.items, *page.unreadable):
                saver.add(item)
            summary.add_answers(page)
            done += len(page.items) + len(page.unreadable) + len(page.unknown)
            progress(done, total or page.total)
    return done


def load(
    store: Store, paths: Sequence[Path], *, progress: Progress = silent, command: str = "load"
) -> Summary:
    """Load records from files, folders and archives. Raises UsageError for a path that is not there."""
    share = Share()
    return load_records(store, read_paths(paths, share), share, progress=progress, command=command)


def load_records(
    store: Store,
    records: Iterator[Item],
    share: Share | None = None,
    *,
    progress: Progress = silent,
    command: str = "load",
) -> Summary:
    """Save whatever a source of files hands over; files that are no records are counted and passed over.

    `share` tells how much of the source was handed over so far.
    """
    ledger = Ledger(store)
    summary = Summary(ledger.begin(command))
    error: HarvesterError | None = None
    saver = Saver(store, workers=spare_processors())
    unread = file_origins(store.conn)
    anew: set[str] = set()
    expected = share.total // STUDY_BYTES if share else 0
    try:
        records = with_dictionary(store, records, expected)
        with saver:
            saver.expect(expected)
            for item in records:
                if unread:
                    anew |= unread & _origins(item)
                saver.add(item)
                met = saver.outcome.met
                progress(met, share.of_all(met) if share else None)
        clear_files(store.conn, anew, saver.problem_rows)
    except HarvesterError as caught:
        error = caught
    summary.add_outcome(saver)
    summary.run.asked = saver.outcome.met
    close_run(ledger, summary, None, error)
    return summary


def _origins(item: Item) -> set[str]:
    """The file an item comes from, and the archives that it lies in ('a.zip!b.json')."""
    if isinstance(item, Record | Unreadable):
        origins: Sequence[str] = (item.provenance.origin,)
    else:
        origins = (item.origin,) if isinstance(item, Passed) else item.origins
    split = [origin.split("!") for origin in origins]
    return {"!".join(pieces[:depth]) for pieces in split for depth in range(1, len(pieces) + 1)}
