"""The Spark job: what cannot be normalised goes to `problems` and the job goes on; zips; doubles."""

import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import orjson
import pyarrow.parquet as pq
import pytest

from harvester.parquet import read_studies
from harvester.spark import write_tables
from tests.store.studies import study


def wrong_container() -> dict[str, Any]:
    wrong = study("NCT00000003")
    wrong["protocolSection"]["conditionsModule"] = {"conditions": "asthma"}
    return wrong


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two good studies, one of them in two states, a broken one, one of a wrong shape, and a file that is none."""
    folder = tmp_path_factory.mktemp("mixed")
    older, newer = study("NCT00000001"), study("NCT00000001")
    for record, day in ((older, "2020-01-01"), (newer, "2021-01-01")):
        record["protocolSection"].setdefault("statusModule", {})["lastUpdatePostDateStruct"] = {"date": day}
    (folder / "a.json").write_bytes(orjson.dumps(newer))
    (folder / "b.ndjson").write_bytes(
        orjson.dumps(study("NCT00000002")) + b"\n" + orjson.dumps(older) + b"\n"
    )
    (folder / "broken.json").write_bytes(
        b'{"protocolSection": {"identificationModule": {"nctId": "NCT00000004"'
    )
    (folder / "wrong.json").write_bytes(orjson.dumps(wrong_container()))
    (folder / "notes.txt").write_text("nothing of the kind")
    return folder


@pytest.fixture(scope="module")
def zipped(mixed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("zip") / "studies.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted(mixed.iterdir()):
            archive.write(file, file.name)
    return path


@pytest.mark.parametrize("source", ["mixed", "zipped"])
def test_the_job_goes_on_and_says_what_it_could_not_read(
    source: str, request: pytest.FixtureRequest, session: Any, tmp_path: Path
) -> None:
    summary = write_tables(session, str(request.getfixturevalue(source)), str(tmp_path / "out"))
    assert (summary.studies, summary.problems, summary.passed_over, summary.older) == (2, 2, 1, 1)
    problems = pq.read_table(tmp_path / "out" / "problems").to_pylist()
    by_name = {Path(row["origin"].replace("!", "/")).name: row for row in problems}
    assert by_name["wrong.json"]["path"] == "protocolSection.conditionsModule.conditions"
    assert orjson.loads(by_name["wrong.json"]["payload"]) == wrong_container()
    assert "broken JSON" in by_name["broken.json"]["reason"]
    assert by_name["broken.json"]["payload"].startswith(b'{"protocolSection"')
    studies = dict(read_studies(tmp_path / "out"))
    assert studies.keys() == {"NCT00000001", "NCT00000002"}
    status = studies["NCT00000001"]["protocolSection"]["statusModule"]
    assert status["lastUpdatePostDateStruct"] == {"date": "2021-01-01"}
    assert not (tmp_path / "out.staged").exists()


def test_the_command_leaves_with_1_where_records_failed(mixed: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "harvester.spark", str(mixed), str(tmp_path / "out")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "2 studies" in done.stdout
    assert "2 in problems" in done.stdout
