"""Eligibility criteria of a text, one by one."""

import copy

import pytest

from harvester.derive.criteria.read import Criterion, derive_criteria, read_criteria
from tests.derive.criteria_rows import rows


def test_each_bullet_under_its_heading_is_a_criterion() -> None:
    text = "Inclusion Criteria:\n\n* Adult\n* Gave consent\n\nExclusion Criteria:\n\n1. Fever\n2. Cough"
    assert read_criteria(text).criteria == [
        Criterion(0, "INCLUSION", None, None, 0, "*", "Adult", "Inclusion Criteria:", 23, 28),
        Criterion(1, "INCLUSION", None, None, 0, "*", "Gave consent", "Inclusion Criteria:", 31, 43),
        Criterion(2, "EXCLUSION", None, None, 0, "1.", "Fever", "Exclusion Criteria:", 69, 74),
        Criterion(3, "EXCLUSION", None, None, 0, "2.", "Cough", "Exclusion Criteria:", 78, 83),
    ]


def test_without_bullets_each_line_is_a_criterion() -> None:
    text = "Inclusion Criteria:\n\nAdult\nGave consent\n\nExclusion Criteria:\n\nFever"
    assert rows(text) == [("INCLUSION", "Adult"), ("INCLUSION", "Gave consent"), ("EXCLUSION", "Fever")]


def test_a_wrapped_line_is_one_criterion() -> None:
    bulleted = "Inclusion Criteria:\n\n* Pain for\n  six months\n* Adult"
    plain = "Inclusion Criteria:\n\nCorticosteroids administered to the\nrectum\nAdult"
    assert [row.text for row in read_criteria(bulleted).criteria] == ["Pain for six months", "Adult"]
    assert [row.text for row in read_criteria(plain).criteria] == [
        "Corticosteroids administered to the rectum",
        "Adult",
    ]


def test_a_heading_glued_to_a_criterion_is_found() -> None:
    text = "Inclusion Criteria:\n\n* Stable relationship for a year Exclusion Criteria:\n* Fever"
    assert rows(text) == [("INCLUSION", "Stable relationship for a year"), ("EXCLUSION", "Fever")]


def test_markdown_is_undone_in_the_text_and_counted_in_the_places() -> None:
    text = "Inclusion Criteria:\n\n* 2\\. Age \\>= 18 \\[years\\]"
    (row,) = read_criteria(text).criteria
    assert (row.bullet, row.text) == ("* 2.", "Age >= 18 [years]")
    assert text[row.start : row.end] == "Age \\>= 18 \\[years\\]"


@pytest.mark.parametrize(
    "text",
    [
        "Criteria are in the protocol",
        "* Adult\n* No fever",
        "Inclusion and exclusion criteria:\n\nAdult, no fever",
        "Patients:\n\n* Ill\n\nDonors:\n\n* Well",
    ],
)
def test_a_text_whose_headings_do_not_tell_is_one_unsplit_row(text: str) -> None:
    (row,) = read_criteria(text).criteria
    assert (row.type, row.text, row.heading) == ("UNSPLIT", text, None)


def test_what_stands_before_the_first_heading_stays_whole() -> None:
    text = "All patients are asked. They are told why.\n\nInclusion Criteria:\n\n* Adult"
    assert rows(text) == [("UNSPLIT", "All patients are asked. They are told why."), ("INCLUSION", "Adult")]


def test_a_list_before_the_only_heading_for_exclusion_is_inclusion() -> None:
    assert rows("* Adult\n* Ill\n\nExclusion Criteria:\n\n* Fever")[:2] == [
        ("INCLUSION", "Adult"),
        ("INCLUSION", "Ill"),
    ]


def test_headings_without_criteria_give_no_rows() -> None:
    assert rows("Inclusion Criteria:\n\nExclusion Criteria:\n\n-") == []
    assert rows("") == []


def test_a_study_is_not_changed_and_one_without_criteria_has_no_rows() -> None:
    study = {
        "protocolSection": {"eligibilityModule": {"eligibilityCriteria": "Inclusion Criteria:\n\n* Adult"}}
    }
    before = copy.deepcopy(study)
    assert [row.text for row in derive_criteria(study)] == ["Adult"]
    assert study == before
    assert (
        derive_criteria({})
        == derive_criteria({"protocolSection": {"eligibilityModule": {"sex": "ALL"}}})
        == []
    )
    assert derive_criteria({"protocolSection": {"eligibilityModule": {"eligibilityCriteria": 3}}}) == []
