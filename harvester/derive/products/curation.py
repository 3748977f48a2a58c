"""A curator's word against the rules': `data/curation.yaml`, one entry per NCT ID and attribute. It always wins."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from harvester.derive.vocabulary.files import vocabulary, vocabulary_folder
from harvester.errors import UsageError
from harvester.study import parse_nct_id
from harvester.yaml_text import load_yaml

ATTRIBUTES = (
    "is_msc", "product_type", "tissue_source", "donor", "donor_detail", "route", "dose_value", "dose_low",
    "dose_high", "dose_unit", "dose_basis", "administrations", "interval_days", "total_dose", "cryopreservation",
    "passage", "named_product",
)  # fmt: skip
_CLOSED = ("product_type", "tissue_source", "donor", "donor_detail", "route")
_FEW: dict[str, set[str]] = {
    "dose_unit": {"cells", "particles", "ug", "pmol phospholipid"},
    "dose_basis": {"fixed", "per_kg", "per_cm2", "per_ml"},
    "cryopreservation": {"fresh", "cryopreserved"},
}
_NUMBERS = ("dose_value", "dose_low", "dose_high", "administrations", "interval_days", "total_dose")
CURATION_PATH = "data/curation.yaml"
"""What stands as the path of a curated value's evidence."""
_KEYS = {"attribute", "value", "who", "why", "date"}


@dataclass(frozen=True, slots=True)
class Override:
    """One value set by a person; `value` None says that the record does not state it."""

    nct_id: str
    attribute: str
    value: str | float | bool | None
    who: str
    why: str
    date: str


def _override(nct_id: str, raw: object, where: str) -> Override:
    if not isinstance(raw, dict) or set(raw) != _KEYS:
        found = sorted(raw) if isinstance(raw, dict) else raw
        raise UsageError(f"{where}: an entry has the keys {sorted(_KEYS)}, found {found!r}")
    if raw["attribute"] not in ATTRIBUTES:
        raise UsageError(
            f"{where}: {raw['attribute']!r} is no attribute; expected one of {', '.join(ATTRIBUTES)}"
        )
    for key in ("who", "why"):
        if not isinstance(raw[key], str) or not raw[key].strip():
            raise UsageError(f"{where}: `{key}` must say who decided and why, found {raw[key]!r}")
    value = _value(raw["attribute"], raw["value"], where)
    date = raw["date"].isoformat() if isinstance(raw["date"], datetime.date) else raw["date"]
    try:
        datetime.date.fromisoformat(date)
    except (TypeError, ValueError) as error:
        raise UsageError(
            f"{where}: `date` must be a day such as 2024-05-31, found {raw['date']!r}"
        ) from error
    return Override(nct_id, raw["attribute"], value, raw["who"], raw["why"], date)


def _value(attribute: str, value: object, where: str) -> Any:
    """The value, where the column takes it."""
    if value is None and attribute != "is_msc":
        return None
    column = vocabulary().columns.get(attribute) if attribute in _CLOSED else None
    known = {term.value for term in column.terms} if column else _FEW.get(attribute)
    number = isinstance(value, int | float) and not isinstance(value, bool)
    wanted = (
        (isinstance(value, bool), "true or false") if attribute == "is_msc"
        else (number, "a number") if attribute in _NUMBERS
        else (value in known, f"one of {', '.join(sorted(known))}") if known
        else (isinstance(value, str), "words")
    )  # fmt: skip
    if not wanted[0]:
        raise UsageError(f"{where}: `value` of {attribute} must be {wanted[1]}, found {value!r}")
    return value


def load_curation(path: Path) -> dict[str, dict[str, Override]]:
    """NCT ID → attribute → override; raises UsageError where the file does not keep its own format."""
    try:
        raw = load_yaml(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise UsageError(f"{path.name}: cannot be read as YAML: {error}") from error
    if raw is None:
        return {}
    if not isinstance(raw, dict):
        raise UsageError(f"{path.name}: expected NCT IDs, each with a list of entries")
    curated: dict[str, dict[str, Override]] = {}
    for key, entries in raw.items():
        nct_id = parse_nct_id(str(key))
        if not isinstance(entries, list):
            raise UsageError(f"{path.name}, {nct_id}: expected a list of entries")
        for entry in entries:
            override = _override(nct_id, entry, f"{path.name}, {nct_id}")
            if override.attribute in curated.setdefault(nct_id, {}):
                raise UsageError(f"{path.name}, {nct_id}: {override.attribute} is set twice")
            curated[nct_id][override.attribute] = override
    return curated


@cache
def curation() -> Mapping[str, Mapping[str, Override]]:
    """The project's own curation, loaded once."""
    return load_curation(vocabulary_folder().parent / "curation.yaml")
