"""Single values beside a label: ages, statuses, dates, ids."""

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from harvester.parsers.page import groups as group
from harvester.parsers.page import readers as read
from harvester.parsers.page.readers import Cell, Unknown
from harvester.parsers.page.sites import countries, country_names, locations
from harvester.parsers.page.values import TextValue, plain
from harvester.study import walk_leaves
from tests.parsers.page_cells import SAID, UNHURRIED, cell


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
