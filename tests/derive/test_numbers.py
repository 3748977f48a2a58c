import re
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from harvester.derive.doses.numbers import find_numbers, parse_number
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


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("10\\^6", [1e6]),
        ("(1.22-1.51) × 10 (6)/kg", [(1.22e6, 1.51e6)]),
        ("(1.5)-3.0 x106/kg", [(1.5e6, 3e6)]),
        ("1,5-3,0 10E6 MSC/kg", [(1.5e6, 3e6)]),
        ("1*10^4-6 cells/kg", [(1e4, 1e6)]),
        ("4.5 x 10^7 cells to 5.5 x 10^7 cells", [(4.5e7, 5.5e7)]),
        ("between 1 and 2 million", [(1e6, 2e6)]),
        ("minimum of 0.5 x106 CSM/kg and a maximum of 1, 5x106 CSM/kg", [(5e5, 1.5e6)]),
        ("one to two million", [(1e6, 2e6)]),
    ],
)
def test_the_two_ends_of_a_range_may_share_brackets_power_unit_or_scale(text, values):
    assert read(text) == values


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("100 x 106 (100 million) cells", "100 x 106 (100 million)"),
        ("10^6 (1 million)/kg", "10^6 (1 million)"),
        ("1 ± 0.5 x 106 MSC/kg", "1 ± 0.5 x 106"),
        ("2 x 10^6 ± 0.5 x 10^6", "2 x 10^6 ± 0.5 x 10^6"),
    ],
)
def test_a_gloss_and_a_tolerance_belong_to_the_number_they_follow(text, words):
    (number,) = find_numbers(fold(text), text)
    assert text[number.start : number.end] == words
    assert number.high is None


@pytest.mark.parametrize(
    "text", ["CD105+ cells", "CD 10-12 cells", "NCT01234567", "5 x 10^-6 M", "10-12 weeks"]
)
def test_codes_and_small_numbers_are_no_large_ones(text):
    assert read(text) == []


COEFFICIENTS = st.one_of(
    st.integers(1, 999).map(str),
    st.tuples(st.integers(1, 99), st.integers(1, 9)).map(lambda parts: f"{parts[0]}.{parts[1]}"),
    st.tuples(st.integers(0, 99), st.integers(11, 99)).map(lambda parts: f"{parts[0]}.{parts[1]}"),
)
POWERS = (
    "{c}x10^{e}", "{c} x 10^{e}", "{c} X 10 ^ {e}", "{c} × 10\\^{e}", "{c}*10^{e}", "{c}·10^{e}", "{c} • 10^{e}",
    "{c} x 10E{e}", "{c} × 10e{e}", "{c}x10EE{e}", "{c} x 10**{e}", "{c} x 10({e})", "{c}×10 ({e})", "{c} x 10~{e}",
    "{c} x 10'{e}", "{c}x10`{e}", "{c} x 10{s}", "{c}×10{s}", "{c} x 10^{{{e}}}", "{c} x 10^({e})", "{c} x 10exp{e}",
    "{c} times 10^{e}", "{c} x 10 to the {e}th", "{c} x 10 to the power of {e}", "{c} 10^{e}",
    "{c}x10^0{e}", "{c} ✕ 10ˆ{e}", "{c} x 10<sup>{e}</sup>",
)  # fmt: skip
LOST = ("{c} x 10{e}", "{c}×10{e}", "{c}*10{e}", "{c} x 10 {e}")
SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
AFTER = st.sampled_from(["", " cells", " MSC/kg", "/kg", ", then", ")", " cells/mL.", " (low dose)"])
BEFORE = st.sampled_from(["", "dose of ", "(", "receive approximately ", "group A: ", "≈"])


def spelled(form, coefficient, exponent):
    return form.format(c=coefficient, e=exponent, s=str(exponent).translate(SUPERSCRIPT))


@given(COEFFICIENTS, st.integers(4, 9), st.sampled_from(POWERS + LOST), BEFORE, AFTER, st.booleans())
def test_a_power_of_ten_reads_back_exactly_however_it_is_spelled(
    coefficient, exponent, form, before, after, comma
):
    written = spelled(form, coefficient.replace(".", ",") if comma else coefficient, exponent)
    text = before + written + after
    (number,) = find_numbers(fold(text), text)
    assert number.value == float(f"{coefficient}e{exponent}")
    assert text[number.start : number.end] == written


@example("10", 4, "{c} x 10{e}", "~")
@given(
    COEFFICIENTS,
    st.integers(4, 9),
    st.sampled_from(POWERS + LOST),
    st.sampled_from(["-", " to ", " - ", "~"]),
)
def test_a_range_that_shares_its_power_reads_back_exactly(coefficient, exponent, form, join):
    high = float(coefficient) + 1
    text = f"{coefficient}{join}{spelled(form, f'{high:g}', exponent)} cells"
    (number,) = find_numbers(fold(text), text)
    assert (number.value, number.high) == (float(f"{coefficient}e{exponent}"), float(f"{high:g}e{exponent}"))


@given(
    COEFFICIENTS,
    st.sampled_from(
        ["million", "millions", " million", "-million", " mio", " Mio.", " mln", " mill.", "M", " M"]
    ),
    AFTER,
)
def test_millions_read_back_exactly_however_they_are_spelled(coefficient, scale, after):
    text = f"{coefficient}{scale}{after}"
    (number,) = find_numbers(fold(text), text)
    assert number.value == float(f"{coefficient}e6")


@given(
    st.integers(1, 999), st.sampled_from([("thousand", 3), ("million", 6), ("billion", 9), ("trillion", 12)])
)
def test_number_words_read_back_exactly(number, scale):
    text = f"{in_words(number)} {scale[0]} cells"
    assert read(text) == [float(f"{number}e{scale[1]}")]


def in_words(number):
    ones = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    small = (ones + "seventeen eighteen nineteen").split()
    tens = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
    hundreds, rest = divmod(number, 100)
    parts = [f"{small[hundreds]} hundred"] if hundreds else []
    if rest >= 20:
        parts.append(tens[rest // 10 - 2] + (f"-{small[rest % 10]}" if rest % 10 else ""))
    elif rest:
        parts.append(small[rest])
    return " and ".join(parts)


@given(st.integers(10_000, 999_999_999), st.sampled_from([",", " ", "'", ""]))
def test_thousands_read_alike_with_any_separator_and_without(number, separator):
    text = f"{number:,}".replace(",", separator)
    assert read(f"{text} cells") == [number]


@given(st.integers(1_000, 999_999))
def test_dots_between_groups_of_thousands_are_no_decimal_points(thousands):
    assert read(f"{thousands * 1000:,} cells".replace(",", ".")) == [thousands * 1000]


@given(st.integers(1, 999), st.sampled_from([",", "."]), st.integers(0, 9))
def test_a_decimal_comma_is_a_decimal_point_before_a_power(whole, sign, tenth):
    assert parse_number(f"{whole}{sign}{tenth}", before_power=True) == pytest.approx(whole + tenth / 10)


@given(st.text(max_size=120))
def test_any_text_is_read_without_error_and_spans_lie_in_it_in_order(text):
    numbers = find_numbers(fold(text), text)
    assert all(0 <= n.start < n.end <= len(text) for n in numbers)
    assert all(re.search(r"\w", text[n.start : n.end]) for n in numbers)
    assert [n.start for n in numbers] == sorted(n.start for n in numbers)


NOISE = st.lists(
    st.sampled_from(
        ["10", "1", "6", "x", "^", "e", "E", ".", ",", "~", "-", "(", ")", " ", "million", "M", "±", "106", "cells", "/kg",
         "⁶", "×", "and", "to", "one", "hundred", "power", "or", "·", "log10", "000", "%"]
    ),
    max_size=40,
).map("".join)  # fmt: skip


@given(NOISE)
def test_number_like_noise_is_read_without_error_and_spans_do_not_overlap(text):
    numbers = find_numbers(fold(text), text)
    assert all(n.value >= 0 and 0 <= n.start < n.end <= len(text) for n in numbers)
    assert all(one.end <= other.start for one, other in pairwise(numbers))
