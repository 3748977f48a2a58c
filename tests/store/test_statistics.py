"""Statistics for the planner are made anew where a run wrote something, and only there."""

from harvester.store import Ledger, Saver, Store, open_store
from tests.store.studies import record, study


def analysed(store: Store) -> int | None:
    """Studies as the statistics count them."""
    row = store.conn.execute("SELECT stat FROM sqlite_stat1 WHERE tbl = 'studies' LIMIT 1").fetchone()
    return int(row[0].split()[0]) if row else None


def a_run(store: Store, *numbers: int) -> None:
    ledger = Ledger(store)
    run = ledger.begin("load")
    with Saver(store) as saver:
        for number in numbers:
            saver.add(record(study(f"NCT{number:08d}")))
    ledger.end(run)
    store.finish()


def test_a_new_study_is_counted_and_a_run_that_found_nothing_new_costs_nothing(store: Store) -> None:
    a_run(store, 1)
    assert analysed(store) == 1
    for numbers, expected in (((1, 2), 2), ((1, 2), None)):
        store.conn.execute("DELETE FROM sqlite_stat1 WHERE tbl = 'studies'")
        again = open_store(store.path)
        a_run(again, *numbers)
        assert analysed(again) == expected
        again.close()
