"""Single eligibility criteria of several studies in rows: alike in wording, or about one topic."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.compare import compare_studies
from tests.compare.rows import outcomes, study

CRITERIA = [
    "Age over 18 years",
    "Age 21 to 70",
    "Signed informed consent",
    "Written consent",
    "Pregnant women",
    "Diagnosis of COPD",
    "COPD, GOLD stage II",
    "HIV",
]


def criteria(*texts: str, type: str = "INCLUSION", **more):
    return [{"type": type, "text": text, "position": place, **more} for place, text in enumerate(texts)]


def test_criteria_are_in_all_similar_or_only_here():
    rows = {
        "NCT00000001": study(
            "NCT00000001", criteria=criteria("Age over 18 years", "Signed informed consent", "COPD")
        ),
        "NCT00000002": study(
            "NCT00000002", criteria=criteria("Written informed consent", "Age over 21 years")
        ),
    }
    section = compare_studies(rows, list(rows)).section("eligibility")
    shared = [field for field in section.fields if field.kind == "criterion"]
    assert [field.label for field in shared] == ["Inclusion, in all: Consent", "Inclusion, in all: Age"]
    assert [[value[0]["text"] for value in field.values] for field in shared] == [
        ["Signed informed consent", "Written informed consent"],
        ["Age over 18 years", "Age over 21 years"],
    ]
    assert shared[1].values[1][0]["match"] == "similar"
    alone = section.field("inclusion_criteria")
    assert alone.label == "Inclusion, only here by wording"
    assert [item["text"] for item in alone.values[0]] == ["COPD"]
    assert alone.values[1] == []


@pytest.mark.parametrize(
    ("one", "other", "match"),
    [
        ("Age > 18 years", "Age < 18 years", "similar"),
        ("Age > 18 years", "Age \\>= 18 years", "similar"),
        ("Age ≤ 65 years", "Age < 65 years", "similar"),
        ("Age \\>= 18 years", "Age ≥18 years", "same"),
        ("Age =< 65 years", "Age <= 65 years.", "same"),
        ("HER2+ breast cancer", "HER2- breast cancer", "similar"),
        ("Breast cancer, HER2 (+)", "Breast cancer, HER2 (-)", "similar"),
        ("Breast cancer, HER2 (−)", "Breast cancer: HER2 (-)", "same"),
        ("Age 18 - 65 years", "Age 18-65 years", "same"),
        ("Weight loss of 10 %", "Weight loss of 10", "similar"),
        ("Weight loss of 10 %", "Weight loss of 10 percent", "same"),
        ("Follow-up visits -", "Follow up visits", "same"),
    ],
)
def test_a_bound_is_the_same_only_with_the_same_sign(one, other, match):
    rows = {
        nct_id: study(nct_id, criteria=criteria(text))
        for nct_id, text in {"NCT00000001": one, "NCT00000002": other}.items()
    }
    (shared,) = (
        field
        for field in compare_studies(rows, list(rows)).section("eligibility").fields
        if field.kind == "criterion"
    )
    assert shared.values[1][0]["match"] == match
    assert (shared.values[1][0]["similarity"] == 100) == (match == "same")
    assert shared.differs == (match == "similar")


@pytest.mark.parametrize(
    ("one", "other"), [("Pregnancy.", "Pregnancy"), ("Pregnancy;", " pregnancy "), ("Age \\> 18", "Age > 18")]
)
def test_what_only_punctuation_tells_apart_is_marked_nowhere(one, other):
    rows = {
        nct_id: study(nct_id, criteria=criteria(text), outcomes=outcomes(text))
        for nct_id, text in {"NCT00000001": one, "NCT00000002": other}.items()
    }
    comparison = compare_studies(rows, list(rows))
    assert comparison.section("eligibility").field("inclusion_1").same == (True, True)
    assert comparison.section("outcomes").field("outcome_1").same == (True, True)


def test_a_nested_criterion_differs_where_it_stands_in_another():
    rows = {
        nct_id: study(
            nct_id,
            criteria=[
                {"type": "EXCLUSION", "text": around, "position": 0},
                {"type": "EXCLUSION", "text": "Hepatic failure", "position": 1, "parent": 0},
            ],
        )
        for nct_id, around in {
            "NCT00000001": "History of:",
            "NCT00000002": "History of",
            "NCT00000003": "Present:",
        }.items()
    }
    section = compare_studies(rows, list(rows)).section("eligibility")
    (failure,) = (
        field
        for field in section.fields
        if field.kind == "criterion" and field.values[0] and field.values[0][0]["text"] == "Hepatic failure"
    )
    assert failure.same == (True, True, False)


def test_an_inclusion_is_never_aligned_with_an_exclusion_nor_a_donor_with_a_recipient():
    rows = {
        "NCT00000001": study(
            "NCT00000001", criteria=criteria("Diabetes", type="INCLUSION", population="donor")
        ),
        "NCT00000002": study(
            "NCT00000002", criteria=criteria("Diabetes", type="EXCLUSION", population="donor")
        ),
        "NCT00000003": study(
            "NCT00000003", criteria=criteria("Diabetes", type="INCLUSION", population="recipient")
        ),
    }
    section = compare_studies(rows, list(rows)).section("eligibility")
    assert [field for field in section.fields if field.kind == "criterion"] == []


def test_criteria_of_one_topic_share_a_row_that_says_it_is_the_topic():
    rows = {
        "NCT00000001": study(
            "NCT00000001", criteria=criteria("Pregnant or lactating", "HIV", type="EXCLUSION")
        ),
        "NCT00000002": study("NCT00000002", criteria=criteria("Pregnant or lactating", type="EXCLUSION")),
        "NCT00000003": study(
            "NCT00000003",
            criteria=criteria(
                "Women of childbearing age without reliable contraception", "Cancer", type="EXCLUSION"
            ),
        ),
    }
    section = compare_studies(rows, list(rows)).section("eligibility")
    (field,) = [field for field in section.fields if field.kind == "criterion"]
    assert field.label == "Exclusion, in all: Pregnancy, breastfeeding, contraception"
    assert [value[0]["match"] for value in field.values] == ["first", "same", "topic"]
    assert field.values[2][0]["similarity"] < 70
    assert [
        [item["text"] for item in value or []] for value in section.field("exclusion_criteria").values
    ] == [
        ["HIV"],
        [],
        ["Cancer"],
    ]


def shared_exclusions(*studies: tuple[str, ...]):
    rows = {
        f"NCT0000000{number}": study(f"NCT0000000{number}", criteria=criteria(*texts, type="EXCLUSION"))
        for number, texts in enumerate(studies)
    }
    section = compare_studies(rows, list(rows)).section("eligibility")
    return [
        (field.label, [[(item["text"], item["match"]) for item in value] for value in field.values])
        for field in section.fields
        if field.kind == "criterion"
    ]


def test_rows_of_one_topic_and_different_studies_become_one():
    assert shared_exclusions(
        ("Pregnancy",),
        ("Women who use no contraception",),
        ("Pregnancy.",),
        ("Women who use no contraception",),
        ("Pregnancy",),
    ) == [
        (
            "Exclusion, in all: Pregnancy, breastfeeding, contraception",
            [
                [("Pregnancy", "first")],
                [("Women who use no contraception", "topic")],
                [("Pregnancy.", "same")],
                [("Women who use no contraception", "topic")],
                [("Pregnancy", "same")],
            ],
        )
    ]


def test_a_row_joins_another_of_its_topic_where_most_of_its_studies_are_not_in_that():
    ((label, values),) = shared_exclusions(
        ("Pregnancy", "Women who use no contraception"),
        ("Pregnancy",),
        ("Pregnancy",),
        ("Women who use no contraception",),
        ("Women who use no contraception",),
    )
    assert label == "Exclusion, in all: Pregnancy, breastfeeding, contraception"
    assert values[0] == [("Pregnancy", "first"), ("Women who use no contraception", "topic")]


def test_what_else_a_study_says_on_the_topic_of_a_row_stands_there_unless_the_row_is_one_of_wording():
    pregnant, careless, nursing = "Pregnancy", "Women who use no contraception", "Breastfeeding mothers"
    ((_, values),) = shared_exclusions((pregnant, nursing), (careless,))
    assert [[text for text, _ in cell] for cell in values] == [[pregnant, nursing], [careless]]
    ((_, values),) = shared_exclusions((pregnant, nursing), (pregnant,), (careless,))
    assert values[0] == [(pregnant, "first"), (nursing, "topic")]
    ((_, values),) = shared_exclusions((pregnant, nursing), (pregnant,))
    assert values == [[(pregnant, "first")], [(pregnant, "same")]]


def test_rows_of_one_topic_that_stay_apart_are_told_by_their_wording():
    labels = [
        label
        for label, _ in shared_exclusions(
            ("Pregnancy", "Women who use no contraception"),
            ("Pregnancy", "Women who use no contraception"),
            ("Pregnancy",),
        )
    ]
    assert labels == [
        "Exclusion, in all: Pregnancy, breastfeeding, contraception, “Pregnancy”",
        "Exclusion, in 2 of 3: Pregnancy, breastfeeding, contraception, “Women who use no contraception”",
    ]


def test_rows_of_different_populations_stay_apart():
    rows = {
        f"NCT0000000{number}": study(
            f"NCT0000000{number}", criteria=criteria(text, type="EXCLUSION", population=population)
        )
        for number, (text, population) in enumerate(
            [("Pregnancy", "donor")] * 2 + [("No contraception", "recipient")] * 2
        )
    }
    section = compare_studies(rows, list(rows)).section("eligibility")
    shared = [field for field in section.fields if field.kind == "criterion"]
    assert [[bool(value) for value in field.values] for field in shared] == [
        [True, True, False, False],
        [False, False, True, True],
    ]


def test_criteria_of_different_topics_are_never_alike_in_wording():
    rows = {
        "NCT00000001": study("NCT00000001", criteria=criteria("Active infection", type="EXCLUSION")),
        "NCT00000002": study("NCT00000002", criteria=criteria("HIV infection", type="EXCLUSION")),
    }
    section = compare_studies(rows, list(rows)).section("eligibility")
    assert [field for field in section.fields if field.kind == "criterion"] == []


@given(st.lists(st.lists(st.sampled_from(CRITERIA), max_size=6), min_size=1, max_size=4))
def test_every_criterion_stands_exactly_once(studies):
    rows = {
        f"NCT0000000{number}": study(f"NCT0000000{number}", criteria=criteria(*texts))
        for number, texts in enumerate(studies)
    }
    section = compare_studies(rows, list(rows)).section("eligibility")
    for place, texts in enumerate(studies):
        shown = [
            item["text"]
            for field in section.fields
            if field.kind in ("criterion", "criteria")
            for item in field.values[place] or []
        ]
        assert sorted(shown) == sorted(texts)


def test_a_nested_criterion_stands_with_the_one_around_it():
    rows = study(
        "NCT00000001",
        criteria=[
            {"type": "EXCLUSION", "text": "Infection with:", "position": 0},
            {"type": "EXCLUSION", "text": "HIV", "position": 1, "parent": 0, "level": 1},
        ],
    )
    values = (
        compare_studies({"NCT00000001": rows}, ["NCT00000001"])
        .section("eligibility")
        .field("exclusion_criteria")
    )
    assert [item["within"] for item in values.values[0]] == [None, "Infection with:"]


def test_unsplit_criteria_leave_the_text_alone():
    rows = study(
        "NCT00000001",
        criteria=criteria("All of it", type="UNSPLIT"),
        eligibility={"eligibility_criteria": "All of it"},
    )
    section = compare_studies({"NCT00000001": rows}, ["NCT00000001"]).section("eligibility")
    assert not section.field("inclusion_criteria").reported
    assert section.field("eligibility_criteria").values == ("All of it",)


def test_long_texts_that_only_end_differently_are_similar_and_not_the_same():
    beginning = "Severe and uncontrolled disease of the lung " * 20
    rows = {
        "NCT00000001": study("NCT00000001", criteria=criteria(beginning + "in the past year")),
        "NCT00000002": study("NCT00000002", criteria=criteria(beginning + "at any time")),
    }
    section = compare_studies(rows, list(rows)).section("eligibility")
    (field,) = [field for field in section.fields if field.kind == "criterion"]
    assert field.values[1][0]["match"] == "similar"
