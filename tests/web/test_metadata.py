"""What Datasette tells about tables: printed from the schema, in both Datasettes."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from harvester.mapping.aact import aact_tables
from harvester.mapping.ddl import views
from harvester.mapping.read_schema import load_spec
from harvester.web.metadata import modules, table_metadata, title_of


def test_every_table_and_column_is_described() -> None:
    entries = table_metadata()
    for name, table in load_spec().tables.items():
        assert entries[name]["title"]
        assert entries[name]["description"] == table.about
        assert list(entries[name]["columns"]) == table.names
        assert all(entries[name]["columns"].values()), name


def test_views_and_their_columns_are_described(demo_file: Path) -> None:
    conn = sqlite3.connect(demo_file)
    for name in [*views(), *(table.view for table in aact_tables())]:
        entry = table_metadata()[name]
        columns = [row[1] for row in conn.execute(f"PRAGMA table_info({name})")]
        assert entry["description"]
        assert sorted(entry["columns"]) == sorted(columns)
        assert all(entry["columns"].values()), name
    conn.close()


def test_what_is_not_for_browsing_is_hidden_and_nothing_else() -> None:
    hidden = {name for name, entry in table_metadata().items() if entry.get("hidden")}
    browsed = {name for name, table in load_spec().tables.items() if table.meta.get("browse")}
    aact = {table.view for table in aact_tables()}
    assert hidden == set(load_spec().tables) - browsed | {"search_texts", "studies_fts"} | aact


def test_place_in_the_document_and_the_registrys_definitions_are_named() -> None:
    entry = table_metadata()["eligibility"]
    assert entry["columns"]["sex"].endswith("(protocolSection.eligibilityModule.sex)")
    assert entry["about_url"].startswith("https://clinicaltrials.gov/")
    assert "about_url" not in table_metadata()["msc_products"]


def test_units_stand_in_the_description() -> None:
    assert "years" in table_metadata()["eligibility"]["columns"]["minimum_age_years"]


def test_every_module_has_a_title_and_a_place() -> None:
    assert {module.path for module in modules()} >= {
        "protocolSection.statusModule",
        "resultsSection.adverseEventsModule",
    }
    assert all(module.title for module in modules())


def test_title_of_a_view_is_its_name_in_words() -> None:
    assert title_of("sites_by_country") == "Sites by country"


async def test_database_page_lists_what_people_browse(datasette: Any) -> None:
    page = BeautifulSoup((await datasette.client.get("/trials")).text, "html.parser")
    shown = {heading.get_text(strip=True) for heading in page.select(".db-table h3 a")}
    assert shown == {name for name, table in load_spec().tables.items() if table.meta.get("browse")}


async def test_hidden_views_are_one_click_away(datasette: Any) -> None:
    page = (await datasette.client.get("/trials")).text
    listed = {link.get_text() for link in BeautifulSoup(page, "html.parser").select("#views + ul a")}
    assert listed == set(views())
    (link,) = (
        link for link in BeautifulSoup(page, "html.parser").select("a") if "hidden views" in link.get_text()
    )
    more = BeautifulSoup((await datasette.client.get(str(link["href"]))).text, "html.parser")
    assert {link.get_text() for link in more.select("#views + ul a")} == {
        *views(),
        *(table.view for table in aact_tables()),
        "search_texts",
    }


async def test_aact_view_page_shows_its_columns_meaning(datasette: Any) -> None:
    page = (await datasette.client.get("/trials/aact_eligibilities?nct_id=NCT04382547")).text
    assert "One row per study that says who may take part" in page
    assert "(eligibility.sex)" in page
    assert "18 Years" in page


async def test_table_page_shows_title_meaning_and_columns(datasette: Any) -> None:
    page = (await datasette.client.get("/trials/eligibility")).text
    assert load_spec().tables["eligibility"].about in page
    assert "Youngest age admitted" in page


async def test_view_page_shows_its_description(datasette: Any) -> None:
    assert "One row per study and country" in (
        await datasette.client.get("/trials/sites_by_country")
    ).text or (
        "one row per study and country" in (await datasette.client.get("/trials/sites_by_country")).text
    )


async def test_studies_are_faceted_and_newest_first(datasette: Any) -> None:
    answer = (
        await datasette.client.get("/trials/studies.json?_shape=objects&_extra=facet_results,count")
    ).json()
    facets = answer["facet_results"]
    names = set(facets.get("results", facets))
    assert names >= {"overall_status", "phase", "start_year"}
    dates = [row["last_update_post_date"] for row in answer["rows"] if row["last_update_post_date"]]
    assert dates == sorted(dates, reverse=True)


async def test_search_finds_words_of_conditions(datasette: Any) -> None:
    rows = (await datasette.client.get("/trials/studies.json?_shape=array&_search=osteoarthritis")).json()
    assert "NCT02123368" in [row["nct_id"] for row in rows]


async def test_titles_and_ids_lead_to_the_study_and_the_comparison(datasette: Any) -> None:
    studies = (await datasette.client.get("/trials/studies?nct_id=NCT04382547")).text
    outcomes = (await datasette.client.get("/trials/outcomes?nct_id=NCT04382547")).text
    query = (
        await datasette.client.get("/trials/-/query?sql=select+nct_id+from+studies", follow_redirects=True)
    ).text
    if "/-/study/" not in query:
        query = (await datasette.client.get("/trials?sql=select+nct_id+from+studies")).text
    for page in (studies, outcomes, query):
        assert 'href="/trials/-/study/NCT04382547"' in page
    assert 'href="/trials/-/compare?ids=NCT04382547"' in studies
    assert 'href="/trials/-/compare?ids=NCT04382547"' in query


async def test_hostile_ids_and_titles_are_no_links_and_do_not_run(hostile: Any) -> None:
    page = BeautifulSoup((await hostile.client.get("/hostile/studies")).text, "html.parser")
    assert page.select("td img, td script, td svg") == []
    assert [
        link["href"] for link in page.select("td a") if not str(link["href"]).startswith(("/", "http"))
    ] == []


@pytest.mark.parametrize("path", ["/trials", "/trials/studies", "/trials/studies/NCT04382547"])
async def test_source_freshness_and_caution_stand_on_datasettes_own_pages(datasette: Any, path: str) -> None:
    page = BeautifulSoup((await datasette.client.get(path)).text, "html.parser")
    source = page.select_one("footer .h-source")
    assert source is not None
    text = " ".join(source.get_text().split())
    assert "Data: ClinicalTrials.gov" in text
    assert "retrieved 2026-01-02" in text
    assert "Not medical advice; not evaluated by the registry." in text


async def test_datasettes_own_pages_name_their_language_and_lead_to_ours(datasette: Any) -> None:
    page = BeautifulSoup((await datasette.client.get("/trials/studies")).text, "html.parser")
    assert page.html is not None
    assert page.html["lang"] == "en"
    assert [link["href"] for link in page.select("header .k-nav a")] == [
        "/trials/-/search",
        "/trials/-/compare",
        "/trials/-/changes",
        "/trials",
    ]


FACETS = {name: entry["facets"] for name, entry in table_metadata().items() if "facets" in entry}


@pytest.mark.parametrize("chosen", ["", "overall_status", "phase", "start_year", "study_type"])
def test_facets_of_studies_are_counted_from_an_index_alone_whatever_is_chosen(
    demo_file: Path, chosen: str
) -> None:
    conn = sqlite3.connect(demo_file)
    where = f"WHERE {chosen} = ?" if chosen else ""
    for facet in (*FACETS["studies"], "study_type"):  # which people may ask for
        query = (
            f"SELECT {facet}, count(*) AS count FROM (SELECT * FROM studies {where}) WHERE {facet} IS NOT NULL "
            f"GROUP BY {facet} ORDER BY count DESC, {facet} LIMIT 9"
        )
        plan = " ".join(
            row[3] for row in conn.execute(f"EXPLAIN QUERY PLAN {query}", ["x"] if chosen else [])
        )
        assert "USING COVERING INDEX" in plan, (facet, plan)
    conn.close()


def test_facets_of_every_table_are_columns_with_an_index() -> None:
    tables = load_spec().tables
    for name, facets in FACETS.items():
        if name in tables:
            first = {names[0] for names in tables[name].meta["indexes"]}
            assert set(facets) <= first, name
