"""What a command does not need it does not import: a load of what is unchanged spends its time reading."""

import subprocess
import sys
from pathlib import Path

import orjson

from tests.store.studies import study

_LOAD = """
import sys
from harvester.cli import main
try:
    main()
except SystemExit as end:
    assert not end.code
print([name for name in {names} if name in sys.modules])
"""
HEAVY = ["harvester.derive.rows", "harvester.claims", "harvester.web", "requests", "datasette"]


def imported(arguments: list[str]) -> str:
    script = _LOAD.replace("{names}", repr(HEAVY))
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=True
    )
    return done.stdout.splitlines()[-1]


def test_deriving_is_imported_for_what_is_new_and_what_asks_servers_for_no_load(tmp_path: Path) -> None:
    file, db = tmp_path / "NCT00000001.json", str(tmp_path / "trials.db")
    file.write_bytes(orjson.dumps(study()))
    assert imported(["load", str(file), "--db", db]) == "['harvester.derive.rows']"
    assert imported(["load", str(file), "--db", db]) == "[]"
