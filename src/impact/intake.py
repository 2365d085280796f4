"""A return's way in: read, check, doubt, compare, keep. Every screen and command comes through here."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import polars as pl

from impact import plausibility, store
from impact.access import PROGRAMME, Viewer
from impact.columns import NUMBERS
from impact.contract import check
from impact.framework import Framework, fingerprint
from impact.problems import ImpactError, Problem
from impact.projection import KEY
from impact.reading import TextTable, read_table
from impact.sources import LOCAL_TIME, Sources, View, framework
from impact.store import Kept
from impact.tidy import tidy

SUITES = Path(__file__).resolve().parents[2] / "expectations"
_SAID = (*NUMBERS, "marker", "note")


class NotAllowed(ImpactError):
    """This viewer may not send this return."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A checked return beside what was known before: how many rows are new, changed, the same."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a file: kept or not, and everything its sender must know."""

    filename: str
    sha256: str
    problems: tuple[Problem, ...] = ()
    doubts: tuple[Problem, ...] = ()
    row_count: int = 0
    compared: Compared = Compared()
    kept: Kept | None = None
    services: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()

    @property
    def blocked(self) -> bool:
        """Whether anything must be mended before this file can be kept."""
        return bool(self.problems)


@dataclass(frozen=True, slots=True)
class Envelope:
    """What comes with a file: its name, who sends it, and where it was published, if it was."""

    filename: str
    sent_by: str
    sender: str = ""
    source: Mapping[str, str] = field(default_factory=dict)
    viewer: Viewer = PROGRAMME
    ask: bool = True


def examine(sources: Sources, framework_id: str, content: bytes, envelope: Envelope, now: datetime) -> Receipt:
    """Everything that is wrong or doubtful in a file, and what it would change; nothing is kept."""
    receipt, _ = _examined(sources, framework_id, content, envelope, now)
    return receipt


def receive(sources: Sources, framework_id: str, content: bytes, envelope: Envelope, now: datetime) -> Receipt:
    """Take a file in: keep it whole if nothing blocks, else keep nothing; either way say everything.

    The same file sent twice keeps nothing new; the receipt then names the submission kept before.
    """
    receipt, parcel = _examined(sources, framework_id, content, envelope, now)
    if parcel is None:
        return receipt
    kept = store.keep(sources.engine, parcel, now)
    return replace(receipt, kept=kept)


def _examined(
    sources: Sources, framework_id: str, content: bytes, envelope: Envelope, now: datetime
) -> tuple[Receipt, store.Parcel | None]:
    today = now.astimezone(LOCAL_TIME).date()
    rules = framework(sources, View(framework_id, today))
    table = read_table(content, envelope.filename)
    checked = check(tidy(table, rules), rules, today)
    sha256 = hashlib.sha256(content).hexdigest()
    if checked.rows is None:
        return Receipt(envelope.filename, sha256, tuple(checked.problems), row_count=table.rows.height), None
    rows = checked.rows
    services = tuple(rows["service_id"].unique().sort())
    _hold_to_access(envelope.viewer, services)
    before = _known_before(sources, framework_id, rules, rows) if envelope.ask else None
    doubts = tuple(plausibility.doubts(rows, before, rules, SUITES)) if before is not None else ()
    receipt = Receipt(
        envelope.filename,
        sha256,
        (),
        doubts,
        rows.height,
        _compared(rows, before) if before is not None else Compared(new=rows.height),
        None,
        services,
        tuple(rows["indicator_id"].unique().sort()),
    )
    return receipt, _parcel(rules, table, rows, content, envelope, services, doubts)


def _parcel(
    rules: Framework,
    table: TextTable,
    rows: pl.DataFrame,
    content: bytes,
    envelope: Envelope,
    services: tuple[str, ...],
    doubts: tuple[Problem, ...],
) -> store.Parcel:
    return store.Parcel(
        framework_id=rules.id,
        framework_sha256=fingerprint(rules),
        sender=envelope.sender or (services[0] if len(services) == 1 else "several services"),
        sent_by=envelope.sent_by,
        filename=envelope.filename,
        content=content,
        encoding=table.encoding,
        delimiter=table.delimiter,
        rows=rows,
        columns=dict(zip(table.keys, table.letters, strict=True)),
        source=envelope.source,
        label="" if envelope.source else rules.demonstration,
        doubts=doubts,
    )


def _hold_to_access(viewer: Viewer, services: tuple[str, ...]) -> None:
    refused = [service for service in services if not viewer.may_send_for(service)]
    if refused:
        raise NotAllowed(
            f"You may not send a return for {', '.join(refused)}. "
            "Ask the programme team to add the service to your account, or send only your own rows."
        )


def _known_before(sources: Sources, framework_id: str, rules: Framework, rows: pl.DataFrame) -> pl.DataFrame:
    counts = sources.projection.counts(
        framework_id,
        {service.id: service.sector for service in rules.services},
        indicators=rows["indicator_id"].unique().to_list(),
        services=rows["service_id"].unique().to_list(),
    )
    return pl.DataFrame(pl.from_arrow(counts.collect().to_native()))


def _compared(rows: pl.DataFrame, before: pl.DataFrame) -> Compared:
    joined = rows.join(before, on=list(KEY), how="left", suffix="_before")
    known = pl.col("observation_id").is_not_null()
    same = known & pl.all_horizontal(pl.col(name).eq_missing(pl.col(f"{name}_before")) for name in _SAID)
    new, unchanged = joined.select((~known).sum().alias("new"), same.sum().alias("same")).row(0)
    return Compared(new=new, changed=rows.height - new - unchanged, unchanged=unchanged)
