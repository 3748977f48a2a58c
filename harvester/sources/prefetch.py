"""Asks for the next item while the caller is busy with this one."""

import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future
from contextlib import suppress
from typing import Any, TypeVar

T = TypeVar("T")

PATIENCE = 1.0
"""Seconds that a caller who stops early waits for the item under way: a server may keep it waiting for minutes."""
_END = object()


def prefetch(
    items: Iterable[T],
    stop: Callable[[], None] | None = None,
    meanwhile: Callable[[Future[Any]], object] | None = None,
) -> Generator[T, None, None]:
    """The same items in the same order, each made in a thread beside while the one before it is used.

    At most two items exist at once. What `items` raises is raised here, at its place. For a caller that stops early
    `stop`, such as a client's `close`, is called to cut the item under way short; one that is not done PATIENCE later is
    left to itself, and never keeps the program from ending. While an item is on its way `meanwhile` is called with its
    future, to do something else until that is done.
    """
    iterator = iter(items)
    thread, upcoming = _maker_of_next(iterator)
    try:
        thread.start()
        while True:
            if meanwhile is not None:
                meanwhile(upcoming)
            item: Any = upcoming.result()
            if item is _END:
                break
            thread.join()
            thread, upcoming = _maker_of_next(iterator)
            thread.start()  # known by name before: an interrupt may come while it starts
            yield item
            del item
    finally:
        if stop is not None and not upcoming.done():
            stop()
        if thread.ident is not None:
            thread.join(PATIENCE)
        if isinstance(iterator, Generator):
            with suppress(ValueError):  # it is still making the item that was not waited for
                iterator.close()


def _maker_of_next(iterator: Iterator[Any]) -> tuple[threading.Thread, Future[Any]]:
    """A thread to be started that makes the next item, or _END, and where it will be found."""
    future: Future[Any] = Future()

    def make() -> None:
        try:
            item = next(iterator, _END)
        except BaseException as error:  # noqa: BLE001 - raised where the item is taken
            future.set_exception(error)
        else:
            future.set_result(item)

    # A daemon: an executor's threads are waited for when the program ends.
    return threading.Thread(target=make, name="prefetch", daemon=True), future
