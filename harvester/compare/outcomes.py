"""Outcomes in rows by what they measure, criteria by what they ask for."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from harvester.compare.align import AlignedRow, Placed, align
from harvester.compare.model import Field, StudyRows
from harvester.compare.plan import Plan
from harvester.compare.wording import Reader

_RANKS = ("PRIMARY", "SECONDARY", "OTHER")
_SIDES = ("INCLUSION", "EXCLUSION")


@cache
def _reader(plan_words: Any, timeless: bool) -> Reader:
    return Reader(plan_words, timeless=timeless)


def _matched(placed: Placed) -> dict[str, Any]:
    return {"match": placed.match, "similarity": placed.similarity}


def _with_times(rows: StudyRows) -> list[dict[str, Any]]:
    """A study's outcomes, primary ones first, each with `times`: `{"day", "kind", "words"}` as derived."""
    times: dict[tuple[str, int], list[dict[str, Any]]] = {}
    for row in rows.get("outcome_times", []):
        point = {"day": row["day"], "kind": row["kind"], "words": row["words"]}
        times.setdefault((row["type"], row["position"]), []).append(point)
    ranked = sorted(rows.get("outcomes", []), key=lambda row: (_rank(row["type"]), row["position"]))
    return [{**row, "times": times.get((row["type"], row["position"]), [])} for row in ranked]


def _rank(type_: str) -> int:
    return _RANKS.index(type_) if type_ in _RANKS else len(_RANKS)


def _outcome(placed: Placed) -> dict[str, Any]:
    item = placed.item
    return {
        "type": item["type"],
        "measure": item["measure"],
        "description": item["description"],
        "time_frame": item["time_frame"],
        "times": item["times"],
    }


def outcome_fields(studies: Sequence[StudyRows], plan: Plan) -> list[Field]:
    """A field for each thing that several studies measure, then by type the outcomes that only one has.

    A shared field's values are lists of `{"type", "measure", "description", "time_frame", "times", "match",
    "similarity"}`; `match` is first, same or similar to the first.
    """
    rows = align(
        [_with_times(study) for study in studies],
        "measure",
        "type",
        _reader(plan.words, True),
        plan.outcomes_alike,
        kinds_mix=True,
        figures_tell=True,
    )
    shared = sorted((row for row in rows if row.shared > 1), key=lambda row: min(map(_rank, row.kinds)))
    fields = [
        Field(
            f"outcome_{number}",
            _first(row).item["measure"],
            tuple([_outcome(placed) | _matched(placed) for placed in cell] or None for cell in row.cells),
            kind="outcome",
        )
        for number, row in enumerate(shared, 1)
    ]
    alone = [row for row in rows if row.shared == 1]
    several = len(studies) > 1
    for type_ in _RANKS:
        values = tuple(
            [_outcome(placed) for row in alone for placed in row.cells[study] if placed.item["type"] == type_]
            or None
            for study in range(len(studies))
        )
        label = plan.outcome_titles[type_]
        name = f"{type_.lower()}_outcomes"
        fields.append(Field(name, f"{label}, only here" if several else label, values, kind="outcomes"))
    return fields


def _first(row: AlignedRow) -> Placed:
    return next(cell[0] for cell in row.cells if cell)


def _criteria(rows: StudyRows) -> list[dict[str, Any]]:
    """A study's single criteria; `within` is the text of the one it is nested in."""
    texts = {row["position"]: row["text"] for row in rows.get("criteria", [])}
    return [
        {**row, "within": texts.get(row["parent"]) if row["parent"] is not None else None}
        for row in rows.get("criteria", [])
        if row["type"] in _SIDES
    ]


def _criterion(placed: Placed) -> dict[str, Any]:
    item = placed.item
    return {"text": item["text"], "within": item["within"], "population": item["population"]}


def criteria_fields(studies: Sequence[StudyRows], plan: Plan) -> list[Field]:
    """By side (inclusion, exclusion): a field for each criterion that several studies have, then those of one alone.

    A shared field's values are lists of `{"text", "within", "population", "match", "similarity"}`. Nothing where no
    study's criteria were split.
    """
    fields = []
    split = [_criteria(study) for study in studies]
    several = len(studies) > 1
    for side in _SIDES:
        rows = align(
            [[item for item in items if item["type"] == side] for items in split],
            "text",
            "population",
            _reader(plan.words, False),
            plan.criteria_alike,
            kinds_mix=False,
            figures_tell=False,
        )
        shared = sorted((row for row in rows if row.shared > 1), key=lambda row: -row.shared)
        for number, row in enumerate(shared, 1):
            values = tuple(
                [_criterion(placed) | _matched(placed) for placed in cell] or None for cell in row.cells
            )
            extent = "all" if row.shared == len(studies) else f"{row.shared} of {len(studies)}"
            label = f"{side.capitalize()}: in {extent}"
            fields.append(Field(f"{side.lower()}_{number}", label, values, kind="criterion"))
        alone = [row for row in rows if row.shared == 1]
        values = tuple(
            [_criterion(placed) for row in alone for placed in row.cells[study]] or None
            for study in range(len(studies))
        )
        label = f"{side.capitalize()}: only here" if several else f"{side.capitalize()} criteria"
        fields.append(Field(f"{side.lower()}_criteria", label, values, kind="criteria"))
    return fields
