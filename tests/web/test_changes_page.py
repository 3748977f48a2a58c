"""What changed: page, JSON and Atom, their filters, and nothing of a record that runs."""

import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from harvester.web.changes.view import in_words, place_of, view_of
from harvester.web.serve import build_datasette
from tests.web.conftest import CHANGED, close
from tests.web.hostile import dangers
from tests.web.served import demo_study, edited, make_file

PAGE = "/trials/-/changes"
ATOM = "{http://www.w3.org/2005/Atom}"


async def test_page_shows_before_and_after_in_words(datasette: Any) -> None:
    page = (await datasette.client.get(PAGE)).text
    assert CHANGED in page
    assert "Terminated" in page
    assert "TERMINATED" not in page
    assert page.index("Enrollment") < page.index("Last update posted")


async def test_source_date_and_disclaimer_stand_on_the_page(datasette: Any) -> None:
    page = (await datasette.client.get(PAGE)).text
    assert 'retrieved <time datetime="2026-01-02T03:04:05Z">2026-01-02</time>' in page
    assert "Not medical advice; not evaluated by the registry" in page


async def test_weightier_changes_come_first(datasette: Any) -> None:
    changes = (await datasette.client.get(f"{PAGE}.json")).json()["versions"][0]["changes"]
    assert [change["significance"] for change in changes][:2] == ["enrollment", "status"]


async def test_json_has_the_values_themselves(datasette: Any) -> None:
    answer = (await datasette.client.get(f"{PAGE}.json")).json()
    version = answer["versions"][0]
    count = next(change for change in version["changes"] if change["path"].endswith("enrollmentInfo.count"))
    assert (version["nct_id"], version["version"], answer["next_url"]) == (CHANGED, 2, None)
    assert (count["kind"], count["new"], count["significant"]) == ("changed", 7, True)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (f"nct_id={CHANGED}", 1),
        (f"nct_id={CHANGED.lower()}", 1),
        ("nct_id=NCT04382547", 0),
        ("since=2026-01-02", 1),
        ("since=2026-01-02T03:04:06Z", 0),
        ("since=2027-01-01", 0),
        ("significance=enrollment", 1),
        ("significance=sites", 0),
        ("significant=1", 1),
        ("nct_id=&since=&significance=&significant=", 1),
    ],
)
async def test_filters(datasette: Any, query: str, found: int) -> None:
    versions = (await datasette.client.get(f"{PAGE}.json?{query}")).json()["versions"]
    assert len(versions) == found


async def test_class_filter_lists_only_changes_of_that_class(datasette: Any) -> None:
    versions = (await datasette.client.get(f"{PAGE}.json?significance=status")).json()["versions"]
    assert {change["significance"] for change in versions[0]["changes"]} == {"status"}


@pytest.mark.parametrize(
    "query",
    [
        "nct_id=banana",
        "since=yesterday",
        "since=2026-13-01",
        "significance=nonsense",
        "start=-1",
        "start=99999",
    ],
)
async def test_filter_that_makes_no_sense_is_refused_with_a_reason(datasette: Any, query: str) -> None:
    page = await datasette.client.get(f"{PAGE}?{query}")
    data = await datasette.client.get(f"{PAGE}.json?{query}")
    assert (page.status_code, data.status_code) == (400, 400)
    assert "Nothing was asked" not in page.text
    assert "<h1>These changes cannot be listed</h1>" in page.text
    assert data.json()["error"]


async def test_nothing_found_says_so(datasette: Any) -> None:
    assert "No changes match this" in (await datasette.client.get(f"{PAGE}?since=2030-01-01")).text


async def test_atom_is_a_feed_with_an_entry_for_each_version(datasette: Any) -> None:
    response = await datasette.client.get(f"{PAGE}.atom")
    feed = ET.fromstring(response.text)
    entry = feed.find(f"{ATOM}entry")
    assert response.headers["content-type"].startswith("application/atom+xml")
    assert entry is not None
    assert feed.findtext(f"{ATOM}updated") == "2026-01-02T03:04:05Z"
    assert f"/trials/-/study/{CHANGED}" in (entry.findtext(f"{ATOM}id") or "")
    assert "after: 7" in (entry.findtext(f"{ATOM}content") or "")


async def test_hostile_text_stays_text_on_every_face(hostile: Any) -> None:
    page = await hostile.client.get("/hostile/-/changes")
    feed = await hostile.client.get("/hostile/-/changes.atom")
    data = await hostile.client.get("/hostile/-/changes.json")
    assert dangers(page.text) == []
    assert "&lt;script&gt;" in page.text
    assert ET.fromstring(feed.text).find(f"{ATOM}entry") is not None
    assert data.json()["versions"][0]["changes"][0]["new"]


async def test_address_with_a_script_in_it_is_escaped(datasette: Any) -> None:
    response = await datasette.client.get(f"{PAGE}?since=%3Cscript%3E1%3C%2Fscript%3E")
    assert "<script>" not in response.text


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("protocolSection.statusModule.overallStatus", "Status"),
        ("protocolSection.outcomesModule.primaryOutcomes.1.timeFrame", "Primary outcomes 2, Time frame"),
        ("protocolSection.contactsLocationsModule.locations.0", "Locations 1"),
        ("nobody.knows", "nobody, knows"),
        ("", ""),
    ],
)
def test_places_in_words(path: str, words: str) -> None:
    assert place_of(path)[0] == words


def test_an_item_of_a_list_in_one_column_is_counted_and_said_in_words() -> None:
    words, column = place_of("protocolSection.designModule.designInfo.maskingInfo.whoMasked.1")
    assert words == "Who is masked 2"
    assert in_words("CARE_PROVIDER", column) == "Care provider"


def test_an_object_that_has_no_label_is_called_by_its_own_name() -> None:
    assert place_of("annotationSection.annotationModule.unpostedAnnotation")[0] == "Unposted annotation"
    assert place_of("")[0] == ""


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (True, "Yes"),
        (1200, "1,200"),
        ("a \\> b", "a > b"),
        (["x", "y"], "x\ny"),
        ({"measure": "Pain", "timeFrame": "1 year"}, "Pain\nTime frame: 1 year"),
        (None, "nothing"),
    ],
)
def test_values_in_words(value: Any, words: str) -> None:
    assert in_words(value) == words


def test_words_that_differ_are_marked_and_long_stretches_left_out() -> None:
    same = "the same words " * 40
    change = view_of(
        "protocolSection.eligibilityModule.eligibilityCriteria",
        "changed",
        f'"{same}old end"',
        f'"{same}new end"',
        "eligibility",
    )
    assert change.new is not None
    assert ("here", "new ") in change.new.pieces
    shown = "".join(text for _, text in change.new.shown)
    assert shown.startswith("… ")
    assert len(shown) < 200


def test_cell_that_is_no_json_is_shown_as_it_stands() -> None:
    change = view_of("x", "added", None, "no json", "unheard_of")
    assert change.new is not None
    assert (change.new.text, change.title, change.significant) == ("no json", "unheard_of", False)


async def test_long_changes_that_carry_little_are_folded_and_weighty_ones_stand_open(tmp_path: Path) -> None:
    old = demo_study("NCT04382547")
    new = edited(old)
    module = new["protocolSection"]["eligibilityModule"]
    module["eligibilityCriteria"] = "* " + str(module["eligibilityCriteria"]).replace("\n", "\n* ")
    new["protocolSection"]["descriptionModule"]["briefSummary"] = "Words of another kind. " * 9
    new["protocolSection"]["outcomesModule"]["primaryOutcomes"][0]["measure"] = "What is measured now. " * 9
    file = make_file(tmp_path / "trials.db", [old, new])
    datasette = build_datasette(file)
    page = BeautifulSoup((await datasette.client.get(PAGE)).text, "html.parser")
    close(datasette)
    folded = {item.select_one(".h-badge").get_text() for item in page.select("li:has(.g-fold)")}
    open_ = {item.select_one(".h-badge").get_text() for item in page.select("li:has(> .g-side)")}
    assert "Wording only" in folded
    assert "Primary outcome" in {title[:15] for title in open_}
    assert not folded & open_
