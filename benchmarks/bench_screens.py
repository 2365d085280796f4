"""What a screen costs its reader: opening it, changing a filter, and a hundred readers at once; ratios of one run.

Run by `make bench-screens`. The floor is `floor.py`: a bare script that replays as many ready charts, under the same
settings, on the same server, in the same browser. `large` at the end asks the same of ten years of 200 services, 2.4
million observations, which are first taken in like any other returns.
"""

import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import large_record
from floor import FLOOR
from large import Size
from measuring import limit
from playwright.sync_api import Page, TimeoutError, expect, sync_playwright
from viewers import under_load

from impact.cli.serving import RETURNS
from impact.cli.shared import BOROUGH, FRAMEWORKS
from impact.loading import load_place
from impact.screen.places import HOME, PLACES
from impact.serve import LATER
from impact.sources import open_sources

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
from postgres import free_port
from serving import impact, running, settled

REPO = Path(__file__).resolve().parents[1]
TIMES = 3
MARKS = (
    "[...document.querySelectorAll('.main-svg')].flatMap(svg => [...svg.querySelectorAll('.point, .bars path')]).length"
)
SERVE = "from pathlib import Path; from impact.serve import serve; serve({port}, script=Path({script!r}))"
FILTERS = ("indicator", "sectors", "outcome", "service")
"""Screens whose filter is changed, to and fro between two options that stand next to each other."""

CALM = LATER + 20
"""Seconds after which the server has loaded what it loads beside its first visitors."""


def main(is_large: bool) -> None:
    """Print every ratio, each with the limit that was set for it."""
    with tempfile.TemporaryDirectory() as folder, _both(Path(folder), is_large) as (ours, bare):
        with sync_playwright() as playwright:
            program = os.environ.get("IMPACT_BROWSER") or shutil.which("chromium") or shutil.which("google-chrome")
            browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
            first_visit(browser.new_page(), ours, bare)
            time.sleep(CALM)
            page = browser.new_page(viewport={"width": 1600, "height": 1000})
            screens(page, ours, bare)
            filters(page, ours, bare)
            browser.close()
        many_readers(ours, bare)


@contextmanager
def _both(folder: Path, is_large: bool) -> Iterator[tuple[str, str]]:
    """Impact with its demonstration (or a large place), and the floor, each on a server of its own."""
    home, ports = folder / "record", (free_port(), free_port())
    sources = open_sources(home)
    if is_large:
        files = len(list(large_record.fill(sources, Size())))
        print(f"{Size().counted:,} observations count, from {files} files")
    else:
        list(load_place(sources, FRAMEWORKS[BOROUGH], RETURNS[BOROUGH], datetime.now(UTC)))
    sources.engine.dispose()
    floor = folder / "floor"
    shutil.copytree(REPO / ".streamlit", floor / ".streamlit")
    shutil.copytree(REPO / "static", floor / "static")
    (floor / "app.py").write_text(FLOOR, encoding="utf-8")
    program = [sys.executable, "-c", SERVE.format(port=ports[1], script=str(floor / "app.py"))]
    with (
        running(impact(ports[0]), ports[0], folder / "ours.log", {"IMPACT_HOME": str(home)}) as ours,
        running(program, ports[1], folder / "bare.log") as bare,
    ):
        yield ours, bare


def first_visit(page: Page, ours: str, bare: str) -> None:
    """The first visitor after a start: from the address to the heading."""
    took = [_until_heading(page, one) for one in (ours, bare)]
    print(f"first visitor after a start: heading after {took[0]:.2f} s; floor {took[1]:.2f} s")
    limit("heading of the first visitor / floor", took[0] / took[1], 1.5)


def screens(page: Page, ours: str, bare: str) -> None:
    """Every screen's warm open beside the floor with as many charts."""
    worst = 0.0
    for one in (screen for place in PLACES for screen in place.screens if screen.shown == "listed"):
        address = f"{ours}/{'' if one is HOME else one.url}"
        opened(page, address)
        charts, marks = page.locator("[data-testid=stPlotlyChart]").count(), page.evaluate(MARKS)
        took = _median(lambda a=address: opened(page, a))
        floor = _median(lambda c=charts: opened(page, f"{bare}/?charts={c}"))
        worst = max(worst, took / floor)
        over = "" if charts <= 6 and marks <= 1000 else "  <- more than 6 charts or 1,000 marks"
        print(f"  {one.title}: {took:.2f} s, {took / floor:.2f} times the floor; {charts} charts, {marks} marks{over}")
    limit("the slowest screen's warm open / floor", worst, 1.3)


def filters(page: Page, ours: str, bare: str) -> None:
    """A filter changed on a warm screen, as its reader does it in the page; bytes of the answer."""
    worst, most = 0.0, 0
    came: list[int] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda payload: came.append(len(payload))))
    for screen in FILTERS:
        opened(page, f"{ours}/{screen}")
        charts = page.locator("[data-testid=stPlotlyChart]").count()
        picks = page.get_by_role("combobox")
        box = picks.nth(picks.count() - 1) if screen != "indicator" else page.get_by_role("combobox", name="Indicator")
        changed(page, box)
        came.clear()
        took = changed(page, box)
        most, bytes_sent = max(most, sum(came) // (2 + 2 * TIMES)), sum(came) // (2 + 2 * TIMES)
        opened(page, f"{bare}/?charts={charts}")
        floor = changed(page, page.get_by_role("combobox", name="Turn"))
        worst = max(worst, took / floor)
        print(f"  {screen}: filter after {took:.2f} s, {took / floor:.2f} times the floor; {bytes_sent / 1000:.0f} kB")
    limit("the slowest filter change / floor", worst, 1.2)
    limit("bytes of a filter change, kB", most / 1000, 60)


def many_readers(ours: str, bare: str) -> None:
    """A hundred scripted readers on one screen, beside as many on the floor."""
    loaded = under_load(ours, "indicator", "Indicator", 100, 4)
    floor = under_load(bare, "", "Turn", 100, 4)
    print(f"100 readers: middle {loaded.middle:.3f} s, 95 of 100 within {loaded.late:.3f} s; floor {floor.late:.3f} s")
    limit("p95 of 100 readers / floor", loaded.late / floor.late, 2)


def opened(page: Page, address: str) -> float:
    """Seconds until a screen stands: heading there, charts painted, nothing running."""
    start = time.perf_counter()
    page.goto(address)
    expect(page.get_by_role("heading", level=1).first).to_be_visible(timeout=60_000)
    settled(page)
    waiting = page.locator("[data-testid=stPlotlyChart]:not(:has(.main-svg))")
    expect(waiting).to_have_count(0, timeout=60_000)
    return time.perf_counter() - start


def changed(page: Page, box: "object") -> float:
    """Seconds from picking the other of two options to the screen that shows it; the middle of some, to and fro."""
    took = []
    for turn in range(2 + 2 * TIMES):
        box.click()  # type: ignore[attr-defined]
        page.keyboard.press("ArrowUp" if turn % 2 else "ArrowDown")
        start = time.perf_counter()
        page.keyboard.press("Enter")
        with suppress(TimeoutError):  # so quick that it was over before it was seen
            page.locator("[data-test-script-state=running]").wait_for(state="attached", timeout=300)
        settled(page)
        expect(page.locator("[data-testid=stPlotlyChart]:not(:has(.main-svg))")).to_have_count(0)
        took.append(time.perf_counter() - start)
    return statistics.median(took[2:])


def _until_heading(page: Page, url: str) -> float:
    start = time.perf_counter()
    page.goto(url)
    expect(page.get_by_role("heading", level=1).first).to_be_visible(timeout=60_000)
    return time.perf_counter() - start


def _median(work: Callable[[], float]) -> float:
    return statistics.median(work() for _ in range(TIMES))


if __name__ == "__main__":
    main("large" in sys.argv[1:])
