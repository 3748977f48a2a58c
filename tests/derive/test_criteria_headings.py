"""Headings of eligibility criteria, and the populations they are for."""

from pathlib import Path

import pytest
import yaml

from harvester.derive.criteria.headings import read_heading, read_population
from harvester.derive.criteria.words import load_heading_words
from harvester.errors import UsageError
from tests.derive.criteria_rows import populations

WORDS = Path(__file__).parents[2] / "data" / "criteria_headings.yaml"


@pytest.mark.parametrize(
    ("line", "kind", "population"),
    [
        ("INCLUSION CRITERIA", "INCLUSION", None),
        ("Key Inclusion Criteria:", "INCLUSION", None),
        ("4.1 Inclusion Criteria", "INCLUSION", None),
        ("[Exclusion Criteria]", "EXCLUSION", None),
        ("Exclusion criterias :", "EXCLUSION", None),
        ("Inclusioin Criteria:", "INCLUSION", None),
        ("Inclusion:", "INCLUSION", None),
        ("Specific exclusions;", "EXCLUSION", None),
        ("Non-inclusion Criteria:", "EXCLUSION", None),
        ("exclusion / Drop out criteria", "EXCLUSION", None),
        ("Absence of Exclusion Criteria:", "EXCLUSION", None),
        ("Exclusion criteria related to lipids:", "EXCLUSION", None),
        ("Exclusion criteria were as follows:", "EXCLUSION", None),
        ("Inclusion Criteria (in brief):", "INCLUSION", None),
        ("Histologic Criteria for Eligibility:", "INCLUSION", None),
        ("DISEASE CHARACTERISTICS:", "INCLUSION", None),
        ("Exclusion Criteria: all patients must not have any of the following.", "EXCLUSION", None),
        ("Subjects who meet any of the following criteria will be excluded:", "EXCLUSION", None),
        ("In order to participate, a patient MUST NOT:", "EXCLUSION", None),
        ("Patients must meet all of the following inclusion criteria to be eligible:", "INCLUSION", None),
        ("Eligible patients must meet none of the following exclusion criteria:", "EXCLUSION", None),
        ("MSC donor inclusion criteria", "INCLUSION", "msc donor"),
        ("Donor-Exclusion Criteria:", "EXCLUSION", "donor"),
        ("Inclusion Criteria for CF Donors:", "INCLUSION", "cf donor"),
        ("EXCLUSION CRITERIA AUTOLOGOUS DONORS", "EXCLUSION", "autologous donor"),
        ("Inclusion Criteria:(MSC donor cohort):", "INCLUSION", "msc donor cohort"),
        ("Exclusion Criteria (Mother):", "EXCLUSION", "mother"),
        ("(i)Inclusion Criteria Treatment group", "INCLUSION", "treatment group"),
        ("PSC patients - Inclusion", "INCLUSION", "psc patient"),
        ("Exclusion criteria for both Healthy Volunteer Donors and CF Donors:", "EXCLUSION", None),
        ("INCLUSION CRITERIA COMMON TO THE TWO COHORTS", "INCLUSION", None),
        ("INCLUSION CRITERIA COMMON TO THE COHORT A", "INCLUSION", "cohort a"),
        ("Inclusion Criteria - For all participants :", "INCLUSION", None),
    ],
)
def test_a_heading_is_recognised_with_its_population(line: str, kind: str, population: str | None) -> None:
    heading = read_heading(line)
    assert heading is not None
    assert heading.type == kind
    assert heading.end == len(line)
    if population or "both" not in line:
        assert heading.population == population


@pytest.mark.parametrize(
    "line",
    [
        "RRMS not fulfilling inclusion criteria",
        "Any condition not fulfilling inclusion criteria",
        "Failure to meet the inclusion criteria",
        "Meet all the inclusion criteria",
        "No exclusion criteria are positive.",
        "Other protocol-defined inclusion/exclusion criteria may apply",
        "Exclusion criteria must be read with the package insert.",
        "Breastfeeding less than 6 months prior to inclusion",
        "See Disease Characteristics",
        "Inclusion in other clinical trials",
        "Laboratory exclusions: eGFR below 30",
        "Age 18 to 65, inclusive",
        "Patients must have organ function as defined below:",
        "Males and females who fulfill the following criteria for asthma:",
        "Eligible for intensive care",
        "The wish of the volunteer to meet exclusion criteria.",
    ],
)
def test_a_sentence_about_criteria_is_a_criterion(line: str) -> None:
    assert read_heading(line) is None


@pytest.mark.parametrize(
    ("line", "population"),
    [
        ("Donors:", "donor"),
        ("For healthy volunteers:", "healthy volunteer"),
        ("Recipients", "recipient"),
        ("Control group:", "control group"),
        ("Unrelated Donor", None),
        ("Hepatic", None),
        ("Donor more than 65 years of age", None),
    ],
)
def test_a_line_may_only_say_for_whom(line: str, population: str | None) -> None:
    assert read_population(line) == population


def test_several_populations_are_told_apart() -> None:
    text = (
        "Inclusion Criteria:\n\nPatient eligibility criteria\n\nAny age\n\nMSC donor inclusion criteria\n\nOver 16\n\n"
        "Exclusion Criteria:\n\nMSC donor exclusion criteria\n\nAllergy"
    )
    assert populations(text) == [("Any age", "patient"), ("Over 16", "msc donor"), ("Allergy", "msc donor")]


def test_an_exclusion_heading_is_for_those_named_above_if_none_was_for_all() -> None:
    text = (
        "Patients Inclusion criteria\n\nIll\n\nExclusion criteria\n\nFever\n\n"
        "Donors Inclusion criteria\n\nWell\n\nExclusion criteria\n\nOld"
    )
    assert populations(text) == [
        ("Ill", "patient"),
        ("Fever", "patient"),
        ("Well", "donor"),
        ("Old", "donor"),
    ]


def test_an_exclusion_heading_is_for_all_where_inclusion_was() -> None:
    text = "Inclusion Criteria:\n\nDonors:\n\nWell\n\nRecipients:\n\nIll\n\nExclusion Criteria:\n\nFever"
    assert populations(text) == [("Well", "donor"), ("Ill", "recipient"), ("Fever", None)]


def test_a_line_over_the_headings_says_for_whom_they_are() -> None:
    text = (
        "MSC Donors\n\nInclusion Criteria:\n\nWell\n\nExclusion Criteria:\n\nOld\n\n"
        "MSC Recipients\n\nInclusion Criteria:\n\nIll\n\nExclusion Criteria:\n\nFever"
    )
    assert populations(text) == [
        ("Well", "msc donor"),
        ("Old", "msc donor"),
        ("Ill", "msc recipient"),
        ("Fever", "msc recipient"),
    ]


def test_patients_alone_are_no_population() -> None:
    assert populations("Patient Inclusion Criteria:\n\n* Ill") == [("Ill", None)]


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"nounz": ["criteria"]}, "nounz"),
        ({"exclusion": ["inclusion"]}, "inclusion"),
        ({"lead_ins": {"who": []}}, "lead_ins"),
    ],
)
def test_a_mistake_in_the_words_is_refused(change: dict[str, object], named: str) -> None:
    raw = yaml.safe_load(WORDS.read_text(encoding="utf-8"))
    with pytest.raises(UsageError, match=named):
        load_heading_words(raw | change)
