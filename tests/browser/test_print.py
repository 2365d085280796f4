"""What a screen is on paper: the bar and whatever is pressed are gone, nothing is cut off, and it is black on white."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from laid_out import at_rest, measured
from screens import MORE, SCREENS

PAPER = 1032
"""Pixels between the margins of A4 laid across: 297 mm less 24."""

STIFF = """
const Observer = window.ResizeObserver;
window.ResizeObserver = class extends Observer {
  constructor(told) { super((...news) => window.printing || told(...news)); }
};
"""
"""A picture does not hear of the paper's width before it is printed: it keeps the size it has on the screen."""

NARROWED = f'[data-testid="stMain"] {{ width: {PAPER}px !important; }}'
PRESSED = 'nav, button:not([role="combobox"] ~ button), input[type="file"], textarea, [data-testid="stPopover"]'
PALE = """() => [...document.querySelectorAll('[data-testid="stMain"] :is(h1, h2, h3, p, li, td, th, dd, .answer)')]
  .filter((one) => one.checkVisibility() && one.textContent.trim())
  .filter((one) => getComputedStyle(one).color.match(/\\d+/g).slice(0, 3).some((part) => Number(part) > 120))
  .map((one) => one.textContent.slice(0, 60))"""


ON_PAPER = [(one, "light") for one in ("overview", "theory_of_change", "outcome", "indicator", "sectors", "roadmap")]
ON_PAPER += [("outcome", "dark"), ("roadmap", "dark")]


@pytest.fixture(scope="module")
def readers(browser: Browser) -> Iterator[dict[str, Page]]:
    """A reader at a laptop in the light and one in the dark."""
    size = {"width": 1280, "height": 720}
    contexts = {
        scheme: browser.new_context(viewport=size, locale="en-GB", reduced_motion="reduce", color_scheme=scheme)
        for scheme in ("light", "dark")
    }
    for one in contexts.values():
        one.add_init_script(STIFF)
    yield {scheme: one.new_page() for scheme, one in contexts.items()}
    for one in contexts.values():
        one.close()


@pytest.mark.parametrize(("screen", "scheme"), ON_PAPER)
def test_a_screen_is_whole_on_paper(readers: dict[str, Page], impact_url: str, screen: str, scheme: str) -> None:
    reader = readers[scheme]
    reader.emulate_media(media="screen")
    reader.goto(f"{impact_url}/{SCREENS[screen]}?{MORE.get(screen, '')}")
    expect(reader.get_by_role("heading", level=1).first).to_be_attached()
    at_rest(reader)
    reader.evaluate("window.printing = true")
    reader.emulate_media(media="print")
    reader.add_style_tag(content=NARROWED)

    assert measured(reader).faults == []
    assert [one for one in reader.locator(PRESSED).all() if one.is_visible()] == []
    assert reader.evaluate(PALE) == []
    for kept in (reader.get_by_text("Demonstration data"), reader.get_by_label("As known on")):
        expect(kept.first).to_be_visible()
