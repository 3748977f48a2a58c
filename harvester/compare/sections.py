"""The sections of a comparison, made from rows as schema/compare.yaml says: pure."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import orjson

from harvester.compare.arms import arm_fields
from harvester.compare.criteria import criteria_fields
from harvester.compare.model import Comparison, Field, Head, Section, StudyRows
from harvester.compare.outcomes import outcome_fields
from harvester.compare.parts import (
    event_fields,
    history_fields,
    official_fields,
    site_fields,
    tally,
)
from harvester.compare.plan import Entry, Plan, load_plan
from harvester.compare.products import product_fields

Part = Callable[[Sequence[StudyRows], Plan], list[Field]]

PARTS: Mapping[str, Part] = {
    "products": product_fields,
    "arms": arm_fields,
    "criteria": criteria_fields,
    "outcomes": outcome_fields,
    "sites": site_fields,
    "officials": official_fields,
    "events": event_fields,
    "history": history_fields,
}


def _cell(value: Any, type_: str) -> Any:
    """A stored cell as JSON knows it: booleans from 0 and 1, lists from their JSON text; what does not fit stays."""
    if type_ == "boolean" and value in (0, 1):
        return bool(value)
    if type_ == "json" and isinstance(value, str):
        try:
            return orjson.loads(value)
        except orjson.JSONDecodeError:
            return value
    return value


def _value(study: StudyRows, entry: Entry) -> Any:
    rows = study.get(entry.table)
    if rows and entry.where:
        rows = [row for row in rows if all(row[name] == value for name, value in entry.where)]
    if not rows:
        return None
    if entry.kind == "column":
        return _cell(rows[0][entry.column], entry.type)
    if entry.kind == "count":
        return len(rows)
    found = [row[entry.column] for row in rows if row[entry.column] is not None]
    if entry.kind == "list":
        return list(dict.fromkeys(found)) or None
    return tally({value: found.count(value) for value in dict.fromkeys(found)})


def _fields(studies: Sequence[StudyRows], entry: Entry, plan: Plan) -> list[Field]:
    if entry.kind == "part":
        return PARTS[entry.name](studies, plan)
    if entry.kind in ("list", "tally"):
        kind = entry.kind
    elif entry.type == "json":
        kind = "list"
    else:
        kind = "long" if entry.long else "value"
    return [
        Field(
            name=entry.name,
            label=entry.label,
            values=tuple(_value(study, entry) for study in studies),
            kind=kind,
            type=entry.type,
            enum=entry.enum,
            about=entry.about,
            beside=entry.beside,
            place=entry.place,
        )
    ]


def _head(nct_id: str, rows: StudyRows) -> Head:
    study = rows["studies"][0]
    newest: Mapping[str, Any] = max(rows.get("study_versions", [{}]), key=lambda row: row.get("version", 0))
    return Head(
        nct_id=nct_id,
        brief_title=study.get("brief_title"),
        acronym=study.get("acronym"),
        overall_status=study.get("overall_status"),
        study_type=study.get("study_type"),
        lead_sponsor_name=study.get("lead_sponsor_name"),
        last_update_post_date=study.get("last_update_post_date"),
        source=newest.get("source"),
        retrieved_at=newest.get("retrieved_at"),
    )


def compare_studies(rows: Mapping[str, StudyRows], nct_ids: Sequence[str]) -> Comparison:
    """Rows of studies → the comparison of those named, in that order, each once; the first is the reference.

    `rows` is {nct_id: {table: rows as {column: value}}}; a table that a study has no rows in may be left out, an id
    that it does not hold is in `missing`.
    """
    plan = load_plan()
    wanted = list(dict.fromkeys(nct_ids))
    held = [nct_id for nct_id in wanted if nct_id in rows]
    studies = [rows[nct_id] for nct_id in held]
    return Comparison(
        studies=tuple(_head(nct_id, study) for nct_id, study in zip(held, studies, strict=True)),
        sections=tuple(
            Section(
                name=section.name,
                title=section.title,
                fields=tuple(field for entry in section.entries for field in _fields(studies, entry, plan)),
                note=section.note,
            )
            for section in plan.sections
        ),
        missing=tuple(nct_id for nct_id in wanted if nct_id not in rows),
        enums=plan.enums,
    )
