"""Picking studies in tables: by mouse and by keyboard, from page to page, into a comparison."""

import re
from typing import Any

import pytest

from tests.browser.test_pages import visit

pytestmark = pytest.mark.browser

TABLE = "/trials/studies?_size=5"


def picked(page: Any) -> list[str]:
    """The NCT IDs in the tray."""
    return re.findall(r"NCT\d{8}", page.inner_text(".pick-list"))


def box_ids(page: Any) -> list[str]:
    return page.locator(".pick-box").evaluate_all("boxes => boxes.map((box) => box.value)")


def test_choice_survives_paging_and_leads_to_the_comparison(browser: Any, demo_url: str) -> None:
    page = visit(browser, demo_url + TABLE)
    first = box_ids(page)[1]
    page.check(f".pick-box[value={first}]")
    page.click("text=Next page")
    page.wait_for_url("**_next=**")
    page.wait_for_selector(".pick-box")
    second = box_ids(page)[2]
    assert first not in box_ids(page)
    page.check(f".pick-box[value={second}]")
    assert picked(page) == [first, second]
    page.click(".pick-go")
    page.wait_for_url("**/-/compare?ids=*")
    heads = page.locator(".c-heads .c-id a").all_inner_texts()
    page.context.close()
    assert heads == [first, second]


def test_keyboard_alone_picks_and_compares(browser: Any, demo_url: str) -> None:
    page = visit(browser, demo_url + TABLE)
    one, other = box_ids(page)[:2]
    page.focus(".pick-box >> nth=0")
    page.keyboard.press("Space")
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.value") == other:
            break
    page.keyboard.press("Space")
    assert picked(page) == [one, other]
    page.focus(".pick-remove >> nth=0")
    page.keyboard.press("Enter")
    assert picked(page) == [other]
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == f"Take {other} out"
    page.focus(".pick-go")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/-/compare?ids={other}")
    page.context.close()


def test_the_same_study_is_ticked_in_every_table_and_query(browser: Any, demo_url: str) -> None:
    page = visit(browser, demo_url + "/trials/outcomes?nct_id=NCT04382547")
    page.check(".pick-box >> nth=0")
    for path in ("/trials/studies_at_a_glance?nct_id=NCT04382547", "/trials?sql=select+nct_id+from+studies"):
        page.goto(demo_url + path)
        assert page.is_checked(".pick-box[value=NCT04382547]")
        assert picked(page) == ["NCT04382547"]
    page.context.close()


def test_search_results_are_ticked_and_compared(browser: Any, demo_url: str) -> None:
    page = visit(browser, demo_url + "/")
    page.fill("#m-search", "mesenchymal cells")
    page.press("#m-search", "Enter")
    page.wait_for_selector(".pick-box")
    assert page.is_hidden(".pick-plain")
    chosen = box_ids(page)[:4]
    for nct_id in chosen:
        page.check(f".pick-box[value={nct_id}]")
    page.click("text=Compare 4 studies")
    page.wait_for_selector(".c-heads")
    heads = page.locator(".c-heads .c-id a").all_inner_texts()
    page.context.close()
    assert heads == chosen


@pytest.mark.parametrize("path", ["/trials/-/search?q=cells", "/trials/studies"])
def test_without_scripts_nothing_promises_a_tray(browser: Any, demo_url: str, path: str) -> None:
    page = visit(browser, demo_url + path, java_script_enabled=False)
    boxes, tray = page.locator(".pick-box").count(), page.locator(".pick-tray").count()
    if boxes:
        page.check(".pick-box >> nth=1")
        page.click("text=Compare the ticked studies")
        page.wait_for_selector(".c-heads")
    page.context.close()
    assert tray == 0


def test_no_more_are_picked_than_fit(browser: Any, demo_url: str) -> None:
    page = visit(browser, demo_url + "/trials/studies?_size=max")
    for box in page.locator(".pick-box").all():
        box.click()
    assert len(picked(page)) == 10
    assert "most that fit" in page.inner_text(".pick-count")
    assert page.locator(".pick-box:checked").count() == 10
    page.click(".pick-clear")
    assert page.is_hidden(".pick-tray")
    page.context.close()
