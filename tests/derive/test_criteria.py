import copy
import csv
import re
from itertools import pairwise
from pathlib import Path

import orjson
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from harvester.derive.criteria import CriteriaReading, Criterion, derive_criteria, read_criteria
from harvester.derive.criteria_headings import read_heading, read_population
from harvester.derive.criteria_lines import strip_bullet
from harvester.derive.criteria_words import load_heading_words
from harvester.derive.markup import unescape
from harvester.errors import UsageError
from tests.shared import needs_shared, records

WORDS = Path(__file__).parents[2] / "data" / "criteria_headings.yaml"


def rows(text: str) -> list[tuple[str, str]]:
    return [(row.type, row.text) for row in read_criteria(text).criteria]


def nested(text: str) -> list[tuple[str, int, int | None]]:
    return [(row.text, row.level, row.parent) for row in read_criteria(text).criteria]


def populations(text: str) -> list[tuple[str, str | None]]:
    return [(row.text, row.population) for row in read_criteria(text).criteria]


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


def letters(text: str) -> str:
    return re.sub(r"[\W_]", "", text)


def lost(text: str, reading: CriteriaReading) -> list[str]:
    """What is in no criterion and no heading, and is no bullet."""
    spans = sorted(
        [(start, end, "") for start, end in reading.headings]
        + [(r.start, r.end, r.bullet) for r in reading.criteria]
    )
    assert all(start < end for start, end, _ in spans)
    assert all(left[1] <= right[0] for left, right in pairwise(spans))
    gaps = zip([0, *(end for _, end, _ in spans)], [*spans, (len(text), len(text), "")], strict=True)
    found = []
    for end, (start, _, bullet) in gaps:
        gap = text[end:start]
        words = "".join(line[strip_bullet(line)[0] :] for line in gap.split("\n"))
        if letters(words) and letters(unescape(gap)) != letters(bullet):
            found.append(gap)
    return found


def check(text: str) -> None:
    reading = read_criteria(text)
    assert [row.position for row in reading.criteria] == list(range(len(reading.criteria)))
    for row in reading.criteria:
        plain = unescape(text[row.start : row.end])
        assert row.text in (plain, " ".join(plain.split()))
        assert (row.level == 0) == (row.parent is None)
        assert row.parent is None or (
            row.parent < row.position and reading.criteria[row.parent].level == row.level - 1
        )
    assert lost(text, reading) == []


LINES = st.sampled_from(
    [
        "Inclusion Criteria:",
        "EXCLUSION CRITERIA",
        "Donors:",
        "* Adult",
        "  * Fever",
        "    1. Cough",
        "1. Ill; 2. Old",
        "",
        "",
        "Age",
        "plain words",
        "One of the following:",
        "a) asthma b) cough c) fever",
        "- Exclusion: none",
        "Inclusion and exclusion criteria",
        "* • Doubled",
        "1.",
        "-",
        "Patients must not:",
        "\\* note",
        "Exclusion Criteria:1.",
        "ends with the",
        "Inclusion: a; b",
        "E. coli",
        "4. Ill 5. Old 6. Poor",
        "Any of: a. Blood: i. red ii. white b. Liver",
        "Well.• Rich• Young",
        "Tall.- Thin- Wise.- Odd",
        "3.200 < PaO2",
        "2 . Spaced",
        "lost (one",
        "two) found",
        "Cough 9. Fever 10. Rash",
        "PSC patients - Inclusion",
        "①Asthma②Cough",
    ]
)


MARKS = st.lists(st.sampled_from([*"12)(.;:-•①② abiIvA\\\n*é", " word ", "Word", " ii. "]), max_size=40).map(
    "".join
)


@given(
    st.lists(LINES, max_size=14).map("\n".join)
    | MARKS
    | MARKS.map("Inclusion Criteria:\n".__add__)
    | st.text(max_size=80)
)
def test_no_word_is_lost_whatever_the_text(text: str) -> None:
    check(text)


def words_of(text: str) -> list[str]:
    """Those that are no bullets."""
    return re.findall(r"[A-Za-zé]{4,}", text)


@given(st.lists(LINES, max_size=14).map("\n".join) | MARKS.map("Inclusion Criteria:\n".__add__))
def test_criteria_put_together_are_the_words_of_the_text_in_its_order(text: str) -> None:
    reading = read_criteria(text)
    pieces = [(start, text[start:end]) for start, end in reading.headings]
    pieces += [(row.start, f"{row.bullet} {text[row.start : row.end]}") for row in reading.criteria]
    together = " ".join(piece for _, piece in sorted(pieces))
    assert words_of(unescape(together)) == words_of(unescape(text))


@needs_shared
def test_no_word_of_a_real_record_is_lost_and_few_stay_whole() -> None:
    texts = 0
    unsplit = 0
    for path in records("msc_2022", "api_v2"):
        module = orjson.loads(path.read_bytes())["protocolSection"].get("eligibilityModule", {})
        text = module.get("eligibilityCriteria")
        if text:
            check(text)
            texts += 1
            unsplit += [row.type for row in read_criteria(text).criteria] == ["UNSPLIT"]
    assert texts > 2300
    assert unsplit < 0.005 * texts


@needs_shared
def test_lines_that_break_a_simple_split_are_told_apart(shared: Path) -> None:
    table = (shared / "msc" / "eligibility_headings_dev.tsv").read_text(encoding="utf-8")
    told = {"heading": 0, "criterion": 0}
    for entry in csv.DictReader(table.splitlines(), delimiter="\t"):
        path = shared / "records" / "msc_2022" / f"{entry['nct_id']}.json"
        text = orjson.loads(path.read_bytes())["protocolSection"]["eligibilityModule"]["eligibilityCriteria"]
        reading = read_criteria(text)
        headings = {text[start:end].strip() for start, end in reading.headings}
        criteria = {row.text for row in reading.criteria}
        for line in filter(None, entry["heading_lines_that_break_a_simple_split"].split(" ¦ ")):
            sentence = re.search(
                r"not fulfil|fail|^meet|^see |are positive|apply|prior to incl|before incl",
                line,
                re.IGNORECASE,
            )
            if sentence:
                assert re.sub(r"^\d\. ", "", line) in criteria, line
            else:
                assert line in headings, line
            told["criterion" if sentence else "heading"] += 1
    assert told["heading"] > 70
    assert told["criterion"] > 10
