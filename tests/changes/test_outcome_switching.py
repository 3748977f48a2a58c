"""Outcomes as registered against outcomes as stated today."""

import copy
from datetime import date

import orjson
import pytest

from harvester.changes import compare_outcomes, registered_before_start


def outcome(measure, time_frame="12 months", **more):
    return {"measure": measure, "timeFrame": time_frame, **more}


SURVIVAL = outcome("Overall survival", "24 months")
RESPONSE = outcome("Objective response", "6 months", description="By central review, RECIST 1.1")
SAFETY = outcome("Adverse events of grade 3 or more", "28 days")
WALK = outcome("Six-minute walk distance", "90 days")


def study(primary=(), secondary=(), other=(), start=None):
    lists = {"primaryOutcomes": primary, "secondaryOutcomes": secondary, "otherOutcomes": other}
    module = {name: list(outcomes) for name, outcomes in lists.items() if outcomes}
    status = {"statusModule": {"startDateStruct": {"date": start}}} if start else {}
    return {"protocolSection": {"outcomesModule": module, **status}}


def verdicts(registered, current):
    return [
        (switch.verdict, switch.type_then, switch.position_then, switch.type_now, switch.position_now)
        for switch in compare_outcomes(registered, current)
    ]


def test_each_outcome_gets_one_verdict():
    registered = study([SURVIVAL, RESPONSE], [SAFETY, WALK], [outcome("Quality of life")])
    current = study(
        [outcome("Overall Survival.", "24 months"), SAFETY],
        [RESPONSE, outcome("Six-minute walk distance", "180 days"), outcome("Cost of care")],
    )
    assert verdicts(registered, current) == [
        ("kept", "PRIMARY", 0, "PRIMARY", 0),
        ("demoted", "PRIMARY", 1, "SECONDARY", 0),
        ("promoted", "SECONDARY", 0, "PRIMARY", 1),
        ("changed", "SECONDARY", 1, "SECONDARY", 1),
        ("dropped", "OTHER", 0, None, None),
        ("added", None, None, "SECONDARY", 2),
    ]


def test_what_differs_is_named():
    edited = outcome("Objective response", "12 months", description="By local review, RECIST 1.1")
    [switch] = compare_outcomes(study([RESPONSE]), study([edited]))
    assert (switch.verdict, switch.differs) == ("changed", ("description", "timeFrame"))
    assert (switch.time_frame_then, switch.time_frame_now, switch.similarity) == (
        "6 months",
        "12 months",
        None,
    )


def test_a_promoted_outcome_that_was_also_edited_says_both():
    [switch] = compare_outcomes(
        study(secondary=[WALK]), study([outcome("Six-minute walk distance", "1 year")])
    )
    assert (switch.verdict, switch.differs) == ("promoted", ("timeFrame",))


def test_a_description_that_only_one_version_has_is_no_switch():
    [switch] = compare_outcomes(study([SURVIVAL]), study([{**SURVIVAL, "description": "From randomisation"}]))
    assert (switch.verdict, switch.differs) == ("kept", ())


def test_likeness_is_shown_where_it_made_the_match():
    [switch] = compare_outcomes(
        study([SAFETY]), study([outcome("Adverse events of grade 3 or higher", "28 days")])
    )
    assert switch.verdict == "changed"
    assert 70 <= switch.similarity < 100


def test_another_outcome_in_the_same_place_is_one_dropped_and_one_added():
    assert [row[0] for row in verdicts(study([SURVIVAL]), study([WALK]))] == ["dropped", "added"]


def test_repeated_measures_are_matched_by_time_frame_then_order():
    times = ["1 month", "3 months", "6 months"]
    registered = study(secondary=[outcome("Pain", time) for time in times])
    current = study(secondary=[outcome("Pain", time) for time in ("3 months", "6 months", "12 months")])
    switches = compare_outcomes(registered, current)
    assert [(one.verdict, one.time_frame_then, one.time_frame_now) for one in switches] == [
        ("changed", "1 month", "12 months"),
        ("kept", "3 months", "3 months"),
        ("kept", "6 months", "6 months"),
    ]


@pytest.mark.parametrize(
    "odd",
    [
        {},
        {"protocolSection": None},
        {"protocolSection": {"outcomesModule": {"primaryOutcomes": ["x", None]}}},
    ],
)
def test_a_study_without_outcomes_has_only_dropped_or_added_ones(odd):
    assert [row[0] for row in verdicts(study([SURVIVAL]), odd)] == ["dropped"]
    assert [row[0] for row in verdicts(odd, study([SURVIVAL]))] == ["added"]


def test_neither_version_is_mutated():
    registered, current = study([SURVIVAL], [SAFETY]), study([SAFETY], [WALK])
    untouched = copy.deepcopy((registered, current))
    compare_outcomes(registered, current)
    assert (registered, current) == untouched


def versions(*days, start):
    return [(date.fromisoformat(day), study(start=start)) for day in days]


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("2021-06-15", 1),
        ("2021-06-10", 1),
        ("2021-06-09", 0),
        ("2021-06", 2),
        ("2021", 3),
        ("2020-12", None),
        ("2021-13", None),
        ("June 2021", None),
        (None, None),
    ],
)
def test_the_last_version_registered_by_the_start_of_the_study(start, expected):
    registered = versions("2021-01-31", "2021-06-10", "2021-06-30", "2021-12-31", "2022-01-01", start=start)
    assert registered_before_start(registered) == expected


def test_the_start_date_is_the_one_stated_last_and_versions_may_come_in_any_order():
    planned = (date(2021, 1, 1), study(start="2021-03-01"))
    postponed = (date(2021, 5, 1), study(start="2021-09-01"))
    silent = (date(2021, 10, 1), study())
    assert registered_before_start([silent, postponed, planned]) == 1
    assert registered_before_start([]) is None


OUTCOMES = {
    "NCT05911841": 10,
    "NCT05913115": 8,
    "NCT05913700": 31,
    "NCT05914155": 8,
    "NCT05915026": 8,
    "NCT05915702": 17,
    "NCT05915728": 17,
    "NCT05921903": 12,
    "NCT05923112": 1,
    "NCT05923281": 7,
}


@pytest.mark.parametrize("nct_id", OUTCOMES)
def test_ten_real_pairs_of_versions_read_by_hand_switched_nothing(shared, nct_id):
    (older,) = (shared / "records" / "api_v2_versions").glob(f"{nct_id}@*.json")
    newer = shared / "records" / "api_v2" / f"{nct_id}.json"
    switches = compare_outcomes(*(orjson.loads(path.read_bytes()) for path in (older, newer)))
    assert [switch.verdict for switch in switches] == ["kept"] * OUTCOMES[nct_id]


def test_real_records_of_2022_against_later_ones_read_by_hand(shared):
    """Of twelve records one was switched: a safety count and two scores gave way to two headings in other words."""
    switched = {}
    for older in sorted((shared / "records" / "msc_2022").glob("*.json")):
        newer = shared / "records" / "api_v2" / older.name
        if newer.exists():
            switches = compare_outcomes(*(orjson.loads(path.read_bytes()) for path in (older, newer)))
            switched[older.stem] = [switch.verdict for switch in switches if switch.verdict != "kept"]
    assert len(switched) == 12
    assert {nct_id: verdicts for nct_id, verdicts in switched.items() if verdicts} == {
        "NCT04042844": ["dropped", "dropped", "dropped", "added", "added"]
    }
