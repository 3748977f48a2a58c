"""Time points of a time frame, in days."""

import pytest

from tests.derive.time_days import days_of


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
