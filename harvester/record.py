"""What a source hands over: a study with its provenance beside it, bytes nobody has parsed yet, or why there is none."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

import orjson

from harvester.study import Study

NO_RECORD = "no study record: expected JSON of studies, a zip of it, a saved registry page, or legacy XML"


def now() -> str:
    """The present instant, UTC, ISO 8601 to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


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


@dataclass(frozen=True, slots=True)
class RawRecord:
    """A study as the bytes it came in, of which only the ids were read; see Unread."""

    nct_id: str
    payload: bytes
    provenance: Provenance

    @property
    def origin(self) -> str:
        """Where it came from."""
        return self.provenance.origin

    @property
    def nct_id_hint(self) -> str:
        """Its NCT ID."""
        return self.nct_id

    @property
    def study(self) -> Study:
        """The study document, parsed anew each time."""
        study: Study = orjson.loads(self.payload)
        return study

    def read(self) -> Iterator["Record | Unreadable"]:
        """The record, or what is wrong with its bytes."""
        try:
            yield Record(self.study, self.provenance)
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


@dataclass(frozen=True, slots=True)
class Passed:
    """A file in a folder or zip that is no record."""

    origin: str
    reason: str = NO_RECORD


class Unread(Protocol):
    """Bytes that another process may parse; `read` is pure and the whole can be pickled."""

    @property
    def payload(self) -> bytes:
        """As they came."""

    @property
    def origin(self) -> str:
        """The file, and the archives it lies in."""

    @property
    def nct_id_hint(self) -> str | None:
        """The NCT ID that the first study seems to have; nothing depends on its being right."""

    def read(self) -> Iterator[Record | Unreadable | Passed]:
        """What the payload holds."""


Item = Record | RawRecord | Unreadable | Passed | Unread
