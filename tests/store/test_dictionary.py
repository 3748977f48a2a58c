"""A load of very many studies into a new file learns what their documents have in common from the first of them."""

from collections.abc import Iterable
from pathlib import Path
from zipfile import ZipFile

import orjson
import pytest

from harvester.check import check
from harvester.harvest import load
from harvester.mapping.read_schema import load_spec
from harvester.progress import silent
from harvester.store import Store, dictionary, open_store
from harvester.store.dictionary import build_dictionary
from tests.store.studies import study

COMMON = "Umbilical cord cells given into the knee after the signed informed consent of the participant"


@pytest.fixture(autouse=True)
def _one_is_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dictionary, "MANY", 0)


def documents(numbers: Iterable[int]) -> dict[str, bytes]:
    """{name: JSON} of studies that are alike in words which no dictionary of ours has."""
    found = {}
    for number in numbers:
        document = study(f"NCT{number:08d}", outcomes=[f"{COMMON} {number * 7919 % 1000}"])
        document["protocolSection"]["descriptionModule"] = {"briefSummary": f"{number} times: {COMMON}"}
        found[f"NCT{number:08d}.json"] = orjson.dumps(document)
    return found


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with ZipFile(path, "w") as archive:
        for name, payload in members.items():
            archive.writestr(name, payload)
    return path


def dictionary_of(store: Store) -> bytes:
    (held,) = store.conn.execute("SELECT dictionary FROM document_dictionary").fetchone()
    assert isinstance(held, bytes)
    return held


def packed_bytes(store: Store) -> int:
    (size,) = store.conn.execute("SELECT sum(length(document)) FROM study_versions").fetchone()
    return int(size)


def test_a_new_file_learns_and_its_documents_are_smaller(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = zipped(tmp_path / "many.zip", documents(range(1, 601)))
    load(store, [archive])
    size = packed_bytes(store)
    assert COMMON.encode() in dictionary_of(store)
    assert check(store, silent) == []
    assert store.conn.execute("SELECT count(*) FROM studies").fetchone() == (600,)

    monkeypatch.setattr(dictionary, "MANY", 10**9)
    other = open_store(tmp_path / "few.db")
    load(other, [archive])
    assert dictionary_of(other) == build_dictionary(load_spec())
    assert size < 0.8 * packed_bytes(other)
    other.close()


def test_a_file_that_has_studies_keeps_its_dictionary(store: Store, tmp_path: Path) -> None:
    load(store, [zipped(tmp_path / "few.zip", documents([1]))])
    before = dictionary_of(store)
    load(store, [zipped(tmp_path / "many.zip", documents(range(1, 601)))])
    assert dictionary_of(store) == before == build_dictionary(load_spec())
    assert check(store, silent) == []


def test_what_cannot_be_read_is_not_learnt_from_and_told_once(store: Store, tmp_path: Path) -> None:
    members = {
        "0.json": b'{"protocolSection": {"identificationModule": {"nctId": "NCT000',
        "1.txt": b"no record",
        "2.json": b'{"protocolSection": ' + b'{"a": ' * 900 + b"1" + b"}" * 901,
        **documents(range(1, 601)),
    }
    summary = load(store, [zipped(tmp_path / "many.zip", members)])
    assert COMMON.encode() in dictionary_of(store)
    assert (summary.saved, summary.passed, len(summary.failed)) == (600, 1, 2)
    assert check(store, silent) == []


def test_samples_that_teach_nothing_leave_the_dictionary_as_it_was(store: Store, tmp_path: Path) -> None:
    load(store, [zipped(tmp_path / "many.zip", {f"{n}.json": b"[]" for n in range(600)})])
    assert dictionary_of(store) == build_dictionary(load_spec())


def test_files_in_a_folder_teach_as_members_of_a_zip_do(store: Store, tmp_path: Path) -> None:
    for name, payload in documents(range(1, 251)).items():
        (tmp_path / name).write_bytes(payload)
    load(store, [tmp_path])
    assert COMMON.encode() in dictionary_of(store)
    assert check(store, silent) == []
