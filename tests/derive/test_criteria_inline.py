"""Lists inside a line of eligibility criteria."""

import pytest

from harvester.derive.criteria.read import read_criteria
from tests.derive.criteria_rows import nested


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        (
            "Inclusion: adult; gave consent (written; signed); no fever",
            ["adult;", "gave consent (written; signed);", "no fever"],
        ),
        ("Inclusion Criteria: Adults only", ["Adults only"]),
        ("Inclusion Criteria:\n\n1. Adult. 2. Consent. 3. Asthma", ["Adult.", "Consent.", "Asthma"]),
        ("Inclusion Criteria:\n\n- 1.Adult; 2.Consent", ["Adult;", "Consent"]),
        (
            "Inclusion Criteria:\n\n9. Adult 10. Consent 11. Asthma and more words",
            ["Adult", "Consent", "Asthma and more words"],
        ),
        (
            "Inclusion Criteria:\n\nOne of: a) asthma b) cough c) fever",
            ["One of:", "asthma", "cough", "fever"],
        ),
        (
            "Inclusion Criteria:\n\nAny of the following items ①asthma ②cough ③fever",
            ["Any of the following items", "asthma", "cough", "fever"],
        ),
        ("Inclusion Criteria:\n\nGrade 1. or 2. fever", ["Grade 1. or 2. fever"]),
        ("Inclusion Criteria:\n\nHepatitis B; C or fever", ["Hepatitis B; C or fever"]),
        (
            "Inclusion Criteria:\n\nScore of 2.5 or vitamin B) deficiency",
            ["Score of 2.5 or vitamin B) deficiency"],
        ),
        ("Inclusion Criteria:\n\nE. coli infection\nC. difficile", ["E. coli infection", "C. difficile"]),
        (
            "Inclusion Criteria:\n\ni. Asthma of any kind ii. Cough iii. Fever",
            ["Asthma of any kind", "Cough", "Fever"],
        ),
        (
            "Inclusion Criteria:\n\nh. Asthma for years. I. cough. j. fever.",
            ["Asthma for years.", "cough.", "fever."],
        ),
        ("Inclusion Criteria:\n\n4. Adult in care 5. Consent", ["Adult in care", "Consent"]),
        (
            "Inclusion Criteria:\n\n4. Adult with asthma of grade 5. Consent",
            ["Adult with asthma of grade 5. Consent"],
        ),
        (
            "Inclusion Criteria:\n\nAdult\nAsthma\nNo fever 4. Consent",
            ["Adult", "Asthma", "No fever", "Consent"],
        ),
        (
            "Inclusion Criteria:\n\nill for long. 2. Serious illness. 3. Old age",
            ["ill for long.", "Serious illness.", "Old age"],
        ),
        ("Inclusion Criteria:\n\nAdult.• Consent• Asthma", ["Adult.", "Consent", "Asthma"]),
        (
            "Inclusion Criteria:\n\nAsthma of old- Stable life.- Adult men",
            ["Asthma of old", "Stable life.", "Adult men"],
        ),
        (
            "Inclusion Criteria:\n\n1. Any of: 1) asthma; 2) cough; 4) Fever",
            ["Any of:", "asthma;", "cough;", "Fever"],
        ),
        (
            "Inclusion Criteria:\n\n* 2. Age over 18 years\n3.200 < PaO2 < 300",
            ["Age over 18 years", "200 < PaO2 < 300"],
        ),
        ("Inclusion Criteria:\n\n2 . Asthma\n3 . Adult", ["Asthma", "Adult"]),
    ],
)
def test_a_list_inside_a_line_is_split_only_where_its_marks_run_on(text: str, pieces: list[str]) -> None:
    assert [row.text for row in read_criteria(text).criteria] == pieces


def test_what_a_line_lists_behind_a_colon_stands_under_it() -> None:
    reading = read_criteria("Inclusion Criteria:\n\n* One of: a) asthma b) cough c) fever\n* Adult")
    assert [(row.bullet, row.parent) for row in reading.criteria] == [
        ("*", None), ("a)", 0), ("b)", 0), ("c)", 0), ("*", None),
    ]  # fmt: skip


def test_a_list_in_a_list_of_one_line_stands_under_its_item() -> None:
    text = "Inclusion Criteria:\n\nOne of: a. Blood: i. red ii. white b. Liver: i. fat ii. lean c. Lung"
    assert nested(text) == [
        ("One of:", 0, None),
        ("Blood:", 1, 0),
        ("red", 2, 1),
        ("white", 2, 1),
        ("Liver:", 1, 0),
        ("fat", 2, 4),
        ("lean", 2, 4),
        ("Lung", 1, 0),
    ]


def test_a_number_that_goes_on_with_the_outer_list_leaves_the_inner_one() -> None:
    text = (
        "Inclusion Criteria:\n\nIll\n\n10. Any of these:\n\nasthma\ncough at night 11. Adult\n\n12. Consent"
    )
    assert nested(text) == [
        ("Ill", 0, None),
        ("Any of these:", 0, None),
        ("asthma", 1, 1),
        ("cough at night", 1, 1),
        ("Adult", 0, None),
        ("Consent", 0, None),
    ]


def test_a_number_that_carries_on_the_outer_list_leaves_what_stood_between() -> None:
    text = "Inclusion Criteria:\n\n1) Adult\n\nAsthma with one of:\n\ni) cough\nii) fever\n2) Consent, either:\ni) written"
    assert nested(text) == [
        ("Adult", 0, None),
        ("Asthma with one of:", 0, None),
        ("cough", 1, 1),
        ("fever", 1, 1),
        ("Consent, either:", 0, None),
        ("written", 1, 4),
    ]
