"""The landing page: what is here, how fresh, search at once, charts with their figures."""

from typing import Any

import pytest
from bs4 import BeautifulSoup

from harvester.web.home.charts import landscape_chart, year_chart
from harvester.web.home.heat import Spot, heat_map
from harvester.web.serve import build_datasette
from tests.web.conftest import close
from tests.web.hostile import dangers
from tests.web.served import demo_studies, make_file


async def soup(datasette: Any, path: str = "/") -> BeautifulSoup:
    response = await datasette.client.get(path)
    assert response.status_code == 200
    return BeautifulSoup(response.text, "html.parser")


async def test_home_says_how_many_and_how_fresh(datasette: Any) -> None:
    text = (await soup(datasette)).get_text(" ")
    assert "12 studies from ClinicalTrials.gov" in text
    assert "2026-01-02" in text
    assert "Not medical advice; not evaluated by the registry" in text


async def test_home_searches_at_once(datasette: Any) -> None:
    form = (await soup(datasette)).find("form", class_="m-search")
    assert form is not None
    assert form["action"] == "/trials/-/search"
    assert form.find("input", attrs={"name": "q"}) is not None


async def test_every_link_of_the_page_itself_answers(datasette: Any) -> None:
    links = {str(link["href"]) for link in (await soup(datasette)).find_all("a", href=True)}
    own = sorted(link for link in links if link.startswith("/trials"))
    answers = [(await datasette.client.get(link, follow_redirects=True)).status_code for link in own]
    assert len(own) > 20
    assert set(answers) == {200}


async def test_charts_stand_with_their_figures(datasette: Any) -> None:
    page = await soup(datasette)
    charts = page.find_all("figure")
    assert len(charts) >= 4
    assert all(chart.find("table") is not None and chart.find("svg") is not None for chart in charts)


async def test_figures_of_a_chart_add_up_to_the_studies_with_a_start(datasette: Any) -> None:
    table = (await soup(datasette)).select_one("#chart-years table")
    assert table is not None
    totals = [int(row.find_all("td")[-1].get_text()) for row in table.select("tbody tr")]
    assert sum(totals) == 11


async def test_page_keeps_the_strict_policy(datasette: Any) -> None:
    response = await datasette.client.get("/")
    assert "unsafe-inline" not in response.headers["content-security-policy"]
    assert dangers(response.text) == []


async def test_demo_file_says_that_it_is_abridged(tmp_path: Any) -> None:
    made = build_datasette(make_file(tmp_path / "demo.db", demo_studies(), source="demo"))
    assert "demo file" in (await made.client.get("/")).text
    close(made)


async def test_empty_file_has_a_home_too(tmp_path: Any) -> None:
    made = build_datasette(make_file(tmp_path / "empty.db", []))
    assert "0 studies" in (await made.client.get("/")).text
    close(made)


async def test_file_name_with_spaces_and_dots_works(tmp_path: Any) -> None:
    made = build_datasette(make_file(tmp_path / "my trials v1.2.db", demo_studies()[:2]))
    page = await soup(made)
    link = next(
        str(link["href"])
        for link in page.find_all("a", href=True)
        if str(link["href"]).endswith("/-/changes")
    )
    assert (await made.client.get(link)).status_code == 200
    close(made)


async def test_other_files_keep_datasettes_own_home() -> None:
    from datasette.app import Datasette

    made = Datasette(memory=True)
    response = await made.client.get("/")
    assert response.status_code == 200
    assert "_memory" in response.text
    close(made)


async def test_hostile_records_do_not_reach_the_page(hostile: Any) -> None:
    assert dangers((await hostile.client.get("/")).text) == []


def test_years_before_the_registry_are_one_bar_and_empty_years_stay() -> None:
    chart = year_chart([(1980, None, 2), (1999, "PHASE1", 1), (2002, "PHASE2", 4)])
    assert [(bar.label, bar.total) for bar in chart.bars] == [
        ("to 1999", 3),
        ("2000", 0),
        ("2001", 0),
        ("2002", 4),
    ]


@pytest.mark.parametrize("most", [1, 3, 10, 11, 213, 999, 41_234])
def test_tallest_bar_fits_under_the_top_of_the_axis(most: int) -> None:
    chart = year_chart([(2020, "PHASE1", most)])
    segment = chart.bars[0].segments[0]
    assert 0 <= segment.y <= chart.height / 2
    assert chart.ticks[-1][1] >= most


def test_phase_nobody_knows_counts_as_none() -> None:
    chart = year_chart([(2020, "PHASE9", 3)])
    assert [segment.series for segment in chart.bars[0].segments] == [4]


def test_landscape_puts_what_is_not_stated_last() -> None:
    chart = landscape_chart(
        [(None, "intravenous", 90), ("adipose", None, 10), ("adipose", "topical", 40)], "/trials"
    )
    assert [name for name, _ in chart.rows] == ["adipose", "not stated"]
    assert chart.columns == ("intravenous", "topical", "not stated")
    assert [spot.count for spot in chart.rows[0][1]] == [0, 40, 10]
    assert [spot.depth for spot in chart.rows[0][1]] == [0, 4, 3]
    assert chart.rows[0][1][2].href == (
        "/trials/msc_products_at_a_glance?tissue_source__exact=adipose&route__isnull=1"
    )


async def test_a_spot_of_the_landscape_leads_to_the_studies_it_counts(datasette: Any) -> None:
    chart = (await soup(datasette)).select_one("#chart-landscape")
    assert chart is not None
    spots = chart.select("svg a")
    assert len(spots) > 3
    for spot in spots:
        answer = await datasette.client.get(str(spot["href"]).replace("?", ".json?_shape=objects&_size=max&"))
        studies = {row["nct_id"] for row in answer.json()["rows"]}
        assert spot.find("text").get_text() == str(len(studies))
        assert f": {len(studies)} stud" in str(spot["aria-label"])


async def test_the_landscape_draws_the_counts_of_its_table(datasette: Any) -> None:
    chart = (await soup(datasette)).select_one("#chart-landscape")
    assert chart is not None
    drawn = [int(text.get_text()) for text in chart.select("svg a text")]
    told = [int(cell.get_text()) for cell in chart.select("td")]
    assert drawn == [count for count in told if count]
    assert len(chart.select("svg rect")) == len(told)


def test_a_heat_map_says_in_words_what_it_escapes_and_cuts() -> None:
    columns = ("intravenous", "<script>" * 8)
    rows = [("A & B", (Spot(1234, 5, "/t?a=1&b=2"), Spot(0, 0, "/t")))]
    drawing = BeautifulSoup(heat_map("Cells", columns, rows), "html.parser")
    assert drawing.find("script") is None
    link = drawing.find_all("a")
    assert [(one["href"], one["aria-label"]) for one in link] == [
        ("/t?a=1&b=2", "A & B, intravenous: 1,234 studies")
    ]
    heads = [text.get_text() for text in drawing.select("text.m-col")]
    assert heads[0] == "intravenous"
    assert heads[1].endswith("…")
    assert len(heads[1]) < 20
