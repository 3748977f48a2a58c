"""The comparison at work: with scripts in place, and without any by its links and forms alone."""

from typing import Any

import pytest

from tests.browser.test_pages import IDS, visit

pytestmark = pytest.mark.browser

COMPARE = "/trials/-/compare?ids=NCT04382547,NCT07145502,NCT02123368"


def heads(page: Any) -> list[str]:
    return page.locator(".c-heads .c-id a").all_inner_texts()


@pytest.mark.parametrize("scripts", [True, False])
def test_studies_are_added_removed_and_made_the_reference_in_place(
    browser: Any, demo_url: str, scripts: bool
) -> None:
    page = visit(browser, demo_url + COMPARE, java_script_enabled=scripts)
    page.click("text=Make reference >> nth=1")
    page.wait_for_url("**ids=NCT02123368**")
    assert heads(page) == ["NCT02123368", "NCT04382547", "NCT07145502"]
    assert "Reference" in page.inner_text(".c-heads th.c-ref")
    page.click(".c-links li:has-text('Remove') a >> nth=1")
    page.wait_for_url("**ids=NCT02123368,NCT07145502")
    assert heads(page) == ["NCT02123368", "NCT07145502"]
    for words, found in (
        ("nct03003364", "NCT03003364"),
        ("crohn's disease", "NCT01541579"),
        ("Olfactory", "NCT04382547"),
    ):
        page.fill("#c-add", words)
        page.press("#c-add", "Enter")
        page.wait_for_selector(f".c-take:has-text('{found}'), .c-heads a:has-text('{found}')")
        if found not in heads(page):
            page.click(f".c-take:has-text('{found}')")
        page.wait_for_selector(f".c-heads a:has-text('{found}')")
    page.context.close()


@pytest.mark.parametrize("scripts", [True, False])
def test_only_differences_hides_what_is_the_same_and_is_in_the_address(
    browser: Any, demo_url: str, scripts: bool
) -> None:
    page = visit(browser, demo_url + COMPARE, java_script_enabled=scripts)
    assert page.locator(".c-row-same").count() > 0
    assert page.is_visible(".c-row-same >> nth=0")
    page.click("#c-toggle")
    page.wait_for_url("**&diff=1")
    assert page.is_hidden(".c-row-same >> nth=0")
    assert page.is_visible(".c-row-diff >> nth=0")
    page.click("#c-toggle")
    page.wait_for_url(lambda url: "diff" not in url)
    assert page.is_visible(".c-row-same >> nth=0")
    page.context.close()


def test_every_link_and_the_form_keep_what_the_toggle_says(browser: Any, demo_url: str) -> None:
    page = visit(browser, f"{demo_url}{COMPARE}&add=cells")
    kept = '[...document.querySelectorAll(\'a[href*="compare"][href*="ids="]:not(#c-toggle)\')].map((one) => one.href)'
    before = page.evaluate(kept)
    page.click("#c-toggle")
    only = page.evaluate(kept)
    hidden = page.locator(".c-add input[name=diff]").evaluate_all("found => found.map((one) => one.value)")
    page.click("#c-toggle")
    after, gone = page.evaluate(kept), page.locator(".c-add input[name=diff]").count()
    page.click("#c-toggle")
    page.click("text=Make reference >> nth=0")
    page.wait_for_url("**ids=NCT07145502,NCT04382547,NCT02123368&diff=1")
    page.fill("#c-add", "crohn")
    page.press("#c-add", "Enter")
    page.wait_for_selector(".c-take")
    address = page.url
    page.context.close()
    assert len(before) > 3 + 1 + 2 + 3  # formats, permalink, make reference, remove, and studies found
    assert only == [f"{address}&diff=1" for address in before]
    assert (hidden, gone) == (["1"], 0)
    assert after == before
    assert "diff=1" in address


def test_the_permalink_that_is_copied_is_of_the_comparison_alone(browser: Any, demo_url: str) -> None:
    page = visit(browser, f"{demo_url}{COMPARE}&add=cells", permissions=["clipboard-read", "clipboard-write"])
    page.click("text=Copy permalink")
    page.wait_for_selector("#c-said:has-text('Address copied.')", state="attached")
    plain = page.evaluate("navigator.clipboard.readText()")
    page.click("#c-toggle")
    page.click("text=Copy permalink")
    page.wait_for_function(
        "async () => (await navigator.clipboard.readText()).endsWith('&diff=1')", polling=100
    )
    only = page.evaluate("navigator.clipboard.readText()")
    page.context.close()
    assert plain == demo_url + COMPARE
    assert only == f"{demo_url}{COMPARE}&diff=1"


def test_comparison_is_copied_as_markdown(browser: Any, demo_url: str) -> None:
    page = visit(browser, demo_url + COMPARE, permissions=["clipboard-read", "clipboard-write"])
    equal = page.inner_text(".c-row-same th >> nth=0")
    page.click("#c-toggle")
    page.click("text=Copy as Markdown")
    page.wait_for_selector("#c-said:has-text('Copied as Markdown.')", state="attached")
    copied = page.evaluate("navigator.clipboard.readText()")
    page.context.close()
    assert copied.count("NCT07145502") >= 2
    assert "Enrollment" in copied
    assert f"**{equal}**" not in copied


def test_head_and_first_column_stay_in_sight(browser: Any, demo_url: str) -> None:
    page = visit(browser, demo_url + "/trials/-/compare?ids=" + ",".join(IDS[:10]))
    page.evaluate("document.querySelector('.c-box').scrollTo({left: 900, top: 1500, behavior: 'instant'})")
    box = page.locator(".c-box").bounding_box()
    head = page.locator(".c-heads th >> nth=5").bounding_box()
    label = page.locator("tr[data-field=overall_status] th").bounding_box()
    page.context.close()
    assert abs(head["y"] - box["y"]) <= 2
    assert abs(label["x"] - box["x"]) <= 2


@pytest.mark.parametrize("scripts", [True, False])
def test_a_section_that_is_jumped_to_stands_below_the_head_in_sight(
    browser: Any, demo_url: str, scripts: bool
) -> None:
    page = visit(browser, demo_url + COMPARE, java_script_enabled=scripts, reduced_motion="reduce")
    page.click(".c-jump a[href='#eligibility']")
    head = page.locator(".c-heads th >> nth=1").bounding_box()
    section = page.locator("#eligibility").bounding_box()
    page.context.close()
    assert 0 <= head["y"] <= 40
    assert head["height"] - 20 <= section["y"] - head["y"] <= head["height"] + 20


def test_of_ten_studies_the_reference_stays_in_sight(browser: Any, demo_url: str) -> None:
    page = visit(browser, demo_url + "/trials/-/compare?ids=" + ",".join(IDS[:10]))
    page.evaluate("document.querySelector('.c-box').scrollTo({left: 900, top: 1500, behavior: 'instant'})")
    row = page.locator("tr[data-field=overall_status]")
    label, reference = (row.locator(place).bounding_box() for place in ("th", ".c-ref"))
    head = page.locator(".c-heads .c-ref").bounding_box()
    page.context.close()
    assert abs(reference["x"] - (label["x"] + label["width"])) <= 2
    assert abs(head["x"] - reference["x"]) <= 2


def test_four_studies_fit_on_a_screen_of_1280_pixels_with_its_scroll_bars(
    browser: Any, demo_url: str
) -> None:
    address = demo_url + "/trials/-/compare?ids=" + ",".join(IDS[:4])
    page = visit(browser, address, viewport={"width": 1280 - 2 * 15, "height": 900})
    over = page.evaluate("(box => box.scrollWidth - box.clientWidth)(document.querySelector('.c-box'))")
    page.context.close()
    assert over == 0


@pytest.mark.parametrize("query", ["", "?ids=NCT09999999", "?ids=NCT123x"])
def test_without_a_study_the_form_stands_at_the_top(browser: Any, demo_url: str, query: str) -> None:
    page = visit(browser, f"{demo_url}/trials/-/compare{query}", viewport={"width": 1280, "height": 500})
    form = page.locator(".c-add").bounding_box()
    page.context.close()
    assert form["y"] + form["height"] < 400


def test_print_is_in_landscape_with_the_head_on_every_page(browser: Any, demo_url: str) -> None:
    page = visit(browser, demo_url + COMPARE)
    document = page.pdf(prefer_css_page_size=True)
    page.context.close()
    boxes = document.split(b"/MediaBox")[1:]
    sizes = {
        tuple(round(float(figure)) for figure in box[box.index(b"[") + 1 : box.index(b"]")].split())
        for box in boxes
    }
    assert sizes == {(0, 0, 842, 595)} or sizes == {(0, 0, 842, 596)}


def cut_titles(page: Any) -> int:
    return int(
        page.evaluate(
            "[...document.querySelectorAll('.c-title')].filter((one) => one.scrollHeight > one.clientHeight + 1).length"
        )
    )


def test_titles_are_whole_on_paper_and_on_a_phone(browser: Any, hostile_url: str) -> None:
    page = visit(browser, hostile_url + "/hostile/-/compare?ids=NCT90000000,NCT90000007")
    on_screen = cut_titles(page)
    page.emulate_media(media="print")
    on_paper = cut_titles(page)
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 390, "height": 844})
    on_a_phone = cut_titles(page)
    page.context.close()
    assert on_screen > 0
    assert (on_paper, on_a_phone) == (0, 0)


@pytest.mark.parametrize("width", [390, 1280])
def test_a_row_has_a_cell_for_each_head_of_a_column_at_any_width(
    browser: Any, demo_url: str, width: int
) -> None:
    page = visit(browser, demo_url + COMPARE, viewport={"width": width, "height": 844})
    heads = page.locator(".c-heads").get_by_role("columnheader")
    named = [heads.nth(0).inner_text().strip().casefold(), heads.count()]
    rows = page.locator(".c-doing tr, tr[data-field]")
    counts = [
        row.get_by_role("rowheader").count() + row.get_by_role("cell").count() for row in rows.all()[:5]
    ]
    corner = page.locator(".c-corner").bounding_box()
    page.context.close()
    assert named == ["field", 4]
    assert counts == [4] * 5
    assert (corner["width"] <= 1) == (width == 390)


def test_everything_unfolds_and_folds_again_by_one_button(browser: Any, demo_url: str) -> None:
    page = visit(browser, demo_url + COMPARE)
    folds = "document.querySelectorAll('.c-fold[open], .c-long[open], .c-why[open]').length"
    page.click("text=Unfold everything")
    opened = page.evaluate(folds)
    page.click("text=Unfold everything")
    closed = page.evaluate(folds)
    page.context.close()
    assert opened > 5
    assert closed == 0
