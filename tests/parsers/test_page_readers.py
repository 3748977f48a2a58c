"""What stands beside a label on a page, read piece by piece."""

from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from harvester.parsers import page_groups as group
from harvester.parsers import page_readers as read
from harvester.parsers.page_fields import field_of, page_key
from harvester.parsers.page_finish import old_party, responsible_party
from harvester.parsers.page_markup import blocks_of
from harvester.parsers.page_readers import Cell, Unknown
from harvester.parsers.page_sites import address, countries, country_names, locations
from harvester.parsers.page_study import Pair, fold
from harvester.parsers.page_text_terms import is_mesh, split_mesh, split_terms
from harvester.parsers.page_tree import decode, tree_of
from harvester.parsers.page_values import Block, Entry, TextValue, markdown, plain
from harvester.study import walk_leaves

UNHURRIED = settings(deadline=None, max_examples=8000)
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=60)
FRAGMENTS = st.sampled_from(
    ["Drug: ", "Experimental: ", ": Experimental", "[ Time Frame: ", "[ Designated as safety issue: No ]", " ]", "A", ",", "Contact: ", "18 Years", " to ", ", ", "(", ")", "Terminated", "Other Names:", "Interventions:", "Spain", ": ", "Study Director: ", "Verified May 2012 by ", "Recruitment status was: ", "Phase 1", "/", "Study Protocol", "12", " "]
)  # fmt: skip
SAID = WORDS | st.lists(FRAGMENTS, max_size=6).map("".join)


def cell(*lines: str, kind: str | None = None) -> Cell:
    return Cell("label", plain(*lines), kind)


def table(*rows: tuple[str, ...]) -> Cell:
    return Cell("label", TextValue(tuple(" ".join(row) for row in rows), rows=rows))


# --- labels -----------------------------------------------------------------------------------------------------------


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


# --- single values ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "low", "high", "groups"),
    [
        ("18 Years to 75 Years (Adult, Older Adult)", "18 Years", "75 Years", ["ADULT", "OLDER_ADULT"]),
        ("18 Years to 75 Years", "18 Years", "75 Years", ["ADULT", "OLDER_ADULT"]),
        ("18 Years and older   (Adult, Senior)", "18 Years", None, ["ADULT", "OLDER_ADULT"]),
        ("up to 6 Months   (Child)", None, "6 Months", ["CHILD"]),
        ("Up to 17 Years", None, "17 Years", ["CHILD"]),
        ("1 Year to N/A", "1 Year", None, ["CHILD", "ADULT", "OLDER_ADULT"]),
        ("Child, Adult, Older Adult", None, None, ["CHILD", "ADULT", "OLDER_ADULT"]),
        ("28 Days to 2 Years", "28 Days", "2 Years", ["CHILD"]),
    ],
)
def test_ages_are_kept_as_the_registry_writes_them(
    text: str, low: str | None, high: str | None, groups: list[str]
) -> None:
    expected = {"minimumAge": low, "maximumAge": high, "stdAges": groups}
    assert read.ages(cell(text)) == {name: value for name, value in expected.items() if value}


@pytest.mark.parametrize("text", ["of age", "18 to 75", "18 Years to adulthood", "from 3 Years"])
def test_what_is_no_age_span_is_not_read(text: str) -> None:
    assert read.ages(cell(text)) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Completed", {"overallStatus": "COMPLETED"}),
        ("Active, not recruiting", {"overallStatus": "ACTIVE_NOT_RECRUITING"}),
        (
            "Terminated (No money (at all).)",
            {"overallStatus": "TERMINATED", "whyStopped": "No money (at all)."},
        ),
        ("Withdrawn ( nobody came )", {"overallStatus": "WITHDRAWN", "whyStopped": "nobody came"}),
        ("This study has been completed.", {"overallStatus": "COMPLETED"}),
        (
            "This study is ongoing, but not recruiting participants.",
            {"overallStatus": "ACTIVE_NOT_RECRUITING"},
        ),
        (
            "This study is currently recruiting participants. (see Contacts and Locations)",
            {"overallStatus": "RECRUITING"},
        ),
        (
            "This study is currently recruiting participants. (see Contacts and Locations)"
            " Verified May 2012 by University of X",
            {"overallStatus": "RECRUITING", "statusVerifiedDate": "2012-05"},
        ),
        (
            "This study has been terminated. (sponsor left)",
            {"overallStatus": "TERMINATED", "whyStopped": "sponsor left"},
        ),
        (
            "Unknown Verified June 2014 by Y. Recruitment status was: Recruiting",
            {"overallStatus": "UNKNOWN", "lastKnownStatus": "RECRUITING", "statusVerifiedDate": "2014-06"},
        ),
        (
            "The recruitment status of this study is unknown. Verified June 2014 by Y."
            " Recruitment status was: Active, not recruiting",
            {
                "overallStatus": "UNKNOWN",
                "lastKnownStatus": "ACTIVE_NOT_RECRUITING",
                "statusVerifiedDate": "2014-06",
            },
        ),
    ],
)
def test_status_is_read_from_words_and_from_the_sentences_of_older_pages(
    text: str, expected: dict[str, str]
) -> None:
    assert read.status(cell(text)) == expected


@pytest.mark.parametrize("text", ["On holiday", "Completed a marathon", "This study has been painted."])
def test_what_is_no_status_is_not_read(text: str) -> None:
    assert read.status(cell(text)) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Interventional  (Clinical Trial)", {"studyType": "INTERVENTIONAL"}),
        ("Observational [Patient Registry]", {"studyType": "OBSERVATIONAL", "patientRegistry": True}),
        ("Observational", {"studyType": "OBSERVATIONAL"}),
        ("Expanded Access", {"studyType": "EXPANDED_ACCESS"}),
        ("A walk", None),
    ],
)
def test_study_type_tells_a_registry(text: str, expected: dict[str, Any] | None) -> None:
    assert read.study_type(cell(text)) == expected


@pytest.mark.parametrize(
    ("text", "count"), [("32", 32), ("32 participants", 32), ("1,234 participants", 1234), ("0", 0)]
)
def test_enrollment_is_a_count_with_the_labels_type(text: str, count: int) -> None:
    assert read.enrollment(cell(text)) == {"count": count}
    assert read.enrollment(cell(text, kind="ACTUAL")) == {"count": count, "type": "ACTUAL"}


@pytest.mark.parametrize("text", ["", "about 30", "30-40", "3.5"])
def test_what_is_no_count_is_not_read(text: str) -> None:
    assert read.enrollment(cell(text)) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Double (Participant, Investigator)",
            {"masking": "DOUBLE", "whoMasked": ["PARTICIPANT", "INVESTIGATOR"]},
        ),
        (
            "Double Blind (Subject, Caregiver)",
            {"masking": "DOUBLE", "whoMasked": ["PARTICIPANT", "CARE_PROVIDER"]},
        ),
        ("None (Open Label)", {"masking": "NONE"}),
        ("Open Label", {"masking": "NONE"}),
        ("Triple (Colour)", None),
    ],
)
def test_masking_tells_who_is_masked(text: str, expected: dict[str, Any] | None) -> None:
    assert read.masked(cell(text)) == expected


def test_a_value_of_an_enum_that_nobody_knows_stays_in_the_pages_words() -> None:
    found = read.enum("allocation")(cell("By the weather"))
    assert isinstance(found, Unknown)
    assert found == "By the weather"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("X-1",), {"id": "X-1"}),
        (
            (
                "X-1",
                "2019-001234-20 ( EudraCT Number )",
                "R01 ( Other Grant/Funding Number: The Fund )",
                "Z9",
            ),
            {
                "id": "X-1",
                "other": [
                    {"id": "2019-001234-20", "type": "EUDRACT_NUMBER"},
                    {"id": "R01", "type": "OTHER_GRANT", "domain": "The Fund"},
                    {"id": "Z9"},
                ],
            },
        ),
        (
            ("X-1 2019-001234-20 ( EudraCT Number )",),
            {"id": "X-1", "other": [{"id": "2019-001234-20", "type": "EUDRACT_NUMBER"}]},
        ),
        (("X (1) of 2",), {"id": "X (1) of 2"}),
    ],
)
def test_study_ids_are_the_sponsors_and_then_others_with_types(lines: tuple[str, ...], expected: Any) -> None:
    other = {"secondaryIdInfos": expected["other"]} if "other" in expected else {}
    assert read.study_ids(cell(*lines)) == {"orgStudyIdInfo": {"id": expected["id"]}} | other


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("May 11, 2020", {"date": "2020-05-11"}),
        ("May 11, 2020 (Estimated)", {"date": "2020-05-11", "type": "ESTIMATED"}),
        ("May 2020 (Final data collection date for primary outcome measure)", {"date": "2020-05"}),
        ("May 11, 2020 Key Record Dates", {"date": "2020-05-11"}),
        ("soon", None),
    ],
)
def test_a_posting_date_has_a_type_only_where_the_page_states_one(text: str, expected: Any) -> None:
    assert read.posted(cell(text)) == expected


def test_a_date_takes_the_type_in_front_of_its_label() -> None:
    assert read.dated(cell("May 2020", kind="ESTIMATED")) == {"date": "2020-05", "type": "ESTIMATED"}
    assert read.dated(cell("May 2020")) == {"date": "2020-05"}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("Study Protocol", "Statistical Analysis Plan (SAP)"), ["STUDY_PROTOCOL", "SAP"]),
        (("Study Protocol, Informed Consent Form (ICF)",), ["STUDY_PROTOCOL", "ICF"]),
        (
            ("Study Protocol Statistical Analysis Plan (SAP) Analytic Code",),
            ["STUDY_PROTOCOL", "SAP", "ANALYTIC_CODE"],
        ),
        (("Study Protocol", "Sandwiches"), None),
    ],
)
def test_supporting_materials_are_told_on_lines_between_commas_and_run_together(
    lines: tuple[str, ...], expected: list[str] | None
) -> None:
    assert read.enums("ipd_info_type")(cell(*lines)) == expected


READERS = [
    read.line, read.lines, read.names, read.nct_id, read.prose, read.date, read.posted, read.dated, read.yes_no,
    read.phases, read.study_type, read.enrollment, read.ages, read.masked, read.status, read.study_ids,
    read.access_types, read.enum("status"), read.enums("ipd_info_type"),
    group.outcomes, group.interventions, group.arms, group.officials, group.contacts, group.citations("RESULT"),
    group.see_also, group.documents, locations, countries, country_names,
]  # fmt: skip


@UNHURRIED
@given(st.sampled_from(READERS), st.lists(SAID, max_size=6), st.booleans())
def test_every_reader_gives_something_or_none_and_never_something_empty(
    reader: Any, lines: list[str], of_cells: bool
) -> None:
    value = plain(*lines)
    assume(value.lines)  # labels without a value come to no reader
    value = TextValue(value.lines, value.blocks, value.entries, (value.lines,)) if of_cells else value
    found = reader(Cell("label", value))
    assert found is None or all(leaf not in ("", [], {}, None) for _, leaf in walk_leaves(found))


# --- groups -----------------------------------------------------------------------------------------------------------


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


# --- sites ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "region", "expected"),
    [
        (
            "San Diego, California, United States, 92103",
            "United States, California",
            {"city": "San Diego", "state": "California", "zip": "92103", "country": "United States"},
        ),
        ("Madrid, Spain", "Spain", {"city": "Madrid", "country": "Spain"}),
        ("Madrid, Spain, 28046", "Spain", {"city": "Madrid", "zip": "28046", "country": "Spain"}),
        (
            "Ulm, BW, Germany, 89081",
            "Germany",
            {"city": "Ulm", "state": "BW", "zip": "89081", "country": "Germany"},
        ),
        (
            "Seoul, Korea, Republic of, 06351",
            "Korea, Republic of",
            {"city": "Seoul", "zip": "06351", "country": "Korea, Republic of"},
        ),
        ("Seoul", "Korea, Republic of", None),
        ("Spain", "Spain", None),
        ("Madrid, Spain", "Portugal", None),
    ],
)
def test_an_address_ends_with_the_country_of_its_region(
    text: str, region: str, expected: dict[str, str] | None
) -> None:
    assert address(text, region) == expected


def test_sites_are_told_by_the_regions_and_addresses_around_them() -> None:
    rows = (
        ("Show 3 Study Locations",),
        ("United States, California",),
        ("Clinic One", "Recruiting"),
        ("San Diego, California, United States, 92103",),
        ("Contact: Ana Silva    a@b.example",),
        ("Clinic Two",),
        ("Irvine, California, United States",),
        ("Spain",),
        ("Madrid, Spain",),
    )
    assert locations(table(*rows)) == [
        {
            "facility": "Clinic One",
            "status": "RECRUITING",
            "city": "San Diego",
            "state": "California",
            "zip": "92103",
            "country": "United States",
            "contacts": [{"name": "Ana Silva", "role": "CONTACT", "email": "a@b.example"}],
        },
        {"facility": "Clinic Two", "city": "Irvine", "state": "California", "country": "United States"},
        {"city": "Madrid", "country": "Spain"},
    ]


@pytest.mark.parametrize(
    "rows",
    [
        (("Spain",), ("Clinic",)),
        (("Spain",), ("Clinic",), ("Ward",), ("Madrid, Spain",)),
        (("Contact: Ana Silva",), ("Spain",), ("Madrid, Spain",)),
        (("Clinic",), ("Somewhere",)),
    ],
)
def test_sites_of_which_a_row_cannot_be_placed_are_not_read(rows: tuple[tuple[str, ...], ...]) -> None:
    assert locations(table(*rows)) is None


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("Spain, Germany",), ["Spain", "Germany"]),
        (("Spain", "Germany"), ["Spain", "Germany"]),
        (("Korea, Republic of, Spain",), ["Korea, Republic of", "Spain"]),
        (("Iran, Islamic Republic of",), ["Iran, Islamic Republic of"]),
        (
            ("Macedonia, The Former Yugoslav Republic of, Moldova, Republic of",),
            ["Macedonia, The Former Yugoslav Republic of", "Moldova, Republic of"],
        ),
        (("Germany, United States, Czech Republic",), ["Germany", "United States", "Czech Republic"]),
        (("Palestinian Territories, Occupied, Spain",), ["Palestinian Territories, Occupied", "Spain"]),
        (("Congo, The Democratic Republic of the",), ["Congo, The Democratic Republic of the"]),
    ],
)
def test_countries_keep_the_commas_of_their_names(lines: tuple[str, ...], expected: list[str]) -> None:
    assert country_names(cell(*lines)) == expected


# --- who is responsible -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (["Uni X"], {"type": "SPONSOR"}),
        (["Uni X", "Uni X"], {"type": "SPONSOR"}),
        (
            ["Ana Silva, Uni X", "Ana Silva, Professor, Head, Uni X"],
            {
                "type": "PRINCIPAL_INVESTIGATOR",
                "investigatorFullName": "Ana Silva",
                "investigatorTitle": "Professor, Head",
                "investigatorAffiliation": "Uni X",
            },
        ),
        (
            ["Ana Silva, Other House", "Ana Silva, Professor, Other House"],
            {
                "type": "PRINCIPAL_INVESTIGATOR",
                "investigatorFullName": "Ana Silva",
                "investigatorTitle": "Professor",
                "investigatorAffiliation": "Other House",
            },
        ),
    ],
)
def test_the_responsible_party_is_told_by_the_sponsors_name(
    said: list[str], expected: dict[str, str]
) -> None:
    assert responsible_party(said, "Uni X") == expected


def test_a_sponsor_who_is_a_person_is_sponsor_and_investigator() -> None:
    said = ["Ana Silva, Uni X", "Ana Silva, Professor, Uni X"]
    assert responsible_party(said, "Ana Silva") == {
        "type": "SPONSOR_INVESTIGATOR",
        "investigatorFullName": "Ana Silva",
        "investigatorTitle": "Professor",
        "investigatorAffiliation": "Uni X",
    }


def test_a_party_of_an_old_record_is_a_name_with_a_title_and_an_organization() -> None:
    assert old_party("Ana Silva, MD, Heart House", ("Uni X", "Heart House")) == {
        "oldNameTitle": "Ana Silva, MD",
        "oldOrganization": "Heart House",
    }
    assert old_party("Ana Silva, MD", ("Uni X", "")) == {"oldNameTitle": "Ana Silva, MD"}


# --- terms that an extractor ran together -----------------------------------------------------------------------------


def test_terms_are_parted_where_other_lists_know_them() -> None:
    known = ["Covid-19", "Pneumonia, Viral", "Lung Diseases", "Pneumonia"]
    line = "Covid-19 Pneumonia, Viral Acute Lung Injury Lung Diseases"
    assert split_terms(line, known) == ["Covid-19", "Pneumonia, Viral", "Acute Lung Injury", "Lung Diseases"]
    assert split_terms("Knee Osteoarthritis of the Elderly", ["Osteoarthritis"]) == [
        "Knee Osteoarthritis of the Elderly"
    ]


@UNHURRIED
@given(st.text("abc ,", max_size=40), st.lists(st.text("abc", min_size=1, max_size=3), max_size=5))
def test_parting_terms_loses_no_word_and_changes_no_order(line: str, known: list[str]) -> None:
    assert " ".join(split_terms(line, known)).split() == line.split()
    assert " ".join(split_mesh(line)).split() == line.split()


def test_mesh_terms_are_parted_at_the_nouns_they_end_with() -> None:
    line = "Respiratory Distress Syndrome Lung Diseases, Interstitial Pneumonia, Viral Respiratory Tract Diseases"
    assert split_mesh(line) == [
        "Respiratory Distress Syndrome",
        "Lung Diseases, Interstitial",
        "Pneumonia, Viral",
        "Respiratory Tract Diseases",
    ]


@pytest.mark.parametrize(
    ("line", "looks"),
    [
        ("Lung Diseases", True),
        ("Pneumonia, Viral", True),
        ("cell therapy", False),
        ("Cell Therapy", False),
        ("", False),
    ],
)
def test_a_line_of_mesh_terms_is_told_by_its_capitals_and_its_end(line: str, looks: bool) -> None:
    assert is_mesh(line) is looks


# --- prose ------------------------------------------------------------------------------------------------------------


def prose(html: str) -> str:
    return markdown(blocks_of(tree_of(f"<html><body><div>{html}</div></body></html>").xpath("//div")[0]))


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>One\n two</p><p>three</p>", "One two\n\nthree"),
        ("One<br>two<br><br>three", "One\ntwo\n\nthree"),
        ("Those:<ul><li>a</li><li>b</li></ul>and more", "Those:\n\n* a\n* b\n\nand more"),
        ("<ol><li>a</li><li>b</li></ol>", "1. a\n2. b"),
        ('<ol start="4"><li>a</li></ol>', "4. a"),
        (
            "<ul><li>a<ul><li>b<ul><li>c</li></ul></li></ul></li><li>d</li></ul>",
            "* a\n\n  * b\n\n    * c\n* d",
        ),
        ("<ul><li><p>a</p><p>b</p></li></ul>", "* a\n\n  b"),
        ("x &lt; 3 &amp; y &gt; 4", "x \\< 3 \\& y \\> 4"),
        ("1. Not a list", "1\\. Not a list"),
        ("5*3", "5\\*3"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a\n\nb"),
        ("&nbsp; <p> </p>", ""),
    ],
)
def test_paragraphs_and_lists_become_the_registrys_markdown(html: str, expected: str) -> None:
    assert prose(html) == expected


@UNHURRIED
@given(st.lists(st.builds(Block, WORDS, st.sampled_from(["", "*", "1."]), st.integers(0, 4)), max_size=8))
def test_any_blocks_become_text_that_holds_their_words(blocks: list[Block]) -> None:
    said = "".join(char for block in blocks for char in block.text if char.isalnum())
    numbers = sum(block.marker == "1." for block in blocks)
    found = "".join(char for char in markdown(blocks) if char.isalnum())
    assert len(found) >= len(said)
    assert len(found) <= len(said) + numbers


# --- bytes ------------------------------------------------------------------------------------------------------------


@UNHURRIED
@given(st.text())
def test_utf8_is_decoded_with_and_without_a_byte_order_mark(text: str) -> None:
    payload = text.encode("utf-8", "replace")
    again = payload.decode()
    assert decode(payload) == again.removeprefix("\ufeff")
    assert decode(b"\xef\xbb\xbf" + payload) == again


@UNHURRIED
@given(st.binary())
def test_any_bytes_are_decoded(payload: bytes) -> None:
    assert isinstance(decode(payload), str)
