"""Scores products against studies read by hand: `accuracy_products.yaml` says how they were drawn and read."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from harvester.derive.products.study import derive
from tests.shared import SHARED

LABELS = Path(__file__).with_name("accuracy_products.yaml")
COLUMNS = ("product_type", "tissue_source", "donor", "route")
ATTRIBUTES = (*COLUMNS, "is_msc")
ANY = "any"
_PART_OF = {"Wharton's jelly": "umbilical cord"}


@dataclass
class Score:
    """Needed values found and missed, values written that the label does not have."""

    found: int = 0
    missed: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        return self.found / max(1, self.found + len(self.missed))

    @property
    def precision(self) -> float:
        return self.found / max(1, self.found + len(self.extra))


@dataclass(frozen=True)
class Label:
    """What must be written in one column and what may be; `open`: whatever is written is not held against it."""

    needed: frozenset[str]
    allowed: frozenset[str]
    open: bool


def read_labels() -> list[dict[str, Any]]:
    """The samples of `accuracy_products.yaml`."""
    samples: list[dict[str, Any]] = yaml.safe_load(LABELS.read_text(encoding="utf-8"))["samples"]
    return samples


def label_of(text: str) -> Label:
    """'umbilical cord; amnion?' → the first is needed, the second allowed."""
    parts = [part.strip() for part in text.split(";") if part.strip()]
    needed = (part for part in parts if part != ANY and not part.endswith("?"))
    allowed = (part.rstrip("?") for part in parts if part.endswith("?"))
    return Label(frozenset(map(_whole, needed)), frozenset(map(_whole, allowed)), ANY in parts)


def _whole(value: str) -> str:
    return _PART_OF.get(value, value)


def score(samples: Iterable[dict[str, Any]]) -> dict[str, Score]:
    """Score per attribute over all studies of some samples."""
    scores = {attribute: Score() for attribute in ATTRIBUTES}
    assert SHARED is not None
    for sample in samples:
        for nct_id, texts in sample["studies"].items():
            path = SHARED / "records" / "msc_2022" / f"{nct_id}.json"
            verdict, products = derive(json.loads(path.read_bytes()))
            labels = [label_of(text) for text in texts]
            for column, label in zip(COLUMNS, labels, strict=True):
                ours = {getattr(product, column) for product in products} - {None}
                _count(scores[column], nct_id, label, frozenset(map(_whole, ours)))
            kinds = labels[0]
            msc = Label(_named(kinds.needed), _named(kinds.allowed), kinds.open)
            _count(scores["is_msc"], nct_id, msc, frozenset({"MSC"} if verdict.is_msc else ()))
    return scores


def _named(kinds: frozenset[str]) -> frozenset[str]:
    return frozenset({"MSC"} if kinds - {"not MSC"} else ())


def _count(counted: Score, nct_id: str, label: Label, ours: frozenset[str]) -> None:
    counted.found += len(label.needed & ours)
    counted.missed += [f"{nct_id}: {value}, read {sorted(ours)}" for value in sorted(label.needed - ours)]
    if not label.open:
        extra = ours - label.needed - label.allowed
        counted.extra += [f"{nct_id}: {value}, by hand {sorted(label.needed)}" for value in sorted(extra)]


def table(samples: list[dict[str, Any]]) -> str:
    """Markdown: each sample as it scored fresh, then all samples now."""
    studies = sum(len(sample["studies"]) for sample in samples)
    lines = [
        f"Products of {studies} studies drawn at random and read by hand, each sample scored before anything was mended "
        "with it (recall / precision of values):",
        "",
        f"| sample | studies | reader | {' | '.join(ATTRIBUTES)} |",
        f"|---|---:|---|{'---:|' * len(ATTRIBUTES)}",
    ]
    for sample in samples:
        cells = " | ".join("{:.3f} / {:.3f}".format(*sample["fresh"][name]) for name in ATTRIBUTES)
        lines.append(
            f"| {sample['name']}, seed {sample['seed']} | {len(sample['studies'])} | {sample['reader']} | {cells} |"
        )
    scores = score(samples)
    cells = " | ".join(f"{scores[name].recall:.3f} / {scores[name].precision:.3f}" for name in ATTRIBUTES)
    lines.append(f"| all, today | {studies} | tuned on them | {cells} |")
    return "\n".join(lines)
