"""Ages, events, visits and cycles of a time frame, and what of it is not read."""

import pytest

from harvester.derive.times.frames import read_time_frame
from tests.derive.time_days import days_of, kinds_of


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("18 months corrected age", [548]),
        ("36 weeks PMA", [252]),
        ("at 2 years of age", [730]),
        ("6, 12 and 24 months, corrected age", [183, 365, 730]),
        ("at corrected age of 10 months (± 2 months) and 21 months", [304, 639]),
        ("Day of life 7-21", [7, 21]),
        ("16 weeks and 36 weeks gestation", [112, 252]),
        ("18-24 months-of-age", [548, 730]),
    ],
)
def test_an_age_is_no_follow_up(text: str, days: list[float]) -> None:
    assert days_of(text, "age") == days
    assert days_of(text) == []


def test_ages_and_follow_up_stand_side_by_side() -> None:
    text = "12 and 24 months corrected age, 36 months after birth"
    assert days_of(text, "age") == [365, 730]
    assert days_of(text) == [1095]


@pytest.mark.parametrize(
    "text",
    [
        "until discharge",
        "At study visit",
        "during surgery",
        "Through study completion",
        "Intraoperative",
        "before",
    ],
)
def test_an_event_has_no_day(text: str) -> None:
    assert {(point.kind, point.day) for point in read_time_frame(text)} == {("event", None)}


def test_an_event_stands_beside_the_time_that_bounds_it() -> None:
    points = read_time_frame("from randomization until death from any cause, assessed up to 60 months")
    assert [(p.kind, p.day, p.words) for p in points] == [
        ("event", None, "until death"),
        ("follow-up", 1825, "60 months"),
    ]


@pytest.mark.parametrize(
    "text", ["12 months after surgery", "6 weeks post-randomization", "3 days before discharge"]
)
def test_what_a_time_is_counted_from_is_no_point_of_its_own(text: str) -> None:
    assert kinds_of(text) == {"follow-up"}


@pytest.mark.parametrize(
    ("text", "events"),
    [
        ("Screening, 6 and 12 months", ["Screening"]),
        ("Pre-op, day 1 and hospital discharge", ["Pre-op", "hospital discharge"]),
        ("Before and 3 months after treatment", ["Before"]),
        ("Week 52 or early termination", ["early termination"]),
        ("Directly after the injection and after two weeks", ["Directly after the injection"]),
        ("Baseline, post-surgery, 1 year", ["post-surgery"]),
        ("3 and 6 months, post-surgery", []),
        ("End of treatment (week 12)", []),
        ("at the end of week 4", []),
        ("enrollment through study day 28", []),
        ("to relapse or loss to follow up, 2 years", ["to relapse"]),
    ],
)
def test_an_event_in_a_list_is_a_point(text: str, events: list[str]) -> None:
    assert [point.words for point in read_time_frame(text) if point.kind == "event"] == events


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("June 2001", "calendar_date"),
        ("2013", "calendar_date"),
        ("31 December 2024", "calendar_date"),
        ("11/30/2025", "calendar_date"),
        ("Visit 3", "visit"),
        ("V2", "visit"),
        ("280", "no_unit"),
        ("every 3 months", "interval"),
        ("Monthly", "interval"),
        ("Ongoing", "no_time"),
    ],
)
def test_what_is_not_read_says_why(text: str, rule: str) -> None:
    assert [(p.kind, p.day, p.rule) for p in read_time_frame(text)] == [("unread", None, rule)]


def test_a_visit_with_its_time_in_brackets_is_the_time() -> None:
    assert [(p.kind, p.day) for p in read_time_frame("Visit 5 (4 weeks), 6 months (visit 6)")] == [
        ("follow-up", 28),
        ("follow-up", 183),
    ]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Cycle 1 Day 1, Cycle 2 Day 8 (each cycle is 21 days)", [1, 29]),
        ("C1D1, C3D1 (21-day cycles)", [1, 43]),
        ("end of cycle 2 (each cycle is 28 days)", [56]),
        ("up to 6 cycles (each cycle is 28 days)", [168]),
        ("up to six 21-day cycles", [126]),
        ("C2D1, D8, C3D1 (21-day cycles)", [22, 29, 43]),
        ("day 1, day 8 of cycle 2; day 1 of cycle 3 (each cycle is 21 days)", [22, 29, 43]),
        ("Cycle 1 Day 15", [15]),
        ("Cycle 2 Day 1", []),
        ("Day 1+48 hours", [3]),
    ],
)
def test_days_within_cycles_are_counted_where_the_cycle_has_a_length(text: str, days: list[float]) -> None:
    assert days_of(text) == days
