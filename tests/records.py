"""A small record for the tests of what answers: nine services' demonstration returns and some published figures."""

import csv
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

from impact.loading import MANIFEST, load_place
from impact.sources import Sources, open_sources

DATA = Path(__file__).resolve().parents[1] / "data"
BOROUGH = DATA / "framework"
CHILDREN = DATA / "frameworks" / "england-children"
TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)

SERVICES = ("SV01", "SV02", "SV05", "SV12", "SV15", "SV19", "SV20", "SV21", "SV22")
"""Two that report by term and one with a revision of a term; both of two sectors of two; one late, one not yet in."""

PUBLISHED = ("self_harm.csv", "social_workers.csv", "repeat_plans.csv")


def small_record(home: Path) -> Sources:
    """A record in a folder, with every return of SERVICES and the figures PUBLISHED."""
    sources = open_sources(home)
    returns = trimmed(DATA / "demo" / "returns", home / "returns", lambda row: row["sender"] in SERVICES)
    published = trimmed(DATA / "published", home / "published", lambda row: row["file"] in PUBLISHED)
    receipts = list(load_place(sources, BOROUGH, [returns, published], NOW))
    assert all(receipt.kept for receipt in receipts)
    return sources


def trimmed(folder, into: Path, wanted) -> Path:
    """A copy of a folder of returns with only some lines of its manifest."""
    into.mkdir(parents=True)
    with (folder / MANIFEST).open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows = [row for row in reader if wanted(row)]
    with (into / MANIFEST).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, reader.fieldnames)
        writer.writeheader()
        writer.writerows(rows)
    for row in rows:
        shutil.copy(folder / row["file"], into / row["file"])
    return into
