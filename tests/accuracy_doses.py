"""Scores doses, administrations and intervals against studies read by hand: `accuracy_doses.yaml` says how they were drawn."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from harvester.derive.products.rows import Product
from harvester.derive.products.study import derive_products
from tests.shared import SHARED

LABELS = Path(__file__).with_name("accuracy_doses.yaml")
ATTRIBUTES = ("doses", "administrations", "interval_days")
_BASIS = {"/kg": "per_kg", "/ml": "per_ml", "/cm2": "per_cm2", None: "fixed"}
_LABEL = re.compile(r"([\d.e]+)(?:-([\d.e]+))?(/kg|/ml|/cm2)?(?: (any|particles|ug))?(\?)?")


@dataclass(frozen=True)
class Value:
    """One number or range with its basis and unit; None stands for any. `needed`: it must be written."""

    low: float
    high: float | None = None
    basis: str | None = None
    unit: str | None = None
    needed: bool = True

    def is_like(self, other: "Value") -> bool:
        """Whether the numbers agree within 2 %."""
        return _near(self.low, other.low) and _near(self.high, other.high)

    def is_same(self, other: "Value") -> bool:
        """Whether basis and unit agree too."""
        return self.is_like(other) and all(
            None in pair or pair[0] == pair[1]
            for pair in ((self.basis, other.basis), (self.unit, other.unit))
        )


@dataclass
class Score:
    """Needed values found and missed, values written that the label does not have, studies wholly right."""

    found: int = 0
    missed: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)
    other_basis: list[str] = field(default_factory=list)
    studies: int = 0
    right: int = 0

    @property
    def recall(self) -> float:
        return self.found / max(1, self.found + len(self.missed))

    @property
    def precision(self) -> float:
        return self.found / max(1, self.found + len(self.extra))


def _near(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) <= 0.02 * abs(other)


def read_labels() -> list[dict[str, Any]]:
    """The samples of `accuracy_doses.yaml`."""
    samples: list[dict[str, Any]] = yaml.safe_load(LABELS.read_text(encoding="utf-8"))["samples"]
    return samples


def wanted(attribute: str, label: str) -> list[Value]:
    """'1e6-2e6/kg; 5e7?' → two values, the second not needed."""
    values = []
    for part in filter(None, (part.strip() for part in label.split(";"))):
        found = _LABEL.fullmatch(part)
        assert found, part
        basis = _BASIS[found[3]] if attribute == "doses" and found[4] != "any" else None
        unit = None if attribute != "doses" or found[4] == "any" else found[4] or "cells"
        values.append(
            Value(float(found[1]), float(found[2]) if found[2] else None, basis, unit, not found[5])
        )
    return values


def written(attribute: str, products: Iterable[Product]) -> set[Value]:
    """What is derived for a study."""
    return set(_written(attribute, products))


def _written(attribute: str, products: Iterable[Product]) -> Iterator[Value]:
    for product in products:
        if attribute != "doses":
            value = getattr(product, attribute)
            if value is not None:
                yield Value(float(value))
        elif product.dose_value is not None:
            yield Value(product.dose_value, None, product.dose_basis, product.dose_unit)
        elif product.dose_low is not None:
            yield Value(product.dose_low, product.dose_high, product.dose_basis, product.dose_unit)


def products_of(nct_id: str) -> list[Product]:
    """What is derived from the study's record at hand."""
    assert SHARED is not None
    return derive_products(json.loads((SHARED / "records" / "msc_2022" / f"{nct_id}.json").read_bytes()))


def score(samples: Iterable[dict[str, Any]]) -> dict[str, Score]:
    """Score per attribute over all studies of some samples."""
    scores = {attribute: Score() for attribute in ATTRIBUTES}
    for sample in samples:
        for nct_id, labels in sample["studies"].items():
            products = products_of(nct_id)
            for attribute, counted in scores.items():
                _count(counted, nct_id, wanted(attribute, labels[attribute]), written(attribute, products))
    return scores


def _count(counted: Score, nct_id: str, labels: list[Value], ours: set[Value]) -> None:
    found = [label for label in labels if any(one.is_like(label) for one in ours)]
    missed = [label for label in labels if label.needed and label not in found]
    extra = [one for one in ours if not any(one.is_like(label) for label in labels)]
    counted.found += len(found)
    counted.missed += [f"{nct_id}: {_text(label)}, read {sorted(map(_text, ours))}" for label in missed]
    counted.extra += [f"{nct_id}: {_text(one)}, by hand {sorted(map(_text, labels))}" for one in extra]
    counted.other_basis += [
        f"{nct_id}: {_text(one)}" for one in ours
        if any(one.is_like(label) for label in labels) and not any(one.is_same(label) for label in labels)
    ]  # fmt: skip
    if any(label.needed for label in labels):
        counted.studies += 1
        counted.right += not missed and not extra


def _text(value: Value) -> str:
    number = f"{value.low:g}" if value.high is None else f"{value.low:g}-{value.high:g}"
    return " ".join(filter(None, (number, value.unit, value.basis)))


def table(samples: list[dict[str, Any]]) -> str:
    """Markdown: each sample as it scored fresh, then all samples now."""
    lines = [
        f"Doses and schedules of {sum(len(sample['studies']) for sample in samples)} studies drawn at random and read by hand, "
        "each sample scored before anything was mended with it (recall / precision of values):",
        "",
        "| sample | studies | reader | dose | administrations | interval |",
        "|---|---:|---|---:|---:|---:|",
    ]
    for sample in samples:
        cells = " | ".join("{:.3f} / {:.3f}".format(*sample["fresh"][attribute]) for attribute in ATTRIBUTES)
        lines.append(
            f"| {sample['name']}, seed {sample['seed']} | {len(sample['studies'])} | {sample['reader']} | {cells} |"
        )
    scores = score(samples)
    cells = " | ".join(f"{scores[name].recall:.3f} / {scores[name].precision:.3f}" for name in ATTRIBUTES)
    studies = sum(len(sample["studies"]) for sample in samples)
    lines.append(f"| all, today | {studies} | tuned on them | {cells} |")
    doses = scores["doses"]
    lines += [
        "",
        f"Every dose right and none too many in {doses.right} of {doses.studies} studies that state one.",
    ]
    return "\n".join(lines)
