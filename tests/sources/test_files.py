import gzip
import io
import pickle
import zipfile
from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.errors import RecordError, UsageError
from harvester.progress import Share
from harvester.record import Passed, Record, Unreadable
from harvester.sources import archives, json_text, payloads, streams
from harvester.sources.files import read_id_file, read_paths
from harvester.sources.payloads import RawFile, RawLine, RawStudy
from harvester.sources.streams import RawMembers, parsed
from tests.shared import SHARED, needs_shared
from tests.sources.documents import make_study

STUDIES = [make_study(number) for number in (1, 2, 3)]
IDS = ["NCT00000001", "NCT00000002", "NCT00000003"]
PAGE = {"totalCount": 3, "studies": STUDIES, "nextPageToken": "abc"}


def read(*paths):
    return list(parsed(read_paths(paths)))


def ids_of(items):
    return [
        item.study["protocolSection"]["identificationModule"]["nctId"]
        for item in items
        if isinstance(item, Record)
    ]


def kinds_of(items):
    return [type(item).__name__ for item in items]


def lines(*values):
    return b"\n".join(map(orjson.dumps, values))


def zipped(members, compression=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, payload in members.items():
            archive.writestr(name, payload)
    return buffer.getvalue()


@pytest.fixture
def save(tmp_path):
    def save(name, payload):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(payload)
        return path

    return save


SHAPES = {
    "page": orjson.dumps(PAGE),
    "page, indented": orjson.dumps(PAGE, option=orjson.OPT_INDENT_2),
    "page, one study a line": b'{"studies":['
    + b",\n".join(map(orjson.dumps, STUDIES))
    + b'],"nextPageToken":"a"}',
    "array": orjson.dumps(STUDIES),
    "lines": lines(*STUDIES),
    "lines of pages": lines({"studies": STUDIES[:2]}, {"studies": STUDIES[2:]}),
    "lines with blanks and CRLF": b"\r\n\r\n".join(map(orjson.dumps, STUDIES)) + b"\r\n",
    "byte order mark": b"\xef\xbb\xbf" + orjson.dumps(PAGE),
    "UTF-16 of a Windows shell": orjson.dumps(PAGE).decode().encode("utf-16"),
    "gzip": gzip.compress(orjson.dumps(PAGE)),
    "gzip of lines": gzip.compress(lines(*STUDIES)),
    "zip of studies": zipped(
        {f"{id}.json": orjson.dumps(study) for id, study in zip(IDS, STUDIES, strict=True)}
    ),
    "zip of a page": zipped({"folder/page.json": orjson.dumps(PAGE)}),
    "zip of a gzip": zipped({"page.json.gz": gzip.compress(orjson.dumps(PAGE))}),
    "zip of a zip": zipped({"inner.zip": zipped({"page.json": orjson.dumps(PAGE)}, zipfile.ZIP_STORED)}),
    "gzip of a zip": gzip.compress(zipped({"page.json": orjson.dumps(PAGE)})),
    "zip by LZMA": zipped({"page.json": orjson.dumps(PAGE)}, zipfile.ZIP_LZMA),
}


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


class TestBrokenRecords:
    def test_studies_after_the_end_of_a_streamed_list_are_not_passed_over(self, save, monkeypatch):
        monkeypatch.setattr(streams, "WHOLE_BYTES", 100)
        items = read(save("pages", SHAPES["lines of pages"]))
        assert kinds_of(items) == ["Record", "Record", "Unreadable"]
        assert "more studies follow" in items[-1].reason

    def test_a_study_without_its_id_says_where(self, save):
        [unread] = read(save("a.json", b'{"protocolSection": {"identificationModule": {"nctId": 7}}}'))
        assert isinstance(unread, Unreadable)
        assert unread.path == "protocolSection.identificationModule.nctId"
        assert b"identificationModule" in unread.payload

    @pytest.mark.parametrize("whole_bytes", [streams.WHOLE_BYTES, 100])
    def test_one_of_a_page_costs_only_itself(self, save, monkeypatch, whole_bytes):
        monkeypatch.setattr(streams, "WHOLE_BYTES", whole_bytes)
        items = read(save("page.json", orjson.dumps({"studies": [STUDIES[0], "x", {}, STUDIES[2]]})))
        assert kinds_of(items) == ["Record", "Unreadable", "Unreadable", "Record"]
        assert "1.protocolSection.identificationModule.nctId" in items[1].path

    @pytest.mark.parametrize("whole_bytes", [streams.WHOLE_BYTES, 100])
    def test_a_broken_line_costs_only_itself(self, save, monkeypatch, whole_bytes):
        monkeypatch.setattr(streams, "WHOLE_BYTES", whole_bytes)
        items = read(save("all.ndjson", lines(STUDIES[0]) + b'\n{"cut": "of\n[]\n5\n' + lines(STUDIES[2])))
        assert kinds_of(items) == ["Record", "Unreadable", "Unreadable", "Record"]
        assert [item.path for item in items if isinstance(item, Unreadable)] == ["line 2", "line 4"]

    def test_a_broken_first_line_of_a_line_file_costs_only_itself(self, save):
        items = read(save("all.jsonl", b'{"protocolSection": {"ide\n' + lines(STUDIES[1])))
        assert kinds_of(items) == ["Unreadable", "Record"]

    @pytest.mark.parametrize("whole_bytes", [streams.WHOLE_BYTES, 100])
    def test_a_page_that_breaks_off_is_reported(self, save, monkeypatch, whole_bytes):
        monkeypatch.setattr(streams, "WHOLE_BYTES", whole_bytes)
        items = read(save("page.json", SHAPES["page"][:-200]))
        assert isinstance(items[-1], Unreadable)
        assert "broken JSON" in items[-1].reason or "breaks off" in items[-1].reason

    def test_deeply_nested_json_is_no_crash(self, save, monkeypatch):
        bomb = b'[{"protocolSection":' + b"[" * 200_000
        assert kinds_of(read(save("a.json", bomb))) == ["Unreadable"]
        monkeypatch.setattr(streams, "WHOLE_BYTES", 100)
        assert kinds_of(read(save("a.json", bomb))) == ["Unreadable"]

    def test_an_element_too_long_to_be_a_study_ends_the_file(self, save, monkeypatch):
        monkeypatch.setattr(streams, "WHOLE_BYTES", 100)
        monkeypatch.setattr(json_text, "CHUNK_CHARACTERS", 100)
        monkeypatch.setattr(json_text, "ELEMENT_CHARACTERS", 5000)
        long = b'{"studies": [{"protocolSection": "' + b"x" * 20_000
        [unread] = read(save("a.json", long))
        assert "the file is damaged" in unread.reason

    def test_a_line_too_long_is_reported(self, save, monkeypatch):
        monkeypatch.setattr(streams, "WHOLE_BYTES", 100)
        monkeypatch.setattr(payloads, "LINE_BYTES", 1000)
        items = read(save("a.ndjson", lines(STUDIES[0]) + b'\n{"' + b"x" * 3000))
        assert kinds_of(items) == ["Record", "Unreadable"]

    def test_one_document_over_the_limit_is_refused_in_clear_words(self, save, monkeypatch):
        monkeypatch.setattr(streams, "WHOLE_BYTES", 100)
        monkeypatch.setattr(streams, "LARGEST_BYTES", 200)
        [unread] = read(save("a.json", orjson.dumps(STUDIES[0])))
        assert "split it" in unread.reason


class TestHostileArchives:
    def test_an_encrypted_member_is_told_and_the_others_are_read(self, save):
        payload = bytearray(zipped({"1.json": orjson.dumps(STUDIES[0]), "2.json": orjson.dumps(STUDIES[1])}))
        payload[payload.index(b"PK\x01\x02") + 8] |= 1
        items = read(save("a.zip", bytes(payload)))
        assert kinds_of(items) == ["Unreadable", "Record"]
        assert "encrypted" in items[0].reason

    def test_a_damaged_member_is_told_and_the_others_are_read(self, save):
        payload = bytearray(zipped({"1.json": orjson.dumps(STUDIES[0]), "2.json": orjson.dumps(STUDIES[1])}))
        payload[60:70] = b"\xff" * 10
        items = read(save("a.zip", bytes(payload)))
        assert kinds_of(items) == ["Unreadable", "Record"]
        assert "damaged" in items[0].reason

    @pytest.mark.parametrize("name", ["zip of studies", "gzip"])
    def test_a_cut_archive_is_told(self, save, tmp_path, name):
        path = save("a.bin", SHAPES[name][:-30])
        for items in (read(path), read(tmp_path)):
            assert isinstance(items[-1], Unreadable)
            assert "damaged" in items[-1].reason

    @pytest.mark.parametrize("whole_bytes", [streams.WHOLE_BYTES, 100])
    @pytest.mark.parametrize("pack", [gzip.compress, lambda payload: zipped({"a": payload, "b": payload})])
    def test_a_bomb_is_stopped(self, save, monkeypatch, pack, whole_bytes):
        monkeypatch.setattr(archives, "FREE_BYTES", 1 << 20)
        monkeypatch.setattr(streams, "WHOLE_BYTES", whole_bytes)
        items = read(save("bomb", pack(b'{"protocolSection": "' + b" " * (4 << 20))))
        assert kinds_of(items) == ["Unreadable"]
        assert "times its size" in items[0].reason

    def test_a_bomb_in_an_archive_uses_up_the_allowance_of_the_outermost(self, save, monkeypatch):
        monkeypatch.setattr(archives, "FREE_BYTES", 1 << 20)
        inner = zipped({str(number): b" " * (1 << 19) for number in range(4)})
        items = read(save("bomb.zip", zipped({"inner.zip": inner, "next.json": orjson.dumps(STUDIES[0])})))
        assert isinstance(items[-1], Unreadable)
        assert items[-1].provenance.origin.endswith("bomb.zip")
        assert ids_of(items) == []

    def test_archives_too_deep_are_not_opened(self, save):
        payload = orjson.dumps(STUDIES[0])
        for _ in range(archives_deep := streams.DEEPEST + 1):
            payload = zipped({"inner": payload})
        assert archives_deep == 4
        [unread] = read(save("deep.zip", payload))
        assert "archives deep" in unread.reason

    @given(st.data())
    def test_no_damage_to_an_archive_raises(self, tmp_path_factory, data):
        payload = bytearray(SHAPES[data.draw(st.sampled_from(["zip of studies", "gzip", "zip by LZMA"]))])
        for at, value in data.draw(
            st.lists(st.tuples(st.integers(0, len(payload) - 1), st.integers(0, 255)), max_size=4)
        ):
            payload[at] = value
        path = tmp_path_factory.getbasetemp() / "damaged"
        path.write_bytes(payload[: data.draw(st.integers(0, len(payload)))])
        assert all(isinstance(item, Record | Unreadable | Passed) for item in read(path))


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


@given(st.binary(max_size=200))
def test_no_bytes_raise(tmp_path_factory, payload):
    path = tmp_path_factory.getbasetemp() / "any"
    path.write_bytes(payload)
    assert all(isinstance(item, Record | Unreadable) for item in read(path) if not isinstance(item, Passed))


def test_a_missing_path_is_named_before_anything_is_read(save, tmp_path):
    good = save("1.json", orjson.dumps(STUDIES[0]))
    with pytest.raises(UsageError, match="gone"):
        read_paths([good, tmp_path / "gone"])


@needs_shared
@pytest.mark.parametrize(("folder", "count"), [("api_v2", 836), ("msc_2022", 1535), ("api_v2_versions", 10)])
def test_real_records_are_all_read(folder, count):
    items = read(Path(SHARED) / "records" / folder)
    assert kinds_of(items) == ["Record"] * count


class TestIdFile:
    @pytest.mark.parametrize(
        ("text", "ids"),
        [
            ("NCT00000001\nnct2\n", ["NCT00000001", "nct2"]),
            ("NCT00000001, NCT00000002;NCT00000003\tNCT00000004", [f"NCT0000000{n}" for n in (1, 2, 3, 4)]),
            ("# mine\n\nNCT00000001 # the first\r\n  NCT00000002  \n", ["NCT00000001", "NCT00000002"]),
            ("NCT00000001\nNCT00000001\n", ["NCT00000001"]),
            ('"NCT00000001","NCT00000002"', ["NCT00000001", "NCT00000002"]),
            ("\ufeffNCT00000001", ["NCT00000001"]),
            ("", []),
        ],
    )
    def test_ids_are_read_as_they_are_spelled(self, save, text, ids):
        assert read_id_file(save("ids.txt", text.encode())) == ids

    def test_a_malformed_id_is_named_with_file_and_line(self, save):
        path = save("ids.txt", b"NCT00000001\n# fine\nNCT12, NCT-5\n")
        with pytest.raises(UsageError, match=r"ids\.txt, line 3: 'NCT-5'"):
            read_id_file(path)

    @pytest.mark.parametrize("payload", [b"\xff\x00\xfe", b"\x80abc"])
    def test_a_file_that_is_no_text_is_a_usage_error(self, save, payload):
        with pytest.raises(UsageError, match="no text file"):
            read_id_file(save("ids.txt", payload))

    def test_a_missing_file_is_a_usage_error(self, tmp_path):
        with pytest.raises(UsageError, match="cannot be read"):
            read_id_file(tmp_path / "none.txt")


class TestPieces:
    """What is handed over unparsed, so that another process may parse it."""

    def test_a_page_comes_as_a_piece_a_study(self, save):
        items = list(read_paths([save("page.json", orjson.dumps(PAGE))]))
        assert [type(item) for item in items] == [RawStudy] * 3
        assert [item.nct_id_hint for item in items] == IDS
        assert [orjson.loads(item.payload) for item in items] == STUDIES

    def test_lines_come_as_a_piece_a_line_and_anything_else_as_the_file_it_is(self, save):
        assert [type(item) for item in read_paths([save("a", lines(*STUDIES))])] == [RawLine] * 3
        assert [type(item) for item in read_paths([save("b", orjson.dumps(STUDIES[0]))])] == [RawFile]
        [page] = read_paths([save("c", b"<html>a page</html>")])
        assert (type(page), page.nct_id_hint) == (RawFile, None)

    def test_a_piece_goes_to_another_process_as_it_is(self, save):
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
    def test_taking_apart_finds_what_parsing_finds(self, value):
        payload = orjson.dumps(value)
        split = json_text.split_studies(payload)
        expected = json_text.studies_in(value)
        if split is None:
            assert json_text.array_start(payload) is None or expected is None or "studies" in payload.decode()
        else:
            assert [(path, orjson.loads(study)) for path, study in split] == expected

    def test_bytes_read_tell_how_many_records_there_will_be(self, save, tmp_path):
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

    def test_a_zip_of_many_members_comes_in_parts_that_unpack_themselves(self, save, monkeypatch):
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

    def test_a_large_member_among_many_is_not_sent_around(self, save, monkeypatch):
        monkeypatch.setattr(streams, "FEW_MEMBERS", 2)
        monkeypatch.setattr(streams, "PART_BYTES", 1000)
        members = {f"{number}.json": orjson.dumps(make_study(number)) for number in range(1, 6)}
        members["large.json"] = orjson.dumps(make_study(6, title="x" * 2000))
        items = list(read_paths([save("many.zip", zipped(members, zipfile.ZIP_STORED))]))
        assert [type(item).__name__ for item in items][-1] == "RawFile"
        assert len(ids_of(parsed(items))) == 6

    def test_a_part_whose_zip_is_gone_or_damaged_says_so(self, save, monkeypatch):
        monkeypatch.setattr(streams, "FEW_MEMBERS", 2)
        members = {f"{number}.json": orjson.dumps(make_study(number)) for number in range(1, 6)}
        path = save("many.zip", zipped(members))
        [part] = read_paths([path])
        path.write_bytes(b"\0" * path.stat().st_size)
        assert kinds_of(parsed([part])) == ["Unreadable"] * 5
        path.unlink()
        [gone] = parsed([part])
        assert "cannot be read" in gone.reason

    def test_a_bomb_among_many_members_is_stopped(self, save, monkeypatch):
        monkeypatch.setattr(streams, "FEW_MEMBERS", 2)
        monkeypatch.setattr(streams, "PART_FREE_BYTES", 1 << 16)
        members = {f"{number}.json": orjson.dumps(make_study(number)) for number in range(1, 6)}
        members["bomb.json.gz"] = gzip.compress(b" " * (8 << 20))
        items = list(parsed(read_paths([save("many.zip", zipped(members))])))
        assert kinds_of(items) == ["Record"] * 5 + ["Unreadable"]
        assert "200 times" in items[-1].reason
