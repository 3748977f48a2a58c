import csv
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.derive.doses import find_doses
from tests.shared import SHARED, needs_shared

# Examples whose value lies outside the quoted words: other arms' levels, a total, what the record calls storage.
ELSEWHERE = {
    "NCT03857841",
    "NCT01585857",
    "NCT01795950",
    "NCT01087996",
    "NCT04869397",
    "NCT04493242",
    "NCT05308342",
}


def doses(text, **options):
    return [
        (d.value if d.value is not None else (d.low, d.high), d.unit, d.basis)
        for d in find_doses(text, **options)
    ]


def examples():
    if SHARED is None:
        return []
    with (SHARED / "msc" / "dose_examples_dev.tsv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file, delimiter="\t") if row["nct_id"] not in ELSEWHERE]


@needs_shared
@pytest.mark.parametrize("row", examples(), ids=lambda row: row["nct_id"])
def test_the_example_is_read_as_a_person_reads_it(row):
    vesicles = bool(re.search("exo|vesicle", row["verbatim"], re.IGNORECASE))
    scale = 1000.0 if row["unit"] == "milligram" else 1.0
    wanted = {float(number) * scale for number in re.findall(r"[\d.]+(?:e\d+)?", row["value"])}
    found = find_doses(row["verbatim"], vesicles=vesicles)
    numbers = {n for d in found for n in (d.value, d.low, d.high) if n is not None and d.role == "dose"}
    assert sorted(numbers) == pytest.approx(sorted(wanted))
    if row["basis"].startswith("per_kg"):
        assert {d.basis for d in found} == {"per_kg"}


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2 x 10^6 MSC/kg", (2e6, "cells", "per_kg")),
        ("2 million hMSCs/kg actual body weight", (2e6, "cells", "per_kg")),
        ("1x10^6 cells/kg/bb", (1e6, "cells", "per_kg")),
        ("IV 0.3 million kg/bb UC-MSCs", (3e5, "cells", "per_kg")),
        ("1x10^6 cells × weight (kg)", (1e6, "cells", "per_kg")),
        ("2.5 x 10³ MSCs cells/square cm", (2.5e3, "cells", "per_cm2")),
        ("injection of 40 million cells/mL", (4e7, "cells", "per_ml")),
        ("20x106 cells per cc in a single administration of 7cc", (1.4e8, "cells", "fixed")),
        ("2.5 × 107 cells/1 mL/vial, 2 vials per infusion", (5e7, "cells", "fixed")),
    ],
)
def test_the_basis_is_what_the_words_after_the_number_say(text, read):
    assert doses(text) == [read]


@pytest.mark.parametrize(
    "text",
    [
        "lidocaine with epinephrine 1:1,000,000",
        "cells were seeded at a density of 5 x 10^3 cells/cm2",
        "platelet count of 50 x 10^9/L",
        "methylprednisolone 2 mg/kg and cyclosporine 3 mg/kg",
        "about 12 million people have the disease",
        "an infusion of 2 x 10^6 CD34+ cells/kg",
    ],
)
def test_what_is_no_dose_of_the_product_is_not_read_as_one(text):
    assert doses(text) == []


def test_what_a_bag_holds_gives_way_to_the_dose():
    text = "Cells are frozen in cryobags at 2 x 10^7 cells/ml. Patients receive an infusion of 1 x 10^6 cells/kg."
    assert doses(text) == [(1e6, "cells", "per_kg")]


def test_a_course_total_is_no_dose_beside_the_single_dose():
    found = find_doses("0,7 x 10e6 MSC/Kg/dose (cumulative minimum dose: 2,8 x 10e6 MSC/Kg)")
    assert [(d.value, d.role) for d in found] == [(7e5, "dose"), (2.8e6, "total")]


def test_masses_are_doses_of_vesicles_only_and_in_micrograms():
    assert doses("150 mg of exosomes", vesicles=True) == [(150_000.0, "ug", "fixed")]
    assert doses("150 mg of prednisone") == []


@given(st.text(max_size=200), st.booleans(), st.booleans())
def test_any_text_is_read_without_error_and_spans_lie_in_it(text, vesicles, strict):
    for dose in find_doses(text, vesicles=vesicles, strict=strict):
        assert 0 <= dose.start < dose.end <= len(text)
        assert (dose.value is None) == (dose.low is not None and dose.high is not None)
