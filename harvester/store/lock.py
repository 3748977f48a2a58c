"""The file's one writer."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from harvester.errors import BusyError, StoreError


@contextmanager
def writer_lock(path: Path) -> Iterator[None]:
    """One writing run at a time, by whatever path or user it comes; the lock dies with its process.

    Raises BusyError where another run holds it, StoreError where there can be none (a folder that is read-only).
    """
    real = path.resolve()
    lock = real.with_name(real.name + ".lock")
    try:
        descriptor = _open_lock(lock)
    except OSError as error:
        raise StoreError(
            f"{lock} cannot be made: {error.strerror}; nothing was asked. Every run needs it: free some space or "
            "change the folder's permissions, or choose another file with --db."
        ) from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BusyError(
                f"another run is writing to {path}; this one left without asking anything"
            ) from error
        except OSError as error:
            raise StoreError(
                f"{lock} cannot be locked: {error.strerror}; nothing was asked. Put the file on a local disk."
            ) from error
        yield
    finally:
        os.close(descriptor)


def _open_lock(lock: Path) -> int:
    """The lock file, which may be another user's: to hold it, reading it is enough."""
    try:
        return os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except PermissionError:
        return os.open(lock, os.O_RDONLY | os.O_CLOEXEC)
