"""Bytes of a page and their encoding."""

from hypothesis import given
from hypothesis import strategies as st

from harvester.parsers.page.tree import decode
from tests.parsers.page_cells import UNHURRIED


@UNHURRIED
@given(st.text())
def test_utf8_is_decoded_with_and_without_a_byte_order_mark(text: str) -> None:
    payload = text.encode("utf-8", "replace")
    again = payload.decode()
    assert decode(payload) == again.removeprefix("\ufeff")
    assert decode(b"\xef\xbb\xbf" + payload) == again


@UNHURRIED
@given(st.binary())
def test_any_bytes_are_decoded(payload: bytes) -> None:
    assert isinstance(decode(payload), str)
