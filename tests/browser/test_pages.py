"""Our pages in a browser: accessible in light and dark, no sideways scroll on a phone, nothing of a record runs."""

from typing import Any

import pytest

from tests.web.served import DEMO

pytestmark = pytest.mark.browser

IDS = sorted(path.stem for path in DEMO.glob("NCT*.json"))
PAGES = {
    "home": "/",
    "search": "/trials/-/search?q=cells",
    "search, nothing found": "/trials/-/search?q=xyzzy",
    "study": "/trials/-/study/NCT04382547",
    "study with changes": "/trials/-/study/NCT02107118",
    "changes": "/trials/-/changes",
    "compare": "/trials/-/compare?ids=NCT04382547,NCT07145502",
    "compare of ten": "/trials/-/compare?ids=" + ",".join(IDS[:10]),
    "compare, searching": "/trials/-/compare?ids=NCT04382547&add=cells",
    "error": "/trials/-/study/NCT00000001",
    "table": "/trials/studies?_search=cells",
    "view": "/trials/studies_at_a_glance",
    "row": "/trials/studies/NCT04382547",
    "tables": "/trials",
    "query": "/trials?sql=select+nct_id,+brief_title+from+studies",
}
HOSTILE = [f"/hostile/-/study/NCT9000000{number}" for number in range(8)] + [
    "/hostile/-/changes",
    "/hostile/-/search",
    "/hostile/studies",
    "/hostile/-/compare?ids=" + ",".join(f"NCT9000000{number}" for number in range(8)),
    "/",
]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]


def visit(browser: Any, url: str, **options: Any) -> Any:
    """The page, and on it `troubles`: what the console said against it. Close its context."""
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
    page = context.new_page()
    page.troubles = []
    page.on("console", lambda said: page.troubles.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: page.troubles.append(str(error)))
    page.goto(url)
    return page


def pick_all(page: Any) -> None:
    """Open the tray of a table with three studies in it."""
    page.evaluate("document.querySelectorAll('.pick-box').forEach((box, place) => place < 3 && box.click())")


CHECKED = [(name, scheme, 1280) for name in PAGES for scheme in ("light", "dark")]
CHECKED += [(name, "light", 390) for name in PAGES if name.startswith("compare")]


@pytest.mark.parametrize(("name", "scheme", "width"), CHECKED)
def test_page_meets_wcag_aa(
    browser: Any, axe: str, demo_url: str, name: str, scheme: str, width: int
) -> None:
    # axe is brought in by evaluate, which a page's policy does not hinder; the policy itself stays in force.
    viewport = {"width": width, "height": 900}
    page = visit(browser, demo_url + PAGES[name], color_scheme=scheme, viewport=viewport)
    pick_all(page)
    page.evaluate(axe)
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    found = page.evaluate(
        "(tags) => axe.run(document, {runOnly: {type: 'tag', values: tags}})"
        ".then((result) => result.violations.map((one) => one.id + ': ' + one.nodes[0].html.slice(0, 200)"
        " + ' ' + one.nodes[0].failureSummary))",
        TAGS,
    )
    page.context.close()
    assert found == []


@pytest.mark.parametrize("name", list(PAGES))
def test_phone_does_not_scroll_sideways(browser: Any, demo_url: str, name: str) -> None:
    page = visit(browser, demo_url + PAGES[name], viewport={"width": 390, "height": 844})
    pick_all(page)
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    width = page.evaluate("document.documentElement.scrollWidth")
    page.context.close()
    assert width <= 390


@pytest.mark.parametrize("name", [name for name in PAGES if name != "error"])
def test_page_breaks_no_policy_of_its_own(browser: Any, demo_url: str, name: str) -> None:
    page = visit(browser, demo_url + PAGES[name])
    troubles = page.troubles
    page.context.close()
    assert troubles == []


@pytest.mark.parametrize("path", HOSTILE)
def test_nothing_of_a_hostile_record_runs_or_bursts_the_page(
    browser: Any, hostile_url: str, path: str
) -> None:
    page = visit(browser, hostile_url + path, viewport={"width": 390, "height": 844})
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    width, hit = page.evaluate("[document.documentElement.scrollWidth, window.hit === undefined]")
    troubles = page.troubles
    page.context.close()
    assert (width <= 390, hit, troubles) == (True, True, [])


@pytest.mark.parametrize("path", ["/trials/studies", "/trials/outcomes"])
def test_datasettes_own_pages_work_under_our_headers(browser: Any, demo_url: str, path: str) -> None:
    page = visit(browser, demo_url + path)
    troubles = page.troubles
    page.context.close()
    assert troubles == []


def test_keyboard_reaches_the_content_first(browser: Any, demo_url: str) -> None:
    page = visit(browser, demo_url + PAGES["study"])
    page.keyboard.press("Tab")
    focused = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    target = page.evaluate("document.activeElement.id")
    page.context.close()
    assert (focused, target) == ("Skip to content", "main")


def test_study_leads_to_its_comparison_without_scripts(browser: Any, demo_url: str) -> None:
    page = visit(browser, demo_url + PAGES["study"], java_script_enabled=False)
    page.fill("#s-add", "NCT07145502")
    page.click(".s-compare button")
    address = page.url
    page.context.close()
    assert "ids=NCT04382547,NCT07145502" in address
