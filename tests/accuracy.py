"""Scores what is read against published tables: `python -m tests.accuracy [--misses] [--half even|odd]`.

A study counts for an attribute when a table gives a value for it and its record is at hand. Every value written for
such a study counts for precision. Published tables are wrong too: `accuracy_disputes.yaml` holds those values that the
record contradicts, with the record's words; both scores are printed, with and without them.
"""

import argparse
import csv
import datetime
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from harvester.derive.products.rows import Product
from harvester.derive.products.study import derive_products
from tests import accuracy_doses, accuracy_products
from tests.shared import SHARED

ATTRIBUTES = (
    "product_type",
    "tissue_source",
    "donor",
    "donor_detail",
    "route",
    "dose",
    "cryopreservation",
    "passage",
)
DISPUTES = Path(__file__).with_name("accuracy_disputes.yaml")
_OURS = {
    "EV/exosomes": "MSC extracellular vesicles", "conditioned medium": "MSC conditioned medium",
    "mixed/other cells": "not MSC",
    "intramyocardial/transendocardial": "intramyocardial", "local/intralesional": "intralesional",
}  # fmt: skip
_DETAILS = ("pooled", "third-party", "related", "haploidentical")
_SAME = {"Wharton's jelly": "umbilical cord"}
_UNITS = {"microgram": 1.0, "milligram": 1000.0}


@dataclass
class Score:
    """Counts of one attribute: values of the tables found and missed, values written that no table has."""

    studies: set[str] = field(default_factory=set)
    found: int = 0
    missed: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        return self.found / max(1, self.found + len(self.missed))

    @property
    def precision(self) -> float:
        return self.found / max(1, self.found + len(self.extra))


Gold = dict[tuple[str, str], dict[str, str]]
"""(NCT ID, attribute) → value → where it is printed."""


def read_gold(path: Path) -> Gold:
    """The published tables in the columns' own values."""
    gold: Gold = defaultdict(dict)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            source = row["source"].split(":")[0]
            for attribute, value in _columns(row["attribute"], row["normalised_value"]):
                gold[row["nct_id"], attribute].setdefault(value, source)
    return gold


def _columns(attribute: str, value: str) -> Iterator[tuple[str, str]]:
    if attribute == "donor_relation":
        for part in value.split("; "):
            yield ("donor_detail" if part in _DETAILS else "donor"), part
    elif attribute == "dose":
        yield "dose", value
    elif attribute == "cryopreservation":
        yield attribute, "fresh" if "fresh" in value.lower() else "cryopreserved"
    elif attribute == "passage":
        named = re.search(r"third|\d", value)
        yield attribute, "3" if named and named[0] == "third" else named[0] if named else value
    elif attribute == "product_type" and value.startswith("unclear"):
        return
    else:
        for part in value.split("; "):
            yield attribute, _SAME.get(_OURS.get(part, part), _OURS.get(part, part))


def gold_numbers(value: str) -> set[float]:
    """'1e6-2e6;5e6 cells per_kg' → {1e6, 2e6, 5e6}; milligrams as µg."""
    numbers, _, unit = value.partition(" ")
    scale = _UNITS.get(unit.split(" ")[0], 1.0)
    return {float(number) * scale for number in re.findall(r"\d+(?:\.\d+)?(?:e\+?\d+)?", numbers)}


def our_numbers(products: list[Product]) -> set[float]:
    """Every dose number written for a study."""
    return {n for p in products for n in (p.dose_value, p.dose_low, p.dose_high) if n is not None}


def _within(number: float, others: set[float]) -> bool:
    return any(abs(number - other) <= 0.02 * other for other in others)


def our_values(products: list[Product], attribute: str) -> set[str]:
    """Values written for a study in one column; Wharton's jelly counts as the cord it is part of."""
    values = {getattr(product, attribute) for product in products} - {None}
    return {_SAME.get(value, value) for value in values}


def score(gold: Gold, products: dict[str, list[Product]]) -> dict[str, Score]:
    """Score per attribute over the studies whose records are at hand."""
    scores = {attribute: Score() for attribute in ATTRIBUTES}
    for (nct_id, attribute), values in sorted(gold.items()):
        if nct_id not in products or not values:
            continue
        counted = scores[attribute]
        counted.studies.add(nct_id)
        if attribute == "dose":
            _score_dose(counted, nct_id, values, products[nct_id])
            continue
        ours = our_values(products[nct_id], attribute)
        counted.found += len(ours & set(values))
        counted.missed += [
            f"{nct_id}: {value} ({values[value]}), read {sorted(ours)}"
            for value in sorted(set(values) - ours)
        ]
        counted.extra += [
            f"{nct_id}: {value}, printed {sorted(values)}" for value in sorted(ours - set(values))
        ]
    return scores


def _score_dose(counted: Score, nct_id: str, values: dict[str, str], products: list[Product]) -> None:
    ours = our_numbers(products)
    printed = {number for value in values for number in gold_numbers(value)}
    for value, source in sorted(values.items()):
        if all(_within(number, ours) for number in gold_numbers(value)):
            counted.found += 1
        else:
            counted.missed.append(f"{nct_id}: {value} ({source}), read {sorted(ours)}")
    extra = sorted(number for number in ours if not _within(number, printed))
    if extra:
        counted.extra.append(f"{nct_id}: {extra}, printed {sorted(values)}")


def undisputed(gold: Gold, disputes: list[dict[str, Any]]) -> Gold:
    """The tables with each disputed value replaced by what the record says (None: by nothing)."""
    corrected: Gold = {key: dict(values) for key, values in gold.items()}
    for dispute in disputes:
        values = corrected[dispute["nct_id"], dispute["attribute"]]
        if dispute["printed"] is not None:
            del values[dispute["printed"]]
        for says in dispute["record_says"]:
            values[says] = "record"
    return corrected


def read_disputes() -> list[dict[str, Any]]:
    """Entries of `accuracy_disputes.yaml`."""
    return yaml.safe_load(DISPUTES.read_text(encoding="utf-8")) or []


def find_record(nct_id: str) -> Path | None:
    """The newest record at hand."""
    assert SHARED is not None
    paths = (SHARED / "records" / folder / f"{nct_id}.json" for folder in ("api_v2", "msc_2022"))
    return next((path for path in paths if path.is_file()), None)


def read_products(nct_ids: set[str]) -> dict[str, list[Product]]:
    """What is derived from each record at hand."""
    found = {nct_id: path for nct_id in sorted(nct_ids) if (path := find_record(nct_id))}
    return {nct_id: derive_products(json.loads(path.read_bytes())) for nct_id, path in found.items()}


def table(raw: dict[str, Score], settled: dict[str, Score], at_hand: int, asked: int) -> str:
    """Markdown for the README."""
    lines = [
        f"Measured {datetime.date.today().isoformat()} against published tables: "
        f"{at_hand} of {asked} studies have a record at hand.",
        "",
        "| attribute | studies | values | recall | precision | recall, settled | precision, settled |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for name in ATTRIBUTES:
        one, two = raw[name], settled[name]
        values = one.found + len(one.missed)
        lines.append(
            f"| {name} | {len(one.studies)} | {values} | {one.recall:.3f} | {one.precision:.3f} "
            f"| {two.recall:.3f} | {two.precision:.3f} |"
        )
    return "\n".join(lines)


def main() -> int:
    """Prints the table and, when asked, every miss and every value no table has."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--misses", action="store_true", help="list misses and extra values")
    parser.add_argument("--half", choices=("even", "odd"), help="only NCT IDs that end so")
    options = parser.parse_args()
    if SHARED is None:
        print("No folder of real records: set HARVESTER_SHARED or put it at ../shared.", file=sys.stderr)
        return 1
    gold = read_gold(SHARED / "msc" / "gold_dev.tsv")
    settled = undisputed(gold, read_disputes())
    wanted = {nct_id for nct_id, _ in gold}
    if options.half:
        wanted = {nct_id for nct_id in wanted if int(nct_id[-1]) % 2 == (options.half == "odd")}
    products = read_products(wanted)
    raw, clean = score(gold, products), score(settled, products)
    print(table(raw, clean, len(products), len(wanted)))
    by_hand = accuracy_doses.read_labels()
    products_by_hand = accuracy_products.read_labels()
    print(f"\n{accuracy_products.table(products_by_hand)}")
    print(f"\n{accuracy_doses.table(by_hand)}")
    if options.misses:
        for name in ATTRIBUTES:
            print(f"\n## {name}")
            print("\n".join(f"missed {miss}" for miss in clean[name].missed))
            print("\n".join(f"extra  {extra}" for extra in clean[name].extra))
        for name, read in accuracy_products.score(products_by_hand).items():
            print(f"\n## {name}, read by hand")
            print("\n".join(f"missed {miss}" for miss in read.missed))
            print("\n".join(f"extra  {extra}" for extra in read.extra))
        for name, counted in accuracy_doses.score(by_hand).items():
            print(f"\n## {name}, read by hand")
            print("\n".join(f"missed {miss}" for miss in counted.missed))
            print("\n".join(f"extra  {extra}" for extra in counted.extra))
            print("\n".join(f"basis  {other}" for other in counted.other_basis))
    return 0


if __name__ == "__main__":
    sys.exit(main())
