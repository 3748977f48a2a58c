"""The README's lines for pandas and DuckDB, run as they stand on the demo file."""

import re
import runpy
from pathlib import Path

import duckdb
import duckdb_extension_sqlite_scanner
import pytest

from harvester.demo import build_demo

README = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")
(SECTION,) = re.findall(r"### From other programs\n(.*?)\n###", README, re.DOTALL)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    build_demo(tmp_path / "trials.db")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_pandas_reads_a_view(folder: Path) -> None:
    (block,) = re.findall(r"```python\n(.*?)```", SECTION, re.DOTALL)
    *lines, last = block.strip().splitlines()
    script = folder / "readme.py"
    script.write_text("\n".join([*lines, f"frame = {last}"]), encoding="utf-8")
    frame = runpy.run_path(str(script))["frame"]
    assert len(frame) == 12
    assert "countries" in frame.columns


def test_duckdb_reads_a_table(folder: Path) -> None:
    (block,) = re.findall(r"```sql\n-- DuckDB\n(.*?)```", SECTION, re.DOTALL)
    statements = [text.strip() for text in block.split(";") if text.strip()]
    assert statements[:2] == ["INSTALL sqlite", "LOAD sqlite"]
    duck = duckdb.connect()
    scanner = next(Path(duckdb_extension_sqlite_scanner.__file__).parent.rglob("*.duckdb_extension"))
    duck.execute(f"LOAD '{scanner}'")
    for statement in statements[2:]:
        answer = duck.execute(statement)
    assert len(answer.fetchall()) > 2
    duck.close()
