"""`harvester export`: the same files every time, and plain words where there is no place for them."""

import csv
import importlib.util
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from harvester.cli import main
from harvester.export import FORMATS, export_csv
from harvester.progress import silent
from harvester.store import Saver, Store
from tests.store.studies import record, study


@pytest.fixture(autouse=True)
def one_study(store: Store) -> None:
    with Saver(store) as saver:
        saver.add(record(study()))


def export(store: Store, out: Path, format_: str) -> Result:
    if format_ == "parquet" and not importlib.util.find_spec("pyarrow"):
        pytest.skip("no pyarrow; run `make engines`")
    return CliRunner().invoke(main, ["export", str(out), "--format", format_, "--db", str(store.path)])


def test_a_table_that_became_empty_is_its_header_alone(store: Store, tmp_path: Path) -> None:
    out = tmp_path / "out"
    store.conn.execute(
        "INSERT INTO problems (nct_id, source, origin, retrieved_at, path, reason, payload) "
        "VALUES ('NCT00000009', 'api', 'somewhere', '2024-06-01T00:00:00Z', '', 'no object', x'00')"
    )
    written = export_csv(store, out, silent)
    with_rows = (out / "problems.csv").read_text()
    assert "no object" in with_rows
    files = sorted(out.iterdir())
    store.conn.execute("DELETE FROM problems")
    assert export_csv(store, out, silent) == written == len(files)
    assert sorted(out.iterdir()) == files
    with (out / "problems.csv").open(newline="") as file:
        [header] = csv.reader(file)
    assert header == with_rows.splitlines()[0].split(",")


@pytest.mark.parametrize("format_", FORMATS)
def test_a_place_that_cannot_be_is_told_in_plain_words(store: Store, format_: str) -> None:
    done = export(store, Path("/proc/nothere/x"), format_)
    assert done.exit_code == (2 if format_ == "aact" else 1)
    assert done.stderr.startswith("Error: /proc/nothere")
    assert "name another" in done.stderr
    assert isinstance(done.exception, SystemExit)


@pytest.mark.parametrize("format_", FORMATS)
def test_a_folder_where_one_may_not_write_is_told_in_plain_words(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, format_: str
) -> None:
    def forbidden(path: Path, *_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    for way in ("mkdir", "unlink"):
        monkeypatch.setattr(Path, way, forbidden)
    out = tmp_path / "out"
    done = export(store, out, format_)
    assert (done.exit_code, isinstance(done.exception, SystemExit)) == (1, True)
    assert done.stderr.startswith(f"Error: {out} was not written whole: Permission denied")
