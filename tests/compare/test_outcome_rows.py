"""Outcomes of several studies in rows by what they measure."""

import pytest

from harvester.compare import compare_studies
from tests.compare.rows import outcomes, study


def compared(*measures: str):
    rows = {
        f"NCT0000000{number}": study(f"NCT0000000{number}", outcomes=outcomes(measure))
        for number, measure in enumerate(measures, 1)
    }
    return compare_studies(rows, list(rows)).section("outcomes")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Number of patients with adverse events", "Incidence of treatment-emergent adverse events (TEAEs)"),
        ("Change in LVEF", "Left ventricular ejection fraction at 6 months"),
        ("WOMAC score", "Western Ontario and McMaster Universities Osteoarthritis Index"),
        ("Overall survival", "Overall Survival (OS) at day 100"),
        ("Mortality", "All-cause mortality at 28 days"),
        ("HbA1c", "Change from baseline in glycated hemoglobin"),
        ("Optical coherence tomography (OCT)", "Optical coherence tomography"),
        ("Child-Pugh score", "child pugh"),
        ("Per cent of lesions that heal", "% of lesions that heal"),
    ],
)
def test_the_same_measure_in_other_words_shares_a_row_that_says_so(one, other):
    field = compared(one, other).field("outcome_1")
    first, second = (value[0] for value in field.values)
    assert (first["match"], first["measure"]) == ("first", one)
    assert (second["match"], second["measure"]) == ("similar", other)
    assert 0 <= second["similarity"] < 100


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Systolic blood pressure", "Diastolic blood pressure"),
        ("Acute GVHD", "Chronic GVHD"),
        ("WOMAC pain", "WOMAC function"),
        ("Overall survival", "Disease free survival"),
        ("FEV1", "FVC"),
        ("Serious adverse events", "Adverse events"),
        ("IL-6", "IL-10"),
        ("Number of cured patients", "Number of patients with relapse"),
        ("DAS28", "SF-36"),
    ],
)
def test_different_measures_are_never_called_alike(one, other):
    found = {
        outcome["measure"]: outcome["match"]
        for field in compared(one, other).fields
        if field.kind in ("outcome", "outcomes")
        for value in field.values
        for outcome in value or []
    }
    assert found[one] == "first"
    assert found[other] in ("first", "topic")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Number of cured patients", "Number of patients with relapse"),
        ("DAS28", "SF-36"),
        ("Overall survival", "Disease free survival"),
        ("KOOS pain", "WOMAC pain"),
        ("Quality of life", "Pain"),
    ],
)
def test_measures_of_no_common_topic_stay_apart(one, other):
    section = compared(one, other)
    assert [field.name for field in section.fields if field.kind == "outcome"] == []
    assert [value[0]["measure"] for value in section.field("primary_outcomes").values] == [one, other]


@pytest.mark.parametrize(
    ("one", "other", "label"),
    [
        ("WOMAC pain", "Physical function by WOMAC OA index", "WOMAC"),
        ("Improvement measured by SF-36", "MOS item short form health survey (SF-36)", "SF-36 and SF-12"),
        (
            "Proportion with an adverse event",
            "Serious adverse reactions and complications",
            "Adverse events and safety",
        ),
        ("Mortality", "Overall survival", "Survival and mortality"),
        ("Acute GVHD grade II to IV", "Chronic GVHD", "Graft-versus-host disease"),
        ("Pain on walking", "Visual analogue scale (VAS)", "Pain and visual analogue scales"),
    ],
)
def test_measures_of_one_topic_share_a_row_that_says_so(one, other, label):
    field = compared(one, other).field("outcome_1")
    assert field.label == label
    first, second = (value[0] for value in field.values)
    assert (first["match"], second["match"]) == ("first", "topic")
    assert 0 <= second["similarity"] < 100
    assert first["topic"] == second["topic"]


def test_several_outcomes_of_one_topic_stand_in_one_cell_where_another_study_has_one():
    rows = {
        "NCT00000001": study("NCT00000001", outcomes=outcomes("KOOS symptoms subscale")),
        "NCT00000002": study(
            "NCT00000002", outcomes=outcomes("KOOS total", "Quality of life by KOOS", "Blinding")
        ),
        "NCT00000003": study("NCT00000003", outcomes=outcomes("Cost")),
    }
    section = compare_studies(rows, list(rows)).section("outcomes")
    values = section.field("outcome_1").values
    assert [[one["measure"] for one in value or []] for value in values] == [
        ["KOOS symptoms subscale"],
        ["KOOS total", "Quality of life by KOOS"],
        [],
    ]
    alone = section.field("primary_outcomes")
    assert alone.label == "Primary outcomes, only here by wording"
    assert [[one["measure"] for one in value or []] for value in alone.values] == [[], ["Blinding"], ["Cost"]]


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Number of participants with adverse events", "Adverse events", 50),
        ("Incidence of side effects", "Rate of side effects", 67),
        ("FVC", "Forced vital capacity", 17),
        ("Pain (VAS)", "VAS: pain", 99),
    ],
)
def test_the_figure_of_a_match_is_that_of_the_words_that_are_shown(one, other, alike):
    second = compared(one, other).field("outcome_1").values[1][0]
    assert (second["match"], second["similarity"]) == ("similar", alike)


def test_word_for_word_is_same_and_not_similar():
    second = (
        compared("Number of cured patients", "Number of  cured patients.").field("outcome_1").values[1][0]
    )
    assert (second["match"], second["similarity"]) == ("same", 100)


def test_one_measure_at_two_times_of_one_study_shares_a_cell():
    rows = {
        "NCT00000001": study("NCT00000001", outcomes=outcomes("VAS at 3 months", "VAS at 12 months")),
        "NCT00000002": study(
            "NCT00000002", outcomes=outcomes("Visual analogue scale (VAS)", type="SECONDARY")
        ),
    }
    values = compare_studies(rows, list(rows)).section("outcomes").field("outcome_1").values
    assert [len(value) for value in values] == [2, 1]
    assert values[1][0]["type"] == "SECONDARY"


def test_every_outcome_stands_exactly_once():
    rows = {
        f"NCT0000000{number}": study(f"NCT0000000{number}", outcomes=outcomes(*measures))
        for number, measures in enumerate(
            [("Safety", "Survival", "Survival"), ("survival rate", "Pain (VAS)"), ("Pain", "", "Safety")], 1
        )
    }
    section = compare_studies(rows, list(rows)).section("outcomes")
    shown = [
        sum(
            len(field.values[study_] or [])
            for field in section.fields
            if field.kind in ("outcome", "outcomes")
        )
        for study_ in range(3)
    ]
    assert shown == [3, 2, 3]


def test_primary_outcomes_stand_before_secondary_ones():
    rows = {
        f"NCT0000000{number}": study(
            f"NCT0000000{number}",
            outcomes=[*outcomes("Relapse", type="SECONDARY"), *outcomes("Mortality", type="PRIMARY")],
        )
        for number in (1, 2)
    }
    labels = [
        field.label
        for field in compare_studies(rows, list(rows)).section("outcomes").fields
        if field.kind == "outcome"
    ]
    assert labels == ["Mortality", "Relapse"]


def test_time_points_stand_with_their_outcome():
    rows = {
        "NCT00000001": study(
            "NCT00000001",
            outcomes=outcomes("Pain"),
            outcome_times=[
                {
                    "type": "PRIMARY",
                    "position": 0,
                    "point": 0,
                    "day": 28.0,
                    "kind": "follow-up",
                    "words": "4 weeks",
                }
            ],
        )
    }
    value = compare_studies(rows, ["NCT00000001"]).section("outcomes").field("primary_outcomes").values[0][0]
    assert value["times"] == [{"day": 28.0, "kind": "follow-up", "words": "4 weeks"}]


def test_outcome_rows_of_one_instrument_become_one_unless_most_studies_have_both():
    pain, function = "WOMAC pain", "Physical function by WOMAC"
    section = compared(pain, pain, function, function)
    assert [field.label for field in section.fields if field.kind == "outcome"] == ["WOMAC"]
    rows = {
        nct_id: study(nct_id, outcomes=outcomes(pain, function)) for nct_id in ("NCT00000001", "NCT00000002")
    }
    rows["NCT00000003"] = study("NCT00000003", outcomes=outcomes("Stiffness on the WOMAC"))
    section = compare_studies(rows, list(rows)).section("outcomes")
    assert [field.label for field in section.fields if field.kind == "outcome"] == [
        "WOMAC, “WOMAC pain”",
        function,
    ]
