import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.derive.passages import DESCRIPTION, OWN, Passage
from harvester.derive.schedules.administrations import find_administrations, find_intervals

MONTH = 30.4375


def counts(text, rank=OWN):
    return [found.value for found in find_administrations(Passage("path", text, rank))]


def intervals(text, rank=OWN):
    return [found.value for found in find_intervals(Passage("path", text, rank))]


@pytest.mark.parametrize(
    ("text", "count", "interval"),
    [
        ("given once", 1, None),
        ("a single intravenous (IV) infusion", 1, None),
        ("two doses 30 days apart", 2, 30),
        ("on days 0, 3, 6", 3, 3),
        ("at Day 0 (after surgery, in the ward), Day 7 and Day 14", 3, 7),
        ("on day 0 and on week 4", 2, 28),
        ("at weeks 0, 2, 6, and 8", 4, None),
        ("on the 1st day, 3rd day, 5th day, and 7th day", 4, 2),
        ("every 4 weeks from week 0 to week 36", 10, 28),
        ("trimonthly for 2 cycle", 2, 3 * MONTH),
        ("weeks 0-4-8-20", 4, None),
        ("0, 30, 60 and 90 days", 4, 30),
        ("at baseline and three months", 2, 3 * MONTH),
        ("at baseline, and the second infusion 3 months after the first", 2, 3 * MONTH),
        ("weekly for 4 weeks", 4, 7),
        ("qw, for 4 weeks", 4, 7),
        ("every 2 weeks for 8 weeks", 4, 14),
        ("every other day for 5 days", 3, 2),
        ("twice a week for 4 consecutive weeks", 8, None),
        ("2 infusions of 2 million cells/kg per week for 4 weeks", 8, None),
        ("once per 4 week, at a dose of 1 x 10^6 MSC/kg for 12 weeks", 3, 28),
        ("twice a week for the first two weeks and weekly for the following two weeks", 6, None),
        ("once a week for the first month and monthly for 6 months (9 times in total)", 9, None),
        ("three times at 3-week intervals", 3, 21),
        ("four infusions at intervals of 3 months", 4, 3 * MONTH),
        ("for three consecutive days", 3, 1),
        ("Infusion number: 8 (once every two weeks)", 8, 14),
        ("every 3 months", None, 3 * MONTH),
        ("total of 3 doses every 2weeks", 3, 14),
        ("two infusions; the second dose, after 7 days, is the same", 2, 7),
        ("up to 12 doses", 12, None),
    ],
)
def test_how_often_and_how_far_apart(text, count, interval):
    assert (counts(text) or [None])[0] == count
    assert (intervals(text) or [None])[0] == (interval and pytest.approx(interval))


@pytest.mark.parametrize(
    "text",
    [
        "15 transendocardial injections of 0.5 ml",
        "10 injections of 0.5 ml per injection",
        "one of three doses",
        "the three doses are 1, 3 and 5 million",
        "follow-up visits on days 7, 14 and 28",
        "MRI at baseline, month 3 and month 6",
        "3+3 dose-escalation",
        "divided into 10 injections",
    ],
)
def test_sites_levels_and_visits_are_no_administrations(text):
    assert counts(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "20 µg teriparatide once daily",
        "prednisone 1 mg/kg every other day",
        "with a 12 to 18 month interval",
        "at an interval of 1 to 2 weeks",
        "with a minimum of 3 days between infusions",
        "patients are followed every second day",
    ],
)
def test_other_drugs_ranges_and_visits_give_no_interval(text):
    assert intervals(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Single cycle administration group",
        "a single or repeated infusions of MSC",
        "single-dose or double-dose MSC",
        "Single injection of hyaluronic acid (gel) 5 million MSC",
        "MSC: single dose on day 0. A second dose of cells will be given to all on day 4 after the first dose",
    ],
)
def test_a_single_that_is_not_the_whole_of_the_product_is_no_count(text):
    assert counts(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "a single injection of saline and MSC",
        "a single injection of hyaluronic acid and MSC",
        "MSC: a single infusion. Rest and two weeks treatment at home",
        "a single dose; a second dose may be given if it is tolerated",
        "a single dose; a second dose of placebo will be given later",
    ],
)
def test_a_single_dose_beside_what_may_follow_or_holds_none_is_one(text):
    assert counts(text) == [1]


def test_twice_within_an_interval_is_two():
    assert counts("cells twice in a 20-day interval") == [2]


def test_prose_counts_only_in_sentences_that_give_the_product_to_someone():
    assert counts("Mortality at day 28 and day 90 after MSC.", DESCRIPTION) == []
    assert counts(
        "Blood is drawn three times. Patients receive MSC infusions on days 1 and 8.", DESCRIPTION
    ) == [2]


@given(st.text(max_size=200), st.sampled_from([OWN, DESCRIPTION]))
def test_any_text_is_read_without_error_and_spans_lie_in_it(text, rank):
    passage = Passage("path", text, rank)
    for found in (*find_administrations(passage), *find_intervals(passage)):
        assert 0 <= found.start < found.end <= len(text)
        assert found.value > 0


PIECES = st.lists(
    st.sampled_from(
        ["day", "days", "week", " ", "0", "3", "6", ",", " and ", "every", "twice", "once", "a", "for", "MSC", "infusions", "(", ")",
         "weekly", "-", "to", "months", "apart", "interval", "second", "later", "first", "total", "times", "baseline"]
    ),
    max_size=30,
).map("".join)  # fmt: skip


@given(PIECES)
def test_schedule_like_noise_is_read_without_error(text):
    passage = Passage("path", text, OWN)
    for found in (*find_administrations(passage), *find_intervals(passage)):
        assert 0 <= found.start < found.end <= len(text)
        assert found.value > 0


@pytest.mark.parametrize(
    "piece",
    ["day 1, ", "weekly for ", "3 doses ", "every 2 ", "baseline, 1 ", "single ", "second ", "(", "1 "],
)
def test_a_hundred_kilobytes_of_one_fragment_are_read(piece):
    passage = Passage("path", (piece * (100_000 // len(piece) + 1))[:100_000], OWN)
    assert len(list(find_administrations(passage))) + len(list(find_intervals(passage))) < 200_000
