"""Runs a server beside the tests, and ends it."""

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError

from playwright.sync_api import Page, expect

PATIENCE = 600.0
"""Seconds that a start may take on a slow machine; the first one fills an empty record."""


def impact(port: int) -> list[str]:
    """The command that serves Impact, as whoever installed it gives it."""
    return [str(Path(sys.executable).parent / "impact"), "serve", "--port", str(port)]


@contextmanager
def running(command: list[str], port: int, log: Path, environment: Mapping[str, str] | None = None) -> Iterator[str]:
    """Run a server until it is well, hand out its address, and end it afterwards; a failed start shows its log.

    It is started from the root folder, so that nothing can hang on where the command is given.
    """
    with log.open("w") as output:
        process = subprocess.Popen(
            command, stdout=output, stderr=subprocess.STDOUT, env={**os.environ, **(environment or {})}, cwd="/"
        )
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_until_well(url, process, log)
        yield url
    finally:
        _end(process)


def settled(page: Page) -> None:
    """Wait until the screen has been drawn and nothing runs any more."""
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _wait_until_well(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        assert process.poll() is None, f"the server stopped:\n{log.read_text()}"
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise AssertionError(f"the server was not ready in {PATIENCE:.0f} seconds:\n{log.read_text()}")
