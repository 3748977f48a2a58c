import csv
from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.derive.time_frames import TimePoint, derive_outcome_times, read_time_frame
from tests.shared import needs_shared, records

# The published table says 180 days; the record's last time point is "10 years postoperatively".
CONTRADICTED = {"NCT03068988": 3650}


def days_of(text: str, kind: str = "follow-up") -> list[float | None]:
    return [point.day for point in read_time_frame(text) if point.kind == kind]


def kinds_of(text: str) -> set[str]:
    return {point.kind for point in read_time_frame(text)}


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("12 months", [365]),
        ("one year", [365]),
        ("1 month, 3 months and 6 months", [30, 91, 183]),
        ("18 Months", [548]),
        ("24 months", [730]),
        ("2.5 years", [913]),
        ("12 weeks", [84]),
        ("1y", [365]),
        ("6m, 12m", [183, 365]),
        ("4wks", [28]),
        ("48 h", [2]),
        ("24 hours", [1]),
        ("36hrs", [1.5]),
        ("30 minutes", [0.020833]),
        ("90 sec", [0.001042]),
        ("at H0+1h30", [0.0625]),
        ("24h48h", [1, 2]),
        ("1,000 days", [1000]),
        ("half a year", [183]),
        ("half hour", [0.020833]),
        ("twenty-four weeks", [168]),
        ("two (2) years", [730]),
        ("a year", [365]),
        ("within a week", [7]),
        ("15th day", [15]),
        ("the sixth month", [183]),
        ("6.th month", [183]),
        ("within the first year", [365]),
        ("first 100 days", [100]),
        ("4 years and 3 months", [1551]),
        ("1 year, 10 months", [669]),
        ("16 postnatal months", [487]),
        ("½ year", [183]),
        ("1½ years", [548]),
        ("1 1/2 years", [548]),
        ("one and a half years", [548]),
        ("a year and a half", [548]),
        ("6,5 years", [2373]),
        ("0,5 hours", [0.020833]),
        ("0,16 weeks", [0, 112]),
        ("twenty four months", [730]),
        ("one hundred days", [100]),
        ("one hundred and eighty days", [180]),
        ("a hundred and twenty-one days", [121]),
    ],
)
def test_a_number_with_its_unit_is_read_in_days(text: str, days: list[float]) -> None:
    assert days_of(text) == days


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Day 28", [28]),
        ("day28", [28]),
        ("D0, D7, D28", [0, 7, 28]),
        ("D+7", [7]),
        ("J0 and J7", [0, 7]),
        ("M6, M12", [183, 365]),
        ("W4; W12", [28, 84]),
        ("Week 12", [84]),
        ('"month" 12', [365]),
        ("Days = 1, 4, 29", [1, 4, 29]),
        ("Days #1, #7", [1, 7]),
        ("weeks 4, 12 and 24", [28, 84, 168]),
        ("Year 1, 2", [365, 730]),
        ("Postoperative Day One", [1]),
        ("POD 1, 3, POD7", [1, 3, 7]),
    ],
)
def test_a_unit_may_stand_before_its_numbers(text: str, days: list[float]) -> None:
    assert days_of(text) == days


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("3, 6 and 12 months", [91, 183, 365]),
        ("1-, 3- and 6-month visit", [30, 91, 183]),
        ("1、3、6 months", [30, 91, 183]),
        ("1.3.6 months", [30, 91, 183]),
        ("3/6/12 months", [91, 183, 365]),
        ("0, 4 und 240 h", [0, 0.166667, 10]),
        ("Day 0, Day 1，Day 90", [0, 1, 90]),
        ("48 hours, 2, 4 weeks", [2, 14, 28]),
        ("Day 0, 7, 14, 28, 3 months", [0, 7, 14, 28, 91]),
        ("Day 0, 1, 3, 6 months", [0, 30, 91, 183]),
        ("Day 1 and 2 weeks", [1, 14]),
        ("day 7 week 4", [7, 28]),
        ("1 month, 3, 6", [30, 91, 183]),
        ("3, 6, and 12, months", [91, 183, 365]),
        ("0 (pre-dose), 15, 60 minutes", [0, 0.010417, 0.041667]),
        ("baseline,week 7,week 20", [0, 49, 140]),
        ("2 weeks, 1, 2 months and 1, 2 years", [14, 30, 61, 365, 730]),
    ],
)
def test_a_list_shares_its_unit(text: str, days: list[float]) -> None:
    assert days_of(text) == days


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("day 1 to day 28", [1, 28]),
        ("1-28 days", [1, 28]),
        ("6~12 months", [183, 365]),
        ("between 1 and 6 months", [30, 183]),
        ("6 months to one year", [183, 365]),
        ("up to 5 years", [1825]),
        ("18 to 24 weeks", [126, 168]),
    ],
)
def test_both_ends_of_a_range_are_time_points(text: str, days: list[float]) -> None:
    assert days_of(text) == days


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("12 weeks (plus or minus 3 days) after treatment", [84]),
        ("Day 28±3", [28]),
        ("28 ± 3 days", [28]),
        ("12 (± 1) months", [365]),
        ("Week 24 +/- 2 weeks", [168]),
        ("5 years (+-30 days)", [1825]),
        ("Day 1 - 21+3", [1, 21]),
        ("within 24 ± 4 hours", [1]),
        ("30 days (+ 5 days)", [30]),
        ("Months 3, 6, 12 (±14 days)", [91, 183, 365]),
        ("Days 7 and 14 ± 2 days", [7, 14]),
        ("Day 30 (-2 days)", [30]),
    ],
)
def test_a_tolerance_is_no_time_point(text: str, days: list[float]) -> None:
    assert days_of(text) == days


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("every 3 months for 2 years", [730]),
        ("6 monthly up to 2 years", [730]),
        ("every 12 hours for the first 48 hours", [2]),
        ("once a week until week 12", [84]),
        ("at 15-minute intervals over 2 hours", [0.083333]),
        ("3x/week for 6 weeks", [42]),
        ("5 days a week for 6 weeks", [42]),
        ("30 min/day until day 28", [28]),
        ("Week 48, then a 12-week visit cycle", [336]),
        ("A cycle is four weeks, up to 1 year", [365]),
        ("6-minute walk test at 12 months", [365]),
        ("SF-36 at 12 months", [365]),
        ("EQ-5D at 6 months", [183]),
        ("at 1 a.m. on day 3", [3]),
        ("T790M status at 2 years", [730]),
        ("5 days of the week 2 dose in 12 patients", [5, 14]),
    ],
)
def test_intervals_tests_and_names_are_no_time_points(text: str, days: list[float]) -> None:
    assert days_of(text) == days


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Baseline", [0]),
        ("base-line and 12 weeks", [0, 84]),
        ("Basline, 6 months", [0, 183]),
        ("change from baseline at week 24", [0, 168]),
        ("24 months from baseline", [730]),
        ("week 12 post-baseline", [84]),
        ("4 weeks after the baseline", [28]),
    ],
)
def test_baseline_is_day_0_unless_a_time_is_counted_from_it(text: str, days: list[float]) -> None:
    assert days_of(text) == days


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("1 day before surgery, 6 months after", [-1, 183]),
        ("week -6 and 0", [-42, 0]),
        ("(- 48 hours to Day 0)", [-2, 0]),
        ("-35days, 28days", [-35, 28]),
        ("8 weeks before and after", [-56, 56]),
        ("two weeks prior to infusion", [-14]),
        ("the day before surgery", [-1]),
        ("30 minutes predose", [-0.020833]),
        ("day-1, day 0, day-7", [-1, 0, -7]),
        ("day-15 and day-22", [15, 22]),
        ("baseline -2 years later", [0, 730]),
    ],
)
def test_times_before_the_start_are_negative(text: str, days: list[float]) -> None:
    assert days_of(text) == days


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("6 moths", [183]),
        ("3 monthes", [91]),
        ("2 weeds", [14]),
        ("12 motnhs", [365]),
        ("6 mounths", [183]),
        ("Weak 4", [28]),
        ("6 mois, 2 ans", [183, 730]),
        ("4 Wochen und 6 Monate", [28, 183]),
        ("3 a 6 meses", [91, 183]),
        ("7 días", [7]),
    ],
)
def test_slips_and_other_languages_are_read(text: str, days: list[float]) -> None:
    assert days_of(text) == days


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


def test_the_words_of_a_list_item_run_from_its_number_to_the_unit() -> None:
    assert [p.words for p in read_time_frame("at 3, 6 and 12 months")] == [
        "3, 6 and 12 months",
        "6 and 12 months",
        "12 months",
    ]
    assert [p.words for p in read_time_frame("Day 0, 7")] == ["Day 0", "Day 0, 7"]


def test_markdown_escapes_keep_their_place() -> None:
    assert read_time_frame(r"10\~20 days") == [
        TimePoint(10.0, "follow-up", 0, 11, r"10\~20 days", "number_unit"),
        TimePoint(20.0, "follow-up", 4, 11, "20 days", "number_unit"),
    ]


def test_every_list_of_outcomes_is_read_in_its_order() -> None:
    study = {
        "protocolSection": {
            "outcomesModule": {
                "primaryOutcomes": [{"measure": "Pain", "timeFrame": "Baseline, week 2"}],
                "secondaryOutcomes": [
                    {"measure": "No time"},
                    {"measure": "Stay", "timeFrame": "until discharge"},
                ],
                "otherOutcomes": [{"measure": "Cost", "timeFrame": "1 year"}],
            }
        }
    }
    rows = derive_outcome_times(study)
    assert [(r.type, r.position, r.point_position, r.day, r.kind) for r in rows] == [
        ("PRIMARY", 0, 0, 0, "follow-up"),
        ("PRIMARY", 0, 1, 14, "follow-up"),
        ("SECONDARY", 1, 0, None, "event"),
        ("OTHER", 0, 0, 365, "follow-up"),
    ]


@pytest.mark.parametrize(
    "study",
    [
        {},
        {"protocolSection": None},
        {"protocolSection": {"outcomesModule": "none"}},
        {"protocolSection": {"outcomesModule": {"primaryOutcomes": 3}}},
        {"protocolSection": {"outcomesModule": {"primaryOutcomes": [None, {"timeFrame": 12}]}}},
    ],
)
def test_a_study_without_time_frames_has_no_rows(study: dict[str, object]) -> None:
    assert derive_outcome_times(study) == []


def test_an_empty_text_has_no_points() -> None:
    assert read_time_frame("") == read_time_frame(" \n ") == []


def test_a_number_too_long_for_a_time_is_passed_over() -> None:
    assert kinds_of(f"{'9' * 500} years") <= {"event", "unread"}


def test_a_list_longer_than_any_real_one_quotes_each_number_alone() -> None:
    points = read_time_frame(", ".join(map(str, range(1, 1801))) + " days")
    assert len(points) == 1800
    assert sum(len(point.words) for point in points) < 24_000
    assert points[0].words == "1"


@given(
    st.lists(st.integers(1, 400), min_size=1, max_size=6, unique=True).map(sorted),
    st.sampled_from([("days", 1), ("weeks", 7), ("hours", 1 / 24)]),
    st.sampled_from([", ", " and ", "; ", "/", "、"]),
)
def test_any_rising_list_gives_its_days(counts: list[int], unit: tuple[str, float], joint: str) -> None:
    if joint == "/" and counts == [1, 2]:
        joint = ", "  # "1/2" is a half
    name, length = unit
    expected = [pytest.approx(count * length, abs=1e-6) for count in counts]
    assert days_of(f"{joint.join(map(str, counts))} {name}") == expected


@given(
    st.text(alphabet="0123456789 ,-+/()±:;.\\'dhmwyDMtocyclveist baselinageofmonth½１，–\n", max_size=60)
    | st.text()
)
def test_any_text_is_read_and_each_point_has_its_own_words(text: str) -> None:
    points = read_time_frame(text)
    assert all(0 <= p.start < p.end <= len(text) and p.words == text[p.start : p.end] for p in points)
    assert [(p.start, p.end) for p in points] == sorted((p.start, p.end) for p in points)
    assert all((p.day is None) == (p.kind in ("event", "unread")) for p in points)
    assert bool(points) == any(map(str.isalnum, text))


@needs_shared
def test_published_readings_agree(shared: Path) -> None:
    table = (shared / "msc" / "timeframe_examples_dev.tsv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(table.splitlines(), delimiter="\t"))
    assert len(rows) == 19
    for row in rows:
        expected, text = row["max_day_or_class"], row["verbatim"]
        if expected == "AGE":
            assert kinds_of(text) == {"age"}, text
        elif expected == "EVENT":
            assert kinds_of(text) == {"event"}, text
        elif expected == "DATE":
            assert [p.rule for p in read_time_frame(text)] == ["calendar_date"], text
        else:
            day = CONTRADICTED.get(row["nct_id"], int(expected))
            assert max(d for d in days_of(text) if d is not None) == pytest.approx(day, abs=0.5), text


@needs_shared
def test_nearly_every_real_time_frame_has_a_time_or_an_event() -> None:
    texts: set[str] = set()
    for path in records("msc_2022", "api_v2"):
        module = orjson.loads(path.read_bytes()).get("protocolSection", {}).get("outcomesModule", {})
        for outcomes in module.values():
            texts.update(outcome["timeFrame"] for outcome in outcomes if outcome.get("timeFrame"))
    assert len(texts) > 3500
    for text in texts:
        assert all(p.words == text[p.start : p.end] for p in read_time_frame(text))
    unread = [text for text in texts if kinds_of(text) == {"unread"}]
    assert len(unread) < 0.02 * len(texts)
