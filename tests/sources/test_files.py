"""Files, folders and archives of records, read whole and in order."""

import os
import threading
import time
from pathlib import Path

import orjson
import pytest

from harvester.errors import UsageError
from harvester.record import Passed, Unreadable
from harvester.sources import json_text, streams
from harvester.sources.files import read_paths
from tests.shared import SHARED, needs_shared
from tests.sources.shapes import IDS, SHAPES, STUDIES, ids_of, kinds_of, read, zipped

IN_ONE_GO = {("UTF-16 of a Windows shell", 100), ("lines of pages", 100)}


@pytest.mark.parametrize(
    ("payload", "whole_bytes"),
    [
        pytest.param(payload, whole_bytes, id=f"{name}, {'streamed' if whole_bytes == 100 else 'in one go'}")
        for name, payload in SHAPES.items()
        for whole_bytes in (streams.WHOLE_BYTES, 100)
        if (name, whole_bytes) not in IN_ONE_GO
    ],
)
def test_every_shape_and_packing_is_read_whole_and_in_order(save, monkeypatch, payload, whole_bytes):
    monkeypatch.setattr(streams, "WHOLE_BYTES", whole_bytes)
    monkeypatch.setattr(json_text, "CHUNK_CHARACTERS", 64)
    items = read(save("file", payload))
    assert ids_of(items) == IDS
    assert kinds_of(items) == ["Record"] * 3
    assert [item.study for item in items] == STUDIES


@pytest.mark.parametrize("payload", SHAPES.values(), ids=SHAPES)
def test_every_shape_is_read_from_a_pipe_that_begins_with_a_single_byte(monkeypatch, payload):
    monkeypatch.setattr(streams, "FEW_MEMBERS", 1)
    reading, writing = os.pipe()

    def write():
        os.write(writing, payload[:1])
        time.sleep(0.05)
        os.write(writing, payload[1:])
        os.close(writing)

    writer = threading.Thread(target=write)
    writer.start()
    items = read(Path(f"/dev/fd/{reading}"))
    writer.join()
    os.close(reading)
    assert ids_of(items) == IDS
    assert [item.study for item in items] == STUDIES


def test_one_study_is_read_with_its_provenance(save):
    path = save("NCT00000001.json", orjson.dumps(STUDIES[0]))
    [record] = read(path)
    assert record.study == STUDIES[0]
    assert (record.provenance.source, record.provenance.origin) == ("json", str(path))


def test_a_study_larger_than_the_stream_limit_is_read(save, monkeypatch):
    monkeypatch.setattr(streams, "WHOLE_BYTES", 100)
    assert ids_of(read(save("a.json", orjson.dumps(STUDIES[0], option=orjson.OPT_INDENT_2)))) == IDS[:1]


def test_an_earlier_version_as_the_registry_serves_it_is_a_study(save):
    payload = orjson.dumps({"studyVersion": 4, "study": STUDIES[1]})
    assert ids_of(read(save("version.json", payload))) == ["NCT00000002"]


def test_folders_are_read_recursively_and_in_order(save, tmp_path):
    save("b/2.json", orjson.dumps(STUDIES[1]))
    save("a/deep/er/1.json", orjson.dumps(STUDIES[0]))
    save("c.zip", zipped({"3.json": orjson.dumps(STUDIES[2])}))
    items = read(tmp_path)
    assert sorted(ids_of(items)) == IDS
    below = [item.provenance.origin.removeprefix(f"{tmp_path}/") for item in items]
    assert below == ["a/deep/er/1.json", "b/2.json", "c.zip!3.json"]


def test_a_circle_of_links_is_walked_once(save, tmp_path):
    save("a/1.json", orjson.dumps(STUDIES[0]))
    (tmp_path / "a" / "again").symlink_to(tmp_path)
    assert ids_of(read(tmp_path)) == IDS[:1]


def test_a_page_without_studies_is_no_problem(save):
    assert read(save("page.json", b'{"studies": []}')) == []


NO_RECORDS = {
    "notes.txt": b"nothing here",
    "empty.json": b"",
    "package.json": b'{"name": "x", "version": "1"}',
    "numbers.json": b"[1, 2, 3]",
    "picture.png": b"\x89PNG\r\n\x1a\n\x00\xff",
    "broken.json": b'{"name": ',
    "list.ndjson": b'{"a": 1}\n{"a": 2}\n',
    "text.md": b"[link](https://example.org)",
}


@pytest.mark.parametrize(("name", "payload"), NO_RECORDS.items(), ids=NO_RECORDS)
def test_what_is_no_record_is_passed_over_in_a_folder_and_unreadable_by_itself(save, tmp_path, name, payload):
    path = save(name, payload)
    [passed] = read(tmp_path)
    assert isinstance(passed, Passed)
    assert passed.origin == str(path)
    [unread] = read(path)
    assert isinstance(unread, Unreadable)
    assert unread.reason


def test_what_is_no_record_is_passed_over_in_a_zip(save):
    archive = save(
        "a.zip", zipped({"README.txt": b"hello", "folder/": b"", "1.json": orjson.dumps(STUDIES[0])})
    )
    items = read(archive)
    assert kinds_of(items) == ["Passed", "Record"]
    assert items[0].origin == f"{archive}!README.txt"


def test_a_large_file_that_is_no_json_is_not_read_to_its_end(save, monkeypatch, tmp_path):
    monkeypatch.setattr(streams, "WHOLE_BYTES", 1000)
    save("dump.sqlite", b"SQLite format 3\0" * 1000)
    [passed] = read(tmp_path)
    assert isinstance(passed, Passed)


def test_a_missing_path_is_named_before_anything_is_read(save, tmp_path):
    good = save("1.json", orjson.dumps(STUDIES[0]))
    with pytest.raises(UsageError, match="gone"):
        read_paths([good, tmp_path / "gone"])


@needs_shared
@pytest.mark.parametrize(("folder", "count"), [("api_v2", 836), ("msc_2022", 1535), ("api_v2_versions", 10)])
def test_real_records_are_all_read(folder, count):
    items = read(Path(SHARED) / "records" / folder)
    assert kinds_of(items) == ["Record"] * count
