"""Outcomes in rows by what they measure."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from harvester.compare.align import AlignedRow, Placed, Rules, align
from harvester.compare.model import Field, StudyRows
from harvester.compare.plan import Plan
from harvester.compare.wording import Reader

_RANKS = ("PRIMARY", "SECONDARY", "OTHER")


@cache
def _reader(plan: Plan) -> Reader:
    return Reader(plan.words, timeless=True)


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

    Values are lists of `{"type", "measure", "description", "time_frame", "times", "match", "similarity"}`; `match` is
    first, same or similar to the first. One study's outcomes that measure one thing at several times stand together.
    """
    rules = Rules("measure", "type", plan.outcomes_alike, kinds_mix=True, figures_tell=True)
    rows = align([_with_times(study) for study in studies], _reader(plan), rules)
    shared = sorted((row for row in rows if row.shared > 1), key=lambda row: min(map(_rank, row.kinds)))
    fields = [
        Field(
            f"outcome_{number}",
            _first(row).item["measure"],
            tuple([_outcome(placed) | placed.matched for placed in cell] or None for cell in row.cells),
            kind="outcome",
        )
        for number, row in enumerate(shared, 1)
    ]
    alone = [row for row in rows if row.shared == 1]
    several = len(studies) > 1
    for type_ in _RANKS:
        values = tuple(
            [
                _outcome(placed) | placed.matched
                for row in alone
                for placed in row.cells[study]
                if placed.item["type"] == type_
            ]
            or None
            for study in range(len(studies))
        )
        label = plan.outcome_titles[type_]
        name = f"{type_.lower()}_outcomes"
        fields.append(Field(name, f"{label}, only here" if several else label, values, kind="outcomes"))
    return fields


def _first(row: AlignedRow) -> Placed:
    return next(cell[0] for cell in row.cells if cell)
