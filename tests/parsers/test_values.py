"""Single values as the registry writes them, and as API v2 does."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harvester.parsers.labels import _OTHER_WORDS, LABELS, label_key
from harvester.parsers.values import age, boolean, enum_of, is_age, masking, parse_date, phases, std_ages
from tests.shared import needs_shared, records

UNHURRIED = settings(deadline=None)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("May 11, 2020", "2020-05-11"),
        ("May 2011", "2011-05"),
        ("May, 2011", "2011-05"),
        ("  September \n 1,  1999 ", "1999-09-01"),
        ("Sep 2019", "2019-09"),
        ("Sept. 3, 2019", "2019-09-03"),
        ("AUGUST 8th, 2020", "2020-08-08"),
        ("11 May 2020", "2020-05-11"),
        ("05-Jan-2020", "2020-01-05"),
        ("2020-05-11", "2020-05-11"),
        ("2020-05", "2020-05"),
        ("2020", "2020"),
        ("February 29, 2020", "2020-02-29"),
    ],
)
def test_a_date_keeps_the_precision_it_was_written_in(text: str, iso: str) -> None:
    assert parse_date(text) == iso


@pytest.mark.parametrize(
    "text",
    [
        "",
        "N/A",
        "June 31, 2010",
        "February 29, 2019",
        "Mayo 2011",
        "May 0, 2011",
        "2020-13",
        "2020-00",
        "0000",
        "5/11/20",
    ],
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert parse_date(text) is None


MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October"]
MONTHS += ["November", "December"]


@UNHURRIED
@given(st.dates(date(1900, 1, 1)), st.sampled_from(["{m} {d}, {y}", "{d} {m} {y}", "{m}  {d},\n{y}"]))
def test_every_day_is_read_as_itself(day: date, form: str) -> None:
    text = form.format(m=MONTHS[day.month - 1], d=day.day, y=day.year)
    assert parse_date(text) == day.isoformat()


@UNHURRIED
@given(st.text(max_size=40))
def test_any_text_is_a_date_an_age_and_a_boolean_or_none(text: str) -> None:
    iso = parse_date(text)
    assert iso is None or date.fromisoformat((iso + "-01-01")[:10])
    assert boolean(text) in (True, False, None)
    assert is_age(text) or age(text) == " ".join(text.split())


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("18 Years", "18 Years"),
        ("1 Year", "1 Year"),
        ("1 Years", "1 Year"),
        ("6  months", "6 Months"),
        ("0 Years", "0 Years"),
        ("36 Hours", "36 Hours"),
        ("2.5 weeks", "2.5 Weeks"),
        ("N/A", None),
        ("No limit", None),
        ("", None),
    ],
)
def test_ages_are_spelled_as_the_registry_spells_them(text: str, read: str | None) -> None:
    assert age(text) == read
    assert is_age(text)


def test_what_is_no_age_stays_and_is_told_apart() -> None:
    assert age("of  age") == "of age"
    assert not is_age("of age")


@pytest.mark.parametrize(
    ("minimum", "maximum", "groups"),
    [
        (None, None, ["CHILD", "ADULT", "OLDER_ADULT"]),
        ("18 Years", None, ["ADULT", "OLDER_ADULT"]),
        ("18 Years", "64 Years", ["ADULT"]),
        ("18 Years", "65 Years", ["ADULT", "OLDER_ADULT"]),
        (None, "18 Years", ["CHILD", "ADULT"]),
        ("1 Day", "17 Years", ["CHILD"]),
        ("216 Months", "216 Months", ["ADULT"]),
        ("of age", None, None),
    ],
)
def test_age_groups_follow_from_the_ages(
    minimum: str | None, maximum: str | None, groups: list[str] | None
) -> None:
    assert std_ages(minimum, maximum) == groups


@needs_shared
def test_age_groups_of_all_real_records_follow_from_the_ages() -> None:
    paths = records("api_v2", "msc_2022")
    for path in paths:
        module = json.loads(path.read_bytes())["protocolSection"].get("eligibilityModule", {})
        found = std_ages(module.get("minimumAge"), module.get("maximumAge"))
        assert found == module.get("stdAges"), path.name
    assert len(paths) == 2371


@pytest.mark.parametrize(
    ("text", "value"),
    [("Yes", True), ("No", False), ("accepts  healthy volunteers", True), ("Maybe", None), ("", None)],
)
def test_booleans(text: str, value: bool | None) -> None:
    assert boolean(text) is value


@pytest.mark.parametrize(
    ("kind", "label", "value"),
    [
        ("sex", "Both", "ALL"),
        ("sex", "female", "FEMALE"),
        ("status", "Active, not recruiting", "ACTIVE_NOT_RECRUITING"),
        ("status", "This study is currently recruiting participants.", "RECRUITING"),
        ("status", "No longer available", "NO_LONGER_AVAILABLE"),
        ("date_type", "Anticipated", "ESTIMATED"),
        ("date_type", "Estimate", "ESTIMATED"),
        ("allocation", "Non-Randomized", "NON_RANDOMIZED"),
        ("allocation", "N/A", "NA"),
        ("intervention_model", "Cross-over Assignment", "CROSSOVER"),
        ("observational_model", "Ecologic or Community", "ECOLOGIC_OR_COMMUNITY"),
        ("primary_purpose", "Educational/Counseling/Training", "ECT"),
        ("agency_class", "U.S. Fed", "FED"),
        ("agency_class", "Other_Gov", "OTHER_GOV"),
        ("responsible_party_type", "Sponsor-Investigator", "SPONSOR_INVESTIGATOR"),
        ("measure_dispersion", "97.5% Confidence Interval", "CONFIDENCE_975"),
        ("ci_num_sides", "2-Sided", "TWO_SIDED"),
        ("ipd_info_type", "Informed Consent Form (ICF)", "ICF"),
        ("sex", "Neither", None),
    ],
)
def test_labels_of_all_years_become_the_apis_values(kind: str, label: str, value: str | None) -> None:
    assert enum_of(kind, label) == value


def test_an_unknown_kind_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(KeyError):
        enum_of("colour", "red")


def test_every_other_spelling_says_something_of_its_own() -> None:
    for kind, rows in _OTHER_WORDS.items():
        values = set(LABELS[kind].values())
        for label, value in rows.items():
            assert value in values, (kind, label)
            assert label_key(label) != label_key(value), (kind, label)
        assert len({label_key(label) for label in rows}) == len(rows), kind


ENUMS = {
    "status": "Status",
    "study_type": "StudyType",
    "phase": "Phase",
    "sex": "Sex",
    "std_age": "StandardAge",
    "sampling_method": "SamplingMethod",
    "ipd_sharing": "IpdSharing",
    "ipd_info_type": "IpdSharingInfoType",
    "org_study_id_type": "OrgStudyIdType",
    "secondary_id_type": "SecondaryIdType",
    "agency_class": "AgencyClass",
    "date_type": "DateType",
    "enrollment_type": "EnrollmentType",
    "responsible_party_type": "ResponsiblePartyType",
    "allocation": "DesignAllocation",
    "intervention_model": "InterventionalAssignment",
    "primary_purpose": "PrimaryPurpose",
    "observational_model": "ObservationalModel",
    "time_perspective": "DesignTimePerspective",
    "masking": "DesignMasking",
    "who_masked": "WhoMasked",
    "biospec_retention": "BioSpecRetention",
    "arm_group_type": "ArmGroupType",
    "intervention_type": "InterventionType",
    "contact_role": "ContactRole",
    "official_role": "OfficialRole",
    "reference_type": "ReferenceType",
    "outcome_measure_type": "OutcomeMeasureType",
    "measure_param": "MeasureParam",
    "measure_dispersion": "MeasureDispersionType",
    "analysis_dispersion": "AnalysisDispersionType",
    "ci_num_sides": "ConfidenceIntervalNumSides",
    "non_inferiority": "NonInferiorityType",
    "event_assessment": "EventAssessment",
    "agreement_restriction": "AgreementRestrictionType",
}


@needs_shared
def test_every_kind_holds_the_registrys_enum(shared: Path) -> None:
    enums = json.loads((shared / "registry/spec/enums_from_oas_2.0.5.json").read_bytes())
    assert {kind: set(rows.values()) for kind, rows in LABELS.items()} == {
        kind: set(enums[name]) for kind, name in ENUMS.items()
    }


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Phase 1/Phase 2", ["PHASE1", "PHASE2"]),
        ("Phase 2 Phase 3", ["PHASE2", "PHASE3"]),
        ("Phase 1 | Phase 2", ["PHASE1", "PHASE2"]),
        ("Early Phase 1", ["EARLY_PHASE1"]),
        ("Phase 0", ["EARLY_PHASE1"]),
        ("Phase II/Phase III", ["PHASE2", "PHASE3"]),
        ("N/A", ["NA"]),
        ("Not Applicable", ["NA"]),
        ("Phase 2/Phase 9", None),
        ("", None),
    ],
)
def test_phases(text: str, read: list[str] | None) -> None:
    assert phases(text) == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Double Blind (Subject, Investigator)", ("DOUBLE", ["PARTICIPANT", "INVESTIGATOR"])),
        (
            "Triple (Participant, Care Provider,\nInvestigator)",
            ("TRIPLE", ["PARTICIPANT", "CARE_PROVIDER", "INVESTIGATOR"]),
        ),
        ("Single Blind (Outcomes Assessor)", ("SINGLE", ["OUTCOMES_ASSESSOR"])),
        ("Double Blind (Caregiver)", ("DOUBLE", ["CARE_PROVIDER"])),
        ("Double-Blind", ("DOUBLE", [])),
        ("Quadruple", ("QUADRUPLE", [])),
        ("None (Open Label)", ("NONE", [])),
        ("Open Label", ("NONE", [])),
        ("Double (Participant, Neighbour)", None),
        ("Half", None),
    ],
)
def test_masking(text: str, read: tuple[str, list[str]] | None) -> None:
    assert masking(text) == read
