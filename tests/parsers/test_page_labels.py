"""Labels of pages: which path of the document each leads to."""

import pytest
from hypothesis import given

from harvester.parsers.page.fields import field_of, page_key
from harvester.parsers.page.study import Pair, fold
from harvester.parsers.page.values import plain
from tests.parsers.page_cells import UNHURRIED, WORDS


@pytest.mark.parametrize(
    ("label", "path", "kind"),
    [
        ("Enrollment :", "protocolSection.designModule.enrollmentInfo", None),
        ("Estimated Enrollment  :", "protocolSection.designModule.enrollmentInfo", "ESTIMATED"),
        (
            "Actual Enrollment ICMJE  (submitted: April 23, 2012)",
            "protocolSection.designModule.enrollmentInfo",
            "ACTUAL",
        ),
        ("Actual Study Start Date ICMJE", "protocolSection.statusModule.startDateStruct", "ACTUAL"),
        ("Study Start Date", "protocolSection.statusModule.startDateStruct", None),
        (
            "Estimated Primary Completion Date",
            "protocolSection.statusModule.primaryCompletionDateStruct",
            "ESTIMATED",
        ),
        (
            "Current Primary Outcome Measures ICMJE (submitted: May 1, 2010)",
            "protocolSection.outcomesModule.primaryOutcomes",
            None,
        ),
        ("First Received Date  ICMJE", "protocolSection.statusModule.studyFirstSubmitDate", None),
        ("First Submitted Date", "protocolSection.statusModule.studyFirstSubmitDate", None),
        ("Keywords provided by University of X:", "protocolSection.conditionsModule.keywords", None),
        ("Sexes Eligible for Study:", "protocolSection.eligibilityModule.sex", None),
        ("Genders Eligible for Study:", "protocolSection.eligibilityModule.sex", None),
        ("Publications *", "protocolSection.referencesModule.references", None),
    ],
)
def test_a_label_leads_to_its_path_whatever_varies_around_it(label: str, path: str, kind: str | None) -> None:
    known = field_of(label)
    assert known is not None
    assert known.field is not None
    assert (known.field.path, known.type) == (path, kind)


@pytest.mark.parametrize(
    "label", ["Original Primary Outcome Measures (submitted: May 1, 2009)", "Change History", "Study Design"]
)
def test_a_label_for_which_the_document_has_no_place_is_known_and_has_no_field(label: str) -> None:
    known = field_of(label)
    assert known is not None
    assert known.field is None


@pytest.mark.parametrize(
    "label", ["", "Favourite Colour", "Enrollment Colour", "Actual", "Estimated Colour", "Current"]
)
def test_a_label_that_nobody_knows_is_none(label: str) -> None:
    assert field_of(label) is None


@UNHURRIED
@given(WORDS)
def test_any_text_can_be_asked_for_as_a_label(label: str) -> None:
    known = field_of(label)
    assert known is None or page_key(label).endswith(known.key) or page_key(label).startswith(known.key)


def test_an_unknown_label_and_an_unreadable_value_are_reported_and_nothing_else_is_lost() -> None:
    draft = fold(
        [
            Pair("Favourite Colour:", plain("Blue")),
            Pair("Enrollment", plain("many")),
            Pair("Study Type", plain("Interventional")),
            Pair("Primary Purpose", plain("Amusement")),
            Pair("Gender", plain("Not Provided")),
        ]
    )
    assert draft.unknown == ["Favourite Colour: Blue", "Enrollment: many", "Primary Purpose: Amusement"]
    assert draft.study == {
        "protocolSection": {
            "designModule": {"studyType": "INTERVENTIONAL", "designInfo": {"primaryPurpose": "Amusement"}}
        }
    }


def test_where_two_labels_say_the_same_thing_the_first_counts() -> None:
    draft = fold([Pair("Brief Title", plain("One")), Pair("Brief Title", plain("Two"))])
    assert draft.study["protocolSection"]["identificationModule"] == {"briefTitle": "One"}
