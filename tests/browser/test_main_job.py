"""The main job in a real browser: see the figures, send a return, see them move, walk one back."""

import csv
import io
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from impact.screen.places import HOME, PLACES
from serving import settled

REPO = Path(__file__).resolve().parents[2]
RETURNS = REPO / "data" / "demo" / "returns"
PAGES = {one.url: (place, one) for place in PLACES for one in place.screens if one.shown == "listed"}
COMMAND = str(Path(sys.executable).parent / "impact")
POOLED = "/indicator?indicator=S01&scope=sector:SEC6"


def revised(service: str, indicator: str, **cells: str) -> bytes:
    """A service's newest demonstration return with one row changed, as its analyst would send it again."""
    path = sorted(RETURNS.glob(f"{service}_2026-27-Q2*.csv"))[-1]
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
    changed = [
        {**row, **cells, "marker": "r"} if (row["indicator_id"], row["breakdown"]) == (indicator, "") else row
        for row in rows
    ]
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(changed)
    return out.getvalue().encode()


def open_screen(page: Page, address: str) -> None:
    page.goto(address)
    settled(page)


def upload(page: Page, name: str, content: bytes) -> None:
    with page.expect_file_chooser() as chooser:
        page.locator(".st-key-return_file button:visible").first.click()
    chooser.value.set_files({"name": name, "mimeType": "text/csv", "buffer": content})


def test_a_deep_link_on_a_fresh_server_gets_the_shell(page: Page, start: Callable[..., str], loaded: Path) -> None:
    url = start(loaded)

    open_screen(page, f"{url}/calendar")

    expect(page).to_have_title("Calendar – Trauma-informed Rochdale")
    expect(page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize("url", list(PAGES))
def test_every_screen_is_reached_by_its_link_and_by_the_bar(page: Page, impact_url: str, url: str) -> None:
    place, screen = PAGES[url]
    open_screen(page, f"{impact_url}/{'' if screen is HOME else url}")

    expect(page.get_by_text("Demonstration data: invented services").first).to_be_visible()
    bar = page.get_by_role("navigation", name="Places")
    expect(bar.get_by_role("link", name=place.title)).to_have_attribute("aria-current", "true")
    if len([one for one in place.screens if one.shown == "listed"]) > 1:
        listed = page.get_by_role("navigation", name="Screens of this place")
        expect(listed.locator("[aria-current=page]")).to_have_count(1)
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_another_screen_takes_the_focus_to_its_heading(page: Page, impact_url: str) -> None:
    open_screen(page, impact_url)

    page.get_by_role("navigation", name="Places").get_by_role("link", name="Roadmap").press("Enter")

    expect(page.get_by_role("heading", level=1, name="Roadmap")).to_be_focused()
    expect(page).to_have_title("Roadmap – Trauma-informed Rochdale")
    page.go_back()
    expect(page.get_by_role("heading", level=1, name="Overview")).to_be_visible()


def test_a_link_of_ours_opens_its_screen_without_loading_the_page_anew(page: Page, impact_url: str) -> None:
    open_screen(page, impact_url + POOLED)
    page.get_by_text("Figures as a table").first.click()
    page.evaluate("window.same = 'page'")

    page.get_by_role("link", name="show cells").nth(3).click()

    expect(page).to_have_url(re.compile(r"period=2025-26\+Q3"))
    expect(page.get_by_role("heading", name="Where does this come from?")).to_be_in_viewport()
    expect(page.get_by_text("The observations behind Oct to Dec 2025").first).to_be_visible()
    assert page.evaluate("window.same") == "page"
    page.go_back()
    expect(page.get_by_text("The observations behind Jul to Sep 2026").first).to_be_visible()
    assert page.evaluate("window.same") == "page"


def test_a_link_is_a_link_like_any_other_with_a_key_held_down(page: Page, impact_url: str) -> None:
    open_screen(page, impact_url)

    with page.context.expect_page() as opened:
        page.get_by_role("navigation", name="Places").get_by_role("link", name="Roadmap").click(modifiers=["Control"])

    expect(opened.value.get_by_role("heading", level=1, name="Roadmap")).to_be_visible()
    expect(page.get_by_role("heading", level=1, name="Overview")).to_be_visible()


def test_a_link_to_a_place_on_the_same_screen_leads_there(page: Page, impact_url: str) -> None:
    open_screen(page, f"{impact_url}/returns")
    upload(page, "SV19_again.csv", revised("SV19", "S01", numerator="900"))

    cell = page.locator('.stHtml a[href^="#cell-"]').first
    place = cell.get_attribute("href", timeout=90_000)
    cell.click()

    assert place
    expect(page.locator(place)).to_be_in_viewport()


def test_what_came_in_since_shows_at_the_next_choice(
    page: Page, start: Callable[..., str], loaded: Path, tmp_path: Path
) -> None:
    open_screen(page, start(loaded) + "/indicator?indicator=S03&scope=sector:SEC6")
    file = tmp_path / "SV19_again.csv"
    file.write_bytes(revised("SV19", "S01", numerator="182"))
    subprocess.run([COMMAND, "submit", str(file), "--home", str(loaded)], check=True, capture_output=True)

    page.get_by_role("combobox", name="Indicator").fill("felt heard, valued")
    page.keyboard.press("Enter")

    expect(page.get_by_text("62.5% of people who answered").first).to_be_visible()


def test_counts_are_pooled_and_percentages_never_averaged(page: Page, impact_url: str) -> None:
    open_screen(page, impact_url + POOLED)

    expect(page.get_by_text("52.5% of people who answered").first).to_be_visible()
    expect(page.get_by_text("70% of people")).to_have_count(0)


def test_a_return_moves_the_figure_and_the_day_before_brings_the_old_one_back(
    page: Page, start: Callable[..., str], loaded: Path
) -> None:
    url = start(loaded)
    open_screen(page, url + POOLED)
    expect(page.get_by_text("52.5% of people who answered").first).to_be_visible()

    open_screen(page, f"{url}/returns")
    upload(page, "SV19_again.csv", revised("SV19", "S01", numerator="182"))
    expect(page.get_by_role("button", name="Send this return")).to_be_visible(timeout=90_000)
    page.get_by_role("button", name="Send this return").click()
    expect(page.get_by_text("Kept as return number").first).to_be_visible(timeout=60_000)

    open_screen(page, url + POOLED)
    expect(page.get_by_text("62.5% of people who answered").first).to_be_visible()
    expect(page.get_by_text("SV19_again.csv").first).to_be_visible()

    open_screen(page, url + POOLED + "&as_at=2026-11-01")
    expect(page.get_by_text("As known on 1 Nov 2026").first).to_be_visible()
    expect(page.get_by_text("52.5% of people who answered").first).to_be_visible()
    expect(page.get_by_text("SV19_again.csv")).to_have_count(0)


def test_a_wrong_return_is_answered_cell_by_cell_and_nothing_is_kept(
    page: Page, start: Callable[..., str], loaded: Path
) -> None:
    url = start(loaded)
    open_screen(page, f"{url}/returns")

    upload(page, "wrong.csv", revised("SV19", "S01", numerator="400"))

    expect(page.get_by_text("400 is more than the 300").first).to_be_visible(timeout=60_000)
    expect(page.get_by_role("button", name="Send this return")).to_have_count(0)
    open_screen(page, url + POOLED)
    expect(page.get_by_text("52.5% of people who answered").first).to_be_visible()


def test_a_click_on_the_map_opens_the_outcome_with_its_indicators(page: Page, impact_url: str) -> None:
    open_screen(page, f"{impact_url}/theory_of_change")
    the_map = page.get_by_role("region", name="The map of the theory of change")

    the_map.get_by_role("link", name="Staff stay well").click()

    expect(page.get_by_role("heading", name="Staff stay well and stay").first).to_be_visible()
    expect(page.get_by_role("link", name="Working time lost to sickness").first).to_be_visible()
    assert "node=MO6" in page.url


def test_the_country_is_shown_by_the_same_screens(page: Page, impact_url: str) -> None:
    for path in PAGES:
        open_screen(page, f"{impact_url}/{path}?framework=england-children")

        expect(page.get_by_role("combobox", name="Framework")).to_have_value("Children's services in England")
        expect(page.locator("[data-testid=stException]")).to_have_count(0)
        expect(page.get_by_text("Demonstration data")).to_have_count(0)
