"""Arms by role, and who gets what: the registry's two lists of it put together."""

from collections.abc import Mapping, Sequence
from typing import Any

from harvester.compare.model import Field, StudyRows
from harvester.compare.plan import Plan


def _fold(text: Any) -> str:
    return " ".join(str(text or "").split()).casefold()


def _said_by_arms(
    rows: StudyRows, types: Mapping[str, str]
) -> tuple[set[tuple[int, int]], dict[int, list[str]]]:
    """(arm position, intervention position) pairs, and by arm the names that no intervention has.

    An arm names an intervention as 'Type: Name'; where several interventions have that name it means any of them.
    """
    known: dict[str, list[int]] = {}
    for item in rows.get("interventions", []):
        name = _fold(item["name"])
        for spelling in {name, f"{_fold(types.get(item['type'], item['type']))}: {name}"}:
            known.setdefault(spelling, []).append(item["position"])
    pairs: set[tuple[int, int]] = set()
    strange: dict[int, list[str]] = {}
    for row in rows.get("arm_group_intervention_names", []):
        arm, name = row["arm_group_position"], row["arm_group_intervention_name"] or ""
        positions = known.get(_fold(name)) or known.get(_fold(name.partition(": ")[2]))
        if positions:
            pairs.update((arm, position) for position in positions)
        elif name not in strange.setdefault(arm, []):
            strange[arm].append(name)
    return pairs, strange


def _said_by_interventions(rows: StudyRows) -> set[tuple[int, int]]:
    labelled: dict[str, list[int]] = {}
    for arm in rows.get("arm_groups", []):
        labelled.setdefault(_fold(arm["label"]), []).append(arm["position"])
    return {
        (arm, row["intervention_position"])
        for row in rows.get("intervention_arm_group_labels", [])
        for arm in labelled.get(_fold(row["intervention_arm_group_label"]), [])
    }


def who_gets_what(rows: StudyRows, types: Mapping[str, str]) -> dict[int, list[dict[str, Any]]]:
    """{arm position: [{"type", "name", "stated_by"}]} in the order of the interventions.

    `stated_by` is both, arm or intervention. Doubles count once. A name or label that fits several is taken as the
    other list narrows it down, and as all of them where that says nothing.
    """
    one, strange = _said_by_arms(rows, types)
    other = _said_by_interventions(rows)
    twins = _twins(rows)
    given: dict[int, list[dict[str, Any]]] = {}
    for arm in rows.get("arm_groups", []):
        place = arm["position"]
        for item in rows.get("interventions", []):
            pair = (place, item["position"])
            agreed = pair in one and pair in other
            if not agreed and any(
                (place, twin) in one and (place, twin) in other for twin in twins[item["position"]]
            ):
                continue
            if pair in one or pair in other:
                stated = "both" if agreed else "arm" if pair in one else "intervention"
                given.setdefault(place, []).append(
                    {"type": item["type"], "name": item["name"], "stated_by": stated}
                )
        for name in strange.get(place, []):
            given.setdefault(place, []).append({"type": None, "name": name, "stated_by": "arm"})
    return given


def _twins(rows: StudyRows) -> dict[int, list[int]]:
    """By intervention position: the others of the same type and name."""
    same: dict[tuple[Any, str], list[int]] = {}
    for item in rows.get("interventions", []):
        same.setdefault((item["type"], _fold(item["name"])), []).append(item["position"])
    return {place: [twin for twin in places if twin != place] for places in same.values() for place in places}


def arm_fields(studies: Sequence[StudyRows], plan: Plan) -> list[Field]:
    """For each role lists of `{"label", "type", "description", "interventions"}`, then all interventions.

    None where a record lists no arms at all, [] where it has none of the role.
    """
    types = plan.enums["InterventionType"]
    given = [who_gets_what(rows, types) for rows in studies]
    known = frozenset(type_ for role in plan.roles for type_ in role.types)
    fields = []
    for role in plan.roles:
        last = role is plan.roles[-1]
        values = [
            [
                {
                    "label": arm["label"],
                    "type": arm["type"],
                    "description": arm["description"],
                    "interventions": gets.get(arm["position"], []),
                }
                for arm in rows.get("arm_groups", [])
                if arm["type"] in role.types or (last and arm["type"] not in known)
            ]
            or ([] if rows.get("arm_groups") else None)
            for rows, gets in zip(studies, given, strict=True)
        ]
        fields.append(Field(role.name, role.label, tuple(values), kind="arms"))
    fields.append(
        Field("interventions", "Interventions", tuple(map(_interventions, studies)), kind="interventions")
    )
    return fields


def _interventions(rows: StudyRows) -> list[dict[str, Any]] | None:
    others: dict[int, list[str]] = {}
    for row in rows.get("intervention_other_names", []):
        if row["intervention_other_name"] is None:
            continue
        others.setdefault(row["intervention_position"], []).append(row["intervention_other_name"])
    return [
        {
            "type": item["type"],
            "name": item["name"],
            "description": item["description"],
            "other_names": others.get(item["position"], []),
        }
        for item in rows.get("interventions", [])
    ] or None
