"""Loads a folder of returns in the order in which they came, by the list in its `manifest.csv`.

Demonstration and published returns carry the moment at which they are taken to have come in
(`received_at`), so that what was known on an earlier date can be shown. Each goes through the same
intake as any return; only the plausibility questions, which nobody is there to answer, are left out.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from impact.intake import Envelope, Receipt, receive
from impact.problems import ImpactError
from impact.sources import Sources, adopt

MANIFEST = "manifest.csv"
_SOURCE_KEYS = ("publisher", "published", "licence", "title", "source_file", "source_sha256", "recipe", "vintage")


class UnreadableManifest(ImpactError):
    """A folder of returns without a list that can be read."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of a manifest: a file, who sent it, when, and where it was published, if it was."""

    path: Path
    sender: str
    received_at: datetime
    source: dict[str, str]


def load_place(sources: Sources, framework_folder: Path, returns: list[Path], now: datetime) -> Iterator[Receipt]:
    """Keep a framework and every return listed in some folders, oldest first, saying what became of each.

    The framework counts as known from the first of those returns (or from now, where there are none).
    """
    listed = sorted((one for folder in returns for one in read_manifest(folder)), key=lambda one: one.received_at)
    since = min((one.received_at for one in listed), default=now)
    framework = adopt(sources, framework_folder, min(since, now))
    for one in listed:
        envelope = Envelope(one.path.name, sent_by="loaded from file", sender=one.sender, source=one.source, ask=False)
        yield receive(sources, framework.id, one.path.read_bytes(), envelope, one.received_at)


def read_manifest(folder: Path) -> list[Listed]:
    """The returns that a folder's manifest lists, in its order."""
    path = folder / MANIFEST
    if not path.is_file():
        raise UnreadableManifest(f"'{folder}' holds no {MANIFEST}. Name a folder of returns that has one.")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    try:
        return [
            Listed(
                folder / row["file"],
                row["sender"],
                datetime.fromisoformat(row["received_at"]),
                {key: row[key] for key in _SOURCE_KEYS if row.get(key)},
            )
            for row in rows
        ]
    except (KeyError, ValueError) as error:
        raise UnreadableManifest(
            f"'{path}' cannot be read ({error}). It needs the columns file, sender and received_at (such as "
            "2026-07-14T10:00:00+00:00)."
        ) from error
