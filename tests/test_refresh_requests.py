"""What a refresh may ask: 1 request when nothing moved, else 2 + N/500 + D/500; and by which way it finds what moved."""

import re
from typing import Any
from urllib.parse import quote

import pytest

from harvester import refresh as refresh_module
from harvester.check import check
from harvester.harvest import Query, fetch, load, load_records
from harvester.progress import silent
from harvester.record import Provenance, Record
from harvester.refresh import refresh
from harvester.sources.api import ApiClient
from harvester.store import Saver, Store
from tests.refreshing import edit, holds_exactly, last_run, missing, most_requests, nct, rows, run
from tests.registry import Registry
from tests.store.studies import record, study

LISTED = "AREA[LastUpdatePostDate]"


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """More than this many studies are a large file."""
    monkeypatch.setattr(refresh_module, "LISTED_BY_ID", 20)


def filled(store: Store, count: int) -> Registry:
    registry = Registry([study(nct(number)) for number in range(1, count + 1)])
    with Saver(store) as saver:
        for number in range(1, count + 1):
            saver.add(record(registry.get(nct(number))))
    return registry


def listings(registry: Registry) -> int:
    return sum(LISTED in asked.params.get("query.term", "") for asked in registry.requests)


@pytest.mark.parametrize(
    ("count", "moved"),
    [
        (count, moved)
        for count in (1, 2, 499, 500, 501, 1001)
        for moved in (0, 1, 2, 499, 500, 501, 1001)
        if moved <= count
    ],
)
def test_requests_stay_within_the_bound(store: Store, count: int, moved: int) -> None:
    with filled(store, count) as registry:
        run(registry, refresh, store)
        for number in range(1, moved + 1):
            edit(registry, nct(number))
        registry.publish()
        summary = run(registry, refresh, store)
        assert summary.run.requests <= most_requests(count, moved)
        assert (summary.run.changed, summary.run.unchanged) == (moved, count - moved)
        assert run(registry, refresh, store).run.requests == 1


def test_vanished_restored_and_renamed_studies_stay_within_the_bound(store: Store) -> None:
    with filled(store, 1000) as registry:
        run(registry, refresh, store)
        gone = registry.get(nct(5))
        registry.remove(nct(5))
        registry.alias(nct(6), nct(7))  # both held
        registry.put(study(nct(2000)))
        registry.alias(nct(8), nct(2000))  # the study it now is, is new to the file
        registry.publish()
        summary = run(registry, refresh, store)
        assert summary.run.requests <= most_requests(1000, 2)
        assert (summary.run.added, summary.run.changed, summary.run.missing) == (1, 1, 3)
        assert summary.run.unchanged == 1000 - 4
        assert missing(store) == [nct(5), nct(6), nct(8)]
        assert summary.aliases == {nct(6): nct(7), nct(8): nct(2000)}

        registry.put(gone)
        registry.publish()
        summary = run(registry, refresh, store)
        assert summary.run.requests <= most_requests(1001, 1)
        assert missing(store) == [nct(6), nct(8)]
        assert summary.aliases == {}, "a former id is told once"

        registry.publish()
        summary = run(registry, refresh, store)
        assert summary.run.requests == 1 + 3, "an alias that is known is not fetched every night"
        assert summary.run.unchanged == 1001 - 2
    assert check(store, silent) == []


@pytest.mark.parametrize("full", [False, True])
def test_full_marks_what_vanished_and_what_is_now_anothers(store: Store, full: bool) -> None:
    with filled(store, 4) as registry:
        registry.remove(nct(1))
        registry.alias(nct(2), nct(3))
        summary = run(registry, refresh, store, full=full)
        assert (summary.run.missing, summary.exit_code, summary.unknown) == (2, 0, [])
        assert missing(store) == [nct(1), nct(2)]
        assert summary.aliases == {nct(2): nct(3)}
        again = run(registry, refresh, store, full=True)
        assert (again.run.missing, again.aliases, again.run.complete) == (0, {}, True)


def test_saved_searches_are_counted_apart_and_bring_each_new_hit_once(store: Store) -> None:
    with Registry([study(nct(number), title="Mesenchymal cells") for number in range(1, 4)]) as registry:
        run(registry, fetch, store, [], [Query(term="mesenchymal")])
        run(registry, fetch, store, [], [Query(intervention="cells")])
        run(registry, refresh, store)
        registry.put(study(nct(9), title="Mesenchymal cells"))
        registry.publish()
        summary = run(registry, refresh, store)
        assert summary.run.added == 1
        assert summary.run.requests <= most_requests(3, 1) + 2
        assert rows(store, "SELECT hits FROM searches") == [(4,), (4,)]


@pytest.mark.usefixtures("large")
class TestLargeFiles:
    def test_the_listing_of_what_was_updated_is_independent_of_their_number(self, store: Store) -> None:
        with filled(store, 1200) as registry:
            run(registry, refresh, store)
            edit(registry, nct(7), date="2025-01-02")
            registry.put(study(nct(5000), date="2025-01-02"))  # somebody else's
            registry.publish("2025-01-03T09:00:05")
            summary = run(registry, refresh, store)
            assert listings(registry) == 1
            assert summary.run.requests == 3, "version, listing, one batch"
            assert (summary.run.changed, summary.run.added, summary.run.unchanged) == (1, 0, 1199)
            assert run(registry, refresh, store).run.requests == 1

    def test_a_study_that_came_back_with_the_date_it_had_is_fetched(self, store: Store) -> None:
        with filled(store, 30) as registry:
            edit(registry, nct(3), date="2025-01-02")
            run(registry, refresh, store)
            store.conn.execute("UPDATE studies SET missing_since = '2025-01-01' WHERE nct_id = ?", (nct(3),))
            registry.publish()
            assert run(registry, refresh, store).run.changed == 0
            assert missing(store) == []

    def test_a_former_id_is_followed_and_its_study_marked(self, store: Store) -> None:
        with filled(store, 30) as registry:
            run(registry, refresh, store)
            registry.alias(nct(1), nct(2))
            edit(registry, nct(2), date="2025-01-03")
            registry.put(study(nct(900), date="2025-01-03"))
            registry.alias(nct(4), nct(900))
            registry.publish()
            summary = run(registry, refresh, store)
            assert summary.aliases == {nct(1): nct(2), nct(4): nct(900)}
            assert missing(store) == [nct(1), nct(4)]
            assert (summary.run.added, summary.run.changed) == (1, 1)
            assert holds_exactly(store, registry, [nct(2), nct(900)])

    def test_ids_are_asked_for_where_that_takes_fewer_requests(self, store: Store) -> None:
        with filled(store, 30) as registry:
            run(registry, refresh, store)
            registry.put(*(study(nct(number), date="2025-01-02") for number in range(10_000, 12_100)))
            registry.remove(nct(3))
            edit(registry, nct(4), date="2025-01-02")
            registry.publish()
            summary = run(registry, refresh, store)
            assert listings(registry) == 1, (
                "three pages of a thousand: the first tells, the others are not asked"
            )
            assert summary.run.requests <= most_requests(30, 1)
            assert (summary.run.changed, summary.run.missing) == (1, 1)

    def test_what_was_updated_while_runs_failed_is_found(self, store: Store) -> None:
        with filled(store, 30) as registry:
            run(registry, refresh, store)
            for day, number in ((3, 1), (4, 2), (5, 3)):
                edit(registry, nct(number), date=f"2025-01-0{day}")
                registry.publish()
                registry.misbehave("cut_json", match="studies", times=8)
                with pytest.raises(Exception, match="8 attempts"), ApiClient(registry.url) as client:
                    refresh(store, client)
            registry.publish()
            assert run(registry, refresh, store).run.changed == 3
            assert holds_exactly(store, registry, [nct(1), nct(2), nct(3)])

    def test_a_fetch_in_between_does_not_move_the_mark(self, store: Store) -> None:
        with filled(store, 30) as registry:
            run(registry, refresh, store)
            edit(registry, nct(1), date="2025-01-03")
            registry.publish("2025-02-01T09:00:00")
            run(registry, fetch, store, [nct(2)])
            registry.publish("2025-02-02T09:00:00")
            assert run(registry, refresh, store).run.changed == 1

    def test_an_old_record_loaded_after_the_last_run_is_brought_up_to_date(self, store: Store) -> None:
        with filled(store, 30) as registry:
            registry.put(study(nct(50), date="2023-06-01", enrollment=7))
            run(registry, refresh, store)
            load_study(store, study(nct(50), date="2019-01-01", enrollment=1))
            registry.publish()
            summary = run(registry, refresh, store)
            assert summary.run.changed == 1
            assert summary.run.requests <= most_requests(31, 1)
            assert holds_exactly(store, registry, [nct(50)])

    def test_a_record_that_could_not_be_read_is_asked_for_until_it_can(self, store: Store) -> None:
        with filled(store, 30) as registry:
            run(registry, refresh, store)
            whole = study(nct(1), date="2025-01-02", enrollment=7)
            broken = study(nct(1), date="2025-01-02")
            broken["protocolSection"]["outcomesModule"] = ["no object"]
            registry.put(broken)
            for _ in range(4):
                registry.publish()
                summary = run(registry, refresh, store)
                assert (summary.run.failed, summary.exit_code, summary.run.complete) == (1, 1, True)
            assert len(rows(store, "SELECT 1 FROM problems")) == 1
            registry.put(whole)
            registry.publish()
            summary = run(registry, refresh, store)
            assert (summary.run.changed, summary.exit_code) == (1, 0)
            assert rows(store, "SELECT 1 FROM problems") == []
            registry.publish()
            assert run(registry, refresh, store).run.requests == 2

    @pytest.mark.parametrize(
        ("kind", "how"),
        [
            ("expired_token", {"times": 2}),
            ("html", {"match": "pageToken", "times": 3}),
            ("short_page", {"match": "pageToken"}),
            ("empty_end", {"match": LISTED}),
            ("empty_page", {"match": LISTED}),
            ("doubled_study", {"match": LISTED}),
            ("cut_body", {"match": "pageToken"}),
            ("reset", {"match": "pageToken"}),
        ],
    )
    def test_a_fault_in_the_listing_of_what_was_updated_loses_nothing(
        self, store: Store, kind: Any, how: dict[str, Any]
    ) -> None:
        with filled(store, 1200) as registry:
            run(registry, refresh, store)
            for number in range(1, 1101):
                edit(registry, nct(number), date="2025-01-02")
            registry.publish()
            how = {**how, **({"match": re.escape(quote(LISTED))} if how.get("match") == LISTED else {})}
            registry.misbehave(kind, **how)
            summary = run(registry, refresh, store)
            assert (summary.run.changed, summary.run.complete, summary.exit_code) == (1100, True, 0)
            assert listings(registry) > 1
            registry.behave()
            assert run(registry, refresh, store).run.requests == 1

    def test_a_listing_of_what_was_updated_that_stays_short_brings_what_came_and_is_not_complete(
        self, store: Store
    ) -> None:
        with filled(store, 30) as registry:
            run(registry, refresh, store)
            for number in (1, 2, 3):
                edit(registry, nct(number), date="2025-01-02")
            registry.publish()
            registry.misbehave("short_page", match=re.escape(quote(LISTED)), times=4)
            summary = run(registry, refresh, store)
            assert (summary.run.changed, summary.run.complete, summary.exit_code) == (2, False, 1)
            assert "2 of 3" in (last_run(store)["message"] or "")
            assert run(registry, refresh, store).run.changed == 1


def load_study(store: Store, document: dict[str, object], source: str = "json") -> None:
    load_records(store, iter([Record(document, Provenance(source, "a file"))]))


@pytest.mark.parametrize("stamp", ["soon", "", "0001-01-01T00:00:00", "2025-13-77T00:00:00", None])
@pytest.mark.usefixtures("large")
def test_a_timestamp_that_is_none_is_no_reason_to_fail_or_to_stop(store: Store, stamp: str | None) -> None:
    with filled(store, 30) as registry:
        registry.data_timestamp = stamp  # type: ignore[assignment]
        run(registry, refresh, store)
        edit(registry, nct(1))
        registry.publish("2025-01-09T00:00:00")
        assert run(registry, refresh, store).run.changed == 1


def test_without_a_timestamp_every_run_looks(store: Store) -> None:
    with filled(store, 3) as registry:
        registry.data_timestamp = None  # type: ignore[assignment]
        run(registry, refresh, store)
        edit(registry, nct(1))
        assert run(registry, refresh, store).run.changed == 1


def test_a_timestamp_that_went_back_is_one_that_moved(store: Store) -> None:
    with filled(store, 3) as registry:
        run(registry, refresh, store)
        edit(registry, nct(1))
        registry.publish("2024-12-01T09:00:00")
        assert run(registry, refresh, store).run.changed == 1


def test_an_old_record_loaded_since_is_looked_at_though_the_registry_did_not_move(store: Store) -> None:
    with filled(store, 600) as registry:
        registry.put(study(nct(5000), date="2023-06-01", enrollment=7))
        run(registry, refresh, store)
        load_study(store, study(nct(5000), date="2019-01-01"))
        load_study(store, study(nct(5001), date="2019-01-01"))
        summary = run(registry, refresh, store)
        assert summary.run.requests == 3, "version, one listing of two, one batch"
        assert (summary.run.asked, summary.run.changed, summary.run.missing) == (2, 1, 1)
        assert run(registry, refresh, store).run.requests == 1


@pytest.mark.parametrize("source", ["classic_page", "legacy_xml", "page_text", "demo", "history"])
def test_what_is_known_only_from_a_lesser_source_is_fetched_though_its_date_is_the_same(
    store: Store, source: str
) -> None:
    with Registry([study(nct(1))]) as registry:
        lesser = study(nct(1))
        del lesser["hasResults"]
        load_study(store, lesser, source)
        assert run(registry, refresh, store).run.changed == 1
        assert holds_exactly(store, registry, [nct(1)])
        registry.publish()
        assert run(registry, refresh, store).run.requests == 2


def test_a_study_without_any_date_is_not_fetched_every_night(store: Store) -> None:
    with Registry([study(nct(1), date=None)]) as registry:
        run(registry, fetch, store, [nct(1)])
        run(registry, refresh, store)
        registry.publish()
        assert run(registry, refresh, store).run.requests == 2


def test_a_placeholder_id_in_a_file_does_not_stop_every_refresh(
    store: Store, tmp_path_factory: pytest.TempPathFactory
) -> None:
    import orjson

    file = tmp_path_factory.mktemp("files") / "template.json"
    file.write_bytes(orjson.dumps(study("NCT00000000")))
    assert load(store, [file]).exit_code == 1
    with filled(store, 1) as registry:
        assert run(registry, refresh, store).exit_code == 0
