"""The client of ClinicalTrials.gov's API v2: studies by NCT ID or search, what moved, earlier versions.

Nothing is passed over in silence: a short or broken answer is asked again, then reported.
"""

import logging
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Self, TypeVar
from urllib.parse import quote, urlencode

from harvester.errors import RecordError, RegistryError, UsageError
from harvester.progress import Progress, silent
from harvester.record import Provenance, RawRecord, Record, Unreadable, now
from harvester.sources.answers import (
    HistoryEntry,
    Page,
    UpdateDate,
    Version,
    api_root,
    batch_ids,
    history_root,
    match_ids,
    parse_history,
    parse_history_version,
    parse_version,
    split_batch,
    update_date_of,
)
from harvester.sources.download import BulkFile, download
from harvester.sources.listing import Listed, StudyPage, parse_page
from harvester.sources.transport import Refused, Sleep, Transport, Unusable
from harvester.study import parse_nct_id

T = TypeVar("T")
Batch = dict[str, list[str]]

DEFAULT_API_URL = "https://clinicaltrials.gov/api/v2"
PAGE_SIZE = 1000
"""More than a batch holds: the registry gives a page it filled a token, and following it costs a request."""
URL_CHARACTERS = 8000
UPDATE_FIELDS = ("NCTId", "NCTIdAlias", "LastUpdatePostDate")
ASKED_AGAIN = 3
"""How often a page with an unreadable study, a short or an expired listing is asked again."""
PATIENCE = 8
"""Ids refused one after the other before the fault is taken to be the server's, not the ids'."""
GONE = (404, 410)
SPLIT_ON = (400, 413, 414)
"""Refusals that may be one id's fault or the number of them."""

log = logging.getLogger(__name__)


class ShortListing(RegistryError):
    """A listing ended before the registry's own count of it; what was yielded is good. `seen` of `total`."""

    def __init__(self, message: str, seen: int, total: int) -> None:
        super().__init__(message)
        self.seen, self.total = seen, total


class TokenExpired(RegistryError):
    """The registry no longer knows the token of a listing's next page."""


class ApiClient:
    """Asks one registry. `rate`: requests a second, not applied to a loopback address; `sleep` is for tests.

    Every method raises RegistryError when the attempts are spent, UsageError (before anything is asked) on a
    malformed argument. One thread at a time may use it.
    """

    def __init__(
        self, base_url: str = DEFAULT_API_URL, rate: float = 1.0, sleep: Sleep | None = None
    ) -> None:
        self.base_url = api_root(base_url)
        self._transport = Transport(self.base_url, rate, sleep)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connection; a request under way in another thread is not tried again."""
        self._transport.close()

    @property
    def requests(self) -> int:
        """Requests made, repeated ones and redirects included."""
        return self._transport.requests

    @property
    def bytes_received(self) -> int:
        """Bytes of bodies as they came, compressed."""
        return self._transport.bytes_received

    def fetch_version(self) -> Version:
        """The API's version and the instant of its data. One request."""
        return self._transport.fetch(f"{self.base_url}/version", parse_version)

    def fetch_studies(self, nct_ids: Sequence[str]) -> Iterator[Page[RawRecord]]:
        """Studies by id, 500 to a request, one page a batch; ids may be spelled as a user types them."""
        return self._fetch_batches(nct_ids, (), self._records)

    def fetch_update_dates(self, nct_ids: Sequence[str]) -> Iterator[Page[UpdateDate]]:
        """When each study was last posted, without fetching it; what vanished ends in `unknown`."""
        return self._fetch_batches(nct_ids, UPDATE_FIELDS, _update_dates)

    def search_studies(
        self,
        term: str | None = None,
        condition: str | None = None,
        intervention: str | None = None,
        fields: Sequence[str] | None = None,
    ) -> Iterator[Page[RawRecord]]:
        """Everything a search finds, 1,000 to a page; `fields` (piece names) asks for parts of the studies.

        A listing that comes short of the registry's own count, or whose token expires, starts again: a study
        may come twice, the later time fresher. Raises ShortListing at the end if it stays short.
        """
        queries = {"query.term": term, "query.cond": condition, "query.intr": intervention}
        asked = {name: text.strip() for name, text in queries.items() if text and text.strip()}
        if not asked:
            raise UsageError("a search needs words: give a query, a condition or an intervention")
        return self._search(asked, ("NCTId", *fields) if fields else (), self._records)

    def search_updated_since(self, date: str) -> Iterator[Page[UpdateDate]]:
        """Studies the registry posted an update of on or after `date` (YYYY-MM-DD), whatever they are."""
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", date):
            raise UsageError(f"{date!r} is no date: expected YYYY-MM-DD")
        return self._search(
            {"query.term": f"AREA[LastUpdatePostDate]RANGE[{date},MAX]"}, UPDATE_FIELDS, _update_dates
        )

    def count_studies(self) -> int | None:
        """How many studies the registry has, where it says so. One request."""
        url = f"{self.base_url}/studies?fields=NCTId&pageSize=1&countTotal=true"
        return self._transport.fetch(url, parse_page).total

    def download_studies(
        self, target: Path, data_timestamp: str | None, progress: Progress = silent
    ) -> BulkFile:
        """The registry's bulk file, a zip of every study, at `target`; see `download`."""
        url = f"{self.base_url}/studies/download?format=json.zip"
        return download(self._transport, url, target, data_timestamp, progress)

    def fetch_history(self, nct_id: str) -> list[HistoryEntry]:
        """The registry's earlier versions of a record, oldest first; [] where it has none."""
        try:
            return self._transport.fetch(self.history_url(nct_id), parse_history)
        except Refused as refusal:
            if refusal.status in GONE:
                return []
            raise

    def fetch_history_version(self, nct_id: str, version: int) -> Record | None:
        """One earlier version, counted from 0; None where the registry has no such version."""
        url = self.history_version_url(nct_id, version)
        try:
            study = self._transport.fetch(url, parse_history_version)
        except Refused as refusal:
            if refusal.status in GONE:
                return None
            raise
        return Record(study, Provenance("history", url))

    def history_url(self, nct_id: str) -> str:
        """Where the registry lists a record's versions."""
        return f"{history_root(self.base_url)}/{parse_nct_id(nct_id)}?history=true"

    def history_version_url(self, nct_id: str, version: int) -> str:
        """Where the registry has an earlier version."""
        return f"{history_root(self.base_url)}/{parse_nct_id(nct_id)}/history/{version:d}"

    def _fetch_batches(
        self, asked: Sequence[str], fields: Sequence[str], read: Callable[[list[Listed]], list[T]]
    ) -> Iterator[Page[T]]:
        """Checks every id here, not in the generator: a malformed one stops the call, nothing is asked."""
        return self._walk_batches(list(batch_ids(asked)), fields, read)

    def _walk_batches(
        self, batches: list[Batch], fields: Sequence[str], read: Callable[[list[Listed]], list[T]]
    ) -> Iterator[Page[T]]:
        refused_in_a_row = 0
        while batches:
            batch = batches.pop(0)
            url = self._listing_url({"filter.ids": ",".join(batch)}, fields)
            try:
                if len(url) > URL_CHARACTERS and len(batch) > 1:
                    batches[:0] = split_batch(batch)
                    continue
                page = self._fetch_batch(url, batch, read)
                refused_in_a_row = 0
            except (Refused, Unusable) as refusal:
                if isinstance(refusal, Refused) and refusal.status not in SPLIT_ON:
                    raise
                if len(batch) > 1:
                    batches[:0] = split_batch(batch)
                    continue
                refused_in_a_row += 1
                if refused_in_a_row >= PATIENCE:
                    raise
                page = self._refused_page(batch, refusal)
            yield page

    def _fetch_batch(self, url: str, batch: Batch, read: Callable[[list[Listed]], list[T]]) -> Page[T]:
        """One batch, whole: normally one request."""
        pages, whole = self._whole_listing(url, 2 * len(batch) + 10)
        studies = {study.nct_id: study for page in pages for study in page.studies}
        broken = [entry for page in pages for entry in page.broken]
        asked = [spelled for spellings in batch.values() for spelled in spellings]
        answered = match_ids(asked, studies.values())
        wanted = set(answered.found.values())
        if strays := studies.keys() - wanted:
            log.warning("%s sent studies that were not asked for: %s", self.base_url, sorted(strays)[:10])
        unmatched = [nct_id for nct_id, spellings in batch.items() if spellings[0] not in answered.found]
        nct_id = unmatched[0] if len(unmatched) == len(broken) == 1 else None
        sure = whole and not broken
        return Page(
            items=read([study for nct_id, study in studies.items() if nct_id in wanted]),
            unreadable=self._unreadable(broken, nct_id),
            found=answered.found,
            unknown=answered.unknown if sure else [],
            unanswered=[] if sure else answered.unknown,
            total=pages[0].total,
        )

    def _whole_listing(self, url: str, most: int) -> tuple[list[StudyPage], bool]:
        """All pages of a short listing, and whether they hold as many studies as the registry counted: one that
        came twice stands for one."""
        for _ in range(1 + ASKED_AGAIN):
            pages: list[StudyPage] = []
            try:
                for page in self._pages(url):
                    pages.append(page)
                    size = sum(map(_size, pages))
                    if max(size, page.total or 0 if page.next_token else 0) > most:
                        raise RegistryError(
                            f"{self.base_url} answers {page.total or size} studies where {most} at most were "
                            "asked for: it does not filter by id. Check --api-url."
                        )
            except TokenExpired:
                continue
            named = {study.nct_id for page in pages for study in page.studies}
            if len(named) + sum(len(page.broken) for page in pages) >= (pages[0].total or 0):
                return pages, True
        if not pages:
            raise RegistryError(
                f"the page tokens of {self.base_url} expire before they can be used: try again later"
            )
        return pages, False

    def _search(
        self, params: Mapping[str, str], fields: Sequence[str], read: Callable[[list[Listed]], list[T]]
    ) -> Iterator[Page[T]]:
        url = self._listing_url(params, fields)
        if len(url) > URL_CHARACTERS:
            raise UsageError(
                f"the search is {len(url)} characters long, {URL_CHARACTERS} at most: shorten it"
            )
        return self._walk_search(url, read)

    def _walk_search(self, url: str, read: Callable[[list[Listed]], list[T]]) -> Iterator[Page[T]]:
        for _ in range(1 + ASKED_AGAIN):
            seen: set[str] = set()
            unread, total = 0, None
            try:
                for page in self._pages(url):
                    total = page.total if total is None else total
                    seen.update(study.nct_id for study in page.studies)
                    unread += len(page.broken)
                    yield Page(read(page.studies), self._unreadable(page.broken), total=total)
            except TokenExpired as expired:
                log.warning("%s: %s; the listing starts again", self.base_url, expired)
                continue
            except Unusable as broken:
                yield Page([], [self._unusable(broken, f"{self.base_url}/studies")])
                raise
            if len(seen) + unread >= (total or 0):
                return
            log.warning("%s counts %s studies, %d came", self.base_url, total, len(seen) + unread)
        raise ShortListing(
            f"{self.base_url} listed {len(seen) + unread} of {total or 'an unknown number of'} studies, "
            f"asked {1 + ASKED_AGAIN} times: what came is good, run it again for the rest",
            len(seen) + unread,
            total or 0,
        )

    def _pages(self, url: str) -> Iterator[StudyPage]:
        """The pages of one listing; raises TokenExpired where the registry forgot it mid-way."""
        tokens: set[str] = set()
        token = ""
        while True:
            try:
                page = self._page(f"{url}&pageToken={quote(token, safe='')}" if token else url)
            except Refused as refusal:
                if token and refusal.status == 400:
                    raise TokenExpired(str(refusal)) from refusal
                raise
            yield page
            if page.next_token is None:
                return
            token = page.next_token
            if token in tokens:
                raise RegistryError(f"{self.base_url} sends the same page again and again: try again later")
            tokens.add(token)

    def _page(self, url: str) -> StudyPage:
        page = self._transport.fetch(url, parse_page)
        for _ in range(ASKED_AGAIN):
            if not page.broken:
                break
            page = self._transport.fetch(url, parse_page)
        return page

    def _listing_url(self, params: Mapping[str, str], fields: Sequence[str]) -> str:
        query = dict(params)
        if fields:
            query["fields"] = ",".join(dict.fromkeys(fields))
        query |= {"pageSize": str(PAGE_SIZE), "countTotal": "true"}
        return f"{self.base_url}/studies?{urlencode(query, quote_via=quote, safe=',')}"

    def _records(self, studies: list[Listed]) -> list[RawRecord]:
        at, origin = now(), f"{self.base_url}/studies/"
        return [
            RawRecord(study.nct_id, study.payload, Provenance("api", origin + study.nct_id, at))
            for study in studies
        ]

    def _unreadable(
        self, broken: list[tuple[bytes, RecordError]], nct_id: str | None = None
    ) -> list[Unreadable]:
        provenance = Provenance("api", f"{self.base_url}/studies")
        return [Unreadable(payload, str(error), provenance, error.path, nct_id) for payload, error in broken]

    def _refused_page(self, batch: Batch, refusal: Refused | Unusable) -> Page[Any]:
        nct_id = next(iter(batch))
        unreadable = self._unusable(refusal, f"{self.base_url}/studies/{nct_id}", nct_id)
        return Page([], [unreadable], unanswered=batch[nct_id])

    def _unusable(self, error: Refused | Unusable, origin: str, nct_id: str | None = None) -> Unreadable:
        payload = error.body if isinstance(error, Unusable) else error.text.encode()
        return Unreadable(payload, str(error), Provenance("api", origin), nct_id=nct_id)


def _update_dates(studies: list[Listed]) -> list[UpdateDate]:
    return [update_date_of(study) for study in studies]


def _size(page: StudyPage) -> int:
    return len(page.studies) + len(page.broken)
