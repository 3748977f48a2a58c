"""How a long run tells how far it is."""

from collections.abc import Callable

Progress = Callable[[int, int | None], None]
"""Called with what is done and, where it is known, how much there is in all."""


def silent(done: int, total: int | None) -> None:
    """No progress shown."""
