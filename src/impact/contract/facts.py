"""Lays beside each row of a return what the framework says about it, so that the rules need only look.

The cells stay text. Beside them come the numbers that could be read, the period that was named,
and the measure, bounds and rhythm that hold for this service and this indicator.
"""

from datetime import date
from typing import Any

import polars as pl

from impact import marks, periods
from impact.columns import NUMBERS
from impact.framework.models import PUBLISHED_AREAS, Framework, Indicator
from impact.tidy import Tidied

COUNTS = ("proportion", "rate")
"""Measures that are sent as two counts."""

EVIDENCE = "evidence"
"""The measure of an evidence item, beside those of `Indicator.measure`."""

PLAIN_NUMBER = r"^\d{1,15}(\.\d{1,9})?$"

FITS, OUT_OF_SCOPE = "fits", "out-of-scope"
PUBLISHED_FOR_SERVICE, SERVICE_ITEM_FOR_AREA = "published-for-service", "service-indicator-for-area"


def with_facts(tidied: Tidied, framework: Framework) -> pl.DataFrame:
    """The rows of a return with the facts that rules compare them with.

    Every name in RETURN_COLUMNS    Utf8, trimmed, "" where blank or where the file has no such column
    line                     Int64
    {number}_read            Float64, null where blank or not a plain number
    measure, title, unit, low, high, multiplier, published    of the indicator; null where unknown
    subject                  "service" or "area"; null where unknown
    fit                      whether this sender may send this indicator; null where either is unknown
    wanted                   the kind of period it is sent by; null where that cannot be told
    period_start, period_end, period_kind    what the period cell names; null where unreadable
    period_other             the kind that was named where another was wanted
    marks                    marks spelt alike ("p r"), null where any is unknown; replaced: bool
    first_line               the line of the first row with the same key
    """
    rows = tidied.rows.with_columns(_read(name) for name in NUMBERS)
    rows = rows.join(_items(framework), "indicator_id", "left", maintain_order="left")
    rows = rows.join(_senders(framework), "service_id", "left", maintain_order="left")
    rows = rows.join(_pairs(framework), ["service_id", "indicator_id"], "left", maintain_order="left")
    rows = rows.join(_named_periods(rows), ["period", "wanted"], "left", nulls_equal=True, maintain_order="left")
    rows = rows.join(_read_markers(rows), "marker", "left", maintain_order="left")
    named = pl.col("period_kind") + pl.lit(" ") + pl.col("period_start").cast(pl.String)
    key = ("service_id", "indicator_id", "breakdown", pl.coalesce(named, "period"))
    return rows.with_columns(pl.col("line").first().over(*key).alias("first_line"))


def _read(name: str) -> pl.Expr:
    plain = pl.col(name).str.contains(PLAIN_NUMBER)
    return pl.when(plain).then(pl.col(name)).cast(pl.Float64).alias(f"{name}_read")


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
    return pl.DataFrame([*indicators, *evidence], schema=kinds, orient="row").unique("indicator_id", keep="first")


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


def _named_periods(rows: pl.DataFrame) -> pl.DataFrame:
    found: list[tuple[str, str | None, date | None, date | None, str | None, str | None]] = []
    for text, wanted in rows.select("period", "wanted").unique().iter_rows():
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


def _read_markers(rows: pl.DataFrame) -> pl.DataFrame:
    found: list[tuple[str, str | None, bool]] = []
    for text in rows["marker"].unique():
        read = marks.read_marks(text)
        spelt = " ".join(read) if read is not None and bool(read) == bool(text) else None
        found.append((text, spelt, marks.replaces_number(spelt or "")))
    kinds: dict[str, Any] = {"marker": pl.String, "marks": pl.String, "replaced": pl.Boolean}
    return pl.DataFrame(found, schema=kinds, orient="row")
