"""`harvester export --format parquet`: typed, whole or not at all, nothing lost."""

import errno
import sqlite3
from pathlib import Path

import orjson
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from harvester import parquet
from harvester.cli import main
from harvester.demo import build_demo
from harvester.errors import StoreError, UsageError
from harvester.harvest import load
from harvester.mapping.spec import Column
from harvester.progress import silent
from harvester.store import open_store
from tests.store.studies import study


@pytest.fixture
def demo(tmp_path: Path) -> Path:
    build_demo(tmp_path / "demo.db")
    return tmp_path / "demo.db"


def export(db: Path, out: Path) -> None:
    result = CliRunner().invoke(main, ["export", str(out), "--format", "parquet", "--db", str(db)])
    assert result.exit_code == 0, result.output


def test_every_table_is_a_dataset_and_the_account_counts_its_rows(demo: Path, tmp_path: Path) -> None:
    export(demo, tmp_path / "out")
    account = orjson.loads((tmp_path / "out" / "harvester.json").read_bytes())
    conn = sqlite3.connect(demo)
    for table, rows in account["tables"].items():
        assert conn.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0] == rows
        assert pq.read_table(tmp_path / "out" / table).num_rows == rows
    conn.close()


def test_columns_carry_their_meaning(demo: Path, tmp_path: Path) -> None:
    export(demo, tmp_path / "out")
    schema = pq.read_schema(tmp_path / "out" / "runs" / parquet.PART)
    assert schema.field("started_at").metadata == {b"comment": b"UTC."}


def test_stored_versions_are_unpacked(demo: Path, tmp_path: Path) -> None:
    export(demo, tmp_path / "out")
    rows = pq.read_table(tmp_path / "out" / "study_versions").to_pylist()
    found = {row["nct_id"]: orjson.loads(row["document"]) for row in rows}
    assert found == dict(parquet.read_studies(tmp_path / "out"))


def test_a_second_export_takes_the_place_of_the_first(demo: Path, tmp_path: Path) -> None:
    export(demo, tmp_path / "out")
    (tmp_path / "out" / "studies" / "stale.parquet").write_bytes(b"")
    export(demo, tmp_path / "out")
    assert not (tmp_path / "out" / "studies" / "stale.parquet").exists()
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_dir()) == ["out"]


def test_neighbours_that_somebody_else_made_stay(demo: Path, tmp_path: Path) -> None:
    for name in ("out.old", "out.part"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "thesis.txt").write_text("years of work")
    for _ in range(2):
        export(demo, tmp_path / "out")
    assert (tmp_path / "out.old" / "thesis.txt").exists()
    assert (tmp_path / "out.part" / "thesis.txt").exists()
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_dir()) == ["out", "out.old", "out.part"]


def test_an_export_is_put_back_where_the_new_one_cannot_take_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    with parquet.whole_folder(out) as part:
        (part / parquet.ACCOUNT).write_text("earlier")
    plain = Path.rename

    def rename(path: Path, target: Path) -> Path:
        if path == part_of_the_second[0]:
            raise OSError(errno.EIO, "Input/output error")
        return plain(path, target)

    part_of_the_second: list[Path] = []
    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(OSError, match="Input/output"), parquet.whole_folder(out) as part:
        part_of_the_second.append(part)
    assert (out / parquet.ACCOUNT).read_text() == "earlier"
    assert list(tmp_path.iterdir()) == [out]


def test_a_folder_of_other_things_is_left_alone(demo: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work")
    result = CliRunner().invoke(
        main, ["export", str(tmp_path / "mine"), "--format", "parquet", "--db", str(demo)]
    )
    assert result.exit_code == 2
    assert "name a new folder" in result.output
    assert (tmp_path / "mine" / "thesis.txt").exists()


def test_an_export_that_fails_leaves_the_earlier_one(
    demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export(demo, tmp_path / "out")
    before = (tmp_path / "out" / "harvester.json").read_bytes()

    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(parquet, "_write_file", full)
    store = open_store(demo)
    with pytest.raises(StoreError, match="No space"):
        parquet.export_parquet(store, tmp_path / "out", silent)
    store.close()
    assert (tmp_path / "out" / "harvester.json").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == ["out"]


def test_a_value_of_another_type_is_null_in_its_column_and_rebuilds_exactly(tmp_path: Path) -> None:
    odd = study("NCT00000001")
    odd["protocolSection"]["oversightModule"] = {"oversightHasDmc": "YES"}
    odd["protocolSection"]["designModule"] = {"enrollmentInfo": {"count": "about 30"}}
    (tmp_path / "odd.json").write_bytes(orjson.dumps(odd))
    store = open_store(tmp_path / "odd.db")
    load(store, [tmp_path / "odd.json"])
    parquet.export_parquet(store, tmp_path / "out", silent)
    store.close()
    (row,) = pq.read_table(tmp_path / "out" / "studies").to_pylist()
    assert row["enrollment_count"] is None
    assert dict(parquet.read_studies(tmp_path / "out")) == {"NCT00000001": odd}


@pytest.mark.parametrize(
    ("kind", "cell", "typed"),
    [
        ("integer", "32", 32),
        ("integer", "about 30", None),
        ("integer", 32.5, None),
        ("number", 52, 52.0),
        ("number", "1e3", 1000.0),
        ("number", "NA", None),
        ("boolean", 1, True),
        ("boolean", False, False),
        ("boolean", "YES", None),
        ("text", "YES", "YES"),
        ("date", "2021-06", "2021-06"),
        ("integer", None, None),
    ],
)
def test_a_cell_is_of_its_columns_type_or_null(kind: str, cell: object, typed: object) -> None:
    assert parquet.typed_cell(Column("name", kind), cell) == typed


def test_a_folder_that_is_no_export_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="has no table"):
        list(parquet.read_studies(tmp_path))
