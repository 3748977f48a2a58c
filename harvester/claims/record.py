"""What a record says of the things that documents claim: read from the study document, nothing made up."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from harvester.derive.markup import unescape
from harvester.derive.times.frames import TimePoint, read_time_frame
from harvester.study import Study, value_at


@dataclass(frozen=True, slots=True)
class RecordOutcome:
    """A planned outcome; `type` is primary, secondary or other, `days` its time points in days."""

    type: str
    measure: str
    description: str
    time_frame: str
    days: frozenset[float]
    read: bool
    """Whether every time in the time frame was read."""


def stated_at(study: Study, path: str) -> Any:
    """What the record states at a path, None where it states nothing."""
    try:
        return value_at(study, path)
    except (KeyError, IndexError, TypeError, ValueError):
        return None


def text_at(study: Study, path: str) -> str | None:
    """The text at a path of the study document, None where there is none."""
    found = stated_at(study, path)
    return unescape(found) if isinstance(found, str) and found else None


def texts_at(study: Study, path: str) -> list[str]:
    """The list of texts at a path; [] where there is none."""
    found = stated_at(study, path)
    return (
        [unescape(text) for text in found if isinstance(text, str) and text]
        if isinstance(found, list)
        else []
    )


def conditions(study: Study) -> list[str]:
    """The conditions that the record lists."""
    return texts_at(study, "protocolSection.conditionsModule.conditions")


def other_names(study: Study) -> list[str]:
    """Where else a record names what is studied: keywords, titles, the registry's own terms."""
    module = "protocolSection.identificationModule"
    titles = [text_at(study, f"{module}.{key}") for key in ("briefTitle", "officialTitle", "acronym")]
    terms = [
        item["term"]
        for kind in ("meshes", "ancestors")
        for item in _items(study, f"derivedSection.conditionBrowseModule.{kind}")
        if isinstance(item.get("term"), str)
    ]
    return [*texts_at(study, "protocolSection.conditionsModule.keywords"), *filter(None, titles), *terms]


def purposes(study: Study) -> list[str]:
    """What the record says of why and what is studied: its descriptions and planned outcomes."""
    paths = (
        "protocolSection.descriptionModule.briefSummary",
        "protocolSection.descriptionModule.detailedDescription",
    )
    prose = [text for path in paths if (text := text_at(study, path))]
    return [*prose, *(text for item in outcomes(study) for text in (item.measure, item.description))]


def all_texts(study: Study) -> list[str]:
    """Everything that the record says in words of its own."""
    criteria = text_at(study, "protocolSection.eligibilityModule.eligibilityCriteria")
    return [*conditions(study), *other_names(study), *filter(None, [criteria]), *purposes(study)]


def outcomes(study: Study) -> list[RecordOutcome]:
    """The planned outcomes, primary ones first."""
    return [
        _outcome(kind, item)
        for kind in ("primary", "secondary", "other")
        for item in _items(study, f"protocolSection.outcomesModule.{kind}Outcomes")
    ]


def _items(study: Study, path: str) -> list[dict[str, Any]]:
    found = stated_at(study, path)
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def _outcome(kind: str, item: dict[str, Any]) -> RecordOutcome:
    measure, description, frame = (
        unescape(text) if isinstance(text := item.get(key), str) else ""
        for key in ("measure", "description", "timeFrame")
    )
    points = read_time_frame(frame) if frame else []
    days = frozenset(point.day for point in points if point.day is not None and point.kind == "follow-up")
    read = bool(points) and all(point.day is not None or _explained(frame, point, points) for point in points)
    return RecordOutcome(kind, measure, description, frame, days, read)


def _explained(frame: str, event: TimePoint, points: Sequence[TimePoint]) -> bool:
    """Whether brackets behind an event say when it is: "end of treatment (8 weeks)"."""
    between = (
        frame[event.end : point.start]
        for point in points
        if point.day is not None and point.start >= event.end
    )
    return any("(" in text and ")" not in text for text in between)
