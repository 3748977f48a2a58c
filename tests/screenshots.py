"""The pictures of README, taken of the demo file in a Chromium that is installed: `make screenshots`."""

import shutil
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from harvester.demo import build_demo
from tests.benchmarks.pages import OURS, served

FOLDER = Path(__file__).resolve().parents[1] / "docs"
COMPARED = "NCT04382547,NCT04389450,NCT07145502"
PICTURES: dict[str, tuple[str, str, dict[str, Any]]] = {
    "search": (
        "/demo/-/search?q=mesenchymal",
        "document.querySelectorAll('.pick-box').forEach((box, at) => at < 2 && box.click())",
        {},
    ),
    "compare": (f"/demo/-/compare?ids={COMPARED}", "", {}),
    "eligibility": (
        f"/demo/-/compare?ids={COMPARED}",
        "document.querySelector('#eligibility').scrollIntoView()",
        {"color_scheme": "dark"},
    ),
}
"""{name: (address, script to run first, options of the browser)}"""


def main() -> None:
    """Take all pictures."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        file = Path(folder) / "demo.db"
        build_demo(file)
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        with served(OURS, str(file)) as server:
            for name, (path, script, options) in PICTURES.items():
                context = browser.new_context(
                    viewport={"width": 1200, "height": 760}, reduced_motion="reduce", **options
                )
                page = context.new_page()
                page.goto(server.url + path)
                if script:
                    page.evaluate(script)
                page.screenshot(path=FOLDER / f"{name}.png")
                context.close()
        browser.close()


if __name__ == "__main__":
    main()
