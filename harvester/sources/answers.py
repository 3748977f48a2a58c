"""What the registry's answers mean: bytes → pages, versions, histories. Pure.

A body that is not what was asked for raises `Transient`, so that it is asked again.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar
from urllib.parse import urlsplit

import orjson

from harvester.errors import RecordError, UsageError
from harvester.record import Unreadable
from harvester.sources.listing import Listed
from harvester.sources.transport import Transient
from harvester.study import Study, last_update_post_date, nct_id_of, parse_nct_id

T = TypeVar("T")

BATCH = 500
"""Ids a request; 500 of them with their commas stay under 6,000 characters of URL."""


@dataclass(frozen=True, slots=True)
class Version:
    """The registry's own account of itself; `data_timestamp` (UTC, 'yyyy-MM-ddTHH:mm:ss') may be missing."""

    api_version: str
    data_timestamp: str | None


@dataclass(frozen=True, slots=True)
class UpdateDate:
    """When the registry last posted a study: an ISO date, or None where it does not say."""

    nct_id: str
    aliases: tuple[str, ...]
    last_update_post_date: str | None


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One earlier version of a record, counted from 0; `date` is when it was submitted."""

    version: int
    date: str
    status: str | None = None
    module_labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answered:
    """`found`: id as asked → the NCT ID the study now has; `unknown`: as asked, in that order."""

    found: dict[str, str]
    unknown: list[str]


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page or batch. `found` and `unknown` as in `Answered`; `unanswered` are ids about which the answer
    could not be read in whole, so nothing is known of them. All three are empty for searches."""

    items: list[T]
    unreadable: list[Unreadable] = field(default_factory=list)
    found: dict[str, str] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    unanswered: list[str] = field(default_factory=list)
    total: int | None = None
    """Studies in the whole listing by the registry's count, where it gave one."""


def parse_version(body: bytes) -> Version:
    """The answer of `/version`."""
    value = _object(body)
    api_version, data_timestamp = value.get("apiVersion"), value.get("dataTimestamp")
    if not isinstance(api_version, str):
        raise Transient(f"no API version in {_start(body)}", unusable=body)
    return Version(api_version, data_timestamp if isinstance(data_timestamp, str) else None)


def parse_history(body: bytes) -> list[HistoryEntry]:
    """The versions of a record, oldest first; none where the answer lists none."""
    value = _object(body)
    history = value.get("history", value)
    changes = history.get("changes") if isinstance(history, dict) else None
    if changes is None:
        return []
    try:
        entries = [
            HistoryEntry(
                version=int(change["version"]),
                date=str(change["date"]),
                status=change.get("status"),
                module_labels=tuple(map(str, change.get("moduleLabels") or ())),
            )
            for change in changes
        ]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Transient(
            f"a history of an unknown shape ({error!r}): {_start(body)}", unusable=body
        ) from error
    return sorted(entries, key=lambda entry: entry.version)


def parse_history_version(body: bytes) -> Study:
    """The study document of one earlier version."""
    value = _object(body)
    study = value.get("study", value)
    try:
        nct_id_of(study)
    except RecordError as error:
        raise Transient(f"a version without its study ({error}): {_start(body)}", unusable=body) from error
    return dict(study)


def update_date_of(listed: Listed) -> UpdateDate:
    """The three fields that say whether a study moved."""
    return UpdateDate(listed.nct_id, tuple(listed.aliases), last_update_post_date(listed.study))


def match_ids(asked: Iterable[str], studies: Iterable[Listed]) -> Answered:
    """Which of the ids asked for were answered, under their own number or as an alias of another.

    `asked` may be spelled as a user types it ('nct4382547'); a malformed one raises UsageError.
    """
    own: dict[str, str] = {}
    by_alias: dict[str, str] = {}
    for study in studies:
        own[_canonical(study.nct_id)] = study.nct_id
        for alias in study.aliases:
            by_alias.setdefault(_canonical(alias), study.nct_id)
    found: dict[str, str] = {}
    unknown: list[str] = []
    for spelled in asked:
        canonical = parse_nct_id(spelled)
        now_known_as = own.get(canonical) or by_alias.get(canonical)
        if now_known_as is None:
            unknown.append(spelled)
        else:
            found[spelled] = now_known_as
    return Answered(found, unknown)


def batch_ids(asked: Sequence[str], size: int = BATCH) -> Iterator[dict[str, list[str]]]:
    """Batches of {NCT ID: [how it was spelled, …]}, each NCT ID once; UsageError on a malformed one."""
    spellings: dict[str, list[str]] = {}
    for spelled in asked:
        known = spellings.setdefault(parse_nct_id(spelled), [])
        if spelled not in known:
            known.append(spelled)
    ids = list(spellings)
    return ({nct_id: spellings[nct_id] for nct_id in ids[at : at + size]} for at in range(0, len(ids), size))


def split_batch(batch: Mapping[str, list[str]]) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """The two halves of a batch, in order."""
    entries = list(batch.items())
    middle = len(entries) // 2
    return dict(entries[:middle]), dict(entries[middle:])


def server_root(url: str, what: str, example: str) -> str:
    """'https://host/' → 'https://host', a path is kept; UsageError on what is no address of `what`."""
    try:
        pieces = urlsplit(url.strip())
        host, _ = pieces.hostname, pieces.port
    except ValueError as error:
        raise UsageError(f"{url!r} is no address of {what} ({error})") from error
    if pieces.scheme not in ("http", "https") or not host or pieces.query or pieces.fragment:
        raise UsageError(f"{url!r} is no address of {what}: expected something like {example}")
    return f"{pieces.scheme}://{pieces.netloc}{pieces.path.rstrip('/')}"


def api_root(url: str) -> str:
    """'https://host' or 'https://host/api/v2/' → 'https://host/api/v2'; UsageError on what is no address."""
    root = server_root(url, "a registry", "https://clinicaltrials.gov/api/v2")
    return root if urlsplit(root).path else f"{root}/api/v2"


def history_root(root: str) -> str:
    """Where the registry's site keeps earlier versions, beside its API: …/api/v2 → …/api/int/studies."""
    pieces = urlsplit(root)
    parent = pieces.path.rpartition("/")[0] if pieces.path.endswith("/v2") else "/api"
    return f"{pieces.scheme}://{pieces.netloc}{parent}/int/studies"


def _canonical(nct_id: str) -> str:
    try:
        return parse_nct_id(nct_id)
    except UsageError:
        return nct_id


def _object(body: bytes) -> dict[str, Any]:
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        kind = body.lstrip()[:1]
        reason = "a body that breaks off or is no JSON" if kind in (b"{", b"[") else "a page that is no JSON"
        raise Transient(
            f"{reason} ({error}): {_start(body)}", unusable=body if kind in (b"{", b"[") else None
        ) from error
    if not isinstance(value, dict):
        raise Transient(f"JSON that is no object: {_start(body)}", unusable=body)
    return value


def _start(body: bytes) -> str:
    return repr(body[:80].decode("utf-8", "replace"))
