"""How a long run tells how far it is."""

from collections.abc import Callable
from dataclasses import dataclass

Progress = Callable[[int, int | None], None]
"""Called with what is done and, where it is known, how much there is in all."""


def silent(done: int, total: int | None) -> None:
    """No progress shown."""


@dataclass(slots=True)
class Share:
    """Bytes that were read and bytes in all, of a source that does not know how many records it has."""

    total: int = 0
    done: int = 0

    def of_all(self, records: int) -> int | None:
        """About how many records there will be, to three digits; None while too little was read to tell."""
        if not self.done or self.done * 1000 < self.total or not records:
            return None
        guess = records * self.total // self.done
        return max(records, round(guess, 3 - len(str(guess))))
