"""What the versions of a study say of each other, written down as they come: changes, switched outcomes."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import astuple, dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

import orjson

from harvester.changes import (
    compare_outcomes,
    diff_studies,
    registered_before_start,
    significance_classes,
    significant_classes,
)
from harvester.packing import packing_of
from harvester.study import Study, canonical_json, submit_date
from harvester.yaml_text import load_yaml

_OUTCOMES = "protocolSection.outcomesModule"


@dataclass(frozen=True, slots=True)
class Version:
    """A stored version with its document."""

    version: int
    source: str
    date: str | None
    study: Study


def read_versions(conn: sqlite3.Connection, nct_id: str) -> list[Version]:
    """Every stored version of a study, the oldest first."""
    rows = conn.execute(
        "SELECT version, source, last_update_post_date, document FROM study_versions WHERE nct_id = ? ORDER BY version",
        (nct_id,),
    )
    unpack = packing_of(conn).unpack_study
    return [Version(version, source, date, unpack(document)) for version, source, date, document in rows]


@cache
def _statements() -> dict[str, list[str]]:
    text = files("harvester.schema").joinpath("sources.yaml").read_text(encoding="utf-8")
    loaded: dict[str, list[str]] = load_yaml(text)
    return loaded


def states_everything(source: str) -> bool:
    """Whether this kind of source has every field of the registry's record."""
    return source not in _statements()


def _states(source: str, path: str) -> bool:
    return states_everything(source) or any(
        path == stated or path.startswith(f"{stated}.") for stated in _statements()[source]
    )


def both_state(one: str, other: str) -> Callable[[str], bool] | None:
    """Which paths two kinds of source can both state; None where both state everything."""
    if states_everything(one) and states_everything(other):
        return None
    return lambda path: _states(one, path) and _states(other, path)


def write_changelog(conn: sqlite3.Connection, nct_id: str) -> None:
    """Write changes of versions that have none yet, and the switched outcomes anew."""
    versions = read_versions(conn, nct_id)
    known = {
        version
        for (version,) in conn.execute("SELECT DISTINCT version FROM changes WHERE nct_id = ?", (nct_id,))
    }
    newest = max(known, default=1)
    for before, after in pairwise(versions):
        if after.version > newest:
            conn.executemany(
                "INSERT INTO changes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                _changes(nct_id, before, after),
            )
    conn.execute("DELETE FROM outcome_switches WHERE nct_id = ?", (nct_id,))
    conn.executemany(
        "INSERT INTO outcome_switches VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        _switches(nct_id, versions),
    )


def _changes(nct_id: str, before: Version, after: Version) -> Iterator[tuple[Any, ...]]:
    weights = list(significance_classes())
    found = diff_studies(before.study, after.study, both_state(before.source, after.source))
    found.sort(key=lambda change: weights.index(change.significance))
    for position, change in enumerate(found):
        yield (
            nct_id,
            after.version,
            position,
            change.module,
            change.path,
            change.old_path,
            change.kind,
            None if change.kind == "added" else canonical_json(change.old).decode(),
            None if change.kind == "removed" else canonical_json(change.new).decode(),
            change.significance,
            change.wording,
        )


def _switches(nct_id: str, versions: Sequence[Version]) -> Iterator[tuple[Any, ...]]:
    stating = [item for item in versions if _states(item.source, _OUTCOMES)]
    dated = [(day, item) for item in stating if (day := _day(submit_date(item.study)) or _day(item.date))]
    index = registered_before_start([(day, item.study) for day, item in dated])
    if index is None or dated[index][1] is stating[-1]:
        return
    day, registered = dated[index]
    for position, switch in enumerate(compare_outcomes(registered.study, stating[-1].study)):
        *plain, differs, similarity = astuple(switch)
        yield (
            nct_id,
            position,
            registered.version,
            day.isoformat(),
            *plain,
            orjson.dumps(differs).decode(),
            similarity,
        )


def _day(text: str | None) -> date | None:
    """A whole date; None for a month, a year and what is no date."""
    try:
        return date.fromisoformat(text) if text and len(text) == 10 else None
    except ValueError:
        return None


def read_changes(
    conn: sqlite3.Connection, nct_ids: Sequence[str] = (), since: str | None = None, significant: bool = False
) -> Iterator[dict[str, Any]]:
    """Changes as {column: value} with the study's title and the version's dates, newest versions first.

    `since` is a day or instant: versions retrieved from then on. `significant` leaves out housekeeping and the like.
    """
    where, values = ["1"], list(nct_ids)
    if nct_ids:
        where.append(f"nct_id IN ({','.join('?' * len(nct_ids))})")
    if since:
        where.append("retrieved_at >= ?")
        values.append(since)
    if significant:
        where.append(f"significance IN ({','.join('?' * len(significant_classes()))})")
        values += significant_classes()
    cursor = conn.execute(
        "SELECT nct_id, version, position, module, path, kind, old, new, significance, wording, brief_title, "
        "retrieved_at, study_versions.last_update_post_date FROM study_versions "
        "CROSS JOIN changes USING (nct_id, version) "  # in this order: the versions are indexed by when they came
        f"JOIN studies USING (nct_id) WHERE {' AND '.join(where)} ORDER BY retrieved_at DESC, nct_id, version DESC, position",
        values,
    )
    names = [column[0] for column in cursor.description]
    for row in cursor:
        yield dict(zip(names, row, strict=True))
