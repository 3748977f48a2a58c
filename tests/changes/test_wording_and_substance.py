"""What is writing and what is meaning."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.changes.wording import fold, plain_words, similarity

SAME = [
    ("10 mg", "10mg"),
    ("Ventilator-free  days", "ventilator free days."),
    ("3-month follow-up", "3 month follow up"),
    ("100x10^6", r"100x10\^6"),
    ("100×10⁶ cells", r"100x10\^6 cells"),
    ("≥ 18 years", r"\>=18 years"),
    ("5 - 10 mL", "5–10 mL"),
    ("1,000,000 cells", "1000000 cells"),
    ("12,345.6", "12345.6"),
    ("* one\n* two", "one\n\ntwo"),
    ("1. one\n2. two", "one\ntwo"),
    ("a) one\nb) two", "one\ntwo"),
    ("“quoted” – ‘it’", "\"quoted\" - 'it'"),
    ("cells &amp; plasma", "cells and plasma"),
    ("**bold** under_score", "bold under score"),
    ("e.g. this", "eg this"),
    ("mg / kg", "mg/kg"),
    ("ＡＢＣ", "abc"),
    ("", " \n"),
]
OTHER = [
    ("1.5", "15"),
    ("1 2", "12"),
    ("a 2, 5 b", "a 25 b"),
    (".5 mg", "5 mg"),
    ("0,9", "9"),
    ("1.000", "1000"),
    ("-5", "5"),
    ("1-2", "12"),
    ("1:2", "12"),
    ("20 (10)", "2010"),
    ("CD34+", "CD34-"),
    ("CD34- cells", "CD34 cells"),
    ("< 18", "> 18"),
    ("10^6", "106"),
    ("10⁶", "106"),
    ("10*6", "106"),
    ("5%", "5"),
    ("±5", "5"),
    ("37 °C", "37 C"),
    ("6 months", "9 months"),
    ("pain", "no pain"),
    ("1) low dose", "2) low dose"),
    ("A. Placebo", "B. Placebo"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_only_the_writing_differs(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_the_meaning_differs(one, other):
    assert fold(one) != fold(other)


@given(st.text())
def test_any_text_folds_and_padding_does_not_count(text):
    assert fold(f"  {text}\n") == fold(text)


@pytest.mark.parametrize("pattern", ["\n", " ", "- ", "1,", "\\", "&amp;", "5 - ", ".", "(1) "])
def test_a_long_monotonous_text_folds_in_no_time(pattern):
    assert len(fold(pattern * 100_000)) <= 100_000 * len(pattern)


NUMBERS = st.decimals(-9999, 9999, places=2).map(str) | st.integers(-(10**7), 10**7).map(str)


@given(NUMBERS, NUMBERS, st.sampled_from(["{}", "dose {} mg", "({})", "x {}, 3 times", "{}%"]))
def test_numbers_never_fold_into_one_another(one, other, sentence):
    assert (fold(sentence.format(one)) == fold(sentence.format(other))) == (one == other)


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    [
        ("Overall survival", "overall survival", 100, 100),
        ("pain at 6 months", "at 6 months pain", 100, 100),
        ("Asan Medical Center", "Samsung Medical Center", 80, 89.9),
        ("Royan Institute", "Royan Institute, Cell Therapy", 90, 99),
        ("Overall survival", "Length of stay", 0, 50),
        ("", "", 0, 0),
    ],
)
def test_likeness_is_a_percentage(one, other, low, high):
    assert low <= similarity(plain_words(one), plain_words(other)) <= high


@given(st.text(), st.text())
def test_likeness_goes_both_ways(one, other):
    one, other = plain_words(one), plain_words(other)
    assert similarity(one, other) == pytest.approx(similarity(other, one))
