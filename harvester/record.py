"""What a source hands over: a study with its provenance beside it, bytes nobody has parsed yet, or why there is none."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from operator import attrgetter
from typing import Protocol, TypeVar

import orjson

from harvester.study import Study

T = TypeVar("T")
NO_RECORD = "no study record: expected JSON of studies, a zip of it, a saved registry page, or legacy XML"


def now() -> str:
    """The present instant, UTC, ISO 8601 to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def sent(cls: type[T]) -> type[T]:
    """A dataclass of which processes send each other very many: pickled as its fields, a third of the time it takes."""
    names = [field.name for field in fields(cls)]  # type: ignore[arg-type]
    cells = attrgetter(*names)
    cls.__reduce__ = lambda self: (cls, cells(self))  # type: ignore[method-assign]
    return cls


@sent
@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a record came from: `source` is the kind (api, json, classic_page, tabular_page, legacy_xml, page_text,
    archive, history, demo), `origin` the URL or file path, `retrieved_at` an instant in UTC."""

    source: str
    origin: str
    retrieved_at: str = field(default_factory=now)


@dataclass(frozen=True, slots=True)
class Record:
    """A study that was read."""

    study: Study
    provenance: Provenance
    unknown_labels: tuple[str, ...] = ()
    """Labels of a page that no parser knows, reported and never dropped silently."""
    is_payload: bool = False
    """Whether the study is its payload, parsed as JSON and nothing else: the same bytes are the same study."""


@dataclass(frozen=True, slots=True)
class RawRecord:
    """A study as the bytes it came in, of which only the ids were read; see Unread."""

    nct_id: str
    payload: bytes
    provenance: Provenance

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self.payload)

    @property
    def origins(self) -> tuple[str]:
        """Where it came from."""
        return (self.provenance.origin,)

    @property
    def nct_id_hint(self) -> str:
        """Its NCT ID."""
        return self.nct_id

    @property
    def nct_id_hints(self) -> tuple[str]:
        """Its NCT ID."""
        return (self.nct_id,)

    def pieces(self) -> Iterator["RawRecord"]:
        """Itself."""
        yield self

    @property
    def study(self) -> Study:
        """The study document, parsed anew each time."""
        study: Study = orjson.loads(self.payload)
        return study

    def read(self) -> Iterator["Record | Unreadable"]:
        """The record, or what is wrong with its bytes."""
        try:
            yield Record(self.study, self.provenance, is_payload=True)
        except orjson.JSONDecodeError as error:
            yield Unreadable(self.payload, f"broken JSON: {error}", self.provenance, nct_id=self.nct_id)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A payload that should have been a study and is not; it is kept in `problems`."""

    payload: bytes
    reason: str
    provenance: Provenance
    path: str = ""
    nct_id: str | None = None

    @property
    def told(self) -> dict[str, str | None]:
        """What `problems` tells of it, by column, beside the payload."""
        return {
            "nct_id": self.nct_id,
            "source": self.provenance.source,
            "origin": self.provenance.origin,
            "retrieved_at": self.provenance.retrieved_at,
            "path": self.path,
            "reason": self.reason,
        }


@dataclass(frozen=True, slots=True)
class Passed:
    """A file in a folder or zip that is no record."""

    origin: str
    reason: str = NO_RECORD


class Unread(Protocol):
    """Bytes that another process may parse: `read` needs nothing of this one, and the whole can be pickled."""

    @property
    def size(self) -> int:
        """How many bytes, about."""

    @property
    def origins(self) -> Sequence[str]:
        """The files the records come from, each with the archives it lies in."""

    @property
    def nct_id_hints(self) -> Sequence[str]:
        """NCT IDs that its studies seem to have; nothing depends on their being right."""

    def pieces(self) -> "Iterator[RawPiece | Record | Unreadable | Passed]":
        """What it holds, payload by payload."""


class RawPiece(Protocol):
    """One payload of an Unread."""

    @property
    def payload(self) -> bytes:
        """As it came."""

    @property
    def nct_id_hint(self) -> str | None:
        """The NCT ID that its first study seems to have."""

    @property
    def provenance(self) -> Provenance:
        """Of a study, if it is the registry's own JSON."""

    def read(self) -> Iterator[Record | Unreadable | Passed]:
        """What the payload holds."""


Item = Record | RawRecord | Unreadable | Passed | Unread
