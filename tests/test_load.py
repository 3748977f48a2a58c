"""Loading files: what cannot be read is kept while it cannot, and no longer."""

import sqlite3
import subprocess
import sys
import zipfile
from pathlib import Path

import orjson
import pytest
from click.testing import CliRunner

from harvester.cli import main
from harvester.harvest import load
from harvester.packing import unpack
from harvester.sources import streams
from harvester.store import Store, open_store
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


@pytest.mark.parametrize(
    ("sound", "damaged"),
    [("ü".encode(), b"\xff\xff"), (b"\x99\x99\x04\x00", b"\x99\x99\xff\x00")],
    ids=["a name that is no text", "an extra field that breaks off"],
)
def test_a_large_zip_with_a_damaged_directory_is_told_each_time(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sound: bytes, damaged: bytes
) -> None:
    monkeypatch.setattr(streams, "FEW_MEMBERS", 1)
    file = tmp_path / "json.zip"
    with zipfile.ZipFile(file, "w") as archive:
        for number, name in enumerate(("one.json", "zwei für.json"), 1):
            member = zipfile.ZipInfo(name)
            member.extra = b"\x99\x99\x04\x00more"
            archive.writestr(member, orjson.dumps(study(f"NCT{number:08d}")))
    whole = file.read_bytes()
    at = whole.rindex(sound)
    file.write_bytes(whole[:at] + damaged + whole[at + len(sound) :])
    for _ in range(2):
        assert load(store, [file]).exit_code == 1
        assert problems(store) == [("json.zip", "")]
    file.write_bytes(whole)
    assert load(store, [file]).exit_code == 0
    assert problems(store) == []


def test_what_another_program_prints_is_loaded(tmp_path: Path) -> None:
    lines = b"\n".join(orjson.dumps(study(f"NCT{number:08d}")) for number in (1, 2))
    command = [sys.executable, "-m", "harvester", "load", "/dev/stdin", "--db", str(tmp_path / "t.db")]
    done = subprocess.run(command, input=lines, capture_output=True)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"2 new" in done.stdout


def odd(nct_id: str, **modules: object) -> bytes:
    return orjson.dumps({"protocolSection": {"identificationModule": {"nctId": nct_id}, **modules}})


def test_odd_values_are_kept_and_told_and_wrong_containers_are_problems(tmp_path: Path) -> None:
    """What a user sees of `harvester load` over a folder with every kind of bad input."""
    folder, db, out = tmp_path / "in", tmp_path / "t.db", tmp_path / "out"
    folder.mkdir()
    scalars = odd(
        "NCT00000001",
        oversightModule={"oversightHasDmc": "YES"},
        designModule={"enrollmentInfo": {"count": "32", "type": "GUESSED"}, "newField": {"a": []}},
    )
    wrong = {
        "list.json": odd("NCT00000002", outcomesModule={"primaryOutcomes": {"measure": "x"}}),
        "text.json": odd("NCT00000003", descriptionModule={"briefSummary": ["x"]}),
        "no_id.json": b'{"protocolSection": {"identificationModule": {"briefTitle": "x"}}}',
    }
    for name, payload in {"scalars.json": scalars, "good.json": odd("NCT00000004"), **wrong}.items():
        (folder / name).write_bytes(payload)
    loaded = CliRunner().invoke(main, ["load", str(folder), "--db", str(db)])
    assert loaded.exit_code == 1
    assert "2 new" in loaded.output
    assert "3 values of another kind than the registry publishes" in loaded.output
    assert "1 field that the schema does not know" in loaded.output

    status = CliRunner().invoke(main, ["status", "--db", str(db)]).output
    assert "3 values of another kind than the registry publishes" in status
    assert "1 path that the schema does not know" in status

    store = open_store(db)
    found = {
        Path(origin).name: (path, orjson.loads(unpack(payload)))
        for origin, path, payload in store.conn.execute("SELECT origin, path, payload FROM problems")
    }
    store.close()
    assert found == {
        "list.json": ("protocolSection.outcomesModule.primaryOutcomes", orjson.loads(wrong["list.json"])),
        "text.json": ("protocolSection.descriptionModule.briefSummary", orjson.loads(wrong["text.json"])),
        "no_id.json": ("protocolSection.identificationModule.nctId", orjson.loads(wrong["no_id.json"])),
    }
    assert all(found[name][0] in loaded.output for name in ("list.json", "text.json"))
    assert CliRunner().invoke(main, ["export", str(out), "--format", "json", "--db", str(db)]).exit_code == 0
    assert orjson.loads((out / "NCT00000001.json").read_bytes()) == orjson.loads(scalars)


def test_json_is_written_from_the_tables_alone(tmp_path: Path) -> None:
    """A cell changed by SQL shows, and the documents of the versions need not even be there."""
    file, db, out = tmp_path / "one.json", tmp_path / "t.db", tmp_path / "out"
    file.write_bytes(orjson.dumps(study()))
    assert CliRunner().invoke(main, ["load", str(file), "--db", str(db)]).exit_code == 0
    conn = sqlite3.connect(db)
    conn.execute("UPDATE studies SET enrollment_count = 77")
    conn.execute("UPDATE outcomes SET measure = 'By hand' WHERE position = 1")
    conn.execute("UPDATE study_versions SET document = x'00'")
    conn.commit()
    conn.close()
    assert CliRunner().invoke(main, ["export", str(out), "--format", "json", "--db", str(db)]).exit_code == 0
    wanted = study(enrollment=77, outcomes=["Pain at rest", "By hand"])
    assert orjson.loads((out / "NCT00000001.json").read_bytes()) == wanted
    assert CliRunner().invoke(main, ["check", "--db", str(db)]).exit_code == 1
