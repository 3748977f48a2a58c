"""Every address of the plugin answers, on whichever Datasette this runs."""

import re
from typing import Any

import pytest

from harvester.web.routes import ROUTES

STUDY = "NCT04382547"
PAIR = "NCT04382547,NCT07145502"
ADDRESSES = {
    "/": "text/html",
    "/trials/-/search?q=cells": "text/html",
    f"/trials/-/study/{STUDY}": "text/html",
    f"/trials/-/study/{STUDY}.json": "application/json",
    "/trials/-/changes": "text/html",
    "/trials/-/changes.json": "application/json",
    "/trials/-/changes.atom": "application/atom+xml",
    f"/trials/-/compare?ids={PAIR}": "text/html",
    f"/trials/-/compare.json?ids={PAIR}": "application/json",
    f"/trials/-/compare.csv?ids={PAIR}": "text/csv",
    f"/trials/-/compare.md?ids={PAIR}": "text/markdown",
}


def _routes_of(address: str) -> list[str]:
    path = address.partition("?")[0]
    return [route for route, _ in ROUTES if re.search(route, path)]


def test_every_route_has_an_address_here() -> None:
    assert {_routes_of(address)[0] for address in ADDRESSES} == {route for route, _ in ROUTES}


@pytest.mark.parametrize("address", list(ADDRESSES))
async def test_address_answers_in_its_kind(datasette: Any, address: str) -> None:
    response = await datasette.client.get(address)
    assert response.status_code == 200
    assert response.headers["content-type"].partition(";")[0] == ADDRESSES[address]
    assert response.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("format", ["html", "json", "csv", "compare"])
@pytest.mark.parametrize("table", ["studies", "outcomes", "studies_at_a_glance"])
async def test_tables_with_nct_ids_answer_in_every_format(datasette: Any, table: str, format: str) -> None:
    suffix = "" if format == "html" else f".{format}"
    response = await datasette.client.get(f"/trials/{table}{suffix}")
    assert response.status_code == (302 if format == "compare" else 200)


async def test_rows_can_be_picked_by_the_markup_that_the_script_looks_for(datasette: Any) -> None:
    page = (await datasette.client.get("/trials/studies")).text
    assert re.search(r'<table class="rows-and-columns"', page)
    assert re.search(r'<td class="col-nct_id[ "]', page)
    assert "pick.js" in page


@pytest.mark.parametrize("address", ["/nothing", "/nothing/-/compare", "/trials/no_such_table"])
async def test_an_address_that_is_nothing_leads_home(datasette: Any, address: str) -> None:
    answer = await datasette.client.get(address)
    assert answer.status_code == 404
    assert '<a href="/">Home' in answer.text
