"""Which criterion stands under which."""

from harvester.derive.criteria.read import read_criteria
from tests.derive.criteria_rows import nested


def test_indents_nest() -> None:
    text = "Inclusion Criteria:\n\n* One of:\n\n  * Asthma\n  * Cough, with\n\n    * Fever\n* Adult"
    assert nested(text) == [
        ("One of:", 0, None),
        ("Asthma", 1, 0),
        ("Cough, with", 1, 0),
        ("Fever", 2, 2),
        ("Adult", 0, None),
    ]


def test_bullets_of_another_kind_nest_under_a_line_that_announces_them() -> None:
    text = "Inclusion Criteria:\n\n1. One of the following:\n* Asthma\n* Cough\n2. Adult"
    assert nested(text) == [
        ("One of the following:", 0, None),
        ("Asthma", 1, 0),
        ("Cough", 1, 0),
        ("Adult", 0, None),
    ]


def test_a_doubled_bullet_stands_beside_the_bullets_below_it() -> None:
    text = "Inclusion Criteria:\n\n* • Adult\n\n  * Consent\n  * Asthma"
    assert [row.level for row in read_criteria(text).criteria] == [0, 0, 0]
    assert read_criteria(text).criteria[0].bullet == "* •"


def test_a_paragraph_stands_over_the_bullets_below_it() -> None:
    text = "Inclusion Criteria:\n\nCohort with asthma\n\n* Adult\n\nAge:\n\n* 18 to 65"
    assert nested(text) == [
        ("Cohort with asthma", 0, None),
        ("Adult", 1, 0),
        ("Age:", 0, None),
        ("18 to 65", 1, 2),
    ]


def test_without_bullets_a_line_alone_stands_over_lines_alike() -> None:
    text = "Inclusion Criteria:\n\nAdult\n\nOne of the following:\n\nasthma\ncough\nWilling to consent"
    assert nested(text) == [
        ("Adult", 0, None),
        ("One of the following:", 0, None),
        ("asthma", 1, 1),
        ("cough", 1, 1),
        ("Willing to consent", 0, None),
    ]
