"""The search: best match first, narrowed down, ticked for a comparison; whatever is typed."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from harvester.web.search import find as searching
from harvester.web.search.find import expressions, search
from tests.web.conftest import close
from tests.web.hostile import TEXTS, dangers
from tests.web.test_serve import denying


async def soup_of(datasette: Any, query: str) -> BeautifulSoup:
    response = await datasette.client.get(f"/trials/-/search?{query}")
    assert response.status_code == 200
    return BeautifulSoup(response.text, "html.parser")


def ids(soup: BeautifulSoup) -> list[str]:
    return [str(box["value"]) for box in soup.select(".r-list .pick-box")]


async def test_best_match_stands_first(datasette: Any) -> None:
    soup = await soup_of(datasette, "q=knee+osteoarthritis")
    assert ids(soup)[0] == "NCT02123368"
    first = soup.select_one(".r-list li")
    assert first is not None
    assert "Conditions" in first.get_text()
    assert first.h2.a["href"] == "/trials/-/study/NCT02123368"


@pytest.mark.parametrize("typed", ["NCT04382547", "nct4382547", " NCT 04382547 "])
async def test_an_nct_id_leads_straight_to_its_study(datasette: Any, typed: str) -> None:
    response = await datasette.client.get("/trials/-/search", params={"q": typed})
    assert response.status_code == 302
    assert response.headers["location"] == "/trials/-/study/NCT04382547"


async def test_beginnings_of_words_and_some_of_the_words_are_found_and_said_so(datasette: Any) -> None:
    begun = await soup_of(datasette, "q=osteoart")
    assert "words that begin so" in begun.get_text()
    assert "NCT02123368" in ids(begun)
    some = await soup_of(datasette, "q=osteoarthritis+crohn+xyzzy")
    assert "these have some" in some.get_text()
    assert {"NCT02123368", "NCT01541579"} <= set(ids(some))


async def test_nothing_found_is_said_with_what_to_do(datasette: Any) -> None:
    soup = await soup_of(datasette, "q=xyzzy")
    assert soup.h1.get_text().startswith("No study here matches “")
    assert "Try fewer or other words" in soup.get_text()


async def test_without_words_the_last_updated_stand_first(datasette: Any) -> None:
    found = ids(await soup_of(datasette, ""))
    assert found[0] == "NCT02107118"
    assert len(found) == 12


async def test_filters_narrow_down_and_can_be_removed(datasette: Any) -> None:
    soup = await soup_of(datasette, "q=cells")
    links = {link.get_text(): str(link["href"]) for link in soup.select(".r-filters a")}
    narrow = BeautifulSoup((await datasette.client.get(links["Completed"])).text, "html.parser")
    assert 0 < len(ids(narrow)) < len(ids(soup))
    assert set(ids(narrow)) < set(ids(soup))
    back = narrow.select_one(".r-filters a")
    assert back is not None
    again = BeautifulSoup((await datasette.client.get(str(back["href"]))).text, "html.parser")
    assert ids(again) == ids(soup)


async def test_figures_of_a_filter_are_the_studies_behind_it(datasette: Any) -> None:
    soup = await soup_of(datasette, "q=cells")
    choices = soup.select(".r-filters p > span")
    assert choices
    for choice in choices:
        behind = BeautifulSoup((await datasette.client.get(str(choice.a["href"]))).text, "html.parser")
        assert len(ids(behind)) == int(choice.select_one(".h-muted").get_text())


async def test_ticked_studies_are_compared_without_scripts(datasette: Any) -> None:
    soup = await soup_of(datasette, "q=cells")
    form = soup.select_one("form.r-form")
    assert form is not None
    response = await datasette.client.get(
        str(form["action"]), params=[("ids", found) for found in ids(soup)[:3]]
    )
    heads = BeautifulSoup(response.text, "html.parser").select(".c-heads .c-id a")
    assert [head.get_text() for head in heads] == ids(soup)[:3]


async def test_pages_follow_each_other_without_a_study_lost_or_twice(
    datasette: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("harvester.web.search.find", "harvester.web.search.page"):
        monkeypatch.setattr(f"{module}.PAGE", 5)
    address, found = "/trials/-/search", []
    while address:
        soup = BeautifulSoup((await datasette.client.get(address)).text, "html.parser")
        found += ids(soup)
        following = soup.select_one("a[rel=next]")
        address = str(following["href"]) if following else ""
    assert len(found) == len(set(found)) == 12


async def test_more_hits_than_can_be_ranked_stand_newest_first(
    datasette: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "RANKED", 3)
    soup = await soup_of(datasette, "q=cells")
    assert "the newest first" in soup.get_text()
    assert "3+" in soup.h1.get_text()
    assert ids(soup) == sorted(ids(soup), reverse=True)


TYPED = [
    '"',
    "'; drop table studies --",
    "a AND OR NOT NEAR(",
    "titles:x*^ -y",
    "*",
    "<script>alert(1)</script>",
    "\u202e\u200b",
    "x" * 5000,
    "%00\x00",
    *TEXTS.values(),
]


@pytest.mark.parametrize("typed", TYPED, ids=range(len(TYPED)))
async def test_whatever_is_typed_is_words_and_runs_nothing(datasette: Any, typed: str) -> None:
    response = await datasette.client.get("/trials/-/search", params={"q": typed[:6000]})
    assert response.status_code == 200
    assert dangers(response.text) == []


@pytest.mark.parametrize(
    "query", ["page=0", "page=-1", "page=x", "page=99999999999999999999", "page=²", "status=x", "phase=%27"]
)
async def test_odd_addresses_answer(datasette: Any, query: str) -> None:
    await soup_of(datasette, f"q=cells&{query}")


async def test_hostile_records_are_shown_as_text(hostile: Any) -> None:
    response = await hostile.client.get("/hostile/-/search")
    assert response.status_code == 200
    assert dangers(response.text) == []


async def test_search_reads_no_table_that_may_not_be_seen(demo_file: Path) -> None:
    made = denying(demo_file, "conditions")
    assert (await made.client.get("/trials/-/search?q=cells")).status_code == 403
    close(made)


def test_words_are_quoted_for_the_index() -> None:
    assert expressions("Knee, OA-pain knee")[0] == ("all", '"knee" AND "oa" AND "pain"')
    assert expressions("Knee OA")[1] == ("begun", '"knee"* AND "oa"')
    assert expressions("…") == []


def test_search_of_a_file_answers_outside_of_datasette(demo_file: Path) -> None:
    conn = sqlite3.connect(demo_file)
    result = search(conn, "osteoarthritis", {}, 1)
    conn.close()
    assert result.how == "all"
    assert result.studies[0].nct_id == "NCT02123368"
