"""What is handed over unparsed, so that another process may parse it."""

import gzip
import pickle
import zipfile

import orjson
from hypothesis import given
from hypothesis import strategies as st

from harvester.progress import Share
from harvester.record import Passed
from harvester.sources import json_text, streams
from harvester.sources.files import read_paths
from harvester.sources.payloads import RawFile, RawLine, RawStudy
from harvester.sources.streams import RawMembers, parsed
from tests.sources.documents import make_study
from tests.sources.shapes import IDS, PAGE, STUDIES, ids_of, kinds_of, lines, read, zipped


def test_a_page_comes_as_a_piece_a_study(save):
    items = list(read_paths([save("page.json", orjson.dumps(PAGE))]))
    assert [type(item) for item in items] == [RawStudy] * 3
    assert [item.nct_id_hint for item in items] == IDS
    assert [orjson.loads(item.payload) for item in items] == STUDIES


def test_lines_come_as_a_piece_a_line_and_anything_else_as_the_file_it_is(save):
    assert [type(item) for item in read_paths([save("a", lines(*STUDIES))])] == [RawLine] * 3
    assert [type(item) for item in read_paths([save("b", orjson.dumps(STUDIES[0]))])] == [RawFile]
    [page] = read_paths([save("c", b"<html>a page</html>")])
    assert (type(page), page.nct_id_hint) == (RawFile, None)


def test_a_piece_goes_to_another_process_as_it_is(save):
    for payload in (orjson.dumps(PAGE), lines(*STUDIES), orjson.dumps(STUDIES[0])):
        for item in read_paths([save("file", payload)]):
            again = pickle.loads(pickle.dumps(item))
            assert again == item
            assert list(again.read()) == list(item.read())


@given(
    st.recursive(
        st.none() | st.integers(-5, 5) | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["studies", "protocolSection", "derivedSection", "totalCount", "x"]),
                inner,
                max_size=3,
            )
        ),
        max_leaves=12,
    )
)
def test_taking_apart_finds_what_parsing_finds(value):
    payload = orjson.dumps(value)
    split = json_text.split_studies(payload)
    expected = json_text.studies_in(value)
    if split is None:
        assert json_text.array_start(payload) is None or expected is None or "studies" in payload.decode()
    else:
        assert [(path, orjson.loads(study)) for path, study in split] == expected


def test_bytes_read_tell_how_many_records_there_will_be(save, tmp_path):
    for number in range(4):
        save(f"{number}.json", orjson.dumps(make_study(number + 1)))
    save("more.zip", zipped({f"{id}.json": orjson.dumps(STUDIES[0]) for id in range(40)}))
    share = Share()
    seen = []
    for _ in read_paths([tmp_path], share):
        seen.append(share.done)
    assert share.done == share.total == sum(path.stat().st_size for path in tmp_path.iterdir())
    assert seen == sorted(seen)
    assert Share(1000, 250).of_all(10) == 40
    assert Share(1000, 999).of_all(123_456) == 124_000
    assert Share(1_000_000, 10).of_all(1) is None
    assert Share().of_all(1) is None, "a pipe does not tell its size"


def test_a_zip_of_many_members_comes_in_parts_that_unpack_themselves(save, monkeypatch):
    monkeypatch.setattr(streams, "FEW_MEMBERS", 10)
    monkeypatch.setattr(streams, "PART_MEMBERS", 7)
    members = {f"NCT{number:08d}.json": orjson.dumps(make_study(number)) for number in range(1, 31)}
    members |= {
        "notes.txt": b"none",
        "page.json.gz": gzip.compress(orjson.dumps(PAGE)),
        "cut.json": b'{"a',
    }
    path = save("many.zip", zipped(members))
    items = [pickle.loads(pickle.dumps(item)) for item in read_paths([path])]
    assert {type(item) for item in items} == {RawMembers}
    assert [hint for item in items for hint in item.nct_id_hints] == [name[:11] for name in members][:30]
    found = list(parsed(items))
    monkeypatch.setattr(streams, "FEW_MEMBERS", 10_000)
    assert found == read(path)
    assert kinds_of(found) == ["Record"] * 30 + ["Passed"] + ["Record"] * 3 + ["Passed"]
    assert {item.origin if isinstance(item, Passed) else item.provenance.origin for item in found} == {
        origin for item in items for origin in item.origins
    }


def test_a_large_member_among_many_is_not_sent_around(save, monkeypatch):
    monkeypatch.setattr(streams, "FEW_MEMBERS", 2)
    monkeypatch.setattr(streams, "PART_BYTES", 1000)
    members = {f"{number}.json": orjson.dumps(make_study(number)) for number in range(1, 6)}
    members["large.json"] = orjson.dumps(make_study(6, title="x" * 2000))
    items = list(read_paths([save("many.zip", zipped(members, zipfile.ZIP_STORED))]))
    assert [type(item).__name__ for item in items][-1] == "RawFile"
    assert len(ids_of(parsed(items))) == 6


def test_a_part_whose_zip_is_gone_or_damaged_says_so(save, monkeypatch):
    monkeypatch.setattr(streams, "FEW_MEMBERS", 2)
    members = {f"{number}.json": orjson.dumps(make_study(number)) for number in range(1, 6)}
    path = save("many.zip", zipped(members))
    [part] = read_paths([path])
    path.write_bytes(b"\0" * path.stat().st_size)
    assert kinds_of(parsed([part])) == ["Unreadable"] * 5
    path.unlink()
    [gone] = parsed([part])
    assert "cannot be read" in gone.reason


def test_a_bomb_among_many_members_is_stopped(save, monkeypatch):
    monkeypatch.setattr(streams, "FEW_MEMBERS", 2)
    monkeypatch.setattr(streams, "PART_FREE_BYTES", 1 << 16)
    members = {f"{number}.json": orjson.dumps(make_study(number)) for number in range(1, 6)}
    members["bomb.json.gz"] = gzip.compress(b" " * (8 << 20))
    items = list(parsed(read_paths([save("many.zip", zipped(members))])))
    assert kinds_of(items) == ["Record"] * 5 + ["Unreadable"]
    assert "200 times" in items[-1].reason
