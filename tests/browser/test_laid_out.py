"""What the comparison of layouts finds when a screen breaks, tried on a small screen that is whole before."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from laid_out import measured, moved

SCREEN = """
<style>
  body { margin: 0; font: 16px/1.4 sans-serif; }
  [data-testid="stMain"] { height: 700px; overflow: auto; padding: 0 20px; }
  .plates { display: grid; grid-template-columns: 1fr 1fr 1fr; gap: 16px; }
  [data-testid="stPlotlyChart"], .main-svg { width: 600px; height: 200px; }
  .sheet { overflow-x: auto; }
</style>
<section data-testid="stMain">
  <nav aria-label="Places"><a href="#here">Borough</a></nav>
  <h1>Overview</h1>
  <p class="answer">Of 24 outcomes 5 are moving well.</p>
  <div data-testid="stElementContainer" class="pick">
    <div data-testid="stSelectbox"><label>Indicator</label> <input value="Pledges kept"></div>
  </div>
  <h2>Going well</h2>
  <div data-testid="stHtml"><div class="plates"><p>One</p><p>Two</p><p>Three</p></div></div>
  <h3>How it went</h3>
  <div data-testid="stPlotlyChart" role="figure" aria-label="It rose.">
    <svg class="main-svg"><text x="300" y="40">target 85%</text><text x="300" y="80">79%</text></svg>
  </div>
  <div class="sheet" aria-label="Newest"><table style="width: 2000px"><tr><td>Pledges kept</td></tr></table></div>
  <h2>What changed</h2>
  <p class="quiet">14 returns came in from 14 services.</p>
</section>
"""
BROKEN = {
    ".answer { margin-bottom: -56px; }": " and “Indicator” lie on each other",
    ".quiet { width: 60px; overflow: hidden; white-space: nowrap; }": (
        "“14 returns came in from 14 services.” is cut off by its frame"
    ),
    ".quiet { height: 8px; overflow: hidden; }": "“14 returns came in from 14 services.” is cut off by its frame",
    ".answer { width: 3000px; }": (
        "The screen scrolls sideways: “Of 24 outcomes 5 are moving well.” reaches beyond its edge"
    ),
    ".pick { margin-top: 400px; }": " px stand empty, ",
    "body::after { content: 'Menu'; position: fixed; top: 0; left: 0; width: 300px; height: 40px; }": (
        "“Borough” cannot be pressed: something lies over it"
    ),
    "h2 { display: none; }": "The heading “How it went” skips a level",
    "h1 { display: none; }": "There is not one heading of the first level",
    ".main-svg { width: 100px; }": "The picture “It rose.” has no size",
    ".main-svg { width: 700px; }": "The picture “It rose.” is larger than its frame",
    "text + text { transform: translateY(-38px); }": "“target 85%” and “79%” in the picture “It rose.” lie on each",
    "text + text { transform: translateY(-90px); }": "“79%” in the picture “It rose.” is cut off",
}
MOVED = {
    ".plates { display: block; }": ["columns: 0 where 1 were; gone: “3 of plates”; new: none"],
    ".plates { grid-template-columns: 1fr 1fr; }": ["columns: 2 of plates, where 3 of plates stood side by side"],
    "h2:last-of-type { display: none; }": ["heading 2: 1 where 2 were; gone: “What changed”; new: none"],
    ".answer { margin-left: 80px; }": [
        "answer “Of 24 outcomes 5 are moving well.” moved from 20 px and 1240 px wide to 100 px and 1160 px wide"
    ],
    ".answer { margin-left: 16px; }": [],
    ".answer { padding-bottom: 24px; }": [],
}


@pytest.fixture(scope="module")
def window(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    yield context.new_page()
    context.close()


@pytest.fixture
def screen(window: Page) -> Page:
    window.set_content(SCREEN)
    return window


def test_a_whole_screen_has_no_fault_and_has_not_moved(screen: Page) -> None:
    first, again = measured(screen), measured(screen)

    assert first.faults == []
    assert moved(first.blocks, again.blocks) == []


@pytest.mark.parametrize("style", list(BROKEN))
def test_what_is_broken_is_said(screen: Page, style: str) -> None:
    screen.add_style_tag(content=style)

    assert BROKEN[style] in "\n".join(measured(screen).faults)


@pytest.mark.parametrize("style", list(MOVED))
def test_what_moved_is_said_and_a_few_pixels_are_forgiven(screen: Page, style: str) -> None:
    before = measured(screen).blocks
    screen.add_style_tag(content=style)

    assert moved(before, measured(screen).blocks) == MOVED[style]


def test_other_words_in_the_same_place_have_not_moved(screen: Page) -> None:
    before = measured(screen).blocks
    screen.locator("h2").first.evaluate("one => one.textContent = 'What goes well'")

    assert moved(before, measured(screen).blocks) == []


def test_another_order_is_said(screen: Page) -> None:
    before = measured(screen).blocks
    screen.locator(".answer").evaluate("one => one.previousElementSibling.before(one)")

    assert moved(before, measured(screen).blocks) == [
        "the order: answer “Of 24 outcomes 5 are moving well.” where heading 1 “Overview” was"
    ]
