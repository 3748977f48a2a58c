import csv
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.derive.doses.find import find_doses
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


@pytest.mark.parametrize(
    "text",
    [
        "cells are seeded at 100,000 cells/cm2 in flasks",
        "with a maximum rate of 5.0 x 10^6 hMSC/minute",
        "the graft held 2 x 10^8 mononuclear cells/kg",
        "5 million c-kit+ cells",
        "1 x 10^8 hepatocytes",
        "(10,000 clusters of adipose-derived mesenchymal stem cells)",
        "ANC > 0.5 x 10^9/L for three days",
        "comprising mainly CD105+ mesenchymal stem cells",
    ],
)
def test_seeding_rates_other_cells_and_laboratory_values_are_no_doses(text):
    assert doses(text) == []


def test_what_a_bag_holds_gives_way_to_the_dose():
    text = "Cells are frozen in cryobags at 2 x 10^7 cells/ml. Patients receive an infusion of 1 x 10^6 cells/kg."
    assert doses(text) == [(1e6, "cells", "per_kg")]
    text = (
        "It is supplied as 100 million MSCs in 20 mL cryoprotectant. Each patient receives 2 million MSCs/kg."
    )
    assert doses(text) == [(2e6, "cells", "per_kg")]


def test_a_cap_gives_way_to_the_dose_and_stands_where_it_is_all_there_is():
    assert doses("1 million cells/kg (up to a maximum of 100 million cells)") == [(1e6, "cells", "per_kg")]
    assert doses("1 x 10^6 cells/kg, maximum dose of 1 x 10^8 cells") == [(1e6, "cells", "per_kg")]
    assert doses("a maximum dose of 3 x 10^6 cells/kg by vein") == [(3e6, "cells", "per_kg")]


def test_an_epinephrine_ratio_is_none_and_a_numbered_cohort_is_no_ratio():
    assert doses("1:1,000,000 epinephrine") == []
    text = "Cohort 1: 3 million cells/kg; Cohort 2: 10 million cells/kg"
    assert doses(text) == [(3e6, "cells", "per_kg"), (1e7, "cells", "per_kg")]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("1x10^6 cells/kg is given where the dose (cells/kg) differs", (1e6, "cells", "per_kg")),
        ("Dose (cells/kg): 1x10^6", (1e6, "cells", "per_kg")),
        ("1E6 ± 30% live cells / kg of weight", (1e6, "cells", "per_kg")),
        ("1 million cells per body-weight kilogram", (1e6, "cells", "per_kg")),
        ("applied IV at 1 million xKg of MSC", (1e6, "cells", "per_kg")),
        ("the dose for each cm2 of wound is (1~5)x10^6 cells", ((1e6, 5e6), "cells", "per_cm2")),
        ("2x10e6 MSC per meter squared", (2e6, "cells", None)),
        ("100,000 MSC/µL", (1e8, "cells", "per_ml")),
        ("Dose: 4x10e7 cells/1mL", (4e7, "cells", "fixed")),
        ("5 million MSC/mL, 2 mL are injected", (1e7, "cells", "fixed")),
        ("at 2.5-4 million MSC/ml. About 1.7 ml are injected", ((4.25e6, 6.8e6), "cells", "fixed")),
        ("three syringes and each syringe contains 1.0 x 10^8 cells", (3e8, "cells", "fixed")),
    ],
)
def test_the_basis_may_stand_before_after_or_in_the_next_sentence(text, read):
    (only,) = doses(text)
    assert only[1:] == read[1:]
    assert only[0] == pytest.approx(read[0])


def test_members_of_a_list_share_the_basis_at_its_end():
    text = "2 x 10^6 and then 5 x 10^6 or 10 x 10^6 MSC/kg"
    assert doses(text) == [(value, "cells", "per_kg") for value in (2e6, 5e6, 1e7)]


def test_a_course_total_is_no_dose_beside_the_single_dose():
    found = find_doses("0,7 x 10e6 MSC/Kg/dose (cumulative minimum dose: 2,8 x 10e6 MSC/Kg)")
    assert [(d.value, d.role) for d in found] == [(7e5, "dose"), (2.8e6, "total")]
    found = find_doses(
        "Total dose of 300 x 10^6 MSC, given in 3 injections of 100 x 10^6 MSC, 3 months apart"
    )
    assert [(d.value, d.role) for d in found] == [(3e8, "total"), (1e8, "dose")]


@pytest.mark.parametrize(
    "text",
    [
        "a total of 3 × 10^8 MSC in three infusions",
        "three intravenous infusions of MSC for a total of 3 x 10^8",
        "a total of 300 million MSC on days 0, 7 and 14",
        "a total dose of 300 x 10^6 MSC, IV infusion, over three days",
    ],
)
def test_a_total_is_divided_where_its_sentence_says_in_how_many_infusions(text):
    (dose,) = find_doses(text)
    assert (dose.value, dose.total, dose.times) == (1e8, 3e8, 3)


def test_a_total_of_one_session_is_the_dose_whatever_each_site_gets():
    assert doses("30 sites, 5*10^6 MSC per site; total 150*10^6 MSC") == [(1.5e8, "cells", "fixed")]
    text = "40 million MSC/ml in 0.5 ml volumes times 10 injections for a total of 2 x 10^8 MSC"
    assert doses(text) == [(2e8, "cells", "fixed")]
    assert doses("3x10^7 MSC per hemisphere (total 6x10^7 MSC)") == [(6e7, "cells", "fixed")]
    assert doses("total dose of 100 million cells") == [(1e8, "cells", "fixed")]


def test_a_tolerance_is_no_second_dose():
    text = "5 x 10^7 MSC (range: 4.5 x 10^7 to 5.5 x 10^7 MSC)"
    assert doses(text) == [(5e7, "cells", "fixed")]


def test_twice_a_dose_says_how_often_it_is_given():
    (dose,) = find_doses("a dose of 2 x 50 million cells")
    assert (dose.value, dose.times) == (5e7, 2)


def test_masses_are_doses_of_vesicles_only_and_in_micrograms():
    assert doses("150 mg of exosomes", vesicles=True) == [(150_000.0, "ug", "fixed")]
    assert doses("150 mg of prednisone") == []


@given(st.text(max_size=200), st.booleans(), st.booleans())
def test_any_text_is_read_without_error_and_spans_lie_in_it(text, vesicles, strict):
    for dose in find_doses(text, vesicles=vesicles, strict=strict):
        assert 0 <= dose.start < dose.end <= len(text)
        assert (dose.value is None) == (dose.low is not None and dose.high is not None)


HOSTILE = ("10 ", "10^6 ", "x ", "(", "1 x 10^6 cells/kg ", "10 million, ", "100 100 ", "10^6/ml ", "total of 10 million ",
           "9", "1,", "1-", "±1 ", "vial ", "per kg ")  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_hundred_kilobytes_of_one_fragment_are_read(piece):
    text = (piece * (100_000 // len(piece) + 1))[:100_000]
    assert len(find_doses(text)) <= 2
