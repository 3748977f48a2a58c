"""The comparison as text, CSV and Markdown; what hostile records can do there."""

import csv
import io
from dataclasses import replace
from typing import Any

import pytest

from harvester.compare import as_csv, as_markdown, as_text, compare_studies
from harvester.compare.face import Face, absent, days, dose, number, visible
from tests.compare.rows import outcomes, study


def pair(**tables):
    rows = {
        "NCT00000001": study("NCT00000001", **tables),
        "NCT00000002": study("NCT00000002", studies={"brief_title": "Two", "enrollment_count": 76}),
    }
    return compare_studies(rows, list(rows))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", " =", "\n=", "\u200b=", "\ufeff="])
def test_a_csv_cell_never_begins_like_a_formula(start):
    text = as_csv(pair(studies={"org_study_id": f"{start}cmd|' /C calc'!A0", "brief_title": "One"}))
    for row in csv.reader(io.StringIO(text)):
        for cell in row:
            assert not cell.lstrip(" \n\t\r").startswith(("=", "+", "-", "@"))


def test_csv_has_a_column_for_each_study_and_a_row_for_each_field():
    rows = list(csv.DictReader(io.StringIO(as_csv(pair(studies={"enrollment_count": 32})))))
    found = next(row for row in rows if row["field"] == "enrollment_count")
    assert (found["section"], found["NCT00000001"], found["NCT00000002"], found["differs"]) == (
        "design",
        "32",
        "76",
        "yes",
    )


def test_csv_leaves_a_cell_empty_where_nothing_is_reported():
    rows = list(csv.DictReader(io.StringIO(as_csv(pair()))))
    assert next(row for row in rows if row["field"] == "enrollment_count")["NCT00000001"] == ""


def test_text_shows_labels_for_codes_and_not_reported_for_null():
    text = as_text(
        pair(studies={"overall_status": "ACTIVE_NOT_RECRUITING", "enrollment_type": "ACTUAL"}), 120
    )
    assert "Active, not recruiting" in text
    assert "not reported" in text
    assert "ACTIVE_NOT_RECRUITING" not in text


@pytest.mark.parametrize("width", [40, 60, 80, 120, 200])
def test_text_fits_the_terminal(width):
    comparison = pair(
        studies={
            "brief_title": "A title " * 40,
            "org_study_id": "x" * 300,
            "official_title": "标题很长" * 60,
        },
        outcomes=outcomes("An outcome that is described at length " * 5),
    )
    from harvester.compare.render import _columns

    assert max(_columns(line) for line in as_text(comparison, width).splitlines()) <= width


def test_text_lays_many_studies_out_field_by_field():
    rows = {
        f"NCT0000000{place}": study(f"NCT0000000{place}", studies={"enrollment_count": place})
        for place in range(1, 9)
    }
    lines = as_text(compare_studies(rows, list(rows)), 100).splitlines()
    assert "    NCT00000007  7" in lines


def test_text_lets_no_control_character_through():
    text = as_text(pair(studies={"official_title": "a\x1b[2Jb\x07\u202ec\u200bd\u2066e\x9b31m\rf"}), 100)
    assert not set(text) & {"\x1b", "\x07", "\u202e", "\u200b", "\u2066", "\x9b", "\r"}
    assert "a[2Jbcde31m" in text


def test_text_names_what_is_missing():
    rows = {"NCT00000001": study("NCT00000001")}
    assert "Not in this file: NCT09999999" in as_text(
        compare_studies(rows, ["NCT00000001", "NCT09999999"]), 100
    )


def test_markdown_text_and_json_name_former_and_missing_ids_and_csv_stays_a_table():
    rows = {nct_id: study(nct_id) for nct_id in ("NCT00000001", "NCT00000002")}
    comparison = replace(
        compare_studies(rows, ["NCT00000001", "NCT00000002", "NCT09999999"]),
        former={"NCT00000001": "NCT00000003", "NCT00000008": "NCT00000002"},
    )
    lines = [
        "NCT00000001 is now NCT00000003; shown is the last version of NCT00000001",
        "NCT00000008 is now NCT00000002",
        "Not in this file: NCT09999999",
    ]
    assert [line for line in as_markdown(comparison).splitlines() if line.startswith("- NCT")] == [
        f"- {line}" for line in lines[:2]
    ]
    assert f"- {lines[2]}" in as_markdown(comparison).splitlines()
    assert set(lines) <= set(as_text(comparison, 100).splitlines())
    assert max(map(len, as_text(comparison, 40).splitlines())) <= 40
    document = comparison.with_fields(["design"]).only_differences().as_json()
    assert document["former"] == comparison.former
    assert document["missing"] == ["NCT09999999"]
    assert not {"former", "missing"} & set(pair().as_json())
    assert as_csv(comparison) == as_csv(compare_studies(rows, list(rows)))


def test_markdown_shows_every_character_and_lets_none_act():
    hostile = "<script>alert(1)</script> [x](javascript:alert(1)) | *b* `c` ![](http://x) # h\n\n| --- |"
    line = next(
        line
        for line in as_markdown(pair(studies={"official_title": hostile})).splitlines()
        if "Official" in line
    )
    assert "\\<script\\>" in line
    assert "\\[x\\](javascript" in line
    assert line.count(" | ") - line.count("\\|") <= 3
    assert line.startswith("| **Official title**")


def test_markdown_and_text_say_where_the_data_are_from_and_what_they_are_not():
    for text in (as_markdown(pair()), as_text(pair(), 500)):
        assert "ClinicalTrials.gov" in text
        assert "Not medical advice" in text
        assert "the registry has not evaluated" in text


def test_an_abridged_record_says_so():
    comparison = pair(
        study_versions=[{"version": 1, "source": "demo", "retrieved_at": "2025-01-01T00:00:00Z"}]
    )
    for text in (as_markdown(comparison), as_text(comparison, 500)):
        assert "abridged demo record" in text


def test_what_was_matched_on_similarity_says_so():
    rows = {
        "NCT00000001": study("NCT00000001", outcomes=outcomes("LVEF")),
        "NCT00000002": study("NCT00000002", outcomes=outcomes("Left ventricular ejection fraction")),
    }
    text = as_text(compare_studies(rows, list(rows)), 120)
    assert "similar, wording 16 % alike" in text.replace("\n", " ")


def test_a_code_nobody_knows_is_shown_as_it_is():
    comparison = pair(studies={"overall_status": "PAUSED_FOREVER"})
    field = comparison.section("identity").field("overall_status")
    assert Face(comparison).lines(field, field.values[0]) == ["PAUSED_FOREVER"]


def test_markdown_escapes_of_the_registry_are_resolved():
    comparison = pair(study_texts={"brief_summary": "Dose of 1x10\\^6 \\>= 5"})
    field = comparison.section("identity").field("brief_summary")
    assert Face(comparison).lines(field, field.values[0]) == ["Dose of 1x10^6 >= 5"]


def test_numbers_and_days_read_well():
    assert [number(value) for value in (0.5, 18.0, 1500, 0)] == ["0.5", "18", "1,500", "0"]
    points = [
        {"day": 28.0, "kind": "follow-up"},
        {"day": 28.0, "kind": "follow-up"},
        {"day": None, "kind": "event"},
        {"day": 6574.0, "kind": "age"},
    ]
    assert days(points) == "day 28"


def said(section: str, name: str, *studies: dict[str, Any]) -> list[str]:
    """What stands in the cells of a field, of studies with these tables."""
    rows = {
        f"NCT0000000{number}": study(f"NCT0000000{number}", **tables)
        for number, tables in enumerate(studies, 1)
    }
    comparison = compare_studies(rows, list(rows))
    field = comparison.section(section).field(name)
    face = Face(comparison)
    return [
        " / ".join(face.lines(field, value)) or absent(field, place)
        for place, value in enumerate(field.values)
    ]


def criterion(text: str, type: str = "INCLUSION", position: int = 0) -> dict[str, Any]:
    return {"text": text, "type": type, "position": position}


def test_a_study_whose_outcomes_match_none_says_so_and_one_without_outcomes_reports_none():
    studies = [{"outcomes": outcomes(*measures)} for measures in (["Pain"], ["Pain"], ["Cost"], [])]
    assert said("outcomes", "outcome_1", *studies)[2:] == ["none matched", "not reported"]
    assert said("outcomes", "primary_outcomes", *studies) == ["none", "none", "Cost", "not reported"]


def test_a_study_whose_criteria_were_not_split_says_that_they_are_not_told_apart():
    studies: list[dict[str, Any]] = [
        {"criteria": [criterion("Diabetes")]},
        {"criteria": [criterion("Diabetes")]},
        {"criteria": [criterion("Blindness")]},
        {"criteria": [criterion("All of it", "UNSPLIT")]},
        {"eligibility": {"eligibility_criteria": "A text that no rule has read"}},
        {"eligibility": {"sex": "ALL"}},
    ]
    silent = ["not told apart", "not told apart", "not reported"]
    assert said("eligibility", "inclusion_1", *studies)[2:] == ["none matched", *silent]
    assert said("eligibility", "inclusion_criteria", *studies) == ["none", "none", "Blindness", *silent]


def test_of_a_side_that_an_unsplit_part_may_hold_nobody_knows_that_there_are_none():
    studies = [
        {"criteria": [criterion("Diabetes"), criterion("Coma", "EXCLUSION", 1)]},
        {"criteria": [criterion("Adults are asked", "UNSPLIT"), criterion("Coma", "EXCLUSION", 1)]},
        {"criteria": [criterion("Coma", "EXCLUSION")]},
    ]
    assert said("eligibility", "inclusion_criteria", *studies) == ["Diabetes", "not told apart", "none"]


def test_a_study_without_arms_reports_none_of_any_role():
    arms = [{"label": "Cells", "type": "EXPERIMENTAL"}]
    assert said("arms", "arms_experimental", {"arm_groups": arms}, {})[1] == "not reported"
    placebo = [{"label": "Saline", "type": "PLACEBO_COMPARATOR"}]
    assert said("arms", "arms_comparator", {"arm_groups": placebo}, {"arm_groups": arms})[1] == "none"


def test_text_and_markdown_say_how_a_cell_comes_to_be_empty():
    rows = {
        "NCT00000001": study("NCT00000001", criteria=[criterion("Diabetes")]),
        "NCT00000002": study("NCT00000002", criteria=[criterion("All of it", "UNSPLIT")]),
    }
    comparison = compare_studies(rows, list(rows))
    assert "*not told apart*" in as_markdown(comparison)
    assert "not told apart" in as_text(comparison, 100)


def test_a_field_that_no_study_reports_differs_nowhere():
    rows = list(csv.DictReader(io.StringIO(as_csv(pair(outcomes=outcomes("Pain"))))))
    found = next(row for row in rows if row["field"] == "other_outcomes")
    assert (found["NCT00000001"], found["NCT00000002"], found["differs"]) == ("", "", "no")


def test_a_site_says_whether_it_recruits_where_the_record_does():
    sites = [
        {"facility": "Clinic", "city": "Łódź", "country": "Poland", "status": "RECRUITING"},
        {"facility": "Hospital", "country": "Poland", "status": "PAUSED"},
        {"city": "Minsk"},
        {"status": "COMPLETED"},
    ]
    assert said("sites", "locations", {"locations": sites}) == [
        "Clinic, Łódź, Poland (Recruiting) / Hospital, Poland (PAUSED) / Minsk / (Completed)"
    ]


def test_descriptions_that_are_compared_stand_in_every_format():
    described = "Cells at 5x10\\^6,\n once"
    comparison = pair(
        arm_groups=[{"label": "Cells", "type": "EXPERIMENTAL", "description": described}],
        interventions=[{"type": "BIOLOGICAL", "name": "MSC", "description": described}],
        outcomes=[{"type": "PRIMARY", "position": 0, "measure": "Pain", "description": described}],
    )
    for section, name, words in (
        ("arms", "arms_experimental", "Cells (Experimental)"),
        ("arms", "interventions", "Biological: MSC"),
        ("outcomes", "primary_outcomes", "Pain"),
    ):
        field = comparison.section(section).field(name)
        (line,) = Face(comparison).lines(field, field.values[0])
        assert line == f"{words} – Cells at 5x10^6,\n once"
    assert as_csv(comparison).count("– Cells at 5x10^6") == 3
    assert as_markdown(comparison).count("– Cells at 5x10^6") == 3
    assert as_text(comparison, 100).replace("\n", " ").count("– Cells at") == 3


def dosed(value: float | None, unit: str | None = "cells", basis: str | None = "fixed", *between: float):
    low, high = between or (None, None)
    return dose({"value": value, "low": low, "high": high, "unit": unit, "basis": basis})


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (1.415e8, "1.415 × 10^8 cells"),
        (999_999, "9.99999 × 10^5 cells"),
        (1e5, "1 × 10^5 cells"),
        (125_000.0, "1.25 × 10^5 cells"),
        (123_456_789, "1.23456789 × 10^8 cells"),
        (1.1 * 3e6, "3.3 × 10^6 cells"),
        (50_000.0, "50,000 cells"),
        (float("inf"), "inf cells"),
    ],
)
def test_a_dose_shows_every_digit_that_is_stated(value: float, words: str):
    assert dosed(value) == words


def test_a_dose_says_what_it_is_per_and_where_no_value_stands_for_that_leaves_it_to_the_words():
    assert dosed(1e6, "cells", "per_kg") == "1 × 10^6 cells per kg"
    assert dosed(None, "cells", "per_kg", 1e6, 2.5e6) == "1 × 10^6–2.5 × 10^6 cells per kg"
    assert dosed(6.29e7, "cells", None) == "6.29 × 10^7 cells (per what: see its words)"
    assert dosed(6.29e7, None, None) == "6.29 × 10^7"
    assert dosed(6.29e7) == "6.29 × 10^7 cells"


def test_more_quotes_than_three_are_counted_and_equal_ones_stand_once():
    quotes = ["one", "two", "one", "three", "four", "five"]
    comparison = pair(
        msc_products=[{"route": "topical"}],
        msc_evidence=[
            {"position": 0, "attribute": "route", "words": words, "path": f"some.{place}"}
            for place, words in enumerate(quotes)
        ],
    )
    field = comparison.section("product").field("route")
    assert Face(comparison).lines(field, field.values[0]) == ["topical – “one”; “two”; “three” and 2 more"]


def test_visible_keeps_lines_and_letters_of_every_script():
    assert visible("a\r\nb\rc\tд中ع") == "a\nb\nc\tд中ع"
