"""Discover: documents that mention studies, into `mentions`; the studies they mention, from the registry; and what
the documents claim of them, beside the records."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from harvester.claims import Claim, Verdict, find_claims, judge_claims
from harvester.documents import Mention, find_mentions, read_document
from harvester.errors import RecordError
from harvester.harvest import Summary, fetch
from harvester.progress import Progress, silent
from harvester.sources.api import ApiClient
from harvester.sources.documents import Payload, Unread
from harvester.store import Store
from harvester.store.mentions import save_mentions
from harvester.store.read import find_studies, read_studies


@dataclass(frozen=True, slots=True)
class Found:
    """A document that was read, the studies it mentions and, if that was asked, what it claims of them."""

    document: str
    title: str
    encoding: str
    mentions: Sequence[Mention]
    claims: Mapping[str, Sequence[Claim]] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The document as `--json` prints it."""
        mentions = [
            {"nct_id": item.nct_id, "position": item.position, "start": item.start, "sentence": item.sentence}
            for item in self.mentions
        ]
        return {
            "document": self.document,
            "title": self.title,
            "encoding": self.encoding,
            "mentions": mentions,
        }


@dataclass(frozen=True, slots=True)
class Checked:
    """What a document claims of one study, beside the record; `study` is that record's NCT ID, None where the file
    does not hold it, so that nothing could be checked."""

    document: str
    nct_id: str
    study: str | None
    verdicts: Sequence[Verdict] = ()

    def as_json(self) -> dict[str, Any]:
        """The claims as `--json` prints them."""
        return {
            "document": self.document,
            "nct_id": self.nct_id,
            "study": self.study,
            "claims": [verdict.as_json() for verdict in self.verdicts],
        }


@dataclass(slots=True)
class Discovery:
    """What documents mention, and what became of that; `known` are the ids whose study is in the file, and
    that study's present id."""

    found: list[Found] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    passed: int = 0
    known: dict[str, str] = field(default_factory=dict)
    fetched: Summary | None = None
    checked: list[Checked] | None = None

    @property
    def nct_ids(self) -> dict[str, int]:
        """How often each study is mentioned, in the order of their first mentions."""
        counted: dict[str, int] = {}
        for document in self.found:
            for mention in document.mentions:
                counted[mention.nct_id] = counted.get(mention.nct_id, 0) + 1
        return counted

    @property
    def exit_code(self) -> int:
        """0 when every document was read and every study asked for is in the file, else 1."""
        return 1 if self.unread or (self.fetched is not None and self.fetched.exit_code) else 0

    def as_json(self) -> dict[str, Any]:
        """The account that `--json` prints."""
        return {
            "documents": [document.as_json() for document in self.found],
            "nct_ids": [
                {"nct_id": nct_id, "mentions": count, "in_file": nct_id in self.known}
                for nct_id, count in self.nct_ids.items()
            ],
            "not_read": [{"document": item.name, "reason": item.reason} for item in self.unread],
            "passed_over": self.passed,
            "fetch": self.fetched.as_json() if self.fetched is not None else None,
            "checked": None if self.checked is None else [item.as_json() for item in self.checked],
        }


def discover(
    store: Store,
    payloads: Iterable[Payload | Unread],
    client: ApiClient | None = None,
    *,
    claims: bool = False,
    reading: Progress = silent,
    fetching: Progress = silent,
) -> Discovery:
    """Find the studies that documents mention, save the mentions, with a client fetch those studies, with `claims`
    hold what the documents say of them against the records in the file.

    A document's mentions take the place of those it had. Raises RegistryError, before any mention is saved, when the
    registry could not be reached. `reading` counts documents, `fetching` studies.
    """
    made = Discovery()
    for done, item in enumerate(payloads, 1):
        _read(item, made, claims)
        reading(done, None)
    if client is not None and made.nct_ids:
        made.fetched = fetch(store, client, list(made.nct_ids), progress=fetching)
    save_mentions(store, {document.document: document.mentions for document in made.found})
    made.known = find_studies(store.conn, made.nct_ids)
    if claims:
        made.checked = _check(store, made)
    return made


def _check(store: Store, made: Discovery) -> list[Checked]:
    wanted = {made.known[nct_id] for item in made.found for nct_id in item.claims if nct_id in made.known}
    studies = dict(read_studies(store.conn, store.spec, wanted))
    checked: list[Checked] = []
    for item in made.found:
        for nct_id, claims in item.claims.items():
            study = studies.get(made.known.get(nct_id, ""))
            verdicts = judge_claims(claims, study) if study is not None else ()
            checked.append(Checked(item.document, nct_id, made.known.get(nct_id), verdicts))
    return checked


def _read(item: Payload | Unread, made: Discovery, claims: bool) -> None:
    if isinstance(item, Unread):
        made.unread.append(item)
        return
    try:
        document = read_document(item.name, item.payload, item.charset)
    except RecordError as error:
        if item.named:
            made.unread.append(Unread(item.name, str(error)))
        else:
            made.passed += 1
        return
    mentions = find_mentions(document)
    claimed = find_claims(document) if claims and mentions else {}
    made.found.append(Found(document.name, document.title, document.encoding, mentions, claimed))
