"""What README gives to paste for a schedule works as pasted, in the surroundings it will run in."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
import yaml

from harvester.harvest import fetch
from harvester.store import open_store
from tests.refreshing import missing, nct, run
from tests.registry import Registry
from tests.store.studies import study

README = Path(__file__).resolve().parents[1] / "README.md"
SCHEDULE = README.read_text(encoding="utf-8").partition("\n## Schedule\n")[2].partition("\n## ")[0]


def block(language: str) -> str:
    (found,) = re.findall(rf"```{language}\n(.*?)```", SCHEDULE, re.DOTALL)
    return str(found)


@pytest.fixture
def registry() -> Iterator[Registry]:
    with Registry([study(nct(number), title="Mesenchymal stem cells") for number in (1, 2, 3)]) as running:
        yield running


@pytest.fixture
def home(tmp_path: Path, registry: Registry) -> Path:
    """A home with harvester installed where README says, and a file of three studies, one silently edited since."""
    command = tmp_path / ".local" / "bin" / "harvester"
    command.parent.mkdir(parents=True)
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m harvester "$@" --rate 1000\n')
    command.chmod(0o755)
    store = open_store(tmp_path / "trials.db")
    run(registry, fetch, store, [nct(1), nct(2), nct(3)])
    store.close()
    registry.edit(nct(1), "protocolSection.designModule.enrollmentInfo.count", 77)
    registry.remove(nct(3))
    return tmp_path


def surroundings(home: Path, registry: Registry, path: str = "/usr/bin:/bin") -> dict[str, str]:
    """As cron gives them, and the loopback registry for the real one."""
    return {
        "HOME": str(home),
        "PATH": path,
        "HARVESTER_API_URL": registry.url,
        "PYTHONPATH": str(README.parent),
    }


def test_the_lines_of_crontab_run_as_cron_runs_them(home: Path, registry: Registry) -> None:
    lines = [re.fullmatch(r"(\S+ \S+ \S+ \S+ \S+)\s+(.+)", line) for line in block("cron").splitlines()]
    nights = [line[1] for line in lines if line]
    assert nights == ["17 3 * * 1-6", "17 3 * * 0"], "every night once"
    for line in lines:
        assert line
        assert "%" not in line[2], "cron would make a new line of it"
        done = subprocess.run(
            ["/bin/sh", "-c", line[2]],
            cwd=home,
            env=surroundings(home, registry),
            capture_output=True,
            text=True,
        )
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    log = (home / "harvester.log").read_text()
    accounts = [orjson.loads(text) for text in re.split(r"(?<=\n})\n", log) if text.strip()]
    assert [(account["changed"], account["missing"]) for account in accounts] == [(0, 1), (1, 0)]


def test_the_line_of_sunday_takes_fetch_all_as_readme_says(home: Path, registry: Registry) -> None:
    registry.put(study(nct(8)))
    registry.publish()
    nightly, sunday = (line.split(maxsplit=5)[5] for line in block("cron").splitlines())
    whole = sunday.replace("refresh --full", "fetch --all")
    assert "where these lines and units say `refresh --full`" in SCHEDULE
    for line in (whole, nightly):
        done = subprocess.run(
            ["/bin/sh", "-c", line],
            cwd=home,
            env=surroundings(home, registry),
            capture_output=True,
            text=True,
        )
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    log = (home / "harvester.log").read_text()
    accounts = [orjson.loads(text) for text in re.split(r"(?<=\n})\n", log) if text.strip()]
    assert [(account["command"], account["added"], account["missing"]) for account in accounts] == [
        ("fetch --all", 1, 1),
        ("refresh", 0, 0),
    ]
    assert accounts[1]["requests"] == 1


def test_a_night_that_fails_is_on_stderr_for_cron_to_mail(home: Path, registry: Registry) -> None:
    registry.misbehave("status", status=503, times=1000)
    command = block("cron").splitlines()[0].split(maxsplit=5)[5]
    done = subprocess.run(
        ["/bin/sh", "-c", command], env=surroundings(home, registry), capture_output=True, text=True
    )
    assert done.returncode == 3
    assert "8 attempts" in done.stderr


def test_the_units_are_written_and_say_what_systemd_understands(home: Path, registry: Registry) -> None:
    stubs = home / "stubs"
    stubs.mkdir()
    for name in ("systemctl", "loginctl"):
        (stubs / name).write_text(f'#!/bin/sh\necho {name} "$@" >> "$HOME/called"\n')
        (stubs / name).chmod(0o755)
    subprocess.run(
        ["/bin/sh", "-e"],
        input=block("sh"),
        text=True,
        check=True,
        env=surroundings(home, registry, f"{stubs}:/usr/bin:/bin"),
    )
    units = sorted((home / ".config" / "systemd" / "user").iterdir())
    assert [unit.name for unit in units] == [
        "harvester-full.service",
        "harvester-full.timer",
        "harvester.service",
        "harvester.timer",
    ]
    called = (home / "called").read_text()
    assert "systemctl --user enable --now harvester.timer harvester-full.timer" in called
    for unit in units:
        for command in re.findall(r"^ExecStart=(.+)$", unit.read_text(), re.MULTILINE):
            words = command.replace("%h", str(home)).split()
            done = subprocess.run(words, env=surroundings(home, registry), capture_output=True, text=True)
            assert (done.returncode, done.stderr) == (0, "")
    if shutil.which("systemd-analyze") is None:
        pytest.skip("the units run; whether systemd takes them is not asked: no systemd-analyze here")
    verified = subprocess.run(
        ["systemd-analyze", "verify", "--user", *map(str, units)],
        env={"HOME": str(home), "PATH": os.environ["PATH"], "XDG_RUNTIME_DIR": str(stubs)},
        capture_output=True,
        text=True,
    )
    assert (verified.returncode, [line for line in verified.stderr.splitlines() if "harvester" in line]) == (
        0,
        [],
    )


def workflow() -> dict[Any, Any]:
    loaded = yaml.safe_load(block("yaml"))
    assert isinstance(loaded, dict)
    return loaded


def steps_of_night(schedule: str) -> list[str]:
    """The shell lines, past the installation, with GitHub's expressions filled in for one of the schedules."""
    lines = [step["run"] for step in workflow()["jobs"]["refresh"]["steps"] if "run" in step]
    assert lines[0] == "pip install ."
    choice = re.compile(r"\$\{\{ github\.event\.schedule == '(.+?)' && '(.+?)' \|\| '' \}\}")
    filled = [choice.sub(lambda found: found[2] if found[1] == schedule else "", line) for line in lines[1:]]
    assert not any("${{" in line for line in filled)
    return filled


def bash(line: str, home: Path, registry: Registry) -> int:
    """As GitHub runs a step."""
    path = f"{home / '.local' / 'bin'}:/usr/bin:/bin"
    done = subprocess.run(
        ["bash", "-e", "-c", line], cwd=home, env=surroundings(home, registry, path), capture_output=True
    )
    return done.returncode


def test_the_workflow_is_one_run_at_a_time_and_keeps_the_file_whatever_happens() -> None:
    loaded = workflow()
    crons = [entry["cron"] for entry in loaded[True]["schedule"]]  # YAML 1.1 reads `on` as true
    assert crons == ["17 3 * * 1-6", "17 3 * * 0"]
    assert loaded["concurrency"] == "refresh"
    steps = loaded["jobs"]["refresh"]["steps"]
    assert [
        step.get("if") for step in steps if "save" in step.get("uses", "") or "upload" in step.get("uses", "")
    ] == [
        "always()",
        "always()",
    ]
    restored, saved = (step["with"] for step in steps if "actions/cache/" in step.get("uses", ""))
    assert (restored["key"], restored["path"]) == (saved["key"], saved["path"])
    assert saved["key"].startswith(restored["restore-keys"])


def test_the_first_night_of_the_workflow_makes_the_file_and_the_next_ones_refresh_it(
    home: Path, registry: Registry
) -> None:
    (home / "trials.db").unlink()
    (weekday,) = steps_of_night("17 3 * * 1-6")
    assert bash(weekday, home, registry) == 0
    registry.put(study(nct(9), title="Mesenchymal stem cells"))
    registry.edit(nct(1), "protocolSection.designModule.enrollmentInfo.count", 5)
    registry.remove(nct(2))
    registry.publish()
    assert bash(weekday, home, registry) == 0
    store = open_store(home / "trials.db")
    enrolled = "SELECT enrollment_count FROM studies WHERE nct_id = ?"
    assert missing(store) == [nct(2)]
    assert store.conn.execute("SELECT count(*) FROM studies").fetchone() == (3,)
    assert store.conn.execute(enrolled, (nct(1),)).fetchone() == (77,), "edited without a date"
    (sunday,) = steps_of_night("17 3 * * 0")
    assert bash(sunday, home, registry) == 0
    assert store.conn.execute(enrolled, (nct(1),)).fetchone() == (5,)
    store.close()


def test_a_record_that_cannot_be_read_does_not_stop_the_first_night(home: Path, registry: Registry) -> None:
    (home / "trials.db").unlink()
    broken = study(nct(2), title="Mesenchymal stem cells")
    broken["protocolSection"]["outcomesModule"] = ["no object"]
    registry.put(broken)
    (weekday,) = steps_of_night("17 3 * * 1-6")
    assert bash(weekday, home, registry) == 1, (
        "it is red, and the file is kept: the steps after it run always"
    )
    store = open_store(home / "trials.db")
    assert store.conn.execute("SELECT command FROM runs ORDER BY id").fetchall() == [("fetch",), ("refresh",)]
    store.close()


def test_a_registry_that_stays_away_fails_the_night(home: Path, registry: Registry) -> None:
    registry.misbehave("status", status=503, times=1000)
    (weekday,) = steps_of_night("17 3 * * 1-6")
    assert bash(weekday, home, registry) == 3
