"""A real Chromium against a real server; skipped with a reason where there is none, failed in CI."""

import asyncio
import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from harvester.web.serve import build_datasette
from tests.web.conftest import close, demo_file, hostile_file

ROOT = Path(__file__).resolve().parents[2]
__all__ = ["demo_file", "hostile_file"]


def missing(what: str) -> None:
    """Skip, or fail where everything must be there."""
    if os.environ.get("CI"):
        pytest.fail(f"{what} is missing, and CI must not skip browser tests")
    pytest.skip(f"{what} is missing")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        missing("chromium (apt-get install chromium)")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("playwright (pip install playwright)")
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield made
        made.close()


@pytest.fixture(scope="session")
def axe() -> str:
    path = Path(os.environ.get("AXE") or ROOT / "node_modules" / "axe-core" / "axe.min.js")
    if not path.is_file():
        missing("axe-core (npm install --no-save axe-core, or its path in AXE)")
    return path.read_text(encoding="utf-8")


def _serve(path: Path) -> Iterator[str]:
    datasette = build_datasette(path)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    config = uvicorn.Config(datasette.app(), host="127.0.0.1", port=port, log_level="error", lifespan="on")
    server = uvicorn.Server(config)

    def run() -> None:
        asyncio.run(_run(datasette, server))

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 30
    while not server.started:
        assert time.monotonic() < deadline, "the server did not start"
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)
    close(datasette)


async def _run(datasette: Any, server: uvicorn.Server) -> None:
    await datasette.invoke_startup()
    await server.serve()


@pytest.fixture(scope="session")
def demo_url(demo_file: Path) -> Iterator[str]:
    yield from _serve(demo_file)


@pytest.fixture(scope="session")
def hostile_url(hostile_file: Path) -> Iterator[str]:
    yield from _serve(hostile_file)
