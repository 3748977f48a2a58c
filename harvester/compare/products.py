"""What was read about the cell product and its delivery, each value with the record's words for it."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from harvester.compare.model import Field, StudyRows
from harvester.compare.plan import Plan
from harvester.derive.curation import CURATION_PATH
from harvester.mapping.read_schema import load_spec

_SHOWN = (
    "product_type",
    "tissue_source",
    "donor",
    "donor_detail",
    "route",
    "dose",
    "administrations",
    "interval_days",
    "total_dose",
    "cryopreservation",
    "passage",
    "named_product",
)
_DOSE = ("value", "low", "high", "unit", "basis")
_PARTS = {
    "dose": tuple(f"dose_{part}" for part in _DOSE),
    "total_dose": ("total_dose", "dose_unit", "dose_basis"),
}


def product_fields(studies: Sequence[StudyRows], plan: Plan) -> list[Field]:
    """Lists of `{"value", "of", "evidence": [{"words", "path"}]}`: equal values of several products once.

    `of` names the arms (or interventions) that a value is for, where it is not for all. No fields at all where no study
    has such rows.
    """
    if not any(rows.get("msc_products") or rows.get("msc_studies") for rows in studies):
        return []
    labels = {
        column.name: f"{column.label} ({column.unit})" if column.unit else column.label
        for column in load_spec().tables["msc_products"].columns
    }
    verdict = Field("is_msc", "MSC study", tuple(_verdict(rows) for rows in studies), kind="read")
    return [
        verdict,
        *(
            Field(name, labels.get(name, "Dose"), tuple(_read(rows, name) for rows in studies), kind="read")
            for name in _SHOWN
        ),
    ]


def _verdict(rows: StudyRows) -> list[dict[str, Any]] | None:
    return [
        {
            "value": bool(row["is_msc"]),
            "of": [row["reason"]] if row["reason"] else [],
            "evidence": [{"words": row["evidence"], "path": row["evidence_path"]}] if row["evidence"] else [],
        }
        for row in rows.get("msc_studies", [])
        if row["is_msc"] is not None
    ] or None


def _read(rows: StudyRows, name: str) -> list[dict[str, Any]] | None:
    found: list[dict[str, Any]] = []
    for row in rows.get("msc_products", []):
        value = _value(row, name)
        if value is None:
            continue
        known = next((item for item in found if item["value"] == value), None)
        if known is None:
            found.append(known := {"value": value, "of": [], "evidence": []})
        known["of"] += [label for label in _for_whom(rows, row) if label not in known["of"]]
        known["evidence"] += [shown for shown in _evidence(rows, row, name) if shown not in known["evidence"]]
    arms = [_for_whom(rows, row) for row in rows.get("msc_products", [])]
    for item in found:
        if len(found) == 1 or (
            all(arms) and {label for labels in arms for label in labels} <= set(item["of"])
        ):
            item["of"] = []
    return found or None


def _value(row: Mapping[str, Any], name: str) -> Any:
    if name == "dose":
        dose = {part: row[f"dose_{part}"] for part in _DOSE}
        return dose if any(dose[part] is not None for part in ("value", "low", "high")) else None
    if name == "total_dose" and row[name] is not None:
        return {
            "value": row[name],
            "low": None,
            "high": None,
            "unit": row["dose_unit"],
            "basis": row["dose_basis"],
        }
    return row[name]


def _evidence(rows: StudyRows, product: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    attributes = _PARTS.get(name, (name,))
    return [
        {"words": row["words"], "path": row["path"]}
        for row in rows.get("msc_evidence", [])
        if row["position"] == product["position"] and row["attribute"] in attributes
    ]


def _for_whom(rows: StudyRows, product: Mapping[str, Any]) -> list[str]:
    for table, key, label in (
        ("arm_groups", "arm_group_position", "label"),
        ("interventions", "intervention_position", "name"),
    ):
        place = product[key]
        if place is not None:
            return [row[label] for row in rows.get(table, []) if row["position"] == place and row[label]]
    return []


@cache
def _places() -> Mapping[str, str]:
    columns = [column for table in load_spec().in_room("study") for column in table.columns if column.path]
    return {column.path: column.label for column in columns}


def place_of(path: str | None) -> str:
    """'protocolSection.descriptionModule.briefSummary' → 'Brief summary'; '' where nobody knows the path."""
    if path == CURATION_PATH:
        return "decided by a curator"
    pieces = [piece for piece in (path or "").split(".") if not piece.isdigit()]
    return _places().get(".".join(pieces), "")
