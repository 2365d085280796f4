"""Every screen stands as it was kept, on a wall, on a shared laptop and on a phone; it is whole and reads plainly.

`make layouts` keeps the screens anew, once a change has been looked at.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Page, expect

from impact.framework import Framework
from laid_out import KEPT, SIZES, Layout, keep, kept, laid_out, moved
from reading_age import ENOUGH, OLDEST, counted, field_terms, prose
from screens import MORE, SCREENS

DAY = "as_at=2026-10-31"
"""The day whose knowledge is shown, so that a screen holds the same on whatever day it is looked at."""

PROSE = (Path(__file__).parents[1] / "prose.js").read_text(encoding="utf-8")


class Seen(NamedTuple):
    """A screen at every size, and what it says."""

    name: str
    layouts: dict[str, Layout]
    texts: list[str]


@pytest.fixture(scope="module")
def reader(browser: Browser) -> Iterator[Page]:
    """One reader for all screens, who keeps what the browser has loaded."""
    context = browser.new_context(locale="en-GB", timezone_id="Europe/London", reduced_motion="reduce")
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module", params=list(SCREENS))
def screen(request: pytest.FixtureRequest, reader: Page, impact_url: str) -> Seen:
    """A screen, opened once on the wall and then made smaller."""
    name, (width, height) = request.param, SIZES["wall"]
    reader.set_viewport_size({"width": width, "height": height})
    reader.goto(f"{impact_url}/{SCREENS[name]}?{'&'.join(filter(None, (MORE.get(name), DAY)))}")
    expect(reader.get_by_role("heading", level=1).first).to_be_attached()
    layouts = {size: laid_out(reader, SIZES[size]) for size in SIZES}
    return Seen(name, layouts, reader.evaluate(PROSE))


def test_nothing_is_broken_on_a_screen(screen: Seen) -> None:
    said = [f"{screen.name}, {size}: {one}" for size, now in screen.layouts.items() for one in now.faults]

    assert not said, "\n".join(said)


def test_a_screen_stands_as_it_was_kept(screen: Seen) -> None:
    if os.environ.get("IMPACT_LAYOUTS") == "keep":
        keep(screen.name, {size: now.blocks for size, now in screen.layouts.items()})
    before = kept(screen.name)

    found = {size: moved(before[size], now.blocks) for size, now in screen.layouts.items()}
    said = [f"{screen.name}, {size}: {one}" for size, lines in found.items() for one in lines]

    assert not said, "\n".join(said)


def test_a_screen_reads_with_ease_at_twelve(screen: Seen, framework: Framework) -> None:
    found = counted(prose(screen.texts), field_terms(framework))

    assert found.words < ENOUGH or found.age <= OLDEST, f"{screen.name}: {found.age:.1f}"


def test_only_screens_that_are_there_are_kept() -> None:
    assert {one.stem for one in KEPT.glob("*.json")} == set(SCREENS)
