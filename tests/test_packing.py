"""Documents come back as they went in, smaller; the dictionary of a file is text of ours."""

import sqlite3
from contextlib import closing
from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.check import check
from harvester.mapping.normalise import normalise
from harvester.mapping.read_schema import load_spec
from harvester.mapping.skeleton import skeleton
from harvester.packing import Packing, pack, packing_of
from harvester.progress import silent
from harvester.store import Saver, open_store
from harvester.store.dictionary import build_dictionary
from harvester.study import canonical_json
from tests.shared import needs_shared, records
from tests.store.studies import record, study

PACKING = Packing(build_dictionary(load_spec()))


@given(st.binary(max_size=400))
def test_whatever_goes_in_comes_out(payload: bytes) -> None:
    assert PACKING.unpack(PACKING.pack(payload)) == payload


def test_the_skeleton_has_a_home_for_each_of_its_keys() -> None:
    document = skeleton(load_spec())
    document["protocolSection"]["identificationModule"]["nctId"] = "NCT00000001"
    rows = normalise(document)
    assert "unmapped_fields" not in rows
    assert rows.keys() >= {table.name for table in load_spec().in_room("study")}


@needs_shared
def test_no_sentence_of_a_real_record_is_in_the_dictionary() -> None:
    for path in records("api_v2")[::20]:
        summary = orjson.loads(path.read_bytes())["protocolSection"].get("descriptionModule", {})
        text = summary.get("briefSummary", "")
        assert len(text) < 60 or canonical_json(text)[1:-1] not in PACKING.dictionary


@needs_shared
def test_real_records_are_smaller_than_with_zlib() -> None:
    documents = [canonical_json(orjson.loads(path.read_bytes())) for path in records("api_v2")[::10]]
    assert sum(len(PACKING.pack(one)) for one in documents) < 0.85 * sum(len(pack(one)) for one in documents)


def test_a_document_is_read_with_the_file_alone(tmp_path: Path) -> None:
    store = open_store(tmp_path / "trials.db")
    with Saver(store) as saver:
        saver.add(record(study()))
    store.close()
    with closing(sqlite3.connect(tmp_path / "trials.db")) as conn:
        assert packing_of(conn).dictionary == PACKING.dictionary
        (document,) = conn.execute("SELECT document FROM study_versions").fetchone()
        assert packing_of(conn).unpack_study(document) == study()


@pytest.mark.parametrize("damage", [b"", b"no zstd", PACKING.pack(canonical_json(study("NCT00000002")))])
def test_check_finds_a_document_that_is_not_what_was_saved(tmp_path: Path, damage: bytes) -> None:
    store = open_store(tmp_path / "trials.db")
    with Saver(store) as saver:
        saver.add(record(study()))
    store.conn.execute("UPDATE study_versions SET document = ?", (damage,))
    (fault,) = check(store, silent)
    assert fault.startswith("NCT00000001: the document of version 1")
    store.close()
