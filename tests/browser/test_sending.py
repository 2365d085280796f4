"""An analyst's way in a real browser: a bad file, its faults, the marked file, two cells corrected, sent, seen."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Download, Page, expect

from serving import settled

REPO = Path(__file__).resolve().parents[2]
RETURNS = REPO / "data" / "demo" / "returns"
NEWEST = sorted(RETURNS.glob("SV05_2026-27-Q2*.csv"))[-1]
BY_WORD = 60_000
"""Milliseconds that a first check may take: what asks the questions is loaded then."""


def with_cells(content: str, **changes: dict[str, str]) -> str:
    """A return with some cells of some indicators changed: S01={"numerator": "400"}."""
    rows = list(csv.DictReader(io.StringIO(content)))
    for row in rows:
        row.update(changes.get(row["indicator_id"], {}) if not row["breakdown"] else {})
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


BAD = with_cells(
    NEWEST.read_text(encoding="utf-8"), S01={"numerator": "400"}, L06={"numerator": "twelve"}, S03={"numerator": "40"}
)


def drop(page: Page, name: str, content: str) -> None:
    with page.expect_file_chooser() as chooser:
        page.locator(".st-key-return_file button:visible").first.click()
    chooser.value.set_files({"name": name, "mimeType": "text/csv", "buffer": content.encode()})


def read(download: Download) -> str:
    return Path(download.path()).read_bytes().decode("utf-8-sig")


def test_a_bad_file_is_read_downloaded_marked_corrected_previewed_explained_and_sent(
    page: Page, start: Callable[..., str], loaded: Path, picture: Callable[[str], Path]
) -> None:
    url = start(loaded)
    page.goto(f"{url}/returns")
    settled(page)

    drop(page, "q2.csv", BAD)
    expect(page.get_by_text("2 things have to be mended before 'q2.csv' can be sent")).to_be_visible(timeout=BY_WORD)
    expect(page.get_by_text("400 is more than the 156 in column F (denominator)").first).to_be_visible()
    expect(page.get_by_text("'twelve' is not a number.").first).to_be_visible()
    picture("sending-to-mend")

    with page.expect_download() as downloading:
        page.get_by_role("button", name="Marked file (CSV)").click()
    marked = read(downloading.value)
    assert downloading.value.suggested_filename == "q2_marked.csv"
    assert "over-the-total" in marked
    corrected = with_cells(marked, S01={"numerator": "130"}, L06={"numerator": "4"})

    page.locator(".st-key-return_file").get_by_role("button", name="Remove").first.click()
    drop(page, "q2_corrected.csv", corrected)
    expect(page.get_by_text("'q2_corrected.csv' can be sent")).to_be_visible(timeout=BY_WORD)
    changed = page.get_by_role("table", name="Changed rows: as known now, and as sent")
    expect(changed).to_contain_text("118 of 156 (asked 411)")
    expect(changed).to_contain_text("130 of 156 (asked 411)")
    expect(page.get_by_text("would move").first).to_be_visible()
    expect(page.get_by_text("worth a look").first).to_be_visible()
    picture("sending-preview")

    page.get_by_label("Reason for question 1").fill("A new way of asking since July.")
    page.get_by_label("Your name").fill("Ann Lee")
    page.get_by_label("Your name").press("Tab")
    page.get_by_role("button", name="Send this return").click()
    expect(page.get_by_text("Kept as return number").first).to_be_visible(timeout=BY_WORD)
    picture("sending-receipt")

    page.get_by_role("link", name="See the return, what was asked and what was set right").click()
    expect(page.get_by_text("A new way of asking since July.").first).to_be_visible()
    picture("one-return")

    page.goto(f"{url}/indicator?indicator=S03&scope=service:SV05")
    settled(page)
    expect(page.get_by_text("A new way of asking since July.").first).to_be_visible()


def test_the_same_by_keyboard_alone(page: Page, start: Callable[..., str], loaded: Path, tmp_path: Path) -> None:
    url = start(loaded)
    page.goto(f"{url}/returns")
    settled(page)
    good = with_cells(NEWEST.read_text(encoding="utf-8"), S01={"numerator": "130"})

    with page.expect_file_chooser() as chooser:
        _tab_to(page, "Upload")
        page.keyboard.press("Enter")
    chooser.value.set_files({"name": "q2.csv", "mimeType": "text/csv", "buffer": good.encode()})
    expect(page.get_by_text("'q2.csv' can be sent")).to_be_visible(timeout=BY_WORD)
    settled(page)

    _tab_to(page, "Your name")
    page.keyboard.type("Ann Lee")
    _tab_to(page, "Send this return")
    page.keyboard.press("Enter")

    expect(page.get_by_text("Kept as return number").first).to_be_visible(timeout=BY_WORD)


def _tab_to(page: Page, *names: str) -> None:
    """Press Tab until what has the focus is called by one of these names; a keyboard user does the same."""
    for _ in range(120):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "(() => { const e = document.activeElement; return ['A', 'BUTTON', 'INPUT'].includes(e.tagName) ? "
            "[e.getAttribute('aria-label'), e.innerText, e.labels && e.labels[0] && e.labels[0].innerText]"
            ".filter(Boolean).join(' | ') : ''; })()"
        )
        if any(name in focused for name in names):
            return
    raise AssertionError(f"No key press leads to {' or '.join(names)}.")


def test_a_large_file_shows_how_far_it_is_and_can_be_stopped(
    page: Page, start: Callable[..., str], loaded: Path, tmp_path: Path
) -> None:
    url = start(loaded)
    page.goto(f"{url}/returns")
    settled(page)
    head, *rows = NEWEST.read_text(encoding="utf-8").splitlines()
    line = next(row for row in rows if ",S01," in row).split(",")
    large = tmp_path / "large.csv"
    with large.open("w", encoding="utf-8") as file:
        file.write(f"{head}\n")
        for place in range(600_000):
            line[3] = f"group {place}"
            file.write(f"{','.join(line)}\n")

    page.locator("input[type=file]").set_input_files(large)
    stop = page.get_by_role("button", name="Stop checking")
    expect(stop).to_be_visible(timeout=BY_WORD)
    expect(page.get_by_role("progressbar").first).to_be_visible()
    stop.click()

    expect(page.get_by_text("The check was stopped, and nothing was kept.")).to_be_visible(timeout=BY_WORD)
    expect(page.get_by_role("button", name="Send this return")).to_have_count(0)


@pytest.mark.parametrize("size", [(1920, 1080), (390, 844)], ids=["wide", "phone"])
def test_the_mapping_step_is_asked_once_and_remembered(
    page: Page, start: Callable[..., str], loaded: Path, picture: Callable[[str], Path], size: tuple[int, int]
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    url = start(loaded)
    page.goto(f"{url}/returns")
    settled(page)
    odd = NEWEST.read_text(encoding="utf-8").replace("numerator,denominator", "How many of them,denominator", 1)

    drop(page, "odd.csv", odd)
    expect(page.get_by_text("One question has to be answered before this can be sent.")).to_be_visible(timeout=BY_WORD)
    picture(f"sending-question-{size[0]}")
    page.get_by_role("combobox", name="How many of them").click()
    page.keyboard.type("numerator")
    page.get_by_role("option", name="The numerator: how many did").click()
    page.get_by_role("button", name="Use these answers").click()
    expect(page.get_by_text("'odd.csv' can be sent")).to_be_visible(timeout=BY_WORD)
    page.get_by_role("button", name="Send this return").click()
    expect(page.get_by_text("Kept as return number").first).to_be_visible(timeout=BY_WORD)

    page.reload()
    settled(page)
    drop(page, "odd_again.csv", odd.replace("118,156", "120,156"))
    expect(page.get_by_text("'odd_again.csv' can be sent")).to_be_visible(timeout=BY_WORD)
