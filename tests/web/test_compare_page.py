"""The comparison in Datasette: its page, its other formats, its tools, and nothing of a record that runs."""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from datasette.app import Datasette

from harvester.compare import compare_studies
from harvester.web.compare.body import body_html
from harvester.web.compare.body import reading as read_cell
from harvester.web.compare.find import match_expression
from harvester.web.compare.view import Reading, View, marked_text
from tests.compare.rows import outcomes, study
from tests.web.conftest import close
from tests.web.served import demo_study, make_file, soup_of

PAIR = "ids=NCT04382547,NCT07145502"
COMPARE = f"/trials/-/compare?{PAIR}"
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


def row_of(soup: BeautifulSoup, field: str) -> list[str]:
    row = soup.select_one(f'tr[data-field="{field}"]')
    assert row is not None, field
    return [" ".join(cell.get_text(" ").split()) for cell in row.select("td")]


async def test_page_shows_two_studies_with_enrollment_ages_and_outcomes(datasette: Any) -> None:
    soup = await soup_of(datasette, COMPARE)
    assert row_of(soup, "enrollment_count")[0].startswith("32")
    assert row_of(soup, "enrollment_count")[1] == "≠ 76"
    assert row_of(soup, "minimum_age") == ["18 Years", "≠ 6 Years"]
    assert row_of(soup, "maximum_age") == ["70 Years", "70 Years"]
    text = soup.get_text(" ")
    assert "Number of cured patients" in text
    assert "Change in neurological symptom severity" in text


async def test_equal_cells_are_muted_and_different_ones_marked_by_sign_and_words(datasette: Any) -> None:
    soup = await soup_of(datasette, COMPARE)
    for cell in soup.select("td.c-diff"):
        assert cell.select_one(".c-sign[role=img][aria-label=Differs]") is not None
    assert soup.select("td.c-same .c-sign, td.c-ref .c-sign") == []
    assert soup.select("td.c-same")


async def test_each_section_says_how_many_of_its_fields_differ(datasette: Any) -> None:
    soup = await soup_of(datasette, COMPARE)
    for section in soup.select("tbody.c-section"):
        rows = section.select("tr[data-field]")
        differing = section.select("tr.c-row-diff")
        tally = section.select_one(".c-tally")
        assert tally is not None
        assert tally.get_text() == f"{len(differing)} of {len(rows)} differ"


async def test_only_differences_works_without_script(datasette: Any) -> None:
    assert "c-only" not in ((await soup_of(datasette, COMPARE)).select_one("#c-table") or {})["class"]
    soup = await soup_of(datasette, f"{COMPARE}&diff=1")
    assert "c-only" in (soup.select_one("#c-table") or {})["class"]
    toggle = soup.select_one("#c-toggle")
    assert toggle is not None
    assert toggle["aria-pressed"] == "true"
    assert toggle["href"] == COMPARE


@pytest.mark.parametrize("ids", ["NCT04382547", "NCT04382547,NCT09999999"])
async def test_only_differences_of_one_study_shows_all_of_it_in_every_format(
    datasette: Any, ids: str
) -> None:
    soup = await soup_of(datasette, f"/trials/-/compare?ids={ids}&diff=1")
    assert "c-only" not in (soup.select_one("#c-table") or {})["class"]
    assert soup.select("tr.c-row-same")
    for suffix in ("json", "csv", "md"):
        whole = await datasette.client.get(f"/trials/-/compare.{suffix}?ids={ids}")
        asked = await datasette.client.get(f"/trials/-/compare.{suffix}?ids={ids}&diff=1")
        assert asked.text == whole.text
        assert "nrollment" in asked.text


async def test_any_column_can_be_made_the_reference_or_removed(datasette: Any) -> None:
    soup = await soup_of(datasette, COMPARE)
    links = {link["href"]: link.get_text() for link in soup.select(".c-links a")}
    assert links["/trials/-/compare?ids=NCT07145502,NCT04382547"].startswith("Make reference")
    assert links["/trials/-/compare?ids=NCT04382547"].startswith("Remove")
    assert links["/trials/-/compare?ids=NCT07145502"].startswith("Remove")
    assert links["https://clinicaltrials.gov/study/NCT07145502"].startswith("Registry")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("knee", "NCT"),
        ("NCT07145502", "redirect"),
        ("nct7145502", "redirect"),
        ("zzzzqq", None),
        ('"; drop (', None),
        ("*", None),
    ],
)
async def test_studies_are_found_by_id_title_or_condition_and_offered_to_add(
    datasette: Any, words: str, found: str | None
) -> None:
    response = await datasette.client.get("/trials/-/compare", params={"ids": "NCT04382547", "add": words})
    if found == "redirect":
        assert response.status_code == 302
        assert response.headers["location"] == COMPARE
        return
    hits = BeautifulSoup(response.text, "html.parser").select(".c-hits a")
    assert response.status_code == 200
    assert bool(hits) == bool(found)
    assert all(hit["href"].startswith("/trials/-/compare?ids=NCT04382547,NCT") for hit in hits)


async def test_what_is_in_the_comparison_already_is_not_offered(datasette: Any) -> None:
    response = await datasette.client.get(
        "/trials/-/compare", params={"ids": "NCT04382547", "add": "olfactory"}
    )
    assert not BeautifulSoup(response.text, "html.parser").select(".c-hits a")


async def test_without_ids_there_is_a_form_that_searches(datasette: Any) -> None:
    soup = await soup_of(datasette, "/trials/-/compare")
    assert soup.select_one('form.c-add[action="/trials/-/compare"] input[name=add]') is not None
    assert soup.select_one("#c-table") is None


async def test_json_is_the_comparison(datasette: Any) -> None:
    answer = (await datasette.client.get(f"/trials/-/compare.json?{PAIR}")).json()
    assert [section["name"] for section in answer["sections"]] == SECTIONS
    fields = {field["name"]: field for section in answer["sections"] for field in section["fields"]}
    assert fields["enrollment_count"]["values"] == [32, 76]
    assert fields["enrollment_count"]["differs"] is True
    assert fields["maximum_age_years"]["values"] == [70.0, 70.0]


async def test_csv_has_the_studies_as_columns(datasette: Any) -> None:
    response = await datasette.client.get(f"/trials/-/compare.csv?{PAIR}")
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(response.text)))
    found = next(row for row in rows if row["field"] == "enrollment_count")
    assert (found["NCT04382547"], found["NCT07145502"]) == ("32", "76")


async def test_markdown_is_offered_to_copy(datasette: Any) -> None:
    response = await datasette.client.get(f"/trials/-/compare.md?{PAIR}")
    assert response.headers["content-type"] == "text/markdown; charset=utf-8"
    assert response.text.startswith("# NCT04382547, NCT07145502")


async def test_a_value_read_from_prose_shows_its_words_on_hover_and_in_a_fold(datasette: Any) -> None:
    soup = await soup_of(datasette, COMPARE)
    value = soup.select_one('tr[data-field="tissue_source"] .c-name')
    assert value is not None
    fold = value.find_next_sibling("details")
    assert isinstance(fold, Tag)
    quote = fold.select_one("blockquote")
    assert quote is not None
    place = quote.select_one(".c-note")
    assert place is not None
    words = quote.get_text().removesuffix(place.get_text()).strip()
    assert value["title"] == f"“{words}” {place.get_text()}"
    summary = fold.summary
    assert summary is not None
    assert words in summary.get_text()


def test_an_exponent_is_raised_and_many_arms_are_folded() -> None:
    cell = read_cell(Reading(label="5 × 10^6 cells", whom=[f"Arm {n}" for n in range(9)], evidence=[]))
    soup = BeautifulSoup(cell, "html.parser")
    assert str(soup.select_one(".c-name sup")) == "<sup>6</sup>"
    fold = soup.details
    assert fold is not None
    assert [note.get_text() for note in fold.select("p")] == [f"Arm {n}" for n in range(4, 9)]
    assert len(soup.select("p.c-note")) == 9


def measured(*measures: str | None) -> BeautifulSoup:
    """A comparison of studies with one outcome each, None where a study has none."""
    rows = {}
    for number, measure in enumerate(measures, 1):
        nct_id = f"NCT0000000{number}"
        rows[nct_id] = study(nct_id, outcomes=outcomes(measure) if measure else [])
    sections = View(compare_studies(rows, list(rows))).sections()
    return BeautifulSoup(body_html(sections, len(rows)), "html.parser")


@pytest.mark.parametrize(
    ("reference", "own", "shown", "here", "there"),
    [
        (
            "Patients who meet radiographic entry criteria",
            "Patients who meet radiographic criteria",
            "Patients who meet radiographic entry criteria",
            [],
            ["entry"],
        ),
        (
            "Length of stay in the first hospital ward after surgery of the knee",
            "Length of stay in the second hospital ward after surgery of the knee",
            "Length of stay in the first second hospital ward after surgery of the knee",
            ["second"],
            ["first"],
        ),
        (
            "Length of stay in the hospital ward after knee surgery (or hip)",
            "Length of stay in the hospital ward after knee surgery.",
            "Length of stay in the hospital ward after knee surgery or hip.",
            [],
            ["or hip"],
        ),
        (
            "Length of stay in hospital > 18 nights",
            "Length of a stay in hospital < 18 nights",
            "Length of a stay in hospital > < 18 nights",
            ["a", "<"],
            [">"],
        ),
    ],
)
def test_words_of_either_wording_alone_are_marked_where_they_stand(
    reference: str, own: str, shown: str, here: list[str], there: list[str]
) -> None:
    cell = measured(reference, own).select_one('[data-field="outcome_1"] td.c-diff')
    assert cell is not None
    assert [mark.get_text() for mark in cell.select("mark.c-here")] == here
    assert [gone.get_text() for gone in cell.select("del.c-there")] == there
    tag = cell.select_one(".c-name .c-tag")
    assert tag is not None
    tag.extract()
    name = cell.select_one(".c-name")
    assert name is not None
    assert name.get_text().strip() == shown
    note = cell.select_one(".c-similar")
    assert note is not None
    assert re.fullmatch(r"similar, wording \d+ % alike", note.get_text())


def test_a_wording_is_not_buried_under_one_much_longer() -> None:
    first = {"text": "Cancer " + "of an organ that nobody here has heard of " * 3, "match": "first"}
    own = {"text": "Any cancer, even in the past", "match": "similar"}
    pieces = marked_text(own, first, "text")
    assert "".join(piece for _, piece in pieces) == own["text"]
    assert [piece for mark, piece in pieces if mark == "here"] == ["Any", ", even in the past"]


def test_a_likeness_to_another_than_the_reference_says_to_which() -> None:
    soup = measured(None, "Length of stay in hospital wards", "Length of stay in hospital ward and home")
    notes = [note.get_text() for note in soup.select('[data-field="outcome_1"] .c-similar')]
    assert len(notes) == 1
    assert notes[0].endswith("% alike, to NCT00000002")


def test_a_long_measure_as_label_is_clamped_and_whole_on_hover_and_in_its_cell() -> None:
    long = "Change from baseline in the distance walked in six minutes <by> treated patients"
    row = measured(long, long).select_one('[data-field="outcome_1"]')
    assert row is not None
    label = row.select_one("th .c-clamp")
    assert label is not None
    assert label["title"] == label.get_text() == long
    assert all(long in cell.get_text() for cell in row.select("td"))
    short = measured("Pain", "Pain").select_one('[data-field="outcome_1"] th')
    assert short is not None
    assert short.get_text() == "Pain"
    assert short.select(".c-clamp") == []


async def test_charts_have_their_data_beside_them(datasette: Any) -> None:
    soup = await soup_of(datasette, COMPARE)
    ages = soup.select_one(".c-chart-ages")
    assert ages is not None
    cells = [
        [cell.get_text() for cell in row.select("th, td")] for row in ages.select(":scope table > tbody > tr")
    ]
    assert cells == [["NCT04382547", "18 Years", "70 Years"], ["NCT07145502", "6 Years", "70 Years"]]
    for chart in soup.select("figure.c-chart"):
        assert chart.select_one("svg[role=img] > title") is not None
        assert chart.select_one("table caption") is not None


async def test_page_has_language_one_heading_skip_link_caption_and_row_and_column_heads(
    datasette: Any,
) -> None:
    soup = await soup_of(datasette, COMPARE)
    assert soup.html is not None
    assert soup.html["lang"] == "en"
    assert len(soup.select("h1")) == 1
    assert soup.select_one("a[href='#main']") is not None
    table = soup.select_one("#c-table")
    assert table is not None
    assert table.caption is not None
    assert all(row.select_one("th[scope=row]") for row in table.select("tr[data-field]"))
    assert [head["scope"] for head in table.select("tr.c-heads th")] == ["col"] * 3
    ids = [tag["id"] for tag in soup.select("[id]")]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("path", [COMPARE, "/trials/-/compare", "/trials/-/compare?ids=x"])
async def test_source_date_and_disclaimer_stand_on_the_page(datasette: Any, path: str) -> None:
    soup = BeautifulSoup((await datasette.client.get(path)).text, "html.parser")
    text = " ".join(soup.get_text(" ").split())
    assert "ClinicalTrials.gov" in text
    assert "2026-01-02" in text
    assert "Not medical advice; not evaluated by the registry" in text


async def test_abridged_demo_records_are_marked(tmp_path: Path) -> None:
    made = Datasette([str(make_file(tmp_path / "trials.db", [demo_study("NCT04382547")], source="demo"))])
    try:
        soup = await soup_of(made, "/trials/-/compare?ids=NCT04382547")
        assert "Abridged demo record" in soup.get_text()
    finally:
        close(made)


async def test_policy_allows_neither_inline_scripts_nor_styles(datasette: Any) -> None:
    response = await datasette.client.get(COMPARE)
    assert "'unsafe-inline'" not in response.headers["content-security-policy"]
    assert not re.search(r"<style|\sstyle=|<script(?![^>]*src=)|\son\w+=", response.text)


async def test_tables_with_nct_ids_load_the_picking_script_and_others_do_not(datasette: Any) -> None:
    assert "pick.js" in (await datasette.client.get("/trials/outcomes")).text
    assert "pick.js" not in (await datasette.client.get("/trials/runs")).text


async def test_picking_knows_its_database_under_a_base_url(demo_file: Path) -> None:
    made = Datasette([str(demo_file)], settings={"base_url": "/data/"})
    try:
        page = (await made.client.get("/trials/studies")).text
        (script,) = re.findall(r'src="([^"]*pick\.js[^"]*)"', page)
        assert script.startswith("/data/-/static-plugins/")
        assert script.endswith("base=%2Fdata%2Ftrials")
        soup = await soup_of(made, COMPARE)
        assert (soup.select_one("form.c-add") or {})["action"] == "/data/trials/-/compare"
    finally:
        close(made)


@pytest.fixture
def guarded(demo_file: Path) -> Iterator[Any]:
    tables = {"overall_officials": {"allow": {"id": "root"}}}
    made = Datasette([str(demo_file)], metadata={"databases": {"trials": {"tables": tables}}})
    yield made
    close(made)


@pytest.mark.parametrize("suffix", ["", ".json", ".csv", ".md"])
async def test_a_table_that_must_not_be_seen_is_not_shown_in_a_comparison_either(
    guarded: Any, suffix: str
) -> None:
    assert (await guarded.client.get(f"/trials/-/compare{suffix}?{PAIR}")).status_code == 403
    cookie = {"ds_actor": guarded.sign({"a": {"id": "root"}}, "actor")}
    allowed = await guarded.client.get(f"/trials/-/compare{suffix}?{PAIR}", cookies=cookie)
    assert allowed.status_code == 200


async def test_another_database_has_no_comparison(tmp_path: Path, demo_file: Path) -> None:
    made = Datasette([str(demo_file)], memory=True)
    try:
        assert (await made.client.get("/_memory/-/compare")).status_code == 404
        assert (await made.client.get("/nothing/-/compare")).status_code == 404
    finally:
        close(made)


def dangerous(soup: BeautifulSoup) -> list[str]:
    """What could run or lead astray in a page."""
    found = []
    for tag in soup.find_all(True):
        assert isinstance(tag, Tag)
        if tag.name in ("script", "iframe", "object", "embed", "img", "base", "meta", "style", "form"):
            source = str(tag.get("src") or tag.get("action") or "")
            ours = (
                source.startswith("/-/static-plugins/")
                or source.startswith("/hostile/")
                or tag.name == "meta"
            )
            if not ours or (tag.name == "script" and tag.get_text()):
                found.append(str(tag)[:80])
        for name, value in tag.attrs.items():
            text = " ".join(value) if isinstance(value, list) else str(value)
            if name.startswith("on") or name in ("style", "srcdoc", "srcset", "xlink:href"):
                found.append(f"{tag.name} {name}={text[:40]}")
            if name == "href" and not re.match(r"/|#|https://(clinicaltrials\.gov|datasette\.io)(/|$)", text):
                found.append(f"{tag.name} href={text[:40]}")
    return found


HOSTILE = ",".join(f"NCT9000000{number}" for number in range(8))


async def test_hostile_records_change_nothing_on_the_page(hostile: Any) -> None:
    soup = await soup_of(hostile, f"/hostile/-/compare?ids={HOSTILE}")
    assert dangerous(soup) == []
    assert soup.select_one("#c-table") is not None
    assert "<script>window.hit=1</script>" in soup.get_text()
    assert "{{ 7*191 }}" in soup.get_text()
    assert "1337" not in soup.get_text()


async def test_direction_and_zero_width_characters_of_a_record_do_not_reach_the_page(hostile: Any) -> None:
    text = (await hostile.client.get(f"/hostile/-/compare?ids={HOSTILE}")).text
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200b\u200d\ufeff\x07\x1b]", text)
    assert "العربية" in text


async def test_hostile_records_cannot_be_formulas_in_csv(hostile: Any) -> None:
    text = (await hostile.client.get(f"/hostile/-/compare.csv?ids={HOSTILE}")).text
    csv.field_size_limit(10_000_000)
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert not [cell[:40] for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


async def test_hostile_words_in_the_address_are_shown_and_nothing_more(hostile: Any) -> None:
    for words in ("<script>alert(1)</script>", '" autofocus onfocus="alert(1)', "javascript:alert(1)"):
        for name in ("ids", "add"):
            response = await hostile.client.get("/hostile/-/compare", params={name: words})
            assert dangerous(BeautifulSoup(response.text, "html.parser")) == []


def test_words_to_search_are_quoted_one_by_one() -> None:
    assert match_expression('knee "OR" (pain*') == '{titles conditions} : "knee"* AND "OR" AND "pain"*'
    assert match_expression("!!") is None


@pytest.mark.parametrize("suffix", ["md", "csv", "json"])
async def test_downloads_leave_out_what_is_equal_when_the_page_does(datasette: Any, suffix: str) -> None:
    whole = await datasette.client.get(f"/trials/-/compare.{suffix}?ids=NCT04382547,NCT07145502")
    different = await datasette.client.get(f"/trials/-/compare.{suffix}?ids=NCT04382547,NCT07145502&diff=1")
    equal = (await soup_of(datasette, COMPARE)).select_one("tr.c-row-same")
    assert equal is not None
    said = str(equal["data-field"]) if suffix != "md" else f"**{equal.th.get_text()}**"
    assert said in whole.text
    assert said not in different.text
    assert "Enrollment" in different.text
    soup = await soup_of(datasette, COMPARE + "&diff=1")
    assert f"/trials/-/compare.{suffix}?ids=NCT04382547,NCT07145502&diff=1" in [
        link["href"] for link in soup.select("a.c-kept")
    ]
