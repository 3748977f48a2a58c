"""Loading files: what cannot be read is kept while it cannot, and no longer."""

import zipfile
from pathlib import Path

import orjson

from harvester.harvest import load
from harvester.store import Store
from tests.store.studies import study


def problems(store: Store) -> list[tuple[str, str]]:
    return [
        (Path(origin).name, path)
        for origin, path in store.conn.execute("SELECT origin, path FROM problems ORDER BY origin, path")
    ]


def broken(nct_id: str) -> bytes:
    document = study(nct_id)
    document["protocolSection"]["outcomesModule"] = ["no object"]
    return orjson.dumps(document)


def test_a_file_loaded_again_and_again_has_one_problem_until_it_is_mended(
    store: Store, tmp_path: Path
) -> None:
    one, other = tmp_path / "one.json", tmp_path / "other.json"
    one.write_bytes(broken("NCT00000001"))
    other.write_bytes(broken("NCT00000002"))
    for _ in range(3):
        assert load(store, [one, other]).exit_code == 1
    assert problems(store) == [
        ("one.json", "protocolSection.outcomesModule"),
        ("other.json", "protocolSection.outcomesModule"),
    ]
    one.write_bytes(orjson.dumps(study("NCT00000001")))
    assert load(store, [one]).exit_code == 0
    assert problems(store) == [("other.json", "protocolSection.outcomesModule")], (
        "the other was not looked at"
    )


def test_lines_of_one_file_are_told_apart(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "studies.ndjson"
    lines = [broken("NCT00000001"), orjson.dumps(study("NCT00000002")), broken("NCT00000003")]
    file.write_bytes(b"\n".join(lines))
    load(store, [file])
    assert len(problems(store)) == 2
    lines[0] = orjson.dumps(study("NCT00000001"))
    file.write_bytes(b"\n".join(lines))
    load(store, [file])
    assert store.conn.execute("SELECT nct_id FROM problems").fetchall() == [("NCT00000003",)]


def test_a_zip_that_was_damaged_is_no_problem_once_it_is_whole(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "json.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("NCT00000001.json", orjson.dumps(study()))
    whole = file.read_bytes()
    file.write_bytes(whole[:-30])
    assert load(store, [file]).exit_code == 1
    assert problems(store) == [("json.zip", "")]
    file.write_bytes(whole)
    assert load(store, [file]).exit_code == 0
    assert problems(store) == []
