"""What a shell and a scheduled job see: exit codes, words on stderr, JSON on stdout."""

import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import orjson
import pytest
from click.testing import CliRunner, Result

from harvester.cli import main
from harvester.store.lock import writer_lock
from tests.refreshing import edit, nct
from tests.registry import Registry
from tests.store.studies import study

Harvester = Callable[..., Result]


@pytest.fixture
def registry() -> Iterator[Registry]:
    with Registry([study(nct(number), title="Mesenchymal cells") for number in range(1, 4)]) as running:
        yield running


@pytest.fixture
def harvester(registry: Registry, tmp_path: Path) -> Harvester:
    """Runs a command on a file of its own, against the loopback registry."""
    asking = {"fetch", "refresh", "history"}

    def call(command: str, *arguments: str) -> Result:
        api = ["--api-url", registry.url] if command in asking and "--api-url" not in arguments else []
        return CliRunner().invoke(
            main, [command, *arguments, "--db", str(tmp_path / "trials.db"), *api], catch_exceptions=False
        )

    return call


def test_done_is_0_and_the_account_is_json(harvester: Harvester) -> None:
    done = harvester("fetch", nct(1), nct(2), "--json")
    assert done.exit_code == 0
    account = orjson.loads(done.stdout)
    assert (account["added"], account["requests"], account["complete"]) == (2, 2, True)


def test_an_unknown_id_is_1_and_named_as_typed_and_the_rest_is_saved(harvester: Harvester) -> None:
    done = harvester("fetch", "nct00000001", "nct99999999")
    assert done.exit_code == 1
    assert "Not known to the registry: nct99999999" in done.stderr
    assert orjson.loads(harvester("status", "--json").stdout)["studies"] == 1


@pytest.mark.parametrize("command", ["fetch", "history", "compare", "changes"])
@pytest.mark.parametrize("wrong", ["NCT1234567890", "NCT", "4382547", "NCT0000000x", "NCT00000000"])
def test_a_malformed_id_is_2_before_anything_is_asked_or_made(
    harvester: Harvester, registry: Registry, tmp_path: Path, command: str, wrong: str
) -> None:
    done = harvester(command, nct(1), wrong)
    assert done.exit_code == 2
    assert wrong in done.stderr
    assert registry.requests == []
    assert list(tmp_path.iterdir()) == []


def test_a_malformed_id_in_a_file_is_2_and_names_the_line(
    harvester: Harvester, registry: Registry, tmp_path: Path
) -> None:
    (tmp_path / "ids.txt").write_text(f"# mine\n{nct(1)}\nNCT12x\n")
    done = harvester("fetch", "--from-file", str(tmp_path / "ids.txt"))
    assert (done.exit_code, registry.requests) == (2, [])
    assert "line 3" in done.stderr


@pytest.mark.parametrize(
    "command", [["fetch", nct(1)], ["refresh"], ["refresh", "--full"], ["history", nct(1)]]
)
def test_a_registry_that_cannot_be_reached_is_3_and_changes_nothing(
    harvester: Harvester, registry: Registry, command: list[str]
) -> None:
    harvester("fetch", nct(1))
    edit(registry, nct(1))
    registry.publish()
    before = harvester("status", "--json").stdout
    registry.misbehave("status", status=503, times=1000)
    done = harvester(*command)
    assert done.exit_code == 3
    assert done.stderr.startswith("Error: ")
    assert "8 attempts" in done.stderr
    now, then = orjson.loads(harvester("status", "--json").stdout), orjson.loads(before)
    assert now.pop("last_run")["complete"] == 0
    then.pop("last_run")
    assert now == then


def test_nobody_listening_is_3(harvester: Harvester) -> None:
    assert harvester("fetch", nct(1), "--api-url", "http://127.0.0.1:9/api/v2").exit_code == 3


def test_a_refresh_without_a_file_is_2_and_makes_none(harvester: Harvester, tmp_path: Path) -> None:
    assert harvester("refresh").exit_code == 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", [["fetch", nct(2)], ["refresh"], ["history", "--all"], ["load", "."]])
def test_a_second_run_is_75_and_asks_nothing(
    harvester: Harvester, registry: Registry, tmp_path: Path, command: list[str]
) -> None:
    harvester("fetch", nct(1))
    asked = len(registry.requests)
    with writer_lock(tmp_path / "trials.db"):
        done = harvester(*command)
    assert done.exit_code == 75
    assert "another run is writing" in done.stderr
    assert len(registry.requests) == asked
    assert harvester("status").exit_code == 0


def test_two_processes_at_once_are_0_and_75(registry: Registry, tmp_path: Path) -> None:
    registry.misbehave("slow", match="version", seconds=5)
    command = [sys.executable, "-m", "harvester", "fetch", nct(1), "--db", str(tmp_path / "trials.db")]
    command += ["--api-url", registry.url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as first:
        while not registry.requests and first.poll() is None:
            time.sleep(0.02)
        second = subprocess.run(command, capture_output=True, text=True)
        first.communicate()
    assert (first.returncode, second.returncode) == (0, 75)


def test_a_refresh_that_saved_some_before_the_registry_went_away_is_1(
    harvester: Harvester, registry: Registry
) -> None:
    harvester("fetch", *map(nct, (1, 2, 3)))
    registry.remove(nct(3))
    edit(registry, nct(1))
    registry.publish()
    registry.misbehave("status", status=503, match="studies", skip=1, times=8)
    done = harvester("refresh")
    assert done.exit_code == 1
    assert "Not complete: " in done.stderr
    assert harvester("refresh").exit_code == 0


def test_a_former_id_leads_to_its_study_everywhere(harvester: Harvester, registry: Registry) -> None:
    registry.alias("NCT00000077", nct(1))
    assert "NCT00000077 is now NCT00000001" in harvester("fetch", "NCT00000077", nct(2)).stdout
    edit(registry, nct(1))
    registry.publish()
    assert harvester("refresh").exit_code == 0
    changes = harvester("changes", "NCT00000077")
    assert (changes.exit_code, "enrollment" in changes.stdout) == (0, True)
    compared = harvester("compare", "NCT00000077", nct(2), "--format", "json")
    assert compared.exit_code == 0
    document = orjson.loads(compared.stdout)
    assert [one["nct_id"] for one in document["studies"]] == [nct(1), nct(2)]
    assert document["former"] == {"NCT00000077": nct(1)}
    assert compared.stderr == "NCT00000077 is now NCT00000001\n"


def test_an_id_that_is_spelled_short_is_no_former_one(harvester: Harvester) -> None:
    done = harvester("fetch", "NCT1", " nct02", "--json")
    assert done.exit_code == 0
    assert orjson.loads(done.stdout)["aliases"] == {}


def test_a_study_that_another_took_over_is_compared_as_it_was_and_says_so(
    harvester: Harvester, registry: Registry
) -> None:
    harvester("fetch", nct(1), nct(2), nct(3))
    registry.alias(nct(1), nct(2))
    registry.publish()
    assert f"{nct(1)} is now {nct(2)}" in harvester("refresh").stdout
    said = f"{nct(1)} is now {nct(2)}; shown is the last version of {nct(1)}"
    compared = harvester("compare", nct(1), nct(3))
    assert compared.exit_code == 0
    assert (said in compared.stdout, said in compared.stderr) == (True, False)
    table = harvester("compare", nct(1), nct(3), "--format", "csv")
    assert (said in table.stdout, said in table.stderr) == (False, True)


def test_changes_of_a_study_that_is_not_in_the_file_are_1(harvester: Harvester) -> None:
    harvester("fetch", nct(1))
    done = harvester("changes", "nct00000009", nct(1))
    assert (done.exit_code, done.stdout) == (1, "No changes.\n")
    assert "nct00000009" in done.stderr


def test_status_tells_a_refresh_of_everything_from_a_fetch_of_one(
    harvester: Harvester, registry: Registry
) -> None:
    harvester("fetch", nct(1), nct(2))
    first = orjson.loads(harvester("status", "--json").stdout)
    assert (first["data_timestamp"], first["last_complete_refresh"]) == ("2025-01-02T09:00:05", None)
    harvester("refresh")
    registry.publish()
    harvester("fetch", nct(3))
    later = orjson.loads(harvester("status", "--json").stdout)
    assert later["data_timestamp"] == "2025-01-02T09:00:05", "that of the last complete refresh"
    assert later["last_complete_refresh"] <= later["last_complete_run"]
    assert (later["studies"], later["missing"], later["problems"]) == (3, 0, 0)
    assert later["last_run"]["command"] == "fetch"


def test_check_tells_of_a_cell_changed_by_hand_and_mends_it(harvester: Harvester, tmp_path: Path) -> None:
    assert harvester("check", "--mend").exit_code == 2
    harvester("fetch", nct(1))
    assert harvester("check").exit_code == 0
    with closing(sqlite3.connect(tmp_path / "trials.db")) as conn, conn:
        conn.execute("UPDATE studies SET enrollment_count = 7")
    found = harvester("check")
    assert (found.exit_code, "harvester check --mend" in found.stderr) == (1, True)
    mended = orjson.loads(harvester("check", "--mend", "--json").stdout)
    assert (mended["mended"], mended["faults"]) == ([nct(1)], [])
    assert harvester("check").exit_code == 0


@pytest.mark.parametrize("command", ["fetch", "refresh"])
def test_an_interrupt_is_130_at_once_though_the_registry_keeps_everyone_waiting(
    registry: Registry, harvester: Harvester, tmp_path: Path, command: str
) -> None:
    harvester("fetch", nct(1))
    edit(registry, nct(1))
    registry.publish()
    registry.misbehave("stalled_body", seconds=60, match="fields=" if command == "refresh" else nct(2))
    called = ["fetch", nct(2)] if command == "fetch" else ["refresh"]
    options = ["--db", str(tmp_path / "trials.db"), "--api-url", registry.url]
    process = subprocess.Popen([sys.executable, "-m", "harvester", *called, *options], stderr=subprocess.PIPE)
    assert registry.hung.wait(30)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=20)
    assert process.returncode == 130
    assert b"goes on from there" in said
    run = orjson.loads(harvester("status", "--json").stdout)["last_run"]
    assert (run["command"], run["complete"]) == (command, 0)
