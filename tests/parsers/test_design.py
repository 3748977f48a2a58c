"""The one-line study design of the registry's older pages and XML."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harvester.parsers.design import parse_study_design

UNHURRIED = settings(deadline=None)


@pytest.mark.parametrize(
    ("text", "design"),
    [
        (
            "Allocation:  Randomized, Endpoint Classification:  Safety/Efficacy Study, Intervention Model:  Parallel "
            "Assignment, Masking:  Double Blind (Subject, Outcomes Assessor), Primary Purpose:  Treatment",
            {
                "allocation": "RANDOMIZED",
                "interventionModel": "PARALLEL",
                "maskingInfo": {"masking": "DOUBLE", "whoMasked": ["PARTICIPANT", "OUTCOMES_ASSESSOR"]},
                "primaryPurpose": "TREATMENT",
            },
        ),
        (
            "Observational Model: Case-Crossover\nTime Perspective: Prospective",
            {"observationalModel": "CASE_CROSSOVER", "timePerspective": "PROSPECTIVE"},
        ),
        (
            "Treatment, Randomized, Double-Blind, Placebo Control, Parallel Assignment, Safety/Efficacy Study",
            {
                "primaryPurpose": "TREATMENT",
                "allocation": "RANDOMIZED",
                "maskingInfo": {"masking": "DOUBLE"},
                "interventionModel": "PARALLEL",
            },
        ),
        (
            "Prevention, Non-Randomized, Double Blind (Subject, Investigator), Factorial Assignment",
            {
                "primaryPurpose": "PREVENTION",
                "allocation": "NON_RANDOMIZED",
                "maskingInfo": {"masking": "DOUBLE", "whoMasked": ["PARTICIPANT", "INVESTIGATOR"]},
                "interventionModel": "FACTORIAL",
            },
        ),
        ("Intervention Model: Single Group Assignment | Masking: Open Label", {
            "interventionModel": "SINGLE_GROUP",
            "maskingInfo": {"masking": "NONE"},
        }),
        ("N/A", {}),
        ("", {}),
        ("Masking:", {}),
    ],
)  # fmt: skip
def test_designs_of_all_years(text: str, design: dict[str, Any]) -> None:
    assert parse_study_design(text) == (design, ())


def test_an_unknown_value_of_a_known_label_stays_and_is_told() -> None:
    design, unknown = parse_study_design("Allocation: By Moon, Masking: Half (Subject)")
    assert design == {"allocation": "By Moon", "maskingInfo": {"masking": "Half (Subject)"}}
    assert unknown == ("allocation: By Moon", "masking: Half (Subject)")


def test_an_unknown_piece_is_told() -> None:
    assert parse_study_design("Randomized, Moonlit, Placebo Control") == (
        {"allocation": "RANDOMIZED"},
        ("Moonlit",),
    )


def test_a_text_too_long_for_a_design_is_not_taken_apart() -> None:
    assert parse_study_design("Randomized, " * 500)[0] == {}


@UNHURRIED
@given(st.text("AlocatinMsk:,;|()\n Double", max_size=80))
def test_any_text_gives_a_design_and_unknown_pieces(text: str) -> None:
    design, unknown = parse_study_design(text)
    assert all(value for value in design.values())
    assert all(unknown)
