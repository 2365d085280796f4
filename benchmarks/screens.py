"""Takes a picture of every screen with the demonstration for `docs/screens`, small enough to be kept.

Run by `make screens`.
"""

import io
import os
import shutil
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image
from playwright.sync_api import expect, sync_playwright

from impact.cli.serving import RETURNS
from impact.cli.shared import BOROUGH, FRAMEWORKS
from impact.loading import load_place
from impact.screen.places import HOME, PLACES
from impact.sources import open_sources

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
from postgres import free_port
from serving import impact, running, settled

REPO = Path(__file__).resolve().parents[1]
FOLDER = REPO / "docs" / "screens"
WIDE, NARROW = (1920, 1080), (390, 844)
ASKED = {"outcome": "?node=MO2", "indicator": "?indicator=S01", "service": "?service=SV09", "receipt": "?return=283"}


def main() -> None:
    """Take the pictures: every screen wide, the first one narrow and dark as well."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob("*.png"):
        old.unlink()
    with tempfile.TemporaryDirectory() as folder:
        home, port = Path(folder) / "record", free_port()
        sources = open_sources(home)
        list(load_place(sources, FRAMEWORKS[BOROUGH], RETURNS[BOROUGH], datetime.now(UTC)))
        sources.engine.dispose()
        program = os.environ.get("IMPACT_BROWSER") or shutil.which("chromium") or shutil.which("google-chrome")
        log, environment = Path(folder) / "log", {"IMPACT_HOME": str(home)}
        with running(impact(port), port, log, environment) as url, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
            for one in (screen for place in PLACES for screen in place.screens):
                address = f"{url}/{'' if one is HOME else one.url}{ASKED.get(one.url, '')}"
                taken(browser, address, one.url, WIDE)
            taken(browser, url, "overview-phone", NARROW)
            taken(browser, url, "overview-dark", WIDE, "dark")
            browser.close()


def taken(browser: "object", address: str, name: str, size: tuple[int, int], scheme: str = "light") -> None:
    """One picture, in 128 colours: a tenth of the size, and the eye sees no difference."""
    context = browser.new_context(  # type: ignore[attr-defined]
        viewport={"width": size[0], "height": size[1]}, locale="en-GB", reduced_motion="reduce", color_scheme=scheme
    )
    page = context.new_page()
    page.goto(address)
    expect(page.get_by_role("heading", level=1).first).to_be_visible(timeout=60_000)
    settled(page)
    page.wait_for_timeout(1500)
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    picture.quantize(128).save(FOLDER / f"{name}.png", optimize=True)
    context.close()


if __name__ == "__main__":
    main()
