"""What a source hands over: a study document with its provenance beside it, or why it could not be read."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from harvester.study import Study


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
