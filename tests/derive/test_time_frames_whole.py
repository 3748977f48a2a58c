"""Time frames of whole studies and of any text: order, places, words."""

import csv
from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.derive.times.frames import TimePoint, derive_outcome_times, read_time_frame
from tests.derive.time_days import days_of, kinds_of
from tests.shared import needs_shared, records

# The published table says 180 days; the record's last time point is "10 years postoperatively".
CONTRADICTED = {"NCT03068988": 3650}


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
