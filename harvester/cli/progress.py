"""A line on the terminal that tells how far a run is, how fast it goes and how long it will still take."""

import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from harvester.progress import Progress

_EVERY = 0.2
"""Seconds from one line to the next."""
_WINDOW = 20.0
"""Seconds that the rate is taken over: a run that goes on from an earlier one is fast at first."""


class ProgressLine:
    """What to show for what is done; '' while the line that stands is young."""

    def __init__(self, noun: str, clock: Callable[[], float] = time.monotonic, unit: int = 1) -> None:
        self.noun, self._clock, self._unit = noun, clock, unit
        self._seen: deque[tuple[float, int]] = deque()
        self._shown_at = float("-inf")

    def text(self, done: int, total: int | None) -> str:
        """'12,000 of 580,000 studies, 812 a second, 12 min left'."""
        now = self._clock()
        if now - self._shown_at < _EVERY:
            return ""
        self._shown_at = now
        self._seen.append((now, done))
        while now - self._seen[0][0] > _WINDOW:
            self._seen.popleft()
        began, before = self._seen[0]
        of_all = f" of {total // self._unit:,}" if total else ""
        parts = [f"{done // self._unit:,}{of_all} {self.noun}"]
        if now - began > 1 and done > before:
            rate = (done - before) / (now - began)
            shown = rate / self._unit
            parts.append(f"{shown:,.{0 if shown >= 10 else 1}f} a second")
            if total and total > done:
                parts.append(f"{duration((total - done) / rate)} left")
        return ", ".join(parts)


def duration(seconds: float) -> str:
    """'40 s', '12 min', '2 h 5 min'."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"


@contextmanager
def progress_line(noun: str = "studies", unit: int = 1) -> Iterator[Progress]:
    """A line on stderr while that is a terminal, nothing otherwise; `unit` is how many make one of what is named."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    line = ProgressLine(noun, unit=unit)

    def show(done: int, total: int | None) -> None:
        if text := line.text(done, total):
            click.echo(f"\r{text}\x1b[K", err=True, nl=False)

    try:
        yield show
    finally:
        click.echo("\r\x1b[K", err=True, nl=False)
