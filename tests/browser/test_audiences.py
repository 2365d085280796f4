"""Each audience walks its own path, by role and name, on a wall, on a shared laptop and on a phone."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from laid_out import SIZES, at_rest, measured
from serving import settled


@pytest.fixture(params=list(SIZES))
def seen(request: pytest.FixtureRequest, page: Page) -> tuple[Page, str]:
    """A visitor with one of the three screens, and what it is called."""
    width, height = SIZES[request.param]
    page.set_viewport_size({"width": width, "height": height})
    return page, request.param


def go(page: Page, place: str, screen: str = "") -> None:
    page.get_by_role("navigation", name="Places").get_by_role("link", name=place).click()
    if screen:
        page.get_by_role("navigation", name="Screens of this place").get_by_role("link", name=screen).click()
    settled(page)


def heading(page: Page, name: str) -> None:
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()
    settled(page)


def whole(page: Page) -> None:
    """Nothing of the layout is broken: nothing lies on another, is cut off or covered, and there is no error."""
    at_rest(page)
    assert measured(page).faults == []
    expect(page.locator("[data-testid=stException]")).to_have_count(0)


def test_a_leader_reads_where_we_stand_and_why(
    seen: tuple[Page, str], impact_url: str, picture: Callable[[str], Path]
) -> None:
    page, size = seen
    page.goto(impact_url)
    heading(page, "Overview")
    expect(page.get_by_text("outcomes that are measured")).to_be_visible()
    expect(page.get_by_role("heading", name="Going well")).to_be_visible()
    whole(page)
    picture(f"leader-overview-{size}")

    page.get_by_role("link", name="People feel safe and are not re-traumatised").first.click()
    heading(page, "People feel safe and are not re-traumatised")
    whole(page)
    picture(f"leader-outcome-{size}")
    page.go_back()
    heading(page, "Overview")

    go(page, "Borough", "Theory of change")
    heading(page, "Theory of change")
    whole(page)
    go(page, "Borough", "Context")
    heading(page, "Context")
    whole(page)


def test_the_overview_is_one_glance_on_a_wall(page: Page, impact_url: str) -> None:
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.goto(impact_url)
    heading(page, "Overview")

    last = page.locator(".foot")
    expect(last).to_be_visible()
    box = last.bounding_box()
    assert box and box["y"] + box["height"] <= 1080, "the first screen needs no scrolling at 1080p"


def test_a_champion_looks_for_what_works_and_what_blocks(
    seen: tuple[Page, str], impact_url: str, picture: Callable[[str], Path]
) -> None:
    page, size = seen
    page.goto(f"{impact_url}/sectors")
    heading(page, "Sectors and services")
    whole(page)
    go(page, "Sectors and services", "One service")
    expect(page.get_by_role("heading", name="What the next step waits for")).to_be_visible()
    whole(page)
    picture(f"champion-service-{size}")
    go(page, "Roadmap")
    heading(page, "Roadmap")
    whole(page)
    go(page, "Sectors and services", "Bright spots")
    heading(page, "Bright spots")
    expect(page.get_by_text("bright spots are on show")).to_be_visible()
    whole(page)
    picture(f"champion-bright-{size}")


def test_an_analyst_finds_what_is_due_and_how_it_is_defined(
    seen: tuple[Page, str], impact_url: str, picture: Callable[[str], Path]
) -> None:
    page, size = seen
    page.goto(f"{impact_url}/returns")
    heading(page, "Returns")
    whole(page)
    go(page, "Returns", "Calendar")
    heading(page, "Calendar")
    whole(page)
    go(page, "Framework", "Definitions")
    heading(page, "Definitions")
    whole(page)
    picture(f"analyst-definitions-{size}")
    go(page, "Framework", "Method")
    heading(page, "Method")
    whole(page)


def test_a_board_finds_what_changed_and_what_it_decided(
    seen: tuple[Page, str], impact_url: str, picture: Callable[[str], Path]
) -> None:
    page, size = seen
    page.goto(f"{impact_url}/agenda")
    heading(page, "Agenda and decisions")
    whole(page)
    go(page, "Board", "Since last board")
    heading(page, "What changed since the last board")
    whole(page)
    picture(f"board-since-{size}")
    go(page, "Board", "Packs")
    heading(page, "Packs")
    whole(page)
