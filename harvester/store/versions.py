"""Where a record stands among the versions already held: pure, over hashes and dates."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

# What a kind of source can state, the fullest last: of two records with one date the fuller is the newer version.
_FULLNESS = (
    "page_text",
    "results_page",
    "classic_page",
    "archive",
    "tabular_page",
    "legacy_xml",
    "demo",
    "history",
    "json",
    "api",
)
# A tab of a record, without its protocol: it stands below every whole record, whatever its date.
_PARTIAL = frozenset(("results_page",))


@dataclass(frozen=True, slots=True)
class Held:
    """A version in the file."""

    version: int
    source: str
    date: str | None
    content_hash: str
    document_hash: str


@dataclass(frozen=True, slots=True)
class Incoming:
    """A record about to be saved; `date` is its own last update."""

    source: str
    date: str | None
    content_hash: str
    document_hash: str


@dataclass(frozen=True, slots=True)
class Placement:
    """first: a new study; newest: a new version on top; older: a new version at `version`, those above move up;
    derived: only what the registry derives moved; same: nothing to write."""

    kind: Literal["first", "newest", "older", "derived", "same"]
    version: int = 1


def _fullness(source: str) -> int:
    """How much a kind of source can state; one that nobody listed as much as a file."""
    return _FULLNESS.index(source if source in _FULLNESS else "json")


def _rank(source: str, date: str | None) -> tuple[bool, str, int]:
    fullness = _fullness(source)
    return source not in _PARTIAL, date or "", fullness


def place(held: Sequence[Held], incoming: Incoming) -> Placement:
    """`held` ordered by version. The registry's own answer (`api`) is always the newest: it is what it says today."""
    if not held:
        return Placement("first")
    top = held[-1]
    if incoming.content_hash == top.content_hash:
        if incoming.document_hash == top.document_hash or _fullness(incoming.source) < _fullness(top.source):
            return Placement("same", top.version)
        return Placement("derived", top.version)
    live = incoming.source == "api"
    if not live and any(version.content_hash == incoming.content_hash for version in held):
        return Placement("same")
    rank = _rank(incoming.source, incoming.date)
    if live or rank >= _rank(top.source, top.date):
        return Placement("newest", top.version + 1)
    above = next(version for version in held if _rank(version.source, version.date) > rank)
    return Placement("older", above.version)


def held_as(incoming: Incoming, version: int) -> Held:
    """The record as it is held once it is saved."""
    return Held(version, incoming.source, incoming.date, incoming.content_hash, incoming.document_hash)


def insert_version(held: Sequence[Held], incoming: Incoming, version: int) -> list[Held]:
    """The versions once the record is saved as `version`; those from there on count one higher."""
    below = [item for item in held if item.version < version]
    above = [replace(item, version=item.version + 1) for item in held if item.version >= version]
    return [*below, held_as(incoming, version), *above]
