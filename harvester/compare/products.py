"""What was read about the cell product and its delivery, each value with the record's words for it."""

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

from harvester.compare.model import Field, StudyRows
from harvester.compare.plan import Plan
from harvester.derive.products.curation import CURATION_PATH
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
_FIELDS_OF: Mapping[str, tuple[str, ...]] = {
    **{name: (name,) for name in _SHOWN},
    **{f"dose_{part}": ("dose",) for part in _DOSE},
    "dose_unit": ("dose", "total_dose"),
    "dose_basis": ("dose", "total_dose"),
}
"""{attribute of msc_evidence: the fields its words stand beside}."""
_NOT_MSC = "not MSC"
_FOR_WHOM = (
    ("arm_groups", "arm_group_position", "label"),
    ("interventions", "intervention_position", "name"),
)


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
    products = [_Products(rows) for rows in studies]
    verdict = Field("is_msc", "MSC study", tuple(_verdict(rows) for rows in studies), kind="read")
    return [
        verdict,
        *(
            Field(name, labels.get(name, "Dose"), tuple(one.read(name) for one in products), kind="read")
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


class _Products:
    """The products of one study, whom each is for, and the words that show their values."""

    def __init__(self, rows: StudyRows) -> None:
        self.rows = rows.get("msc_products", [])
        known = [(key, _labels(rows, table, label)) for table, key, label in _FOR_WHOM]
        self.whom = [_for_whom(row, known) for row in self.rows]
        """The arm of each product, or its intervention; empty where it is tied to none."""
        self.named = {label for labels in self.whom for label in labels} if all(self.whom) else None
        places = range(len(self.rows))
        self.msc = {place for place in places if self.rows[place]["product_type"] != _NOT_MSC} or set(places)
        """Products that must all have a value that is to stand for the whole study."""
        self.shown: dict[tuple[Any, str], list[tuple[Any, Any]]] = {}
        """{(position of the product, field): [(words, path)]}."""
        for row in rows.get("msc_evidence", []):
            for name in _FIELDS_OF.get(row["attribute"], ()):
                self.shown.setdefault((row["position"], name), []).append((row["words"], row["path"]))

    def read(self, name: str) -> list[dict[str, Any]] | None:
        """The values of one field, each once."""
        found: list[tuple[Any, list[int]]] = []
        for place, row in enumerate(self.rows):
            value = _value(row, name)
            if value is None:
                continue
            places = next((places for known, places in found if known == value), None)
            if places is None:
                found.append((value, [place]))
            else:
                places.append(place)
        return [self._item(name, value, places, alone=len(found) == 1) for value, places in found] or None

    def _item(self, name: str, value: Any, places: list[int], *, alone: bool) -> dict[str, Any]:
        whom = dict.fromkeys(label for place in places for label in self.whom[place])
        everybody = (alone and self.msc <= set(places)) or (
            self.named is not None and self.named <= whom.keys()
        )
        shown = dict.fromkeys(
            pair for place in places for pair in self.shown.get((self.rows[place]["position"], name), ())
        )
        return {
            "value": value,
            "of": [] if everybody else list(whom),
            "evidence": [{"words": words, "path": path} for words, path in shown],
        }


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


def _labels(rows: StudyRows, table: str, label: str) -> dict[Any, list[str]]:
    labels: dict[Any, list[str]] = {}
    for row in rows.get(table, []):
        if row[label]:
            labels.setdefault(row["position"], []).append(row[label])
    return labels


def _for_whom(product: Mapping[str, Any], labels: Sequence[tuple[str, Mapping[Any, list[str]]]]) -> list[str]:
    """Labels of the product's arm, else of its intervention."""
    for key, known in labels:
        if product[key] is not None:
            return known.get(product[key], [])
    return []


@cache
def _places() -> Mapping[str, str]:
    columns = [column for table in load_spec().in_room("study") for column in table.columns if column.path]
    return {column.path: column.label for column in columns}


@lru_cache(maxsize=8192)
def place_of(path: str | None) -> str:
    """'protocolSection.descriptionModule.briefSummary' → 'Brief summary'; '' where nobody knows the path."""
    if path == CURATION_PATH:
        return "decided by a curator"
    pieces = [piece for piece in (path or "").split(".") if not piece.isdigit()]
    return _places().get(".".join(pieces), "")
