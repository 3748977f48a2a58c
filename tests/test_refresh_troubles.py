"""A refresh that meets trouble: what it says, what it keeps, and what the next one does about it."""

from typing import Any

import pytest

from harvester.check import check
from harvester.errors import RegistryError, UsageError
from harvester.harvest import Query, fetch
from harvester.progress import silent
from harvester.refresh import refresh
from harvester.sources.api import ApiClient
from harvester.store import Store
from harvester.store.read import all_ids
from tests.refreshing import edit, holds_exactly, last_run, missing, nct, rows, run
from tests.registry import Registry
from tests.store.studies import study


def mesenchymal(count: int) -> Registry:
    return Registry([study(nct(number), title="Mesenchymal cells") for number in range(1, count + 1)])


def unreadable(number: int) -> dict[str, Any]:
    document = study(nct(number), date="2024-05-05", title="Mesenchymal cells")
    document["protocolSection"]["outcomesModule"] = ["no object"]
    return document


def test_the_account_of_a_run_is_true_in_every_column(store: Store) -> None:
    with mesenchymal(6) as registry:
        run(registry, fetch, store, [nct(number) for number in range(1, 6)])
        edit(registry, nct(1))
        registry.put(unreadable(2))
        registry.remove(nct(3))
        registry.publish("2025-01-05T09:00:00")
        summary = run(registry, refresh, store)
        account = last_run(store)
        assert account.pop("ended_at") >= account.pop("started_at")
        assert account.pop("bytes") > 100
        assert account == {
            "id": 2,
            "command": "refresh",
            "complete": 1,
            "data_timestamp": "2025-01-05T09:00:00",
            "asked": 5,
            "added": 0,
            "changed": 1,
            "unchanged": 2,
            "missing": 1,
            "failed": 1,
            "requests": len(registry.requests) - 2,
            "message": None,
        }
        assert summary.exit_code == 1


def test_a_run_that_stops_at_once_accounts_for_every_study(store: Store) -> None:
    with mesenchymal(3) as registry:
        run(registry, fetch, store, [nct(1), nct(2), nct(3)])
        registry.remove(nct(3))
        run(registry, refresh, store)
        run(registry, refresh, store)
        account = last_run(store)
    assert {name: account[name] for name in ("asked", "unchanged", "missing", "requests", "complete")} == {
        "asked": 0,
        "unchanged": 2,
        "missing": 0,
        "requests": 1,
        "complete": 1,
    }


def test_a_run_that_ends_by_what_was_asked_has_its_account(store: Store) -> None:
    with mesenchymal(1) as registry, pytest.raises(UsageError, match="shorten it"):
        run(registry, fetch, store, [nct(1)], [Query(term="cells " * 2000)])
    account = last_run(store)
    assert account["ended_at"] is not None
    assert (account["complete"], account["requests"], "shorten it" in account["message"]) == (0, 2, True)


@pytest.mark.parametrize("full", [False, True])
def test_a_run_cut_between_batches_leaves_the_mark_and_the_next_one_does_the_rest(
    store: Store, full: bool
) -> None:
    with mesenchymal(1200) as registry:
        run(registry, fetch, store, [nct(number) for number in range(1, 1201)])
        run(registry, refresh, store)
        for number in range(1, 1201):
            edit(registry, nct(number))
        registry.remove(nct(1200))
        registry.publish()
        whole_batches = 2 if full else 3 + 2
        registry.misbehave("status", status=503, match="studies", skip=whole_batches, times=8)
        summary = run(registry, refresh, store, full=full)
        assert (summary.exit_code, summary.run.complete, summary.run.changed) == (1, False, 1000)
        assert "8 attempts" in (last_run(store)["message"] or "")
        assert check(store, silent) == []
        summary = run(registry, refresh, store)
        assert (summary.run.changed, summary.run.complete) == (199, True)
        assert missing(store) == [nct(1200)]
        assert holds_exactly(store, registry, [nct(number) for number in range(1, 1200)])


def test_what_vanished_is_marked_though_the_run_is_cut_afterwards(store: Store) -> None:
    with mesenchymal(3) as registry:
        run(registry, fetch, store, [nct(1), nct(2), nct(3)])
        registry.remove(nct(1))
        edit(registry, nct(2))
        registry.publish()
        registry.misbehave("status", status=503, match="studies", skip=1, times=8)
        summary = run(registry, refresh, store)
        assert (summary.exit_code, summary.run.missing, summary.run.complete) == (1, 1, False)
        assert missing(store) == [nct(1)]


def test_a_listing_that_cannot_be_read_changes_nothing_and_is_no_complete_run(store: Store) -> None:
    with mesenchymal(3) as registry:
        run(registry, fetch, store, [nct(1), nct(2), nct(3)])
        edit(registry, nct(2))
        registry.publish()
        registry.misbehave("html", match="studies", times=8)
        with pytest.raises(RegistryError, match="8 attempts"), ApiClient(registry.url) as client:
            refresh(store, client)
        assert (last_run(store)["complete"], missing(store)) == (0, [])
        assert run(registry, refresh, store).run.changed == 1


@pytest.mark.parametrize("kind", ["short_page", "empty_end"])
def test_a_listing_that_stays_short_calls_nothing_vanished(store: Store, kind: str) -> None:
    with mesenchymal(600) as registry:
        run(registry, fetch, store, [nct(number) for number in range(1, 601)])
        registry.publish()
        registry.misbehave(kind, match="studies", times=4)  # type: ignore[arg-type]
        summary = run(registry, refresh, store)
        assert (summary.exit_code, summary.run.complete, missing(store)) == (1, False, [])
        assert summary.unanswered
        assert run(registry, refresh, store).run.complete


def test_a_study_that_comes_twice_does_not_hide_one_that_does_not_come(store: Store) -> None:
    with mesenchymal(3) as registry:
        run(registry, fetch, store, [nct(1), nct(2), nct(3)])
        registry.publish()
        registry.misbehave("doubled_study", match="studies")
        summary = run(registry, refresh, store)
        assert (summary.run.complete, summary.exit_code, missing(store)) == (True, 0, [])
        registry.publish()
        registry.misbehave("doubled_study", match="studies", times=4)
        summary = run(registry, refresh, store)
        assert (summary.run.complete, summary.exit_code, missing(store)) == (False, 1, [])


def test_a_search_whose_hits_come_twice_is_asked_again_for_what_did_not_come(store: Store) -> None:
    with mesenchymal(3) as registry:
        registry.misbehave("doubled_study", match="studies")
        run(registry, fetch, store, [], [Query(term="mesenchymal")])
    assert all_ids(store.conn) == [nct(1), nct(2), nct(3)]


def test_a_study_listed_and_gone_when_it_is_fetched_has_vanished(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mesenchymal(3) as registry:
        run(registry, fetch, store, [nct(1), nct(2), nct(3)])
        edit(registry, nct(2))
        registry.publish()
        remove_before_fetching(registry, monkeypatch, nct(2))
        summary = run(registry, refresh, store)
        assert (summary.run.missing, summary.exit_code, summary.run.complete) == (1, 0, True)
        assert missing(store) == [nct(2)]


def test_a_hit_of_a_search_that_is_gone_when_it_is_fetched_is_named(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mesenchymal(3) as registry:
        run(registry, fetch, store, [], [Query(term="mesenchymal")])
        registry.put(study(nct(9), title="Mesenchymal cells"))
        registry.publish()
        remove_before_fetching(registry, monkeypatch, nct(9))
        summary = run(registry, refresh, store)
        assert (summary.unanswered, summary.exit_code, summary.run.complete) == ([nct(9)], 1, False)
        monkeypatch.undo()
        assert run(registry, refresh, store).run.complete


def remove_before_fetching(registry: Registry, monkeypatch: pytest.MonkeyPatch, nct_id: str) -> None:
    fetch_studies = ApiClient.fetch_studies

    def after_it_is_gone(client: ApiClient, nct_ids: Any) -> Any:
        registry.remove(nct_id)
        return fetch_studies(client, nct_ids)

    monkeypatch.setattr(ApiClient, "fetch_studies", after_it_is_gone)


def test_a_saved_search_that_the_registry_refuses_stops_nothing_else(store: Store) -> None:
    with mesenchymal(2) as registry:
        run(registry, fetch, store, [nct(1)])
        for words in ("AREA[", "mesenchymal"):
            store.conn.execute("INSERT INTO searches (term, created_at) VALUES (?, '2025-01-01')", (words,))
        edit(registry, nct(1))
        registry.misbehave("status", status=400, match=r"query\.term=AREA", times=1000)
        summary = run(registry, refresh, store)
        assert (summary.run.changed, summary.run.added) == (1, 1)
        assert (summary.exit_code, summary.run.complete) == (1, False)
        assert "saved search 1 (AREA[)" in (last_run(store)["message"] or "")
        assert rows(store, "SELECT hits FROM searches ORDER BY id") == [(None,), (2,)]
        assert run(registry, refresh, store).run.requests > 1, "an incomplete run moves no mark"


def test_a_search_that_stays_short_brings_what_came_and_is_told(store: Store) -> None:
    with mesenchymal(3) as registry:
        run(registry, fetch, store, [nct(1)])
        store.conn.execute("INSERT INTO searches (term, created_at) VALUES ('mesenchymal', '2025-01-01')")
        registry.misbehave("short_page", match=r"query\.term", times=4)
        summary = run(registry, refresh, store)
        assert (summary.run.added, summary.exit_code, summary.run.complete) == (1, 1, False)
        summary = run(registry, refresh, store)
        assert (summary.run.added, summary.exit_code, summary.run.complete) == (1, 0, True)


def test_a_record_that_cannot_be_read_for_years_has_one_row_and_stops_nothing(store: Store) -> None:
    with mesenchymal(3) as registry:
        run(registry, fetch, store, [nct(1), nct(2)])
        registry.put(unreadable(2))
        for _ in range(5):
            registry.publish()
            summary = run(registry, refresh, store)
            assert (summary.exit_code, summary.run.failed, summary.run.complete) == (1, 1, True)
        assert rows(store, "SELECT nct_id, path FROM problems") == [
            (nct(2), "protocolSection.outcomesModule")
        ]
        assert run(registry, refresh, store).run.requests == 1, "the data have not moved"
        registry.put(study(nct(2), date="2024-06-06"))
        registry.publish()
        assert run(registry, refresh, store).exit_code == 0
        assert rows(store, "SELECT count(*) FROM problems") == [(0,)]


def test_a_study_that_was_never_read_is_asked_for_until_it_can_be(store: Store) -> None:
    with Registry([study(nct(1)), unreadable(2)]) as registry:
        assert run(registry, fetch, store, [nct(1), nct(2)]).exit_code == 1
        run(registry, refresh, store)
        registry.put(study(nct(2)))
        registry.publish()
        summary = run(registry, refresh, store)
        assert (summary.run.added, summary.exit_code) == (1, 0)
        assert holds_exactly(store, registry, [nct(1), nct(2)])


@pytest.mark.parametrize("full", [False, True])
def test_a_study_that_was_never_read_and_vanished_is_not_asked_for_any_longer(
    store: Store, full: bool
) -> None:
    with Registry([study(nct(1)), unreadable(2), unreadable(3)]) as registry:
        run(registry, fetch, store, [nct(1), nct(2), nct(3)])
        registry.remove(nct(2))
        registry.publish()
        summary = run(registry, refresh, store, full=full)
        assert (summary.run.missing, summary.unanswered, summary.run.complete) == (0, [], True)
        assert rows(store, "SELECT nct_id FROM problems") == [(nct(3),)], "which is there still"
        registry.publish()
        asked = len(registry.requests)
        run(registry, refresh, store, full=full)
        assert not [request for request in registry.requests[asked:] if nct(2) in str(request)]


def test_the_problem_of_a_study_that_is_held_outlives_its_vanishing(store: Store) -> None:
    with mesenchymal(2) as registry:
        run(registry, fetch, store, [nct(1), nct(2)])
        registry.put(unreadable(2))
        registry.publish()
        run(registry, refresh, store)
        registry.remove(nct(2))
        registry.publish()
        assert run(registry, refresh, store).run.missing == 1
        assert rows(store, "SELECT nct_id FROM problems") == [(nct(2),)]


@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize("held", [False, True])
def test_a_study_that_was_never_read_and_is_another_now_is_fetched_as_that(
    store: Store, full: bool, held: bool
) -> None:
    with Registry([study(nct(1)), unreadable(2), study(nct(3))]) as registry:
        run(registry, fetch, store, [nct(1), nct(2), *([nct(3)] if held else [])])
        registry.alias(nct(2), nct(3))
        registry.publish()
        summary = run(registry, refresh, store, full=full)
        assert (summary.aliases, summary.exit_code, summary.run.complete) == ({nct(2): nct(3)}, 0, True)
        assert rows(store, "SELECT nct_id FROM problems") == []
        assert holds_exactly(store, registry, [nct(1), nct(3)])


def test_a_study_that_lost_its_id_on_the_way_is_a_problem_until_it_comes_with_it(store: Store) -> None:
    with mesenchymal(3) as registry:
        run(registry, fetch, store, [nct(1), nct(2), nct(3)])
        edit(registry, nct(1))
        registry.publish()
        registry.misbehave("nameless_study", match="studies", skip=1, times=4)
        summary = run(registry, refresh, store)
        assert (summary.exit_code, summary.run.failed) == (1, 1)
        assert rows(store, "SELECT nct_id FROM problems") == [(nct(1),)]
        assert run(registry, refresh, store).run.changed == 1
        assert rows(store, "SELECT nct_id FROM problems") == []


def test_a_list_that_shrank_or_emptied_loses_its_rows_and_a_deleted_field_is_null(store: Store) -> None:
    with Registry([study(nct(1), outcomes=["Pain", "Walking", "Sleep"])]) as registry:
        run(registry, fetch, store, [nct(1)])
        registry.edit(nct(1), "protocolSection.outcomesModule.primaryOutcomes", [{"measure": "Pain"}])
        registry.edit(nct(1), "protocolSection.statusModule.overallStatus", None)
        registry.edit(nct(1), "protocolSection.statusModule.lastUpdatePostDateStruct.date", "2024-02-02")
        document = registry.get(nct(1))
        del document["protocolSection"]["statusModule"]["overallStatus"]
        registry.put(document)
        registry.publish()
        run(registry, refresh, store)
        assert rows(store, "SELECT measure, time_frame FROM outcomes") == [("Pain", None)]
        assert rows(store, "SELECT overall_status FROM studies") == [(None,)]
        removed = rows(
            store, "SELECT significance, count(*) FROM changes WHERE kind = 'removed' GROUP BY 1 ORDER BY 1"
        )
        assert removed == [("primary_outcome_changed", 1), ("primary_outcome_removed", 2), ("status", 1)]
        document["protocolSection"]["outcomesModule"]["primaryOutcomes"] = []
        document["protocolSection"]["statusModule"]["lastUpdatePostDateStruct"]["date"] = "2024-03-03"
        registry.put(document)
        registry.publish()
        run(registry, refresh, store)
        assert rows(store, "SELECT count(*) FROM outcomes") == [(0,)]
        assert holds_exactly(store, registry, [nct(1)])
    assert check(store, silent) == []


def test_retry_after_as_a_date_is_honoured(store: Store) -> None:
    with mesenchymal(1) as registry:
        registry.misbehave("status", status=429, retry_after="Thu, 01 Jan 2099 00:00:00 GMT")
        waits: list[float] = []
        with ApiClient(registry.url, sleep=waits.append) as client:
            assert fetch(store, client, [nct(1)]).exit_code == 0
    assert waits == [300], "obeyed, five minutes at a time"
