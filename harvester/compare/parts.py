"""Fields worked out from several rows: sites, officials, adverse events, history."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from harvester.compare.model import Field, StudyRows
from harvester.compare.plan import Plan


def site_fields(studies: Sequence[StudyRows], plan: Plan) -> list[Field]:
    """All sites as lists of `{"facility", "city", "state", "country", "status"}`."""
    keys = ("facility", "city", "state", "country", "status")
    values = tuple(_pick(rows.get("locations", []), keys) for rows in studies)
    return [Field("locations", "Where", values, kind="sites")]


def official_fields(studies: Sequence[StudyRows], plan: Plan) -> list[Field]:
    """Who answers for the study as lists of `{"name", "affiliation", "role"}`."""
    values = tuple(
        _pick(rows.get("overall_officials", []), ("name", "affiliation", "role")) for rows in studies
    )
    return [Field("overall_officials", "Officials", values, kind="officials")]


def _pick(rows: Iterable[Mapping[str, Any]], keys: Sequence[str]) -> list[dict[str, Any]] | None:
    return [{key: row[key] for key in keys} for row in rows] or None


def event_fields(studies: Sequence[StudyRows], plan: Plan) -> list[Field]:
    """Deaths, serious and other adverse events as `{"affected", "at_risk"}`, added up over the groups."""
    labels = {
        "deaths": "Deaths",
        "serious": "With serious adverse events",
        "other": "With other adverse events",
    }
    return [
        Field(f"{name}_affected", label, tuple(_affected(rows, name) for rows in studies), kind="events")
        for name, label in labels.items()
    ]


def _affected(rows: StudyRows, name: str) -> dict[str, int] | None:
    affected, at_risk = f"{name}_num_affected", f"{name}_num_at_risk"
    counted = [group for group in rows.get("event_groups", []) if isinstance(group[affected], int)]
    if not counted:
        return None
    return {
        "affected": sum(group[affected] for group in counted),
        "at_risk": sum(group[at_risk] for group in counted if isinstance(group[at_risk], int)),
    }


def history_fields(studies: Sequence[StudyRows], plan: Plan) -> list[Field]:
    """How many versions the file holds, since when, and what changed between them by kind of change."""
    versions = [rows.get("study_versions", []) for rows in studies]
    changes = [rows.get("changes", []) for rows in studies]
    return [
        Field(
            "version_count", "Versions held", tuple(len(held) or None for held in versions), type="integer"
        ),
        Field(
            "first_version_date", "Oldest version of", tuple(_oldest(held) for held in versions), type="date"
        ),
        Field(
            "change_count",
            "Changes between versions",
            tuple(sum(row.get("count", 1) for row in found) or None for found in changes),
            type="integer",
        ),
        Field("changes", "What changed", tuple(_by_significance(found) for found in changes), kind="tally"),
    ]


def _oldest(versions: Sequence[Mapping[str, Any]]) -> Any:
    return versions[0]["last_update_post_date"] if versions else None


def _by_significance(changes: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]] | None:
    counts: dict[str, int] = {}
    for row in changes:
        name = str(row["significance"] or "other").replace("_", " ")
        counts[name] = counts.get(name, 0) + row.get("count", 1)
    return tally(counts)


def tally(counts: Mapping[str, int]) -> list[dict[str, Any]] | None:
    """[{"value", "count"}], the most frequent first."""
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [{"value": value, "count": count} for value, count in ranked] or None
