"""Fields and sections: what stands where, what differs, what is missing."""

import copy
from dataclasses import replace

import pytest

from harvester.compare import Head, compare_studies
from harvester.compare.products import place_of
from tests.compare.rows import study

SECTIONS = [
    "identity",
    "product",
    "design",
    "arms",
    "eligibility",
    "outcomes",
    "sites",
    "timeline",
    "results",
    "history",
]


@pytest.fixture
def pair() -> dict[str, dict]:
    return {
        "NCT00000001": study(
            "NCT00000001",
            studies={
                "brief_title": "One",
                "enrollment_count": 32,
                "enrollment_type": "ACTUAL",
                "phases": '["PHASE1","PHASE2"]',
                "has_results": 0,
                "lead_sponsor_name": "A  Hospital",
            },
            eligibility={
                "minimum_age": "18 Years",
                "minimum_age_years": 18.0,
                "sex": "ALL",
                "healthy_volunteers": 0,
            },
            conditions=[{"condition": "COVID-19"}, {"condition": "Pneumonia"}],
            locations=[{"country": "Poland"}, {"country": "Belarus"}, {"country": "Poland"}],
            study_versions=[
                {"version": 1, "source": "api", "retrieved_at": "2025-01-01T00:00:00Z"},
                {"version": 2, "source": "api", "retrieved_at": "2025-02-01T00:00:00Z"},
            ],
        ),
        "NCT00000002": study(
            "NCT00000002",
            studies={
                "brief_title": "Two",
                "enrollment_count": 76,
                "has_results": 1,
                "lead_sponsor_name": "a hospital",
            },
            eligibility={"minimum_age": "6 Years", "minimum_age_years": 6.0, "sex": "ALL"},
            conditions=[{"condition": "pneumonia"}, {"condition": "COVID-19"}],
            study_versions=[{"version": 1, "source": "demo", "retrieved_at": "2025-03-01T00:00:00Z"}],
        ),
    }


def test_json_has_the_promised_shape_and_section_order(pair):
    document = compare_studies(pair, ["NCT00000001", "NCT00000002"]).as_json()
    assert list(document) == ["studies", "sections"]
    assert [section["name"] for section in document["sections"]] == SECTIONS
    assert [found["nct_id"] for found in document["studies"]] == ["NCT00000001", "NCT00000002"]
    for section in document["sections"]:
        assert list(section) == ["name", "title", "fields"]
        for field in section["fields"]:
            assert list(field) == ["name", "label", "values", "differs"]
            assert len(field["values"]) == 2


def test_names_of_fields_are_unique_in_a_section(pair):
    for section in compare_studies(pair, list(pair)).sections:
        names = [field.name for field in section.fields]
        assert len(names) == len(set(names))


def test_values_are_the_stored_ones_with_booleans_and_lists_as_such(pair):
    comparison = compare_studies(pair, list(pair))
    assert comparison.section("design").field("enrollment_count").values == (32, 76)
    assert comparison.section("design").field("phases").values == (["PHASE1", "PHASE2"], None)
    assert comparison.section("results").field("has_results").values == (False, True)
    assert comparison.section("eligibility").field("minimum_age_years").values == (18.0, 6.0)
    assert comparison.section("eligibility").field("healthy_volunteers").values == (False, None)


def test_letter_case_white_space_and_order_of_a_list_are_no_difference(pair):
    identity = compare_studies(pair, list(pair)).section("identity")
    assert not identity.field("lead_sponsor_name").differs
    assert not identity.field("conditions").differs


def test_not_reported_differs_from_a_value_but_not_from_not_reported(pair):
    comparison = compare_studies(pair, list(pair))
    assert comparison.section("eligibility").field("healthy_volunteers").differs
    assert not comparison.section("design").field("masking").differs


def test_zero_and_false_are_values_of_their_own():
    rows = {
        "NCT00000001": study("NCT00000001", studies={"enrollment_count": 0, "has_results": 0}),
        "NCT00000002": study("NCT00000002", studies={"enrollment_count": None, "has_results": None}),
    }
    design = compare_studies(rows, list(rows)).section("design")
    assert design.field("enrollment_count").differs
    assert design.field("enrollment_count").reported


def test_a_date_that_agrees_with_another_type_differs_in_the_row_that_shows_both():
    rows = {
        f"NCT0000000{number}": study(
            f"NCT0000000{number}", studies={"start_date": "2021-06", "start_date_type": type_}
        )
        for number, type_ in ((1, "ACTUAL"), (2, "ESTIMATED"))
    }
    timeline = compare_studies(rows, list(rows)).section("timeline")
    start = timeline.field("start_date")
    assert not start.differs
    assert timeline.row_differs(start)
    assert "start_date_type" not in [field.name for field in timeline.rows]


def test_the_first_named_study_is_the_reference(pair):
    comparison = compare_studies(pair, ["NCT00000002", "NCT00000001"])
    assert comparison.nct_ids == ["NCT00000002", "NCT00000001"]
    assert comparison.section("design").field("enrollment_count").same == (True, False)


def test_an_id_the_file_does_not_hold_is_missing_and_a_double_counts_once(pair):
    comparison = compare_studies(pair, ["NCT00000001", "NCT09999999", "NCT00000001"])
    assert comparison.nct_ids == ["NCT00000001"]
    assert comparison.missing == ("NCT09999999",)
    assert comparison.as_json()["missing"] == ["NCT09999999"]


def test_one_study_alone_differs_in_nothing(pair):
    comparison = compare_studies(pair, ["NCT00000001"])
    assert all(section.differing == 0 for section in comparison.sections)


def test_no_study_at_all_gives_empty_values():
    document = compare_studies({}, ["NCT00000001"]).as_json()
    assert document["studies"] == []
    assert all(field["values"] == [] for section in document["sections"] for field in section["fields"])


def test_the_head_tells_the_newest_version_and_whether_the_record_is_abridged(pair):
    first, second = compare_studies(pair, list(pair)).studies
    assert (first.retrieved_at, first.abridged) == ("2025-02-01T00:00:00Z", False)
    assert second.abridged


def test_countries_are_counted_most_frequent_first(pair):
    countries = compare_studies(pair, list(pair)).section("sites").field("countries").values
    assert countries == ([{"value": "Poland", "count": 2}, {"value": "Belarus", "count": 1}], None)


def test_rows_are_left_as_they_were(pair):
    before = copy.deepcopy(pair)
    compare_studies(pair, list(pair)).as_json()
    assert pair == before


def test_adverse_events_add_up_over_groups_and_stay_unknown_without_any():
    rows = {
        "NCT00000001": study(
            "NCT00000001",
            event_groups=[
                {"serious_num_affected": 2, "serious_num_at_risk": 10},
                {"serious_num_affected": 0, "serious_num_at_risk": 12},
                {"serious_num_affected": None, "serious_num_at_risk": None},
            ],
        ),
        "NCT00000002": study("NCT00000002"),
    }
    results = compare_studies(rows, list(rows)).section("results")
    assert results.field("serious_affected").values == ({"affected": 2, "at_risk": 22}, None)
    assert results.field("deaths_affected").values == (None, None)


def test_changes_are_counted_by_what_they_touch():
    rows = {
        "NCT00000001": study(
            "NCT00000001",
            study_versions=[{"version": 1, "last_update_post_date": "2020-01-02"}, {"version": 2}],
            changes=[
                {"version": 2, "significance": "enrollment", "count": 1},
                {"version": 2, "significance": "sites", "count": 7},
            ],
        )
    }
    history = compare_studies(rows, ["NCT00000001"]).section("history")
    assert history.field("version_count").values == (2,)
    assert history.field("change_count").values == (8,)
    assert history.field("first_version_date").values == ("2020-01-02",)
    assert history.field("changes").values[0][0] == {"value": "sites", "count": 7}


def test_product_section_is_silent_without_rows_and_shows_values_with_their_words_with_them():
    path = "protocolSection.descriptionModule.briefSummary"
    rows = {
        "NCT00000001": study(
            "NCT00000001",
            msc_products=[
                {
                    "tissue_source": "bone marrow",
                    "dose_value": 1e6,
                    "dose_unit": "cells",
                    "dose_basis": "per_kg",
                }
            ],
            msc_evidence=[
                {"position": 0, "attribute": "tissue_source", "words": "Bone Marrow", "path": path}
            ],
        ),
        "NCT00000002": study("NCT00000002"),
    }
    section = compare_studies(rows, list(rows)).section("product")
    assert section.field("tissue_source").values == (
        [{"value": "bone marrow", "of": [], "evidence": [{"words": "Bone Marrow", "path": path}]}],
        None,
    )
    assert place_of(path) == "Brief summary"
    dose = section.field("dose").values[0][0]["value"]
    assert dose == {"value": 1e6, "low": None, "high": None, "unit": "cells", "basis": "per_kg"}
    assert not section.field("donor").reported
    assert compare_studies(rows, ["NCT00000002"]).section("product").fields == ()


def test_equal_products_of_several_arms_stand_once_and_different_ones_name_their_arms():
    rows = study(
        "NCT00000001",
        arm_groups=[{"label": "Low"}, {"label": "High"}],
        msc_products=[
            {"route": "intravenous", "dose_value": 1e6, "arm_group_position": 0},
            {"route": "intravenous", "dose_value": 2e6, "arm_group_position": 1},
        ],
        msc_evidence=[
            {"position": 0, "attribute": "route", "words": "intravenously"},
            {"position": 1, "attribute": "route", "words": "i.v."},
        ],
    )
    section = compare_studies({"NCT00000001": rows}, ["NCT00000001"]).section("product")
    (route,) = section.field("route").values[0]
    assert (route["value"], route["of"]) == ("intravenous", [])
    assert [shown["words"] for shown in route["evidence"]] == ["intravenously", "i.v."]
    assert [dose["of"] for dose in section.field("dose").values[0]] == [["Low"], ["High"]]


def test_values_that_every_arm_has_name_no_arms():
    rows = study(
        "NCT00000001",
        arm_groups=[{"label": "Low"}, {"label": "High"}],
        msc_products=[
            {"tissue_source": tissue, "dose_value": dose, "arm_group_position": arm}
            for arm, dose in ((0, 1e6), (1, 2e6))
            for tissue in ("adipose", "amnion")
        ],
    )
    section = compare_studies({"NCT00000001": rows}, ["NCT00000001"]).section("product")
    assert [item["of"] for item in section.field("tissue_source").values[0]] == [[], []]
    assert [item["of"] for item in section.field("dose").values[0]] == [["Low"], ["High"]]


@pytest.mark.parametrize(
    ("types", "doses", "named"),
    [
        (["MSC cells", "MSC cells"], [1e6, None], [["Low"]]),
        (["MSC cells", None], [None, 1e6], [["High"]]),
        (["MSC cells", "MSC cells"], [1e6, 1e6], [[]]),
        (["MSC cells", "not MSC"], [1e6, None], [[]]),
        (["MSC cells", "not MSC"], [None, 1e6], [["High"]]),
        (["not MSC", "not MSC"], [1e6, None], [["Low"]]),
    ],
)
def test_a_value_names_its_arm_unless_every_msc_product_has_it(
    types: list[str | None], doses: list[float | None], named: list[list[str]]
):
    rows = study(
        "NCT00000001",
        arm_groups=[{"label": "Low"}, {"label": "High"}],
        msc_products=[
            {"product_type": type_, "dose_value": dose, "arm_group_position": arm}
            for arm, (type_, dose) in enumerate(zip(types, doses, strict=True))
        ],
    )
    section = compare_studies({"NCT00000001": rows}, ["NCT00000001"]).section("product")
    assert [item["of"] for item in section.field("dose").values[0]] == named


def test_a_product_tied_to_no_arm_names_its_intervention():
    rows = study(
        "NCT00000001",
        interventions=[{"name": "Cells"}, {"name": "Vesicles"}],
        msc_products=[
            {"route": "intravenous", "intervention_position": 0},
            {"route": "topical", "intervention_position": 1},
            {"route": "topical"},
        ],
    )
    section = compare_studies({"NCT00000001": rows}, ["NCT00000001"]).section("product")
    assert [item["of"] for item in section.field("route").values[0]] == [["Cells"], ["Vesicles"]]


def test_words_that_show_several_parts_of_a_dose_stand_beside_it_once_and_beside_its_total():
    path = "protocolSection.descriptionModule.briefSummary"
    rows = study(
        "NCT00000001",
        msc_products=[
            {"dose_value": 1e6, "dose_unit": "cells", "dose_basis": "fixed", "total_dose": 3e6},
            {"dose_value": 1e6, "dose_unit": "cells", "dose_basis": "fixed"},
        ],
        msc_evidence=[
            {"position": product, "attribute": attribute, "words": "1 million cells", "path": path}
            for product in (0, 1)
            for attribute in ("dose_value", "dose_unit", "dose_basis")
        ]
        + [{"position": 0, "attribute": "total_dose", "words": "three times", "path": path}],
    )
    section = compare_studies({"NCT00000001": rows}, ["NCT00000001"]).section("product")
    once = {"words": "1 million cells", "path": path}
    (dose,) = section.field("dose").values[0]
    assert dose["evidence"] == [once]
    (total,) = section.field("total_dose").values[0]
    assert total["evidence"] == [once, {"words": "three times", "path": path}]


def test_the_words_and_the_arms_of_a_product_make_no_difference_only_its_values_do():
    rows = {
        nct_id: study(
            nct_id,
            msc_products=[{"route": "intravenous"}],
            msc_evidence=[{"position": 0, "attribute": "route", "words": words}],
        )
        for nct_id, words in (("NCT00000001", "i.v."), ("NCT00000002", "intravenously"))
    }
    assert not compare_studies(rows, list(rows)).section("product").field("route").differs


def test_of_one_study_only_differences_leaves_all_in():
    one = compare_studies({"NCT00000001": study("NCT00000001", studies={"acronym": "ONE"})}, ["NCT00000001"])
    assert one.only_differences() == one
    assert compare_studies({}, ["NCT00000001"]).only_differences().missing == ("NCT00000001",)


def test_only_differences_leaves_out_every_row_that_is_the_same():
    rows = {
        "NCT00000001": study("NCT00000001", studies={"overall_status": "COMPLETED", "acronym": "ONE"}),
        "NCT00000002": study("NCT00000002", studies={"overall_status": "COMPLETED", "acronym": "TWO"}),
    }
    whole = compare_studies(rows, list(rows)).section("identity")
    assert {row.name for row in whole.rows if not whole.row_differs(row)} >= {"overall_status"}
    kept = compare_studies(rows, list(rows)).only_differences().section("identity")
    assert [row.name for row in kept.rows] == [row.name for row in whole.rows if whole.row_differs(row)]
    assert "acronym" in [row.name for row in kept.rows]


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("api", "updated 2022-07-08, retrieved 2026-11-30"),
        ("archive", "updated 2022-07-08, retrieved 2026-11-30"),
        ("json", "updated 2022-07-08, loaded 2026-11-30"),
        ("legacy_xml", "updated 2022-07-08, loaded 2026-11-30"),
    ],
)
def test_a_head_says_how_old_the_record_is_and_not_only_when_it_came(source: str, told: str) -> None:
    head = Head("NCT00000001", last_update_post_date="2022-07-08", source=source)
    assert replace(head, retrieved_at="2026-11-30T10:00:00Z").dated == told
    assert head.dated == "updated 2022-07-08"
