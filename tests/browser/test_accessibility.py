"""Every screen, light and dark, wide and narrow, in its states: no WCAG violation of level A or AA that is ours."""

from collections.abc import Callable, Iterator
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page, expect

from screens import MORE, SCREENS
from serving import settled

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN = f"async () => (await axe.run(document, {{runOnly: {{type: 'tag', values: {LEVELS}}}}})).violations"
STATES = {
    "light and wide": ("light", 1280, ""),
    "dark, as narrow as a page at 400%": ("dark", 320, ""),
    "an earlier day, dark": ("dark", 1280, "as_at=2026-03-31"),
    "another framework, narrow": ("light", 390, "framework=england-children"),
}
FOCUSED = "(() => { const a = document.activeElement; return a.getAttribute('aria-label') || a.textContent || '' })()"


@pytest.fixture(scope="module", params=list(STATES))
def reader(request: pytest.FixtureRequest, browser: Browser) -> Iterator[tuple[Page, int, str]]:
    """One reader for each state, who keeps what the browser has loaded; the window's width; what is asked for."""
    scheme, width, asked = STATES[request.param]
    context = browser.new_context(
        viewport={"width": width, "height": 800}, locale="en-GB", reduced_motion="reduce", color_scheme=scheme
    )
    yield context.new_page(), width, asked
    context.close()


@pytest.mark.parametrize("screen", list(SCREENS))
def test_a_screen_has_no_violation_of_ours_and_never_scrolls_sideways(
    reader: tuple[Page, int, str], impact_url: str, screen: str
) -> None:
    page, width, asked = reader
    about = MORE.get(screen, "") if "framework" not in asked else ""
    query = "&".join(one for one in (about, asked) if one)

    page.goto(f"{impact_url}/{SCREENS[screen]}{'?' if query else ''}{query}")
    _drawn(page)
    page.evaluate(AXE)
    found = page.evaluate(RUN)

    said = [f"{one['id']}: {[node['html'][:160] for node in one['nodes'][:3]]}" for one in found]
    assert said == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_an_empty_record_says_how_to_begin_without_a_violation(page: Page, start: Callable[..., str], tmp_path) -> None:
    page.goto(start(tmp_path / "empty", IMPACT_EMPTY="1"))
    _drawn(page)
    page.evaluate(AXE)

    assert page.evaluate(RUN) == []
    expect(page.get_by_role("heading", level=1, name="Nothing has been loaded yet")).to_be_visible()


def test_the_keyboard_alone_reaches_a_figure_and_its_cell(page: Page, impact_url: str) -> None:
    page.goto(f"{impact_url}/indicator?indicator=S01&scope=sector:SEC6")
    _drawn(page)
    reached: list[str] = []
    while len(reached) < 60 and "The files they came in" not in reached:
        page.keyboard.press("Tab")
        reached.append(page.evaluate(FOCUSED).strip())

    assert {"Indicators", "As known on", "Period", "The files they came in"} <= set(reached)
    assert [one for one in reached if one in ("Zoom", "Pan", "Autoscale")] == [], "the plot's tools are stops"


def _drawn(page: Page) -> None:
    """The screen stands: its heading is there, nothing runs, and charts have had time to paint."""
    expect(page.get_by_role("heading", level=1).first).to_be_attached()
    settled(page)
    page.wait_for_timeout(400)
