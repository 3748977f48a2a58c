"""Archives that are damaged, encrypted, too deep or bombs."""

import gzip

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.record import Passed, Record, Unreadable
from harvester.sources import archives, streams
from tests.sources.shapes import SHAPES, STUDIES, ids_of, kinds_of, read, zipped


def test_an_encrypted_member_is_told_and_the_others_are_read(save):
    payload = bytearray(zipped({"1.json": orjson.dumps(STUDIES[0]), "2.json": orjson.dumps(STUDIES[1])}))
    payload[payload.index(b"PK\x01\x02") + 8] |= 1
    items = read(save("a.zip", bytes(payload)))
    assert kinds_of(items) == ["Unreadable", "Record"]
    assert "encrypted" in items[0].reason


def test_a_damaged_member_is_told_and_the_others_are_read(save):
    payload = bytearray(zipped({"1.json": orjson.dumps(STUDIES[0]), "2.json": orjson.dumps(STUDIES[1])}))
    payload[60:70] = b"\xff" * 10
    items = read(save("a.zip", bytes(payload)))
    assert kinds_of(items) == ["Unreadable", "Record"]
    assert "damaged" in items[0].reason


@pytest.mark.parametrize("name", ["zip of studies", "gzip"])
def test_a_cut_archive_is_told(save, tmp_path, name):
    path = save("a.bin", SHAPES[name][:-30])
    for items in (read(path), read(tmp_path)):
        assert isinstance(items[-1], Unreadable)
        assert "damaged" in items[-1].reason


@pytest.mark.parametrize("whole_bytes", [streams.WHOLE_BYTES, 100])
@pytest.mark.parametrize("pack", [gzip.compress, lambda payload: zipped({"a": payload, "b": payload})])
def test_a_bomb_is_stopped(save, monkeypatch, pack, whole_bytes):
    monkeypatch.setattr(archives, "FREE_BYTES", 1 << 20)
    monkeypatch.setattr(streams, "WHOLE_BYTES", whole_bytes)
    items = read(save("bomb", pack(b'{"protocolSection": "' + b" " * (4 << 20))))
    assert kinds_of(items) == ["Unreadable"]
    assert "times its size" in items[0].reason


def test_a_bomb_in_an_archive_uses_up_the_allowance_of_the_outermost(save, monkeypatch):
    monkeypatch.setattr(archives, "FREE_BYTES", 1 << 20)
    inner = zipped({str(number): b" " * (1 << 19) for number in range(4)})
    items = read(save("bomb.zip", zipped({"inner.zip": inner, "next.json": orjson.dumps(STUDIES[0])})))
    assert isinstance(items[-1], Unreadable)
    assert items[-1].provenance.origin.endswith("bomb.zip")
    assert ids_of(items) == []


def test_archives_too_deep_are_not_opened(save):
    payload = orjson.dumps(STUDIES[0])
    for _ in range(archives_deep := streams.DEEPEST + 1):
        payload = zipped({"inner": payload})
    assert archives_deep == 4
    [unread] = read(save("deep.zip", payload))
    assert "archives deep" in unread.reason


@given(st.data())
def test_no_damage_to_an_archive_raises(tmp_path_factory, data):
    payload = bytearray(SHAPES[data.draw(st.sampled_from(["zip of studies", "gzip", "zip by LZMA"]))])
    for at, value in data.draw(
        st.lists(st.tuples(st.integers(0, len(payload) - 1), st.integers(0, 255)), max_size=4)
    ):
        payload[at] = value
    path = tmp_path_factory.getbasetemp() / "damaged"
    path.write_bytes(payload[: data.draw(st.integers(0, len(payload)))])
    assert all(isinstance(item, Record | Unreadable | Passed) for item in read(path))
