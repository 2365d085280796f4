"""Lays beside each row of a return what the framework says about it, so that the rules need only look.

The cells stay text. A return of a million rows names few services, indicators and periods, so what is known of
a service, an indicator and a period together is worked out once for each combination that comes up.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import polars as pl

from impact import marks, periods
from impact.columns import EVIDENCE, NUMBERS
from impact.framework.models import PUBLISHED_AREAS, Framework, Indicator
from impact.reading import Codes, Different
from impact.tidy import Tidied
from impact.tidy.number_forms import PLAIN_NUMBER

COUNTS = ("proportion", "rate")
"""Measures that are sent as two counts."""

MEASURES = pl.Enum([*COUNTS, "mean", "count", "duration", "maturity", EVIDENCE])
"""Every measure, as the rows hold it."""

_NEGATIVE_NUMBER = r"^[-\u2212\u2013]\s*[0-9][0-9.,]*$"

BLANK, PLAIN, NEGATIVE, PERCENT, OTHER = range(5)
"""How the text of a number is written."""

FITS, OUT_OF_SCOPE = "fits", "out-of-scope"
PUBLISHED_FOR_SERVICE, SERVICE_ITEM_FOR_AREA = "published-for-service", "service-indicator-for-area"

WHAT = ["service_id", "indicator_id", "period"]
"""The cells that say what a row is about."""

_MOST_CODES = 50_000_000
"""Numbers for which a table is made; beyond it rows are told apart by sorting them. Judgement: 0.4 GB."""

Locked = Collection[tuple[str, date, str]]
"""(service id, first day, kind) of the periods that are closed for returns."""


@dataclass(frozen=True)
class Facts:
    """The rows of a return, and what is known of each combination of service, indicator and period in them.

    rows    every column of `Tidied.rows`; `what` UInt32, the row's place in `whats`; of the item measure (MEASURES),
            low, high, multiplier, published (null where unknown); known: bool, whether service, indicator and
            period are all known; {number}_read Float64, null where blank or not a
            plain number; {number}_is how it is written (BLANK ... OTHER); marks spelt alike ("p r"), null where
            any is unknown; replaced: bool; first_row: the place of the first row with the same key
    whats   WHAT; measure and the rest of the item; subject "service" or "area"; fit; wanted, the kind of period
            it is sent by; period_start, period_end, period_kind of the period cell; period_other, the kind that
            was named where another was wanted; locked: bool. Null where unknown or unreadable.
    """

    rows: pl.DataFrame
    whats: pl.DataFrame


def facts(tidied: Tidied, framework: Framework, locked: Locked = ()) -> Facts:
    """The rows of a return with the facts that rules compare them with."""
    rows = tidied.rows
    different = tidied.different or Different(rows)
    different.look([*WHAT, "breakdown", "marker"])
    what, whats = _coded(rows, different)
    whats = _known_of(whats, framework, locked)
    sent = {name for places in tidied.places for name in places}
    beside: list[Any] = [what, *whats.select(_OF_ITEM)[what].get_columns()]
    for name in NUMBERS:
        beside += _read(name, different) if name in sent else _unsent(name)
    beside += _marks(different)
    return Facts(rows.with_columns(*beside, _first_rows(different.codes("breakdown"), what, whats)), whats)


_OF_ITEM = ("measure", "low", "high", "multiplier", "published", "known")
_NO_MARKS = (pl.lit("").alias("marks"), pl.lit(False).alias("replaced"))


def _coded(rows: pl.DataFrame, different: Different) -> tuple[pl.Series, pl.DataFrame]:
    """For each row the place of its WHAT among the different ones, and these."""
    code, most = _joint_code(rows, different)
    first = np.full(most, -1, np.int64)
    first[code[::-1]] = np.arange(rows.height - 1, -1, -1)
    seen = np.flatnonzero(first >= 0)
    place = np.zeros(most, np.uint32)
    place[seen] = np.arange(len(seen), dtype=np.uint32)
    return pl.Series("what", place[code]), rows.select(WHAT)[first[seen]]


def _joint_code(rows: pl.DataFrame, different: Different) -> tuple[Codes, int]:
    """One number for each different combination of WHAT, and how many there can be."""
    code, most = np.zeros(rows.height, np.int64), 1
    for name in WHAT:
        many = len(different.of(name))
        code = code * many + different.codes(name)
        most *= many
        if most > _MOST_CODES:
            ranks = rows.select(pl.struct(WHAT).rank("dense")).to_series().to_numpy().astype(np.int64) - 1
            return ranks, int(ranks.max(initial=0)) + 1
    return code, most


def _known_of(whats: pl.DataFrame, framework: Framework, locked: Locked) -> pl.DataFrame:
    whats = whats.join(_items(framework), "indicator_id", "left", maintain_order="left")
    whats = whats.join(_senders(framework), "service_id", "left", maintain_order="left")
    whats = whats.join(_pairs(framework), ["service_id", "indicator_id"], "left", maintain_order="left")
    whats = whats.join(_named_periods(whats), ["period", "wanted"], "left", nulls_equal=True, maintain_order="left")
    closed = pl.DataFrame(
        [(*one, True) for one in locked],
        schema={"service_id": pl.String, "period_start": pl.Date, "period_kind": pl.String, "locked": pl.Boolean},
        orient="row",
    ).unique()
    whats = whats.join(closed, ["service_id", "period_start", "period_kind"], "left", maintain_order="left")
    known = pl.all_horizontal(pl.col(name).is_not_null() for name in ("subject", "measure", "period_start"))
    return whats.with_columns(pl.col("locked").fill_null(value=False), known.alias("known"))


def _unsent(name: str) -> list[pl.Expr]:
    blank = pl.lit(BLANK, pl.UInt8).alias(f"{name}_is")
    return [pl.lit(None, pl.Float64).alias(f"{name}_read"), blank]


def _read(name: str, different: Different) -> Sequence[pl.Series | pl.Expr]:
    """{name}_read and {name}_is of one column of numbers; each different text is looked at once."""
    texts = different.texts(name)
    if texts.codes is None:
        return _unsent(name)
    told = texts.different.alias(name).to_frame().with_columns(_how_written(name).alias(f"{name}_is"))
    plain = pl.when(pl.col(f"{name}_is") == PLAIN).then(pl.col(name))
    told = told.select(plain.cast(pl.Float64).alias(f"{name}_read"), f"{name}_is")
    return told[texts.codes].get_columns()


def _how_written(name: str) -> pl.Expr:
    text = pl.col(name)
    plain, negative = text.str.contains(PLAIN_NUMBER), text.str.contains(_NEGATIVE_NUMBER)
    percent = pl.when(text.str.contains("%", literal=True)).then(PERCENT).otherwise(OTHER)
    odd = pl.when(negative).then(NEGATIVE).otherwise(percent)
    return pl.when(text == "").then(BLANK).when(plain).then(PLAIN).otherwise(odd).cast(pl.UInt8)


def _marks(different: Different) -> Sequence[pl.Series | pl.Expr]:
    """marks and replaced of the column of markers."""
    found: list[tuple[str | None, bool]] = []
    for text in different.of("marker"):
        read = marks.read_marks(text)
        spelt = " ".join(read) if read is not None and bool(read) == bool(text) else None
        found.append((spelt, marks.replaces_number(spelt or "")))
    if found == [("", False)]:
        return _NO_MARKS
    told = pl.DataFrame(found, schema={"marks": pl.String, "replaced": pl.Boolean}, orient="row")
    return told[different.codes("marker")].get_columns()


def _first_rows(group: Codes, what: pl.Series, whats: pl.DataFrame) -> pl.Series:
    """The place of the first row with the same service, indicator, period (however spelt) and breakdown.

    Of use only where all of these are known.
    """
    about = pl.struct("service_id", "indicator_id", "period_kind", "period_start")
    keys = whats.select(about.rank("dense")).to_series().to_numpy().astype(np.int64)
    key = keys[what.to_numpy()] * (int(group.max(initial=0)) + 1) + group
    place = np.arange(len(key), dtype=np.uint32)
    if key.size and (key.max() > _MOST_CODES or np.bincount(key).max() > 1):
        alike, different = pd.factorize(key)
        first = np.zeros(len(different), np.uint32)
        first[alike[::-1]] = place[::-1]
        place = first[alike]
    return pl.Series("first_row", place)


def _items(framework: Framework) -> pl.DataFrame:
    kinds: dict[str, Any] = {
        "indicator_id": pl.String,
        "title": pl.String,
        "measure": pl.String,
        "unit": pl.String,
        "low": pl.Float64,
        "high": pl.Float64,
        "multiplier": pl.Float64,
        "published": pl.Boolean,
    }
    indicators = [
        (one.id, one.title, one.measure, one.unit, one.low, one.high, one.multiplier, one.fed_by == "published")
        for one in framework.indicators
    ]
    evidence = [(one.id, one.title, EVIDENCE, "yes or no", 0.0, 1.0, 1.0, False) for one in framework.evidence]
    items = pl.DataFrame([*indicators, *evidence], schema=kinds, orient="row").unique("indicator_id", keep="first")
    return items.with_columns(pl.col("measure").cast(MEASURES))


def _senders(framework: Framework) -> pl.DataFrame:
    senders = {**dict.fromkeys(framework.area, "area"), **dict.fromkeys(framework.service, "service")}
    return pl.DataFrame(
        {"service_id": list(senders), "subject": list(senders.values())},
        schema_overrides={"service_id": pl.String, "subject": pl.String},
    )


def _pairs(framework: Framework) -> pl.DataFrame:
    """Who may send what, and by which kind of period."""
    found: dict[tuple[str, str], tuple[str, str | None]] = {}
    for area in framework.areas:
        for one in framework.indicators:
            published = one.fed_by == "published"
            found[area.id, one.id] = (FITS, one.frequency) if published else (SERVICE_ITEM_FOR_AREA, None)
        for item in framework.evidence:
            found[area.id, item.id] = (SERVICE_ITEM_FOR_AREA, None)
    for service in framework.services:
        for one in framework.indicators:
            if framework.reports(service, one):
                found[service.id, one.id] = (FITS, framework.rhythm(service, one))
            else:
                found.setdefault((service.id, one.id), (_why_not(one), None))
        for item in framework.evidence:
            found[service.id, item.id] = (FITS, service.rhythm)
    rows = [(*pair, *fact) for pair, fact in found.items()]
    names = dict.fromkeys(("service_id", "indicator_id", "fit", "wanted"), pl.String)
    return pl.DataFrame(rows, schema=names, orient="row")


def _why_not(indicator: Indicator) -> str:
    for_areas = indicator.fed_by == "published" and PUBLISHED_AREAS in indicator.sectors
    return PUBLISHED_FOR_SERVICE if for_areas else OUT_OF_SCOPE


def _named_periods(whats: pl.DataFrame) -> pl.DataFrame:
    found: list[tuple[str, str | None, date | None, date | None, str | None, str | None]] = []
    for text, wanted in whats.select("period", "wanted").unique().iter_rows():
        period = periods.parse(text, wanted)
        if period is not None:
            found.append((text, wanted, period.start, period.end, period.kind, None))
            continue
        other = periods.parse(text) if wanted else None
        found.append((text, wanted, None, None, None, other.kind if other else None))
    kinds: dict[str, Any] = {
        "period": pl.String,
        "wanted": pl.String,
        "period_start": pl.Date,
        "period_end": pl.Date,
        "period_kind": pl.String,
        "period_other": pl.String,
    }
    return pl.DataFrame(found, schema=kinds, orient="row")
