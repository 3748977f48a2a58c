"""Whoever reads the whole file reads one state of it, though another run writes meanwhile."""

import csv
from pathlib import Path

import orjson
import pytest

import harvester.check
import harvester.store.read
from harvester.check import check
from harvester.export import export_csv, export_json
from harvester.progress import Progress, silent
from harvester.store import Saver, Store, open_store
from tests.refreshing import nct, rows
from tests.store.studies import record, study

HELD = [nct(number) for number in (1, 2, 3)]


@pytest.fixture(autouse=True)
def three_studies_in_batches_of_one(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    for room in (harvester.check, harvester.store.read):
        monkeypatch.setattr(room, "_BATCH", 1)
    with Saver(store) as saver:
        for nct_id in HELD:
            saver.add(record(study(nct_id, title="As it was")))


def refreshed_meanwhile(store: Store) -> Progress:
    """The first time it is told of progress another run brings a new version of every study, and one study more."""
    begun: list[int] = []

    def progress(done: int, total: int | None) -> None:
        if not begun:
            begun.append(done)
            other = open_store(store.path)
            with Saver(other) as saver:
                for nct_id in (*HELD, nct(4)):
                    saver.add(record(study(nct_id, date="2025-01-01", title="As it is")))
            other.close()

    return progress


def test_check_raises_no_false_alarm(store: Store) -> None:
    assert check(store, refreshed_meanwhile(store)) == []
    assert rows(store, "SELECT count(*) FROM study_versions") == [(7,)]
    assert check(store, silent) == []


def test_json_is_of_one_state(store: Store, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert export_json(store, out, refreshed_meanwhile(store)) == 3
    written = {path.stem: orjson.loads(path.read_bytes()) for path in out.iterdir()}
    assert written == {nct_id: study(nct_id, title="As it was") for nct_id in HELD}
    assert rows(store, "SELECT count(*) FROM studies") == [(4,)]


def test_csv_is_of_one_state(store: Store, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert export_csv(store, out, refreshed_meanwhile(store)) > 3
    named: dict[str, set[str]] = {}
    for path in out.iterdir():
        with path.open(newline="", encoding="utf-8") as file:
            named[path.stem] = {row["nct_id"] for row in csv.DictReader(file) if "nct_id" in row}
    assert named["study_versions"] == named["studies"] == set(HELD)
    assert not [name for name, ids in named.items() if nct(4) in ids]
    assert rows(store, "SELECT count(*) FROM studies") == [(4,)]
