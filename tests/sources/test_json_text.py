"""A JSON array that is read as it streams."""

import io

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.errors import RecordError
from harvester.sources import json_text

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(st.lists(json_values, max_size=6), st.integers(1, 40), st.booleans())
def test_a_streamed_array_is_the_array(values, chunk, indented):
    payload = orjson.dumps(values, option=orjson.OPT_INDENT_2 if indented else None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_text, "CHUNK_CHARACTERS", chunk)
        assert list(json_text.stream_array(io.BytesIO(payload[1:]))) == orjson.loads(payload)


@given(st.lists(json_values, min_size=1, max_size=4), st.data())
def test_a_streamed_array_that_breaks_off_says_so(values, data):
    payload = orjson.dumps(values)
    cut = data.draw(st.integers(1, len(payload) - 1))
    with pytest.raises(RecordError):
        list(json_text.stream_array(io.BytesIO(payload[1:cut])))
