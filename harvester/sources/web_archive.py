"""The client of a web archive: classic pages of the registry's old site, by NCT ID."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Self
from urllib.parse import urlencode

from harvester.errors import RecordError, RegistryError
from harvester.record import Provenance, Record, Unreadable
from harvester.sources.answers import Page, batch_ids, server_root
from harvester.sources.captures import ADDRESSES, FIELDS, Capture, in_order, parse_captures, unpacked
from harvester.sources.sites import SiteTransport
from harvester.sources.transport import Refused, Sleep, Unusable
from harvester.study import aliases_of, nct_id_of

DEFAULT_ARCHIVE_URL = "https://web.archive.org"
TRIES = 8
"""How many captures are tried for one study before the archive is said to hold no whole page of it."""
PATIENCE = 3
"""Studies in a row of which no capture could be had before the fault is taken to be the archive's."""
INDEX_RATE = 0.4
"""Requests a second to an archive's index at most: the Internet Archive lets 24 a minute pass and bars who asks on."""
KEPT_BYTES = 1 << 20
_PARTIAL = ("results_page",)


class NoStudy(RecordError):
    """A capture holds no whole study; `payload` is what it holds, `claims` whether it claims to be one."""

    def __init__(self, message: str, payload: bytes = b"", path: str = "", *, claims: bool = False) -> None:
        super().__init__(message, path)
        self.payload, self.claims = payload, claims


class ArchiveClient:
    """Asks one web archive that answers as the Internet Archive's does. `rate`: requests a second, not applied to
    a loopback address; `sleep` is for tests. One thread at a time may use it."""

    def __init__(
        self, base_url: str = DEFAULT_ARCHIVE_URL, rate: float = 1.0, sleep: Sleep | None = None
    ) -> None:
        self.base_url = server_root(base_url, "a web archive", DEFAULT_ARCHIVE_URL)
        advice = "Check the network and --archive-url, or try again later."
        self._index = SiteTransport(self.base_url, min(rate, INDEX_RATE), sleep, advice)
        self._pages = SiteTransport(self.base_url, rate, sleep, advice)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connection; a request under way in another thread is not tried again."""
        self._index.close()
        self._pages.close()

    @property
    def requests(self) -> int:
        """Requests made, repeated ones and redirects included."""
        return self._index.requests + self._pages.requests

    @property
    def bytes_received(self) -> int:
        """Bytes of bodies as they came, compressed."""
        return self._index.bytes_received + self._pages.bytes_received

    def list_captures(self, nct_id: str) -> list[Capture]:
        """Every good answer the archive took of the study's page, newest first, the same page once in a row.

        One request an address. Raises RegistryError where the archive does not list them.
        """
        found = []
        for view, address in enumerate(ADDRESSES):
            query = {
                "url": address.format(nct_id),
                "matchType": "prefix",
                "output": "json",
                "fl": ",".join(FIELDS),
                "filter": "statuscode:200",
                "collapse": "digest",
            }
            url = f"{self.base_url}/cdx/search/cdx?{urlencode(query)}"
            found += self._index.fetch(url, partial(parse_captures, nct_id, view))
        return sorted(found, key=lambda capture: (capture.timestamp[:8], -capture.view, capture.timestamp))[
            ::-1
        ]

    def fetch_capture(self, nct_id: str, capture: Capture) -> Record:
        """The study as the capture has it; raises NoStudy where it has none, or not whole, or another's.

        Raises RegistryError where the archive does not hand the capture over.
        """
        from harvester.parsers.detect import (
            parse_payload,  # a fifth of a second, which the registry does not need
        )

        url = self._address(capture)
        payload = unpacked(self._pages.fetch(url, bytes))
        try:
            parsed = parse_payload(payload)
        except RecordError as error:
            raise NoStudy(str(error), payload, error.path, claims=True) from error
        if parsed is None or parsed.source in _PARTIAL:
            raise NoStudy("the capture is no page of a study", payload)
        if nct_id not in (found := (nct_id_of(parsed.study), *aliases_of(parsed.study))):
            raise NoStudy(f"the capture is the page of {found[0]}", payload)
        return Record(parsed.study, Provenance("archive", url), tuple(parsed.unknown_labels))

    def fetch_captures(
        self, nct_ids: Sequence[str], at: date | None = None, *, every: bool = False
    ) -> Iterator[Page[Record]]:
        """One page a study: its newest good capture; with `at` the nearest one on or before that day, else the next
        after it; with `every` all of them, the oldest first.

        A capture that is no whole study gives way to the next one, TRIES in all; among `every` those that do not
        even claim to be one are passed over. `unknown` are ids of which the
        archive has no capture, `unanswered` those whose captures it has and did not hand over; `unreadable` is the
        capture that was wanted, where none could be read. Ids may be spelled as a user types them: UsageError on a
        malformed one before anything is asked. Raises RegistryError where the archive does not answer.
        """
        batches = list(batch_ids(nct_ids, 1))
        return self._walk(batches, at, every)

    def _walk(
        self, batches: list[dict[str, list[str]]], at: date | None, every: bool
    ) -> Iterator[Page[Record]]:
        heard, lost_in_a_row = False, 0
        for batch in batches:
            (nct_id, spellings), *_ = batch.items()
            reading = self._study(nct_id, at, every)
            heard = heard or reading.listed is not None
            lost_in_a_row = lost_in_a_row + 1 if reading.lost and not reading.reached else 0
            if not heard or lost_in_a_row >= PATIENCE:
                raise reading.lost[-1]
            items = reading.items
            if every and items:
                unreadable = reading.broken
            else:
                unreadable = [] if items else (reading.broken + reading.strange)[:1]
            yield Page(
                items,
                unreadable,
                found=dict.fromkeys(spellings, nct_id_of(items[-1].study)) if items else {},
                unknown=spellings if reading.listed == 0 else [],
                unanswered=spellings if reading.lost and (every or not items) else [],
            )

    def _study(self, nct_id: str, at: date | None, every: bool) -> "_Reading":
        try:
            captures = self.list_captures(nct_id)
        except RegistryError as error:
            return _Reading(lost=[error])
        return self._read(nct_id, captures[::-1] if every else in_order(captures, at), every)

    def _read(self, nct_id: str, captures: list[Capture], every: bool) -> "_Reading":
        """What captures hold: up to the first good one, or all of them."""
        reading = _Reading(len(captures))
        tried: set[str] = set()
        for capture in captures:
            if capture.digest in tried:
                continue
            if not every and (reading.items or len(tried) >= TRIES):
                break
            tried.add(capture.digest)
            try:
                reading.items.append(self.fetch_capture(nct_id, capture))
            except NoStudy as fault:
                kind = reading.broken if fault.claims else reading.strange
                kind.append(self._unreadable(nct_id, capture, fault, fault.payload, fault.path))
            except (Refused, Unusable) as refusal:
                payload = refusal.text.encode() if isinstance(refusal, Refused) else refusal.body
                reading.strange.append(self._unreadable(nct_id, capture, refusal, payload))
            except RegistryError as error:
                reading.lost.append(error)
        return reading

    def _unreadable(
        self, nct_id: str, capture: Capture, error: Exception, payload: bytes, path: str = ""
    ) -> Unreadable:
        provenance = Provenance("archive", self._address(capture))
        return Unreadable(payload[:KEPT_BYTES], str(error), provenance, path, nct_id)

    def _address(self, capture: Capture) -> str:
        return f"{self.base_url}/web/{capture.timestamp}id_/{capture.original}"


@dataclass(slots=True)
class _Reading:
    """What the captures of one study came to: `listed` is how many the index has (None where it did not answer);
    `broken` ones claim to be the study, `strange` are other pages and refusals, `lost` were not handed over."""

    listed: int | None = None
    items: list[Record] = field(default_factory=list)
    broken: list[Unreadable] = field(default_factory=list)
    strange: list[Unreadable] = field(default_factory=list)
    lost: list[RegistryError] = field(default_factory=list)

    @property
    def reached(self) -> bool:
        """Whether the archive handed anything over."""
        return bool(self.items or self.broken or self.strange)
