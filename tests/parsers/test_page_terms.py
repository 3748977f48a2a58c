"""Terms that an extractor of text ran together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.parsers.page_text.terms import is_mesh, split_mesh, split_terms
from tests.parsers.page_cells import UNHURRIED


def test_terms_are_parted_where_other_lists_know_them() -> None:
    known = ["Covid-19", "Pneumonia, Viral", "Lung Diseases", "Pneumonia"]
    line = "Covid-19 Pneumonia, Viral Acute Lung Injury Lung Diseases"
    assert split_terms(line, known) == ["Covid-19", "Pneumonia, Viral", "Acute Lung Injury", "Lung Diseases"]
    assert split_terms("Knee Osteoarthritis of the Elderly", ["Osteoarthritis"]) == [
        "Knee Osteoarthritis of the Elderly"
    ]


@UNHURRIED
@given(st.text("abc ,", max_size=40), st.lists(st.text("abc", min_size=1, max_size=3), max_size=5))
def test_parting_terms_loses_no_word_and_changes_no_order(line: str, known: list[str]) -> None:
    assert " ".join(split_terms(line, known)).split() == line.split()
    assert " ".join(split_mesh(line)).split() == line.split()


def test_mesh_terms_are_parted_at_the_nouns_they_end_with() -> None:
    line = "Respiratory Distress Syndrome Lung Diseases, Interstitial Pneumonia, Viral Respiratory Tract Diseases"
    assert split_mesh(line) == [
        "Respiratory Distress Syndrome",
        "Lung Diseases, Interstitial",
        "Pneumonia, Viral",
        "Respiratory Tract Diseases",
    ]


@pytest.mark.parametrize(
    ("line", "looks"),
    [
        ("Lung Diseases", True),
        ("Pneumonia, Viral", True),
        ("cell therapy", False),
        ("Cell Therapy", False),
        ("", False),
    ],
)
def test_a_line_of_mesh_terms_is_told_by_its_capitals_and_its_end(line: str, looks: bool) -> None:
    assert is_mesh(line) is looks
