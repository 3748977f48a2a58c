"""Charts of the comparison: where their marks lie and what they say; pure."""

from typing import Any

import pytest

from harvester.compare import Comparison, compare_studies
from harvester.derive.ages import age_in_years
from harvester.web.compare.charts import ages_chart, outcome_times_chart, timeline_chart
from tests.compare.rows import outcomes, study


def compared(*studies: dict[str, Any]) -> Comparison:
    rows = {
        f"NCT0000000{number}": study(f"NCT0000000{number}", **tables)
        for number, tables in enumerate(studies, 1)
    }
    return compare_studies(rows, list(rows))


def ages(minimum: float | None, maximum: float | None) -> dict[str, Any]:
    return {"eligibility": {"minimum_age_years": minimum, "maximum_age_years": maximum}}


def stated(minimum: str | None, maximum: str | None) -> dict[str, Any]:
    """Ages as a record states them and the years that are read of them."""
    found = {"minimum_age": minimum, "maximum_age": maximum}
    years = {f"{name}_years": text and age_in_years(text) for name, text in found.items()}
    return {"eligibility": found | years}


def test_ages_lie_on_one_axis_in_percent() -> None:
    comparison = compared(ages(18.0, 70.0), ages(6.0, 70.0))
    chart = ages_chart(comparison, comparison.section("eligibility"))
    assert chart is not None
    marks = [row["marks"][0] for row in chart["rows"]]
    assert [(mark["at"], mark["width"]) for mark in marks] == [(18.0, 52.0), (6.0, 64.0)]
    assert [tick["label"] for tick in chart["ticks"]] == ["0", "20", "40", "60", "80", "100"]


def test_a_side_without_a_limit_is_drawn_to_the_end_and_told() -> None:
    comparison = compared(ages(18.0, None), ages(None, 12.0), ages(None, None))
    chart = ages_chart(comparison, comparison.section("eligibility"))
    assert chart is not None
    first, second, third = chart["rows"]
    assert (first["marks"][0]["at"], first["marks"][0]["width"], first["marks"][0]["style"]) == (
        18.0,
        82.0,
        "open",
    )
    assert (second["marks"][0]["at"], second["marks"][0]["width"]) == (0.0, 12.0)
    assert third["marks"] == []
    assert chart["data"][0] == ["NCT00000001", "18 years", "not reported"]
    assert [row["words"] for row in chart["rows"]] == ["18 years and older", "up to 12 years", "not reported"]


@pytest.mark.parametrize(
    "text", ["1 Month", "63 Months", "12 Hours", "1 Day", "1 Year", "18 Years", "40 Weeks", "30 Minutes"]
)
def test_an_age_is_said_as_the_record_says_it(text: str) -> None:
    comparison = compared(stated(text, "80 Years"), stated("6 Months", None))
    chart = ages_chart(comparison, comparison.section("eligibility"))
    assert chart is not None
    assert chart["data"] == [["NCT00000001", text, "80 Years"], ["NCT00000002", "6 Months", "not reported"]]
    assert [row["words"] for row in chart["rows"]] == [f"{text} to 80 Years", "6 Months and older"]
    assert chart["rows"][0]["marks"][0]["words"] == f"{text} to 80 Years"


def test_an_age_that_cannot_be_drawn_is_said_all_the_same() -> None:
    comparison = compared(
        stated("18 Years", "999 Years"), stated(None, "old\u202e " * 30), stated(None, None)
    )
    chart = ages_chart(comparison, comparison.section("eligibility"))
    assert chart is not None
    first, second, third = chart["rows"]
    assert (first["words"], first["marks"][0]["style"]) == ("18 Years to 999 Years", "open")
    assert (second["words"], second["marks"]) == ("up to " + "old " * 10 + "…", [])
    assert third["words"] == "not reported"


@pytest.mark.parametrize(
    ("years", "says"), [(0.0, "0 years"), (0.083333, "0.083333 years"), (1.0, "1 year"), (5.25, "5.25 years")]
)
def test_without_the_words_of_the_record_the_figure_is_said_as_it_is(years: float, says: str) -> None:
    comparison = compared(ages(years, 80.0))
    chart = ages_chart(comparison, comparison.section("eligibility"))
    assert chart is not None
    assert chart["data"][0][1] == says


def test_where_equal_rows_are_left_out_the_chart_is_drawn_all_the_same() -> None:
    comparison = compared(stated("18 Years", "70 Years"), stated("18 Years", "80 Years")).only_differences()
    chart = ages_chart(comparison, comparison.section("eligibility"))
    assert chart is not None
    assert chart["data"] == [
        ["NCT00000001", "18 years", "70 Years"],
        ["NCT00000002", "18 years", "80 Years"],
    ]


def test_no_age_at_all_gives_no_chart() -> None:
    comparison = compared(ages(None, None))
    assert ages_chart(comparison, comparison.section("eligibility")) is None


def dates(**given: str) -> dict[str, Any]:
    return {"studies": given}


def test_the_timeline_draws_estimated_stretches_dashed() -> None:
    comparison = compared(
        dates(
            start_date="2020-01",
            start_date_type="ACTUAL",
            primary_completion_date="2021-01-15",
            primary_completion_date_type="ACTUAL",
            completion_date="2022-01",
            completion_date_type="ESTIMATED",
        )
    )
    chart = timeline_chart(comparison, comparison.section("timeline"))
    assert chart is not None
    bars = [mark for mark in chart["rows"][0]["marks"] if mark["shape"] == "bar"]
    assert [bar["style"] for bar in bars] == ["", "dashed"]
    assert bars[0]["at"] + bars[0]["width"] == pytest.approx(bars[1]["at"], abs=0.02)
    assert chart["data"] == [
        ["NCT00000001", "2020-01 (actual)", "2021-01-15 (actual)", "2022-01 (estimated)"]
    ]


def test_the_timeline_says_what_dates_there_are() -> None:
    comparison = compared(
        dates(start_date="2020-01"),
        dates(),
        dates(primary_completion_date="2021-05"),
        dates(completion_date="2022"),
    )
    chart = timeline_chart(comparison, comparison.section("timeline"))
    assert chart is not None
    assert [row["words"] for row in chart["rows"]] == [
        "2020-01 to not reported",
        "no dates",
        "primary completion 2021-05",
        "not reported to 2022",
    ]


@pytest.mark.parametrize("date", ["2021-13", "2021-02-31", "soon", "", "0000-01", "9999-12-31"])
def test_dates_that_are_none_draw_nothing_and_break_nothing(date: str) -> None:
    comparison = compared(dates(start_date=date), dates(start_date="2020-01"))
    chart = timeline_chart(comparison, comparison.section("timeline"))
    assert chart is not None
    assert all(0 <= mark["at"] <= 100 for row in chart["rows"] for mark in row["marks"])


def test_time_points_of_primary_outcomes_are_told_apart_from_others() -> None:
    def times(type_: str, *found: float) -> list[dict[str, Any]]:
        return [
            {"type": type_, "position": 0, "day": day, "kind": "follow-up", "words": "w"} for day in found
        ]

    comparison = compared(
        {
            "outcomes": [*outcomes("Pain"), *outcomes("Sleep", type="SECONDARY")],
            "outcome_times": [*times("PRIMARY", 0, 365), *times("SECONDARY", 28)],
        },
        {
            "outcomes": outcomes("Walking"),
            "outcome_times": [
                {"type": "PRIMARY", "position": 0, "day": 6570, "kind": "age", "words": "18 years"}
            ],
        },
    )
    chart = outcome_times_chart(comparison, comparison.section("outcomes"))
    assert chart is not None
    assert [(mark["at"], mark["style"]) for mark in chart["rows"][0]["marks"]] == [
        (27.7, "secondary"),
        (0.0, "primary"),
        (100.0, "primary"),
    ]
    assert chart["rows"][1]["marks"] == []
    assert chart["data"] == [
        ["NCT00000001", "0, 365", "28", "not reported"],
        ["NCT00000002", "none in days", "not reported", "not reported"],
    ]


def test_without_time_points_there_is_no_chart() -> None:
    comparison = compared({"outcomes": outcomes("Pain")})
    assert outcome_times_chart(comparison, comparison.section("outcomes")) is None
