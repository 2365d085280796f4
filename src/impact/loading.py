"""Loads a folder of returns in the order in which they came, by the list in its `manifest.csv`.

Demonstration and published returns carry the moment at which they are taken to have come in
(`received_at`), so that what was known on an earlier date can be shown. Each goes through the same
intake as any return; only the plausibility questions, which nobody is there to answer, are left out.
A folder tells a history, so it is told once: a file that the record has from its sender is passed over. What people
said in between (`said_before`), and which returns were accepted (`settled_before`), is told among the returns, each
at its moment.
"""

import csv
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from impact import store
from impact.answers import gate
from impact.contract import as_faults
from impact.intake import Envelope, Receipt, receive
from impact.problems import ImpactError, Problem
from impact.reading import UnreadableReturn
from impact.said_before import Telling, read_said
from impact.settled_before import Settling, read_settled
from impact.sources import Sources, adopt
from impact.tidy.understood import UNREAD

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

    A framework that the record did not have counts as known from the first of those returns (or from
    now, where there are none); a changed one counts from now. A file that cannot be read is answered
    with a problem, and the others are still taken in. One that this sender's returns held before is answered
    with the return it was kept as: else a first return, listed again, would take back the one that revised it. After
    the last of them it is worked out what may be shown, so that no reader waits for it.
    """
    listed = sorted((one for folder in returns for one in read_manifest(folder)), key=lambda one: one.received_at)
    framework = adopt(sources, framework_folder, now, since=listed[0].received_at if listed else None)
    before = _kept_before(sources, framework.id)
    settling = Settling(sources, framework.id, [one for folder in returns for one in read_settled(folder)])
    history = Telling(sources, framework.id, [one for folder in returns for one in read_said(folder)], settling)
    for one in listed:
        history.tell_until(one.received_at)
        receipt = _taken_in(sources, framework.id, one, before)
        settling.came(receipt.services)
        yield receipt
    history.tell_until(now)
    gate.keep_up(sources, framework.id)


def _kept_before(sources: Sources, framework_id: str) -> dict[tuple[str, str], store.Kept]:
    """(sender, SHA-256) -> the newest return that the record has of that file."""
    return {
        (one["sender"], one["sha256"]): store.Kept(one["id"], one["received_at"], is_new=False)
        for one in store.submissions(sources.engine, framework_id)
    }


def _taken_in(
    sources: Sources, framework_id: str, one: Listed, before: Mapping[tuple[str, str], store.Kept]
) -> Receipt:
    content = one.path.read_bytes()
    sha256 = hashlib.sha256(content).hexdigest()
    if kept := before.get((one.sender, sha256)):
        return Receipt(one.path.name, sha256, UNREAD, kept=kept)
    envelope = Envelope(one.path.name, sent_by="loaded from file", sender=one.sender, source=one.source, ask=False)
    try:
        return receive(sources, framework_id, content, envelope, one.received_at, last=False)
    except UnreadableReturn as error:
        return Receipt(envelope.filename, sha256, UNREAD, as_faults([Problem("unreadable", str(error))]))


def read_manifest(folder: Path) -> list[Listed]:
    """The returns that a folder's manifest lists, in its order; each of them is there."""
    path = folder / MANIFEST
    if not path.is_file():
        raise UnreadableManifest(f"'{folder}' holds no {MANIFEST}. Name a folder of returns that has one.")
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            listed = [_listed(folder, row) for row in csv.DictReader(file)]
    except (KeyError, ValueError, TypeError, csv.Error) as error:
        raise UnreadableManifest(
            f"'{path}' cannot be read ({error}). It needs the columns file, sender and received_at (such as "
            "2026-07-14T10:00:00+00:00)."
        ) from error
    missing = [one.path.name for one in listed if not one.path.is_file()]
    if missing:
        raise UnreadableManifest(
            f"'{path}' lists '{missing[0]}', which is not in that folder. Add the file, or take the line out."
        )
    return listed


def _listed(folder: Path, row: dict[str, str]) -> Listed:
    received = datetime.fromisoformat(row["received_at"])
    if received.tzinfo is None:
        raise ValueError(f"'{row['received_at']}' has no time zone")
    source = {key: row[key] for key in _SOURCE_KEYS if row.get(key)}
    return Listed(folder / row["file"], row["sender"], received, source)
