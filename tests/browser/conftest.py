"""A real server and a real browser: what the browser tests stand on."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from impact.cli.returns import FRAMEWORKS
from impact.cli.serving import RETURNS
from impact.loading import load_place
from impact.sources import open_sources
from postgres import free_port
from serving import impact, running, settled

REPO = Path(__file__).resolve().parents[2]
SCREENS = REPO / "var" / "screens"
BROWSERS = ["google-chrome", "chromium", "chromium-browser"]
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
expect.set_options(timeout=30_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever stands in this folder is a browser test."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The machine's own Chromium or Chrome; IMPACT_BROWSER names another."""
    program = next(filter(None, map(shutil.which, [os.environ.get("IMPACT_BROWSER") or "", *BROWSERS])), None)
    assert program, "The browser tests need Chromium or Chrome: install one, or name one in IMPACT_BROWSER."
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=QUIET)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh visitor in London. Whatever the test does, no request may leave for another host."""
    context = browser.new_context(
        viewport={"width": 1440, "height": 900}, locale="en-GB", timezone_id="Europe/London", reduced_motion="reduce"
    )
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    visit = context.new_page()
    visit.on("websocket", lambda websocket: asked.append(websocket.url))
    yield visit
    context.close()
    assert asked, "the test asked for nothing"
    assert {urlsplit(url).hostname for url in asked} - {None} <= {"127.0.0.1"}, "a request left this machine"


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., str]]:
    """Start Impact afresh: start(record, **environment) -> its address; without a record, in an empty folder."""
    with ExitStack() as servers:

        def begin(record: Path | None = None, **environment: str) -> str:
            settings = {"IMPACT_HOME": str(record or tmp_path / "record"), **environment}
            port = free_port()
            return servers.enter_context(running(impact(port), port, tmp_path / f"server-{port}.log", settings))

        yield begin


@pytest.fixture(scope="session")
def impact_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One Impact that filled its own empty record, for all tests that only look."""
    folder, port = tmp_path_factory.mktemp("impact"), free_port()
    with running(impact(port), port, folder / "server.log", {"IMPACT_HOME": str(folder / "record")}) as url:
        yield url


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record with the demonstration borough and England in it, to be copied."""
    folder = tmp_path_factory.mktemp("filled")
    sources = open_sources(folder)
    for framework_id, place in FRAMEWORKS.items():
        list(load_place(sources, place, RETURNS[framework_id], datetime.now(UTC)))
    sources.engine.dispose()
    return folder


@pytest.fixture
def loaded(filled: Path, tmp_path: Path) -> Path:
    """A filled record of this test's own, so that a server starts on it in seconds."""
    return Path(shutil.copytree(filled, tmp_path / "loaded"))


@pytest.fixture
def picture(page: Page) -> Callable[[str], Path]:
    """Keep what the screen shows, whole: picture("outcomes") -> var/screens/outcomes.png."""

    def keep(name: str) -> Path:
        settled(page)
        SCREENS.mkdir(parents=True, exist_ok=True)
        file = SCREENS / f"{name}.png"
        height = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
        size = page.viewport_size
        page.set_viewport_size({"width": size["width"], "height": max(size["height"], min(height + 80, 6000))})
        settled(page)
        page.screenshot(path=file)
        page.set_viewport_size(size)
        return file

    return keep
