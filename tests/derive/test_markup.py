import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.derive.markup import unescape, unescape_with_offsets

MARKDOWN = st.text(alphabet="ab1 \\^*<>[]&~._-#\n≥")


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        (r"100x10\^6 cells", "100x10^6 cells"),
        (r"\>= 18 and \<= 65", ">= 18 and <= 65"),
        (r"count \[ANC\]", "count [ANC]"),
        (r"* 2\. Need for care", "* 2. Need for care"),
        (r"10\~20 times", "10~20 times"),
        (r"pN0\*, \& \_ \-", "pN0*, & _ -"),
        (r"1.3 mg\\dl", r"1.3 mg\dl"),
        (r"\\\>", r"\>"),
        ("no escape", "no escape"),
        ("", ""),
    ],
)
def test_an_escaped_sign_is_read_as_the_sign(text: str, plain: str) -> None:
    assert unescape(text) == plain


@pytest.mark.parametrize("text", [r"and\or", r"1\1000000", "ends in \\", "\\\n", r"\≥"])
def test_a_backslash_that_escapes_nothing_stays(text: str) -> None:
    assert unescape(text) == text


def test_entities_are_left_alone() -> None:
    assert unescape(r"QTc \&gt; 450 ms, p &lt; 1") == "QTc &gt; 450 ms, p &lt; 1"


def test_words_found_in_plain_text_are_found_again_in_the_registrys_own() -> None:
    text = r"1.5 x 10\^9/L \[ANC\]"
    plain, at = unescape_with_offsets(text)
    start = plain.index("10^9")
    assert text[at[start] : at[start + len("10^9")]] == r"10\^9"


@given(MARKDOWN)
def test_offsets_give_both_texts_piece_by_piece(text: str) -> None:
    plain, at = unescape_with_offsets(text)
    assert plain == unescape(text)
    assert len(at) == len(plain) + 1
    assert (at[0], at[-1]) == (0, len(text))
    assert all(text[at[i] : at[i + 1]] in (plain[i], "\\" + plain[i]) for i in range(len(plain)))
