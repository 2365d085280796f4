"""How soon a return of usual size is answered on the screen: from the drop to the words, in a real browser.

Run by `make bench-intake`. 200 rows of one service are dropped, once with nothing to mend (Great Expectations
judges them then) and once with faults; the page was opened before, so that what asks the questions is loaded.
"""

import os
import shutil
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from impact.cli.serving import RETURNS
from impact.cli.shared import BOROUGH, FRAMEWORKS
from impact.loading import load_place
from impact.sources import open_sources

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
from postgres import free_port
from serving import impact, running, settled

LIMIT = 1.0
TIMES = 5
ROWS = 200
WARM = 15.0
"""Seconds given to the page to load what asks the questions; it takes five to ten."""

HEAD = "period,service_id,indicator_id,breakdown,numerator,denominator,value,n,sd,asked,marker,note"


def a_return(numerator: int, turn: int) -> bytes:
    """200 rows of one service about one indicator, by group; each turn is another file."""
    rows = [f"2026-27 Q2,SV19,S01,group {turn} {place},{numerator},300,,,,900,," for place in range(ROWS)]
    return "\n".join([HEAD, *rows, ""]).encode()


def answered(page: Page, content: bytes, words: str) -> float:
    """Seconds from the drop until the words stand on the screen."""
    page.reload()
    settled(page)
    began = time.perf_counter()
    file = {"name": "return.csv", "mimeType": "text/csv", "buffer": content}
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_text(words).first).to_be_visible(timeout=60_000)
    return time.perf_counter() - began


def main() -> None:
    """Print how soon a clean return and a faulty one are answered."""
    with tempfile.TemporaryDirectory() as folder:
        home, port = Path(folder) / "record", free_port()
        sources = open_sources(home)
        list(load_place(sources, FRAMEWORKS[BOROUGH], RETURNS[BOROUGH], datetime.now(UTC)))
        sources.engine.dispose()
        log = Path(folder) / "server.log"
        program = os.environ.get("IMPACT_BROWSER") or shutil.which("chromium") or shutil.which("google-chrome")
        with running(impact(port), port, log, {"IMPACT_HOME": str(home)}) as url, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
            page = browser.new_page()
            page.goto(f"{url}/returns")
            settled(page)
            time.sleep(WARM)
            answered(page, a_return(200, 0), "can be sent")
            clean = [answered(page, a_return(200, turn), "can be sent") for turn in range(1, TIMES + 1)]
            faulty = [answered(page, a_return(400, turn), "to be mended") for turn in range(1, TIMES + 1)]
            browser.close()
    for what, took in (("nothing to mend, doubts included", clean), ("200 faults", faulty)):
        usual = statistics.median(took)
        over = "" if usual <= LIMIT else "  <- over the limit"
        print(f"{ROWS} rows dropped, {what}: on the screen after {usual:.2f} s (limit {LIMIT:g} s){over}")


if __name__ == "__main__":
    main()
