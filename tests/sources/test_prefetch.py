import threading
import time

import pytest

from harvester.sources.prefetch import prefetch


def threads():
    return [thread for thread in threading.enumerate() if thread.name.startswith("prefetch")]


def test_items_come_whole_and_in_order():
    assert list(prefetch(iter(range(50)))) == list(range(50))
    assert list(prefetch([])) == []
    assert threads() == []


def test_the_next_item_is_made_while_this_one_is_used():
    made = threading.Event()

    def items():
        yield 1
        made.set()
        yield 2

    for item in prefetch(items()):
        if item == 1:
            assert made.wait(2)


def test_no_more_than_one_item_is_made_ahead():
    made = []

    def items():
        for number in range(5):
            made.append(number)
            yield number

    for number in prefetch(items()):
        time.sleep(0.01)
        assert len(made) <= number + 2


def test_an_error_arrives_at_its_place():
    def items():
        yield 1
        raise LookupError("gone")

    seen = []
    with pytest.raises(LookupError, match="gone"):
        seen.extend(prefetch(items()))
    assert seen == [1]
    assert threads() == []


def test_a_caller_that_stops_early_leaves_no_thread_and_closes_the_source():
    closed = []

    def items():
        try:
            yield from range(100)
        finally:
            closed.append(True)

    source = prefetch(items())
    assert next(source) == 0
    source.close()
    assert threads() == []
    assert closed == [True]


def test_stop_cuts_the_item_under_way_short():
    stopped = threading.Event()

    def items():
        yield 1
        stopped.wait(30)
        yield 2

    source = prefetch(items(), stop=stopped.set)
    begun = time.monotonic()
    assert next(source) == 1
    source.close()
    assert time.monotonic() - begun < 5
    assert stopped.is_set()


def test_stop_is_not_called_when_all_was_taken():
    stopped = threading.Event()
    assert list(prefetch([1, 2], stop=stopped.set)) == [1, 2]
    assert not stopped.is_set()


def test_an_item_that_never_comes_does_not_keep_a_caller_that_stops(monkeypatch):
    monkeypatch.setattr("harvester.sources.prefetch.PATIENCE", 0.1)
    never = threading.Event()

    def items():
        yield 1
        never.wait(30)

    source = prefetch(items())
    assert next(source) == 1
    begun = time.monotonic()
    source.close()
    assert time.monotonic() - begun < 5
    assert all(thread.daemon for thread in threads())
    never.set()


def test_an_interrupt_while_a_thread_starts_stays_an_interrupt_and_stops_what_is_under_way(monkeypatch):
    never, stopped = threading.Event(), threading.Event()
    start = threading.Thread.start

    def interrupted(thread):
        start(thread)
        if thread.name == "prefetch" and seen:
            raise KeyboardInterrupt

    def items():
        yield 1
        yield 2
        never.wait(30)

    def stop():
        stopped.set()
        never.set()

    seen = []
    source = prefetch(items(), stop=stop)
    assert next(source) == 1
    seen.append(1)
    monkeypatch.setattr(threading.Thread, "start", interrupted)
    with pytest.raises(KeyboardInterrupt):
        next(source)
    assert stopped.is_set()
