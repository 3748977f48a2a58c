"""What a source hands over: a study with its provenance beside it, bytes nobody has parsed yet, or why there is none."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

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


Item = Record | Unreadable | Passed | Unread
