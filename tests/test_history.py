"""The registry's own earlier versions: brought once, in their place, none twice."""

from typing import Any

import pytest

from harvester.check import check
from harvester.errors import RegistryError
from harvester.harvest import fetch
from harvester.history import fetch_history
from harvester.progress import silent
from harvester.refresh import refresh
from harvester.sources.api import PATIENCE, ApiClient
from harvester.sources.transport import Unusable
from harvester.store import Saver, Store
from tests.refreshing import last_run, nct, rows, run
from tests.registry import Registry
from tests.store.studies import record, study

VERSIONS = "SELECT source, last_update_post_date FROM study_versions WHERE nct_id = ? ORDER BY version"


def version(date: str, *outcomes: str, submitted: str | None = None, **changes: Any) -> dict[str, Any]:
    """A version of study 1 as the registry keeps it."""
    document = study(nct(1), date=date, start="2021-06", outcomes=list(outcomes or ["Pain"]), **changes)
    document["protocolSection"]["statusModule"]["lastUpdateSubmitDate"] = submitted or date
    return document


def test_the_registrys_history_becomes_earlier_versions_and_is_not_asked_twice(store: Store) -> None:
    today = study(nct(1), date="2024-01-01", start="2021-06", outcomes=["Walking distance"])
    today["protocolSection"]["statusModule"]["lastUpdateSubmitDate"] = "2024-01-01"
    earlier = []
    for date, outcomes in (
        ("2020-01-01", ["Pain at rest"]),
        ("2021-01-01", ["Pain at rest", "Walking distance"]),
    ):
        version = study(nct(1), date=date, start="2021-06", outcomes=outcomes)
        version["protocolSection"]["statusModule"]["lastUpdateSubmitDate"] = date
        earlier.append(version)
    with Registry([today, study(nct(2))]) as registry:
        registry.set_history(nct(1), [*earlier, today])
        run(registry, fetch, store, [nct(1), nct(2)])
        summary = run(registry, fetch_history, store, [nct(1), nct(2)])
        assert (summary.older, summary.exit_code) == (2, 0)
        assert run(registry, fetch_history, store, [nct(1), nct(2)]).run.requests == 2, (
            "a list each, no versions"
        )
    query = "SELECT source, last_update_post_date FROM study_versions WHERE nct_id = ? ORDER BY version"
    assert store.conn.execute(query, (nct(1),)).fetchall() == [
        ("history", "2020-01-01"),
        ("history", "2021-01-01"),
        ("api", "2024-01-01"),
    ]
    switches = store.conn.execute(
        "SELECT verdict, measure_then, measure_now FROM outcome_switches ORDER BY position"
    )
    assert switches.fetchall() == [
        ("dropped", "Pain at rest", None),
        ("kept", "Walking distance", "Walking distance"),
    ]


def test_a_version_held_in_full_is_not_asked_for_again(store: Store) -> None:
    first, second, third = (
        version("2020-01-01"),
        version("2022-01-01", "Sleep"),
        version("2024-01-01", "Gait"),
    )
    with Registry([second]) as registry:
        run(registry, fetch, store, [nct(1)])
        registry.put(third)
        registry.publish()
        run(registry, refresh, store)
        registry.set_history(nct(1), [first, second, third])
        summary = run(registry, fetch_history, store, [nct(1)])
        assert (summary.run.requests, summary.older) == (2, 1)
        assert rows(store, VERSIONS, nct(1)) == [
            ("history", "2020-01-01"),
            ("api", "2022-01-01"),
            ("api", "2024-01-01"),
        ]


def test_of_two_versions_of_one_day_the_last_is_the_one_held(store: Store) -> None:
    morning, evening = version("2024-01-01", "Pain"), version("2024-01-01", "Pain", "Sleep")
    with Registry([evening]) as registry:
        run(registry, fetch, store, [nct(1)])
        registry.set_history(nct(1), [morning, evening])
        run(registry, fetch_history, store, [nct(1)])
    assert rows(store, VERSIONS, nct(1)) == [("history", "2024-01-01"), ("api", "2024-01-01")]
    assert rows(store, "SELECT kind, significance FROM changes") == [("added", "primary_outcome_added")]


def test_changes_between_versions_held_are_told_anew_when_one_comes_between(store: Store) -> None:
    with Registry([version("2020-01-01", enrollment=10)]) as registry:
        run(registry, fetch, store, [nct(1)])
        registry.put(version("2024-01-01", enrollment=30))
        registry.publish()
        run(registry, refresh, store)
        told = "SELECT version, old, new FROM changes WHERE significance = 'enrollment' ORDER BY version"
        assert rows(store, told) == [(2, "10", "30")]
        between = version("2022-01-01", enrollment=20)
        registry.set_history(
            nct(1), [version("2020-01-01", enrollment=10), between, version("2024-01-01", enrollment=30)]
        )
        run(registry, fetch_history, store, [nct(1)])
        assert rows(store, told) == [(2, "10", "20"), (3, "20", "30")]
    assert check(store, silent) == []


def test_an_id_that_nobody_knows_is_named_as_it_was_typed(store: Store) -> None:
    with Registry([study(nct(1))]) as registry:
        run(registry, fetch, store, [nct(1)])
        summary = run(registry, fetch_history, store, ["nct1", "nct99999999"])
    assert (summary.unknown, summary.exit_code) == (["nct99999999"], 1)


def test_a_former_id_leads_to_the_history_of_the_study_it_now_is(store: Store) -> None:
    today = version("2024-01-01")
    with Registry([today]) as registry:
        registry.alias(nct(7), nct(1))
        run(registry, fetch, store, [nct(7)])
        registry.set_history(nct(1), [version("2020-01-01", "Sleep"), today])
        summary = run(registry, fetch_history, store, [nct(7)])
    assert (summary.older, summary.aliases, summary.exit_code) == (1, {nct(7): nct(1)}, 0)


def test_a_version_that_cannot_be_read_is_kept_and_the_rest_goes_on(store: Store) -> None:
    versions = [version("2020-01-01"), version("2021-01-01", "Sleep"), version("2024-01-01", "Gait")]
    with Registry([versions[-1]]) as registry:
        run(registry, fetch, store, [nct(1)])
        registry.set_history(nct(1), versions)
        for _ in range(2):
            registry.misbehave("cut_json", match="history/0", times=8)
            summary = run(registry, fetch_history, store, [nct(1)])
            assert (summary.exit_code, summary.run.failed) == (1, 1)
            assert rows(store, "SELECT nct_id, source FROM problems") == [(nct(1), "history")]
        assert run(registry, fetch_history, store, [nct(1)]).older == 1
        assert rows(store, "SELECT 1 FROM problems") == []
    assert [date for _, date in rows(store, VERSIONS, nct(1))] == ["2020-01-01", "2021-01-01", "2024-01-01"]


def test_a_registry_that_stays_away_ends_it_and_the_next_run_brings_the_rest(store: Store) -> None:
    versions = [version("2020-01-01"), version("2021-01-01", "Sleep"), version("2024-01-01", "Gait")]
    with Registry([versions[-1]]) as registry:
        run(registry, fetch, store, [nct(1)])
        registry.set_history(nct(1), versions)
        registry.misbehave("status", status=503, times=8)
        with pytest.raises(RegistryError), ApiClient(registry.url) as client:
            fetch_history(store, client, [nct(1)])
        registry.misbehave("status", status=503, match="history/1", times=8)
        summary = run(registry, fetch_history, store, [nct(1)])
        assert (summary.older, summary.exit_code, summary.run.complete) == (1, 1, False)
        assert last_run(store)["command"] == "history"
        assert run(registry, fetch_history, store, [nct(1)]).older == 1


def protocol(document: dict[str, Any]) -> dict[str, Any]:
    """As the registry's history states a version: no results, not even whether there are any."""
    return {"protocolSection": document["protocolSection"]}


def test_what_is_newer_than_the_record_in_full_is_left_to_a_refresh(store: Store) -> None:
    first, held, between, today = (
        {**version(f"{year}-01-01", f"Pain in {year}"), "hasResults": True}
        for year in (2020, 2022, 2023, 2024)
    )
    with Saver(store) as saver:
        saver.add(record(held, "json", "an old.zip"))
    with Registry([today]) as registry:
        registry.set_history(nct(1), [protocol(one) for one in (first, held, between, today)])
        for times in (0, 1):
            summary = run(registry, fetch_history, store, [nct(1)])
            assert (summary.older, summary.run.changed, summary.exit_code) == (1 - times, 0, 0)
            assert rows(store, VERSIONS, nct(1)) == [("history", "2020-01-01"), ("json", "2022-01-01")]
            assert rows(store, "SELECT has_results FROM studies") == [(1,)]
            [remark] = summary.remarks
            assert nct(1) in remark
            assert "harvester refresh" in remark
        assert run(registry, refresh, store).run.changed == 1
        summary = run(registry, fetch_history, store, [nct(1)])
        assert (summary.older, summary.remarks) == (1, [])
    assert rows(store, VERSIONS, nct(1)) == [
        ("history", "2020-01-01"),
        ("json", "2022-01-01"),
        ("history", "2023-01-01"),
        ("api", "2024-01-01"),
    ]
    assert rows(store, "SELECT has_results FROM studies") == [(1,)]
    assert check(store, silent) == []


def test_a_study_of_which_nothing_is_held_in_full_gets_every_version(store: Store) -> None:
    with Saver(store) as saver:
        saver.add(record(version("2022-01-01"), "classic_page"))
    with Registry([version("2024-01-01", "Gait")]) as registry:
        versions = [
            version("2020-01-01", "Sleep"),
            version("2022-01-01", "Pain"),
            version("2024-01-01", "Gait"),
        ]
        registry.set_history(nct(1), [protocol(one) for one in versions])
        summary = run(registry, fetch_history, store, [nct(1)])
    assert summary.remarks == []
    assert [date for source, date in rows(store, VERSIONS, nct(1)) if source == "history"] == [
        "2020-01-01",
        "2022-01-01",
        "2024-01-01",
    ]


def test_a_list_that_cannot_be_read_is_kept_and_the_rest_goes_on(store: Store) -> None:
    earlier = [version("2020-01-01"), version("2021-01-01", "Sleep")]
    today, other = version("2024-01-01", "Gait"), study(nct(2), date="2020-01-01")
    with Registry([today, study(nct(2))]) as registry:
        run(registry, fetch, store, [nct(1), nct(2)])
        registry.set_history(nct(2), [other])
        for turn in (1, 2):
            registry.set_history(nct(1), [*earlier[:turn], today])
            registry.misbehave("cut_json", match=f"{nct(1)}.history=true", times=8)
            summary = run(registry, fetch_history, store, [nct(1), nct(2)])
            assert (summary.exit_code, summary.run.failed, summary.unknown) == (1, 1, [])
            assert rows(store, "SELECT nct_id, source FROM problems") == [(nct(1), "history")]
        assert ("history", "2020-01-01") in rows(store, VERSIONS, nct(2))
        assert run(registry, fetch_history, store, [nct(1)]).older == 2
    assert rows(store, "SELECT 1 FROM problems") == []


def test_lists_of_which_none_can_be_read_end_it(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def broken(client: ApiClient, nct_id: str) -> None:
        asked.append(nct_id)
        raise Unusable("no list of versions", b"{")

    monkeypatch.setattr(ApiClient, "fetch_history", broken)
    with Registry() as registry, pytest.raises(RegistryError, match="no list"):
        run(registry, fetch_history, store, [nct(number) for number in range(1, 100)])
    assert len(asked) == PATIENCE
    assert rows(store, "SELECT count(*) FROM problems") == [(PATIENCE - 1,)]
