"""A refresh asks little, loses nothing, and ends with exactly what the registry holds."""

import copy
from typing import Any

import pytest

from harvester.check import check
from harvester.errors import RegistryError
from harvester.harvest import Query, fetch
from harvester.progress import silent
from harvester.refresh import refresh
from harvester.store import Store
from harvester.store.read import all_ids
from tests.refreshing import edit, holds_exactly, nct, run
from tests.registry import Registry
from tests.store.studies import study

N = 1500


def test_three_ids_take_two_requests(store: Store) -> None:
    with Registry([study(nct(number)) for number in (1, 2, 3)]) as registry:
        summary = run(registry, fetch, store, [nct(1), nct(2), nct(3)])
    assert (summary.run.requests, summary.run.added, summary.exit_code) == (2, 3, 0)


def test_1500_studies_take_few_requests_to_fetch_and_to_refresh(store: Store) -> None:
    with Registry([study(nct(number)) for number in range(1, N + 1)]) as registry:
        assert run(registry, fetch, store, [nct(number) for number in range(1, N + 1)]).run.requests <= 6
        first = run(registry, refresh, store)
        assert (first.run.unchanged, first.run.complete) == (N, True)
        assert run(registry, refresh, store).run.requests == 1

        edit(registry, nct(7))
        edit(registry, nct(1200))
        registry.remove(nct(33))
        registry.publish()
        moved = run(registry, refresh, store)
        assert moved.run.requests <= 7
        assert (moved.run.changed, moved.run.missing, moved.run.unchanged) == (2, 1, N - 3)
        assert moved.exit_code == 0
        assert holds_exactly(store, registry, [nct(7), nct(1200), nct(8)])
        assert store.conn.execute(
            "SELECT nct_id FROM studies WHERE missing_since IS NOT NULL"
        ).fetchall() == [(nct(33),)]
    assert check(store, silent) == []


def test_a_study_that_vanished_keeps_its_rows_and_may_come_back(store: Store) -> None:
    with Registry([study(nct(1)), study(nct(2))]) as registry:
        run(registry, fetch, store, [nct(1), nct(2)])
        gone = registry.get(nct(2))
        registry.remove(nct(2))
        registry.publish()
        assert run(registry, refresh, store).run.missing == 1
        (since,) = store.conn.execute(
            "SELECT missing_since FROM studies WHERE nct_id = ?", (nct(2),)
        ).fetchone()
        registry.publish()
        assert run(registry, refresh, store).run.missing == 0, "it is newly missing only once"
        assert store.conn.execute(
            "SELECT missing_since FROM studies WHERE nct_id = ?", (nct(2),)
        ).fetchone() == (since,)
        registry.put(gone)
        registry.publish()
        run(registry, refresh, store)
        assert store.conn.execute(
            "SELECT missing_since FROM studies WHERE nct_id = ?", (nct(2),)
        ).fetchone() == (None,)


def test_an_alias_is_followed_and_both_ids_find_the_study(store: Store) -> None:
    with Registry([study(nct(1)), study(nct(2))]) as registry:
        run(registry, fetch, store, [nct(1), nct(2)])
        registry.alias(nct(1), nct(2))
        registry.publish()
        summary = run(registry, refresh, store)
        assert summary.aliases == {nct(1): nct(2)}
        assert summary.exit_code == 0
        assert store.conn.execute("SELECT nct_id, nct_id_alias FROM nct_id_aliases").fetchall() == [
            (nct(2), nct(1))
        ]
        assert store.conn.execute(
            "SELECT nct_id FROM studies WHERE missing_since IS NOT NULL"
        ).fetchall() == [(nct(1),)]


def test_an_edit_without_a_new_date_is_found_by_full(store: Store) -> None:
    with Registry([study(nct(1)), study(nct(2))]) as registry:
        run(registry, fetch, store, [nct(1), nct(2)])
        edit(registry, nct(1), date="2024-01-01")
        registry.publish()
        assert run(registry, refresh, store).run.changed == 0
        assert run(registry, refresh, store, full=True).run.changed == 1
        assert holds_exactly(store, registry, [nct(1), nct(2)])


def test_a_saved_search_brings_new_hits(store: Store) -> None:
    with Registry([study(nct(1), title="Mesenchymal cells")]) as registry:
        run(registry, fetch, store, [], [Query(term="mesenchymal")])
        registry.put(study(nct(2), title="Mesenchymal cells again"), study(nct(3), title="Aspirin"))
        registry.publish()
        assert run(registry, refresh, store).run.added == 1
        assert all_ids(store.conn) == [nct(1), nct(2)]


def test_a_search_once_is_not_remembered(store: Store) -> None:
    with Registry([study(nct(1), title="Mesenchymal cells")]) as registry:
        run(registry, fetch, store, [], [Query(term="mesenchymal")], once=True)
    assert store.conn.execute("SELECT count(*) FROM searches").fetchone() == (0,)


FAULTS: dict[str, dict[str, Any]] = {
    "429 with Retry-After": {"kind": "status", "status": 429, "retry_after": "0"},
    "500": {"kind": "status", "status": 500},
    "503 twice": {"kind": "status", "status": 503, "times": 2},
    "a reset": {"kind": "reset"},
    "a cut body": {"kind": "cut_body"},
    "cut JSON": {"kind": "cut_json"},
    "HTML with 200": {"kind": "html", "times": 3},
    "a slow answer": {"kind": "slow", "seconds": 0.3},
    "a short page": {"kind": "short_page", "match": "studies"},
    "a bad page": {"kind": "bad_page", "match": "studies"},
    "a nameless study": {"kind": "nameless_study", "match": "studies"},
    "an empty page": {"kind": "empty_page", "match": "studies"},
    "an empty end": {"kind": "empty_end", "match": "studies"},
    "an expired token": {"kind": "expired_token"},
}


@pytest.mark.parametrize("skip", [0, 1, 2])
@pytest.mark.parametrize("fault", FAULTS)
def test_after_a_fault_the_file_holds_what_the_registry_holds(store: Store, fault: str, skip: int) -> None:
    with Registry([study(nct(number), title="Mesenchymal") for number in range(1, 1202)]) as registry:
        registry.misbehave(**copy.deepcopy(FAULTS[fault]), skip=skip)
        everything = [nct(number) for number in range(1, 1202)]
        summary = run(registry, fetch, store, everything[:600], [Query(term="mesenchymal")])
        assert (summary.exit_code, summary.run.complete) == (0, True)
        for number in (3, 700, 1201):
            edit(registry, nct(number))
        registry.remove(nct(900))
        registry.publish()
        registry.misbehave(**copy.deepcopy(FAULTS[fault]), skip=skip)
        summary = run(registry, refresh, store)
        assert (summary.run.changed, summary.run.missing, summary.run.complete) == (3, 1, True)
        everything.remove(nct(900))
        assert holds_exactly(store, registry, everything)
    assert check(store, silent) == []


def test_a_registry_that_stays_away_changes_nothing_and_says_so(store: Store) -> None:
    with Registry([study(nct(1))]) as registry:
        run(registry, fetch, store, [nct(1)])
        registry.misbehave("status", status=503, times=1000)
        with pytest.raises(RegistryError):
            run(registry, refresh, store)
        registry.behave()
        assert store.conn.execute("SELECT complete, message IS NULL FROM runs ORDER BY id").fetchall() == [
            (1, 1),
            (0, 0),
        ]
        assert run(registry, refresh, store).run.complete, "the next run asks anew"


def test_a_study_that_cannot_be_read_goes_to_problems_and_the_rest_is_saved(store: Store) -> None:
    broken = study(nct(2))
    broken["protocolSection"]["outcomesModule"] = ["no object"]
    with Registry([study(nct(1)), broken, study(nct(3))]) as registry:
        summary = run(registry, fetch, store, [nct(1), nct(2), nct(3)])
    assert (summary.run.added, summary.run.failed, summary.exit_code) == (2, 1, 1)
    assert store.conn.execute("SELECT path FROM problems").fetchall() == [("protocolSection.outcomesModule",)]


def test_unknown_ids_are_named_as_they_were_typed(store: Store) -> None:
    with Registry([study(nct(1))]) as registry:
        summary = run(registry, fetch, store, [nct(1), "nct99999999"])
    assert (summary.unknown, summary.exit_code, summary.run.added) == (["nct99999999"], 1, 1)
