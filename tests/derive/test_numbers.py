import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.derive.numbers import find_numbers, parse_number
from harvester.derive.passages import fold


def read(text):
    return [(n.value, n.high) if n.high else n.value for n in find_numbers(fold(text), text)]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("10E6", [1e6]),
        ("10^6 cells", [1e6]),
        ("1.10^6 cells", [1e6]),
        ("6.10e7 cells", [6e7]),
        ("2 x 106 cells", [2e6]),
        ("5x10 8 cells", [5e8]),
        ("1.106 cells/kg", [1e6]),
        ("5 x 10~7", [5e7]),
        ("10(6)", [1e6]),
        ("2.5 x 10³", [2.5e3]),
        ("1.0E+6", [1e6]),
        ("2•107cells", [2e7]),
        ("1x10/6 cells/kg", [1e6]),
        ("60millions", [6e7]),
        ("one hundred million", [1e8]),
        ("twenty million", [2e7]),
        ("0,7 x 10e6", [7e5]),
        ("40.000.000 cells", [4e7]),
        ("50,000,000 cells", [5e7]),
        ("2×1,000,000", [2e6]),
        ("1.2 Trillion", [1.2e12]),
        ("150M cells", [1.5e8]),
        ("7~8log10 cells", [(1e7, 1e8)]),
    ],
)
def test_a_large_number_is_read_however_it_is_typed(text, values):
    assert read(text) == values


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1-2 × 10^6", [(1e6, 2e6)]),
        ("2.0-2.86×10^6", [(2e6, 2.86e6)]),
        ("3-5x10e11", [(3e11, 5e11)]),
        ("600 million to 1 billion", [(6e8, 1e9)]),
        ("5.0*108~5.0*109", [(5e8, 5e9)]),
        ("1, 3, 6, and 10 million", [1e6, 3e6, 6e6, 1e7]),
        ("50 or 100 million", [5e7, 1e8]),
        ("2 X 10^9, 4 X 10^9, 8 X 10^9/mL", [2e9, 4e9, 8e9]),
        ("0.5, 1.0,2.5 million", [5e5, 1e6, 2.5e6]),
    ],
)
def test_ranges_are_joined_and_list_members_share_the_scale(text, values):
    assert read(text) == values


@pytest.mark.parametrize("text", ["1:1,000,000", "group 1, 2 x 10^6", "day 3, 2 x 10^6"])
def test_ratios_and_numbers_of_groups_and_days_are_no_part_of_a_list(text):
    assert read(text) in ([], [2e6])


@given(
    st.integers(1, 999),
    st.integers(4, 11),
    st.sampled_from(["{}x10^{}", "{} x 10E{}", "{} × 10e{} ", "{} * 10^{}"]),
)
def test_coefficient_times_power_of_ten_is_its_product(coefficient, exponent, form):
    assert read(form.format(coefficient, exponent)) == [pytest.approx(coefficient * 10.0**exponent)]


@given(st.integers(10_000, 999_999_999))
def test_thousands_read_alike_with_commas_and_without(number):
    assert read(f"{number:,} cells") == read(f"{number} cells") == [number]


@given(st.integers(1, 999), st.sampled_from([",", "."]), st.integers(0, 9))
def test_a_decimal_comma_is_a_decimal_point_before_a_power(whole, sign, tenth):
    assert parse_number(f"{whole}{sign}{tenth}", before_power=True) == pytest.approx(whole + tenth / 10)


@given(st.text(max_size=120))
def test_any_text_is_read_without_error_and_spans_lie_in_it_in_order(text):
    numbers = find_numbers(fold(text), text)
    assert all(0 <= n.start < n.end <= len(text) for n in numbers)
    assert all(re.search(r"\w", text[n.start : n.end]) for n in numbers)
    assert [n.start for n in numbers] == sorted(n.start for n in numbers)


@given(st.text(alphabet="0123456789xX*^eE.,~-() millionMcells/kg×–", max_size=60))
def test_number_like_noise_is_read_without_error(text):
    assert all(n.value >= 0 for n in find_numbers(fold(text), text))
