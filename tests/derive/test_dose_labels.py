import csv
import json
import re

import pytest

from harvester.derive.products.study import derive_products
from tests.accuracy import find_record, our_numbers
from tests.accuracy_doses import read_labels, score, wanted, written
from tests.shared import SHARED, needs_shared

NOT_OF_THE_PRODUCT = {
    "NCT02287974": "the arm that gets no MSC",
    "NCT00955669": "no intervention or arm names the product",
    "NCT04869397": "what the storage bag holds",
}


def examples():
    if SHARED is None:
        return []
    with (SHARED / "msc" / "dose_examples_dev.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    return [row for row in rows if row["nct_id"] not in NOT_OF_THE_PRODUCT and find_record(row["nct_id"])]


@needs_shared
@pytest.mark.parametrize("row", examples(), ids=lambda row: row["nct_id"])
def test_the_record_of_an_example_gives_its_dose(row):
    scale = 1000.0 if row["unit"] == "milligram" else 1.0
    numbers = {float(number) * scale for number in re.findall(r"[\d.]+(?:e\d+)?", row["value"])}
    products = derive_products(json.loads(find_record(row["nct_id"]).read_bytes()))
    for number in numbers:
        assert any(ours == pytest.approx(number, rel=0.02) for ours in our_numbers(products))
    assert ("per_kg" in row["basis"]) == any(product.dose_basis == "per_kg" for product in products)


def test_a_label_is_numbers_with_their_basis_and_what_need_not_be_written():
    one, two, three = wanted("doses", "1e6-2e6/kg;5e7?;3e11 particles")
    assert (one.low, one.high, one.basis, one.unit, one.needed) == (1e6, 2e6, "per_kg", "cells", True)
    assert (two.low, two.basis, two.needed) == (5e7, "fixed", False)
    assert three.unit == "particles"
    assert written("doses", []) == set()


@pytest.fixture(scope="module")
def scores():
    return score(read_labels())


@needs_shared
@pytest.mark.parametrize(
    ("attribute", "recall", "precision"),
    [("doses", 0.97, 0.98), ("administrations", 0.94, 0.95), ("interval_days", 0.9, 0.95)],
)
def test_studies_read_by_hand_are_read_alike(scores, attribute, recall, precision):
    counted = scores[attribute]
    assert counted.recall >= recall, counted.missed
    assert counted.precision >= precision, counted.extra


@needs_shared
def test_nine_of_ten_studies_have_every_dose_and_no_other(scores):
    doses = scores["doses"]
    assert doses.right >= 0.95 * doses.studies, [*doses.missed, *doses.extra]
