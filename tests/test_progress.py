"""What a long run shows of itself on a terminal, and what is left of it when it is stopped."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import orjson
import pytest

from harvester.check import check
from harvester.cli.progress import ProgressLine, duration
from harvester.progress import silent
from harvester.store import open_store
from tests.store.studies import study


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_line_tells_how_many_how_fast_and_how_long_still() -> None:
    clock = Clock()
    line = ProgressLine("studies", clock)
    assert line.text(0, 580_000) == "0 of 580,000 studies"
    clock.now = 10
    assert line.text(8_000, 580_000) == "8,000 of 580,000 studies, 800 a second, 12 min left"


def test_bytes_are_told_in_larger_units() -> None:
    clock = Clock()
    line = ProgressLine("MB", clock, 1_000_000)
    line.text(0, 2_300_000_000)
    clock.now = 10
    assert line.text(15_500_000, 2_300_000_000) == "15 of 2,300 MB, 1.6 a second, 25 min left"


def test_without_a_total_there_is_no_time_left() -> None:
    clock = Clock()
    line = ProgressLine("documents", clock)
    line.text(0, None)
    clock.now = 4
    assert line.text(2, None) == "2 documents, 0.5 a second"


def test_the_rate_is_that_of_the_last_seconds() -> None:
    """A run that goes on from an earlier one passes quickly over what the file has."""
    clock = Clock()
    line = ProgressLine("studies", clock)
    for second in range(60):
        clock.now = float(second)
        text = line.text(second * 10_000 if second < 20 else 200_000 + (second - 20) * 100, 1_000_000)
    assert ", 100 a second," in text


def test_a_line_is_not_written_more_often_than_anyone_can_read() -> None:
    clock = Clock()
    line = ProgressLine("studies", clock)
    shown = 0
    for number in range(1000):
        clock.now += 0.001
        shown += bool(line.text(number, None))
    assert shown <= 6


@pytest.mark.parametrize(
    ("seconds", "text"), [(4.4, "4 s"), (89, "89 s"), (120, "2 min"), (7500, "2 h 5 min")]
)
def test_durations_are_in_the_unit_that_people_think_in(seconds: float, text: str) -> None:
    assert duration(seconds) == text


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="no terminals of its own on this system")
def test_a_load_that_is_interrupted_says_so_and_the_next_one_goes_on(tmp_path: Path) -> None:
    count = 20_000
    pages = tmp_path / "pages.ndjson"
    pages.write_bytes(b"\n".join(orjson.dumps(study(f"NCT{n:08d}")) for n in range(1, count + 1)))
    command = [sys.executable, "-m", "harvester", "load", str(pages), "--db", str(tmp_path / "trials.db")]
    ours, theirs = os.openpty()
    process = subprocess.Popen(command, stderr=theirs, stdout=subprocess.PIPE)
    os.close(theirs)
    shown = b""
    while not re.search(rb"[1-9][\d,]+ of", shown):
        shown += os.read(ours, 4096)
    process.send_signal(signal.SIGINT)
    until = time.monotonic() + 60
    while b"Stopped." not in shown and time.monotonic() < until:
        shown += os.read(ours, 4096)
    assert b"goes on from there" in shown
    assert process.wait(60) == 130
    os.close(ours)
    assert process.stdout is not None
    process.stdout.close()
    store = open_store(tmp_path / "trials.db")
    (saved,) = store.conn.execute("SELECT count(*) FROM studies").fetchone()
    assert 0 < saved < count
    assert check(store, silent) == []
    store.close()
    done = subprocess.run([*command, "--json"], capture_output=True, check=True)
    summary = orjson.loads(done.stdout)
    assert (summary["unchanged"], summary["added"]) == (saved, count - saved)
