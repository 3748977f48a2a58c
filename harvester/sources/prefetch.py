"""Asks for the next item while the caller is busy with this one."""

from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")

_END = object()


def prefetch(
    items: Iterable[T],
    stop: Callable[[], None] | None = None,
    meanwhile: Callable[[Future[Any]], object] | None = None,
) -> Generator[T, None, None]:
    """The same items in the same order, each made in one background thread while the one before it is used.

    At most two items exist at once. What `items` raises is raised here, at its place. A caller that stops
    early waits for the item under way, then the thread is gone; `stop`, such as a client's `close`, is called
    before that, to cut it short. While an item is on its way `meanwhile` is called with its future, to do
    something else until that is done.
    """
    iterator = iter(items)
    pool = ThreadPoolExecutor(1, thread_name_prefix="prefetch")
    upcoming = pool.submit(next, iterator, _END)
    try:
        while True:
            if meanwhile is not None:
                meanwhile(upcoming)
            item: Any = upcoming.result()
            if item is _END:
                break
            upcoming = pool.submit(next, iterator, _END)
            yield item
            del item
    finally:
        if stop is not None and not upcoming.done():
            stop()
        pool.shutdown(wait=True, cancel_futures=True)
        if isinstance(iterator, Generator):
            iterator.close()
