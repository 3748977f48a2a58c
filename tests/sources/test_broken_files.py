"""Records and files that are broken cost only themselves."""

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harvester.record import Passed, Record, Unreadable
from harvester.sources import json_text, payloads, streams
from tests.sources.shapes import SHAPES, STUDIES, kinds_of, lines, read


def test_studies_after_the_end_of_a_streamed_list_are_not_passed_over(save, monkeypatch):
    monkeypatch.setattr(streams, "WHOLE_BYTES", 100)
    items = read(save("pages", SHAPES["lines of pages"]))
    assert kinds_of(items) == ["Record", "Record", "Unreadable"]
    assert "more studies follow" in items[-1].reason


def test_a_study_without_its_id_says_where(save):
    [unread] = read(save("a.json", b'{"protocolSection": {"identificationModule": {"nctId": 7}}}'))
    assert isinstance(unread, Unreadable)
    assert unread.path == "protocolSection.identificationModule.nctId"
    assert b"identificationModule" in unread.payload


def test_a_study_without_its_id_that_is_nested_deeper_than_json_is_written_is_no_crash(save):
    [unread] = read(save("a.json", b'{"protocolSection": ' + b'{"a": ' * 900 + b"1" + b"}" * 901))
    assert isinstance(unread, Unreadable)


@pytest.mark.parametrize("whole_bytes", [streams.WHOLE_BYTES, 100])
def test_one_of_a_page_costs_only_itself(save, monkeypatch, whole_bytes):
    monkeypatch.setattr(streams, "WHOLE_BYTES", whole_bytes)
    items = read(save("page.json", orjson.dumps({"studies": [STUDIES[0], "x", {}, STUDIES[2]]})))
    assert kinds_of(items) == ["Record", "Unreadable", "Unreadable", "Record"]
    assert "1.protocolSection.identificationModule.nctId" in items[1].path


@pytest.mark.parametrize("whole_bytes", [streams.WHOLE_BYTES, 100])
def test_a_broken_line_costs_only_itself(save, monkeypatch, whole_bytes):
    monkeypatch.setattr(streams, "WHOLE_BYTES", whole_bytes)
    items = read(save("all.ndjson", lines(STUDIES[0]) + b'\n{"cut": "of\n[]\n5\n' + lines(STUDIES[2])))
    assert kinds_of(items) == ["Record", "Unreadable", "Unreadable", "Record"]
    assert [item.path for item in items if isinstance(item, Unreadable)] == ["line 2", "line 4"]


def test_a_broken_first_line_of_a_line_file_costs_only_itself(save):
    items = read(save("all.jsonl", b'{"protocolSection": {"ide\n' + lines(STUDIES[1])))
    assert kinds_of(items) == ["Unreadable", "Record"]


@pytest.mark.parametrize("whole_bytes", [streams.WHOLE_BYTES, 100])
def test_a_page_that_breaks_off_is_reported(save, monkeypatch, whole_bytes):
    monkeypatch.setattr(streams, "WHOLE_BYTES", whole_bytes)
    items = read(save("page.json", SHAPES["page"][:-200]))
    assert isinstance(items[-1], Unreadable)
    assert "broken JSON" in items[-1].reason or "breaks off" in items[-1].reason


def test_deeply_nested_json_is_no_crash(save, monkeypatch):
    bomb = b'[{"protocolSection":' + b"[" * 200_000
    assert kinds_of(read(save("a.json", bomb))) == ["Unreadable"]
    monkeypatch.setattr(streams, "WHOLE_BYTES", 100)
    assert kinds_of(read(save("a.json", bomb))) == ["Unreadable"]


def test_an_element_too_long_to_be_a_study_ends_the_file(save, monkeypatch):
    monkeypatch.setattr(streams, "WHOLE_BYTES", 100)
    monkeypatch.setattr(json_text, "CHUNK_CHARACTERS", 100)
    monkeypatch.setattr(json_text, "ELEMENT_CHARACTERS", 5000)
    long = b'{"studies": [{"protocolSection": "' + b"x" * 20_000
    [unread] = read(save("a.json", long))
    assert "the file is damaged" in unread.reason


def test_a_line_too_long_is_reported(save, monkeypatch):
    monkeypatch.setattr(streams, "WHOLE_BYTES", 100)
    monkeypatch.setattr(payloads, "LINE_BYTES", 1000)
    items = read(save("a.ndjson", lines(STUDIES[0]) + b'\n{"' + b"x" * 3000))
    assert kinds_of(items) == ["Record", "Unreadable"]


def test_one_document_over_the_limit_is_refused_in_clear_words(save, monkeypatch):
    monkeypatch.setattr(streams, "WHOLE_BYTES", 100)
    monkeypatch.setattr(streams, "LARGEST_BYTES", 200)
    [unread] = read(save("a.json", orjson.dumps(STUDIES[0])))
    assert "split it" in unread.reason


@settings(deadline=None)  # the first file that is no JSON waits for the parsers
@given(st.binary(max_size=200))
def test_no_bytes_raise(tmp_path_factory, payload):
    path = tmp_path_factory.getbasetemp() / "any"
    path.write_bytes(payload)
    assert all(isinstance(item, Record | Unreadable) for item in read(path) if not isinstance(item, Passed))
