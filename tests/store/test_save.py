"""A study is saved whole or not at all; one that did not move writes nothing; older records never win."""

import sqlite3
from typing import Any

import pytest

from harvester.check import check, mend
from harvester.errors import StoreError
from harvester.packing import unpack
from harvester.progress import silent
from harvester.record import Provenance, Record, Unreadable
from harvester.store import Ledger, Outcome, Saver, Store
from harvester.store import batch as batch_module
from tests.store.studies import record, study


def save(store: Store, *records: Record | Unreadable, batch: int = 200) -> Outcome:
    with Saver(store, batch) as saver:
        for item in records:
            saver.add(item)
    return saver.outcome


def rows(store: Store, query: str) -> list[tuple[Any, ...]]:
    return store.conn.execute(query).fetchall()


def test_a_new_study_fills_its_tables_version_and_search_index(store: Store) -> None:
    assert save(store, record(study())).added == 1
    assert rows(
        store, "SELECT measure, time_frame FROM outcomes WHERE type = 'PRIMARY' ORDER BY position"
    ) == [
        ("Pain at rest", "12 months"),
        ("Walking distance", "12 months"),
    ]
    assert rows(store, "SELECT version, source, last_update_post_date FROM study_versions") == [
        (1, "api", "2024-01-01")
    ]
    assert rows(store, "SELECT rowid FROM studies_fts WHERE studies_fts MATCH 'walking'") == [(1,)]
    assert check(store, silent) == []


def test_a_study_that_did_not_move_writes_nothing(store: Store) -> None:
    save(store, record(study()))
    before = store.conn.total_changes
    assert save(store, record(study())).unchanged == 1
    assert store.conn.total_changes == before


def test_what_only_the_registry_derives_rewrites_tables_but_is_no_version(store: Store) -> None:
    save(store, record(study(mesh="Knee")))
    assert save(store, record(study(mesh="Knee Joint"))).unchanged == 1
    assert rows(store, "SELECT term FROM condition_meshes") == [("Knee Joint",)]
    assert rows(store, "SELECT count(*) FROM study_versions") == [(1,)]
    assert check(store, silent) == []


def test_a_changed_study_is_a_version_with_its_changes(store: Store) -> None:
    save(store, record(study()))
    outcome = save(store, record(study(date="2024-02-01", enrollment=50, outcomes=["Pain at rest"])))
    assert outcome.changed == 1
    assert rows(store, "SELECT measure FROM outcomes") == [("Pain at rest",)]
    assert rows(store, "SELECT kind, old, new FROM changes WHERE significance = 'enrollment'") == [
        ("changed", "32", "50")
    ]
    assert rows(store, "SELECT kind FROM changes WHERE significance LIKE 'primary_outcome%'") == [
        ("removed",)
    ]
    assert rows(store, "SELECT count(*) FROM studies_fts WHERE studies_fts MATCH 'walking'") == [(0,)]
    assert check(store, silent) == []


def test_a_field_the_registry_deleted_becomes_null_and_a_removed_change(store: Store) -> None:
    save(store, record(study()))
    later = study(date="2024-02-01")
    del later["protocolSection"]["statusModule"]["overallStatus"]
    save(store, record(later))
    assert rows(store, "SELECT overall_status FROM studies") == [(None,)]
    assert rows(store, "SELECT kind, old FROM changes WHERE significance = 'status'") == [
        ("removed", '"RECRUITING"')
    ]


def test_an_older_page_becomes_an_earlier_version_and_the_tables_stay(store: Store) -> None:
    save(store, record(study(title="Today", enrollment=40)))
    assert save(store, record(study(date="2014-06-01", title="Then"), "classic_page")).older == 1
    assert rows(store, "SELECT brief_title FROM studies") == [("Today",)]
    assert rows(store, "SELECT version, source FROM study_versions ORDER BY version") == [
        (1, "classic_page"),
        (2, "api"),
    ]
    assert rows(store, "SELECT DISTINCT version FROM changes") == [(2,)]
    assert check(store, silent) == []


@pytest.mark.parametrize("batch", [1, 2, 200])
def test_versions_arriving_in_any_order_end_in_order_of_their_dates(store: Store, batch: int) -> None:
    dates = ["2022-01-01", "2020-01-01", "2024-01-01", "2021-01-01", "2023-01-01"]
    save(store, *(record(study(date=date, title=date), "json") for date in dates), batch=batch)
    assert [
        date for (date,) in rows(store, "SELECT last_update_post_date FROM study_versions ORDER BY version")
    ] == sorted(dates)
    assert rows(store, "SELECT brief_title FROM studies") == [("2024-01-01",)]
    assert rows(store, "SELECT version FROM changes WHERE path LIKE '%briefTitle' ORDER BY version") == [
        (2,),
        (3,),
        (4,),
        (5,),
    ]
    assert check(store, silent) == []


def test_a_record_that_cannot_be_normalised_is_kept_with_its_reason_and_the_rest_is_saved(
    store: Store,
) -> None:
    broken = study("NCT00000002")
    broken["protocolSection"]["outcomesModule"]["primaryOutcomes"] = {"measure": "no list"}
    outcome = save(store, record(study()), record(broken), record(study("NCT00000003")))
    assert (outcome.added, len(outcome.failed)) == (2, 1)
    ((path, reason),) = rows(store, "SELECT path, reason FROM problems")
    assert path == "protocolSection.outcomesModule.primaryOutcomes"
    assert "NCT00000002" in reason


def test_an_unreadable_payload_is_kept(store: Store) -> None:
    outcome = save(store, Unreadable(b"<html>", "no study", Provenance("classic_page", "page.html")))
    assert outcome.failed == [("page.html", "no study")]
    assert rows(store, "SELECT origin, source FROM problems") == [("page.html", "classic_page")]


def test_a_batch_that_fails_half_way_leaves_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    save(store, record(study()))

    def fail(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(batch_module, "index_texts", fail)
    with pytest.raises(StoreError, match="Free some space"):
        save(store, record(study(date="2024-02-01", title="New")), record(study("NCT00000002")))
    monkeypatch.undo()
    assert rows(store, "SELECT nct_id, brief_title FROM studies") == [("NCT00000001", "Cells for knees")]
    assert check(store, silent) == []


def test_outcomes_switched_after_the_start_are_told(store: Store) -> None:
    save(
        store,
        record(study(date="2020-01-01", start="2020-06"), "json"),
        record(study(date="2024-01-01", start="2020-06", outcomes=["Walking distance", "Cartilage volume"])),
    )
    assert rows(
        store, "SELECT verdict, measure_then, measure_now FROM outcome_switches ORDER BY position"
    ) == [
        ("dropped", "Pain at rest", None),
        ("kept", "Walking distance", "Walking distance"),
        ("added", None, "Cartilage volume"),
    ]


def test_check_finds_a_cell_changed_by_hand(store: Store) -> None:
    save(store, record(study()))
    store.conn.execute("UPDATE studies SET enrollment_count = 99")
    (fault,) = check(store, silent)
    assert fault.startswith("NCT00000001")


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE studies SET enrollment_count = 99 WHERE nct_id = 'NCT00000001'",
        "UPDATE studies SET brief_title = 'By hand' WHERE nct_id = 'NCT00000001'",
        "UPDATE studies SET start_date = 'soon' WHERE nct_id = 'NCT00000001'",
        "DELETE FROM outcomes WHERE nct_id = 'NCT00000001'",
        "INSERT INTO conditions VALUES ('NCT00000001', 0, 'Gout')",
        "INSERT INTO unmapped_fields VALUES ('NCT00000001', 'protocolSection.x', '{')",
    ],
)
def test_what_was_changed_by_hand_is_found_and_mended(store: Store, harm: str) -> None:
    save(store, record(study()), record(study("NCT00000002")))
    store.conn.execute("UPDATE studies SET missing_since = '2024-01-01T00:00:00Z'")
    whole = rows_of_tables(store)
    store.conn.execute(harm)
    assert [fault.split(":")[0] for fault in check(store, silent) if "NCT" in fault] == ["NCT00000001"]
    assert mend(store, silent) == ["NCT00000001"]
    assert check(store, silent) == []
    assert rows_of_tables(store) == whole
    assert rows(store, "SELECT rowid FROM studies_fts WHERE studies_fts MATCH 'knees' ORDER BY rowid") == [
        (1,),
        (2,),
    ]
    assert mend(store, silent) == []


def rows_of_tables(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    return {name: sorted(rows(store, f"SELECT * FROM {name}"), key=repr) for name in store.spec.tables}


def test_check_finds_rows_without_a_study(store: Store) -> None:
    store.conn.execute("PRAGMA foreign_keys = OFF")
    store.conn.execute("INSERT INTO conditions VALUES ('NCT00000009', 0, 'Gout')")
    assert [fault.split(":")[0] for fault in check(store, silent)] == ["conditions"]


def test_a_record_that_fails_every_night_has_one_row_with_what_came_last(store: Store) -> None:
    for night in (1, 2, 3):
        broken = study(date=f"2024-01-0{night}")
        broken["protocolSection"]["outcomesModule"] = ["no object"]
        outcome = save(store, record(broken))
        assert [name for name, _ in outcome.failed] == ["NCT00000001"]
    ((nct_id, payload),) = rows(store, "SELECT nct_id, payload FROM problems")
    assert nct_id == "NCT00000001"
    assert b"2024-01-03" in unpack(payload)


def test_the_problem_goes_once_the_registry_gives_the_record_readably(store: Store) -> None:
    broken, other = study(), study("NCT00000002")
    for document in (broken, other):
        document["protocolSection"]["outcomesModule"] = ["no object"]
    save(store, record(broken), record(other))
    save(store, record(study(), "json"))
    assert len(rows(store, "SELECT 1 FROM problems")) == 2, (
        "a saved file says nothing of the registry's answer"
    )
    save(store, record(study()))
    assert rows(store, "SELECT nct_id FROM problems") == [("NCT00000002",)]


def test_different_records_without_an_id_keep_a_row_each(store: Store) -> None:
    nameless = [
        Unreadable(payload, "no NCT ID", Provenance("api", "studies")) for payload in (b"1", b"2", b"1")
    ]
    save(store, *nameless)
    assert [unpack(payload) for (payload,) in rows(store, "SELECT payload FROM problems ORDER BY id")] == [
        b"1",
        b"2",
    ]


@pytest.mark.parametrize("source", ["json", "legacy_xml", "history"])
@pytest.mark.parametrize("later", ["2024-05-05", "2014-05-05"])
def test_a_record_from_elsewhere_does_not_say_that_the_registry_has_the_study(
    store: Store, source: str, later: str
) -> None:
    save(store, record(study()))
    Ledger(store).mark_missing(["NCT00000001"])
    save(store, record(study(date=later, enrollment=7), source))
    assert rows(store, "SELECT count(*) FROM studies WHERE missing_since IS NOT NULL") == [(1,)]
    save(store, record(study(date="2025-01-01", enrollment=8)))
    assert rows(store, "SELECT count(*) FROM studies WHERE missing_since IS NOT NULL") == [(0,)]


@pytest.mark.parametrize("date", ["2024-13-45", "9999-99-99", "2024-02-30", "0000-00-00", "xxxx-xx-xx"])
def test_a_date_that_is_none_stops_nothing(store: Store, date: str) -> None:
    save(store, record(study(date=date)))
    assert save(store, record(study(date="2024-05-05", start="2024-06"))).changed == 1


def test_a_version_whose_source_states_no_outcomes_is_not_what_was_registered(store: Store) -> None:
    status = study(date="2020-03-01", start="2020-06")
    del status["protocolSection"]["outcomesModule"]
    save(
        store,
        record(study(date="2020-01-01", start="2020-06", outcomes=["Pain at rest"]), "json"),
        record(status, "results_page"),
        record(study(date="2024-01-01", start="2020-06", outcomes=["Walking distance"])),
    )
    assert rows(store, "SELECT version_then, verdict FROM outcome_switches ORDER BY position") == [
        (2, "dropped"),
        (2, "added"),
    ]


def test_what_was_submitted_before_the_start_and_posted_after_it_was_registered_in_time(store: Store) -> None:
    registered = study(date="2023-06-22", start="2023-06-15", outcomes=["Pain at rest"])
    registered["protocolSection"]["statusModule"]["lastUpdateSubmitDate"] = "2023-06-12"
    today = study(date="2024-06-22", start="2023-06-15", outcomes=["Walking distance"])
    today["protocolSection"]["statusModule"]["lastUpdateSubmitDate"] = "2024-06-20"
    save(store, record(registered, "history"), record(today))
    assert rows(store, "SELECT DISTINCT date_then FROM outcome_switches") == [("2023-06-12",)]
    assert rows(store, "SELECT verdict FROM outcome_switches ORDER BY position") == [("dropped",), ("added",)]


def test_new_derived_terms_rewrite_their_tables_and_leave_the_others(store: Store) -> None:
    before = study(mesh="Knee")
    before["derivedSection"]["unknown"] = 1
    before["protocolSection"]["unknown"] = {"derivedSection": 2}
    save(store, record(before))
    touched = store.conn.total_changes
    after = study(mesh="Knee Joint")
    after["derivedSection"]["other"] = 3
    after["protocolSection"]["unknown"] = {"derivedSection": 2}
    assert save(store, record(after)).unchanged == 1
    assert store.conn.total_changes - touched <= 8
    assert rows(store, "SELECT path FROM unmapped_fields ORDER BY path") == [
        ("derivedSection.other",),
        ("protocolSection.unknown",),
    ]
    assert rows(store, "SELECT term FROM condition_meshes") == [("Knee Joint",)]
    assert check(store, silent) == []


@pytest.mark.parametrize("batch", [1, 2, 3, 200])
def test_derived_terms_that_move_again_and_again_in_one_run_end_as_they_came_last(
    store: Store, batch: int
) -> None:
    save(store, record(study(mesh="A")))
    documents = [
        study(mesh="B"),
        study(mesh="C", title="Other", date="2024-02-01"),
        study(mesh="D", title="Other", date="2024-02-01"),
        study(mesh="E"),
        study(mesh="F"),
    ]
    outcome = save(store, *map(record, documents), batch=batch)
    assert (outcome.changed, outcome.unchanged) == (2, 3)
    assert rows(store, "SELECT term FROM condition_meshes") == [("F",)]
    assert rows(store, "SELECT brief_title FROM studies") == [("Cells for knees",)]
    assert rows(store, "SELECT count(*) FROM study_versions") == [(3,)]
    assert check(store, silent) == []
