"""Outcomes, arms, interventions and contacts of a page."""

import pytest

from harvester.parsers.page import groups as group
from harvester.parsers.page.readers import Cell
from harvester.parsers.page.values import Block, Entry, TextValue
from tests.parsers.page_cells import cell, table


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("Pain", {"measure": "Pain"}),
        ("Pain [ Time Frame: 12 weeks ]", {"measure": "Pain", "timeFrame": "12 weeks"}),
        (
            "Pain [ Time Frame: 12 weeks ] [ Designated as safety issue: No ]",
            {"measure": "Pain", "timeFrame": "12 weeks"},
        ),
        ("Pain [ Designated as safety issue: Yes ]", {"measure": "Pain"}),
        ("Pain [VAS] [ Time Frame: day [1] to 3 ]", {"measure": "Pain [VAS]", "timeFrame": "day [1] to 3"}),
        ("Pain [ Time Frame: 12 weeks", {"measure": "Pain", "timeFrame": "12 weeks"}),
        (
            "Pain [ Time Frame: 12 weeks ] How much it hurts",
            {"measure": "Pain", "timeFrame": "12 weeks", "description": "How much it hurts"},
        ),
    ],
)
def test_an_outcome_is_parted_at_its_time_frame(head: str, expected: dict[str, str]) -> None:
    assert group.outcomes(cell(head)) == [expected]


def test_an_outcome_keeps_the_paragraphs_and_items_below_it() -> None:
    notes = (Block("Measured:"), Block("at rest", "*"), Block("x > 3", "*"))
    value = TextValue((), entries=(Entry("Pain [ Time Frame: 1 day ]", notes),))
    assert group.outcomes(Cell("label", value)) == [
        {"measure": "Pain", "description": "Measured:\n\n* at rest\n* x \\> 3", "timeFrame": "1 day"}
    ]


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("Experimental: Cells", {"label": "Cells", "type": "EXPERIMENTAL"}),
        ("Cells: Experimental", {"label": "Cells", "type": "EXPERIMENTAL"}),
        ("Sham Comparator: Arm 2: saline", {"label": "Arm 2: saline", "type": "SHAM_COMPARATOR"}),
        ("Arm 2: saline: Placebo Comparator", {"label": "Arm 2: saline", "type": "PLACEBO_COMPARATOR"}),
        ("Cohort A: healthy", {"label": "Cohort A: healthy"}),
        ("Cohort A", {"label": "Cohort A"}),
    ],
)
def test_an_arms_type_stands_before_or_at_first_after_its_label(head: str, expected: dict[str, str]) -> None:
    assert group.arm_group(Entry(head)) == expected


def test_notes_of_an_arm_are_its_description_and_its_interventions() -> None:
    notes = (Block("Given once."), Block("Interventions:"), Block("Drug: A", "*"), Block("Device: B", "*"))
    assert group.arm_group(Entry("Experimental: Cells", notes)) == {
        "label": "Cells",
        "type": "EXPERIMENTAL",
        "description": "Given once.",
        "interventionNames": ["Drug: A", "Device: B"],
    }


def test_other_names_of_an_intervention_are_told_from_its_description() -> None:
    notes = (
        Block("A list:"),
        Block("one", "*"),
        Block("Other Names:"),
        Block("MSC", "*"),
        Block("Cells", "*"),
    )
    assert group.intervention(Entry("Biological: Stem cells: pooled", notes)) == {
        "type": "BIOLOGICAL",
        "name": "Stem cells: pooled",
        "description": "A list:\n\n* one",
        "otherNames": ["MSC", "Cells"],
    }
    one = group.intervention(Entry("Drug: A", (Block("Given.\nOther Name: B"),)))
    assert one == {"type": "DRUG", "name": "A", "description": "Given.", "otherNames": ["B"]}


def test_interventions_are_read_all_or_reported() -> None:
    assert group.interventions(cell("Drug: A", "Device: B")) == {
        "interventions": [{"type": "DRUG", "name": "A"}, {"type": "DEVICE", "name": "B"}]
    }
    assert group.interventions(cell("Drug: A", "Sandwich: B")) is None


def test_the_same_intervention_of_two_places_is_one() -> None:
    first = [{"type": "DRUG", "name": "A", "armGroupLabels": ["x"]}]
    second = [
        {"type": "DRUG", "name": "a", "description": "d", "armGroupLabels": ["x", "y"]},
        {"type": "DRUG", "name": "B"},
    ]
    assert group.merge_interventions(first, second) == [
        {"type": "DRUG", "name": "A", "description": "d", "armGroupLabels": ["x", "y"]},
        {"type": "DRUG", "name": "B"},
    ]
    assert first == [{"type": "DRUG", "name": "A", "armGroupLabels": ["x"]}]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Contact: Ana Silva, MD +34 (91) 123-45-67 ext. 12 ana@uni.example",
            {
                "role": "CONTACT",
                "name": "Ana Silva, MD",
                "phone": "+34 (91) 123-45-67",
                "phoneExt": "12",
                "email": "ana@uni.example",
            },
        ),
        ("Contact: Ana Silva", {"role": "CONTACT", "name": "Ana Silva"}),
        (
            "Principal Investigator: Ana Silva, MD, PhD",
            {"role": "PRINCIPAL_INVESTIGATOR", "name": "Ana Silva, MD, PhD"},
        ),
        ("Sub-Investigator: Bo Li", {"role": "SUB_INVESTIGATOR", "name": "Bo Li"}),
        ("Contact: 0123456789", {"role": "CONTACT", "phone": "0123456789"}),
        ("Hospital of the Coast", None),
        ("Director: Bo Li", None),
    ],
)
def test_a_contact_is_parted_into_name_phone_and_mail(text: str, expected: dict[str, str] | None) -> None:
    assert group.contact(text) == expected


def test_officials_are_rows_of_role_name_and_affiliation() -> None:
    rows = (("Study Director:", "Ana Silva", "Uni X"), ("Principal Investigator: Bo Li", "", "Uni Y"))
    assert group.officials(table(*rows)) == [
        {"name": "Ana Silva", "role": "STUDY_DIRECTOR", "affiliation": "Uni X"},
        {"name": "Bo Li", "role": "PRINCIPAL_INVESTIGATOR", "affiliation": "Uni Y"},
    ]
    assert group.officials(table(("Cook:", "Bo Li", "Uni Y"))) is None
