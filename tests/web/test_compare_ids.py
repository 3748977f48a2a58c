"""Which studies a comparison in Datasette shows: ids of an address, former and unknown ones, rows of a result."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from datasette.app import Datasette

from harvester.web.compare.page import asked_ids
from harvester.web.compat import query_path
from harvester.web.serve import build_datasette
from tests.web.conftest import close
from tests.web.served import demo_study, edited, make_file, soup_of

PAIR = "ids=NCT04382547,NCT07145502"
COMPARE = f"/trials/-/compare?{PAIR}"


async def test_malformed_id_is_a_400_that_says_what_to_do(datasette: Any) -> None:
    soup = await soup_of(datasette, "/trials/-/compare?ids=NCT04382547,NCT12<b>", 400)
    alert = soup.select_one("[role=alert]")
    assert alert is not None
    assert "NCT12<b>" in alert.get_text()
    assert "such as NCT04382547" in alert.get_text()
    assert [link["href"] for link in alert.select("a")] == ["/trials/-/compare?ids=NCT04382547"]
    for suffix in (".json", ".csv", ".md"):
        response = await datasette.client.get(f"/trials/-/compare{suffix}?ids=hello")
        assert response.status_code == 400
        assert "hello" in response.json()["error"]


async def test_all_bad_ids_are_told_and_all_good_ones_kept(datasette: Any) -> None:
    soup = await soup_of(datasette, "/trials/-/compare?ids=NCT04382547,hello,NCT07145502,world,hello", 400)
    alert = soup.select_one("[role=alert]")
    assert alert is not None
    assert "“hello”, “world” are not NCT IDs" in alert.get_text()
    assert [link["href"] for link in alert.select("a")] == [COMPARE]
    kept = soup.select_one("form.c-add input[name=ids]")
    assert kept is not None
    assert kept["value"] == "NCT04382547,NCT07145502"


def test_of_very_many_bad_ids_some_are_named_and_all_counted() -> None:
    problem = asked_ids([f"bad{number}" for number in range(1, 1501)]).problem
    assert "“bad10” and 1,490 more are not NCT IDs" in problem
    assert "bad11" not in problem


async def test_of_more_than_ten_the_page_compares_the_first_ten_and_says_so(datasette: Any) -> None:
    response = await datasette.client.get("/trials/studies.json?_shape=array&_size=11")
    eleven = [row["nct_id"] for row in response.json()]
    assert len(eleven) == 11
    soup = await soup_of(datasette, f"/trials/-/compare?ids={','.join(eleven)}")
    assert [head.get_text() for head in soup.select(".c-id a")] == eleven[:10]
    assert "the first 10 studies of a longer result" in soup.get_text()
    permalink = soup.select_one("#c-permalink")
    assert permalink is not None
    assert str(permalink["href"]).endswith(f"ids={','.join(eleven[:10])}")


@pytest.mark.parametrize("suffix", ["json", "csv", "md"])
async def test_for_machines_more_than_ten_are_a_400_and_doubles_count_once(
    datasette: Any, suffix: str
) -> None:
    eleven = ",".join(f"NCT{number:08d}" for number in range(1, 12))
    response = await datasette.client.get(f"/trials/-/compare.{suffix}?ids={eleven}")
    assert response.status_code == 400
    assert "at most 10 studies; these are 11" in response.json()["error"]
    doubled = await datasette.client.get(f"/trials/-/compare.{suffix}?ids=NCT04382547,nct04382547,NCT4382547")
    assert doubled.status_code == 200
    assert "NCT04382547" in doubled.text


async def test_an_unknown_id_is_named_and_the_others_are_compared(datasette: Any) -> None:
    soup = await soup_of(datasette, "/trials/-/compare?ids=NCT04382547,NCT09999999")
    assert "harvester fetch NCT09999999" in soup.get_text()
    assert soup.select_one('.c-alert a[href="https://clinicaltrials.gov/study/NCT09999999"]') is not None
    assert soup.select_one("#c-table") is not None
    answer = await datasette.client.get("/trials/-/compare.json?ids=NCT04382547,NCT09999999")
    assert answer.json()["missing"] == ["NCT09999999"]


@pytest.fixture
def taken_over(tmp_path: Path) -> Iterator[Any]:
    """NCT04382547 and NCT00000007, which the file does not hold, are now NCT07145502."""
    aliases = {"nctIdAliases": ["NCT04382547", "NCT00000007"]}
    now = edited(demo_study("NCT07145502"), identificationModule=aliases)
    held = [demo_study("NCT04382547"), now, demo_study("NCT02107118")]
    made = build_datasette(make_file(tmp_path / "trials.db", held))
    yield made
    close(made)


async def test_a_former_id_says_what_it_is_now(taken_over: Any) -> None:
    soup = await soup_of(taken_over, "/trials/-/compare?ids=NCT00000007,NCT02107118")
    assert [head.get_text() for head in soup.select(".c-id a")] == ["NCT07145502", "NCT02107118"]
    (alert,) = soup.select(".c-alert[role=status]")
    assert alert.get_text() == "NCT00000007 is now NCT07145502."
    permalink = soup.select_one("#c-permalink")
    assert permalink is not None
    assert permalink["href"] == "/trials/-/compare?ids=NCT07145502,NCT02107118"
    answer = await taken_over.client.get("/trials/-/compare.json?ids=NCT00000007,NCT02107118")
    assert answer.json()["former"] == {"NCT00000007": "NCT07145502"}
    text = (await taken_over.client.get("/trials/-/compare.md?ids=NCT00000007,NCT02107118")).text
    assert "- NCT00000007 is now NCT07145502\n" in text


@pytest.mark.parametrize(
    ("ids", "instead", "words"),
    [
        ("NCT02107118,NCT04382547", "NCT02107118,NCT07145502", "Compare NCT07145502 instead"),
        ("NCT04382547,NCT02107118,NCT07145502", "NCT07145502,NCT02107118", "Leave it out"),
    ],
)
async def test_a_last_version_is_not_shown_as_if_it_were_current(
    taken_over: Any, ids: str, instead: str, words: str
) -> None:
    soup = await soup_of(taken_over, f"/trials/-/compare?ids={ids}")
    assert [head.get_text() for head in soup.select(".c-id a")] == ids.split(",")
    (alert,) = soup.select(".c-alert[role=status]")
    assert "NCT04382547 is now NCT07145502. Shown is the last version of NCT04382547" in alert.get_text()
    (link,) = alert.select("a")
    assert (link["href"], link.get_text()) == (f"/trials/-/compare?ids={instead}", words)


async def test_a_former_id_that_is_added_says_what_it_is_now(taken_over: Any) -> None:
    response = await taken_over.client.get("/trials/-/compare?ids=NCT02107118&add=nct7")
    assert response.headers["location"] == "/trials/-/compare?ids=NCT02107118,NCT00000007"
    assert "NCT00000007 is now NCT07145502" in (await soup_of(taken_over, response.headers["location"])).text


async def test_only_unknown_ids_are_a_404_with_the_form(datasette: Any) -> None:
    soup = await soup_of(datasette, "/trials/-/compare?ids=NCT09999999", 404)
    assert soup.select_one("form.c-add") is not None
    assert (await datasette.client.get("/trials/-/compare.json?ids=NCT09999999")).status_code == 404


async def test_any_table_or_query_with_nct_ids_becomes_a_comparison(datasette: Any) -> None:
    response = await datasette.client.get("/trials/outcomes.compare?nct_id=NCT04382547&_size=max")
    assert response.headers["location"] == "/trials/-/compare?ids=NCT04382547"
    query = f"{query_path(datasette, 'trials')}.compare?sql=select+nct_id+from+studies+order+by+nct_id"
    answer = await datasette.client.get(query)
    assert (response.status_code, answer.status_code) == (302, 302)
    location = answer.headers["location"]
    assert location.count("NCT") == 10
    assert location.endswith("&cut=1")
    assert "first 10 studies of a longer result" in (await datasette.client.get(location)).text


async def test_many_rows_of_one_study_hide_no_other(datasette: Any) -> None:
    first = await datasette.client.get("/trials/criteria.compare?nct_id__contains=NCT0")
    assert first.headers["location"] == "?nct_id__contains=NCT0&_size=max"
    longer = await datasette.client.get("/trials/criteria.compare", params={"_size": "max"})
    assert longer.headers["location"].count("NCT") == 10
    followed = await datasette.client.get("/trials/criteria.compare", follow_redirects=True)
    assert "10 studies side by side" in followed.text


async def test_a_page_of_a_table_that_has_others_says_so(datasette: Any) -> None:
    location = (await datasette.client.get("/trials/studies.compare?_size=3")).headers["location"]
    assert (location.count("NCT"), location.endswith("&cut=1")) == (3, True)
    assert "These are the first 3 studies of a longer result." in (await datasette.client.get(location)).text
    after = (await datasette.client.get("/trials/studies.json?_size=11")).json()["next"]
    last = await datasette.client.get("/trials/studies.compare", params={"_size": 11, "_next": after})
    assert last.headers["location"].endswith("&cut=later")
    text = (await datasette.client.get(last.headers["location"])).text
    assert re.search(r"(These are \d+ studies|This is one study) of a longer result", text)
    whole = await datasette.client.get("/trials/studies.compare?_size=3&nct_id=NCT04382547")
    assert "cut" not in whole.headers["location"]


async def test_rows_of_one_study_with_more_to_come_say_so_in_the_singular(datasette: Any) -> None:
    response = await datasette.client.get("/trials/outcomes.compare?nct_id=NCT04382547&_size=1")
    assert response.headers["location"] == "/trials/-/compare?ids=NCT04382547&cut=1"
    text = (await datasette.client.get(response.headers["location"])).text
    assert "This is the first study of a longer result." in text


async def test_a_query_cut_short_says_so(demo_file: Path) -> None:
    made = Datasette([str(demo_file)], settings={"max_returned_rows": 2})
    try:
        sql = f"{query_path(made, 'trials')}.compare?sql=select+nct_id+from+studies+order+by+nct_id+limit+"
        cut, whole = [(await made.client.get(f"{sql}{rows}")).headers["location"] for rows in (3, 2)]
    finally:
        close(made)
    assert (cut.count("NCT"), cut.endswith("&cut=1")) == (2, True)
    assert "cut" not in whole


async def test_nothing_compared_is_no_longer_result(datasette: Any) -> None:
    for query in ("cut=1", "ids=NCT09999999&cut=1", f"{PAIR}&cut=<b>"):
        text = (await datasette.client.get(f"/trials/-/compare?{query}")).text
        assert "longer result" not in text


async def test_a_result_without_nct_ids_offers_no_comparison(datasette: Any) -> None:
    query = query_path(datasette, "trials")
    assert ".compare?" not in (await datasette.client.get(f"{query}?sql=select+1+as+one")).text
    assert ".compare?" in (await datasette.client.get(f"{query}?sql=select+nct_id+from+studies")).text


def test_ids_are_taken_apart_at_commas_and_spaces() -> None:
    assert asked_ids(["NCT00000001, nct2", "NCT00000002 NCT3"]).nct_ids == (
        "NCT00000001",
        "NCT00000002",
        "NCT00000003",
    )
    assert asked_ids([]).nct_ids == ()
    assert asked_ids([",, ,"]).nct_ids == ()
