"""Which row of the counts belongs to which scope and which stretch of time.

Expressed in narwhals, so that the same lines run on DuckDB, polars, pandas and larger engines.
Only rows about all people (an empty breakdown) enter figures. Where services of one scope report
the same indicator partly by quarter and partly by term, that scope's periods are quarters: a term
belongs to the quarter that holds its last day, and no term ends in April to June, so the spring term
(which ends on 31 March) stands in there too, for proportions, rates and means, unless the same
service sent something newer. What is counted is never carried: it would be counted twice.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Literal

import narwhals as nw

from impact.columns import NUMBERS
from impact.framework.models import Framework, Indicator
from impact.marks import MARKS
from impact.periods import QUARTER, TERM

Scope = Literal["whole", "sector", "service", "area"]
Rows = nw.LazyFrame[Any]
Counts = nw.LazyFrame[Any] | nw.DataFrame[Any]

KEYS = ("scope_id", "indicator_id", "period_start", "period_end", "period_kind")
"""What one figure of a scope kind is about."""

CARRIED_MEASURES = ("proportion", "rate", "mean")
_SENT = (
    *("observation_id", "service_id", "sector_id", "indicator_id"),
    *("period_start", "period_end", "period_kind", *NUMBERS, "marker"),
)
_REPLACING = "|".join(letter for letter, mark in MARKS.items() if mark.replaces_number)


def published(indicator: Indicator) -> bool:
    """Whether an indicator's figures are a place's own, and are never added up from services."""
    return indicator.aggregation == "home_only"


def known_rows(counts: Counts, framework: Framework) -> Rows:
    """The rows that figures are made from, with what may be added and what a mark stands in for.

    Adds `usable` (the number its measure needs is there), `hidden` (a mark replaces the number),
    `base` (the denominator, or n, or 1 for a service that is counted as one), `carried` (0).
    """
    return with_use(typed(of_everyone(counts, framework)), framework)


def of_everyone(counts: Counts, framework: Framework) -> Rows:
    """The rows about all people and an indicator that is measured, as they were sent."""
    measured = {one.id for one in framework.indicators}
    everyone = nw.col("breakdown").fill_null("") == ""
    return counts.lazy().filter(everyone & nw.col("indicator_id").is_in(sorted(measured))).select(*_SENT)


def typed(rows: Rows) -> Rows:
    """Rows `of_everyone` with days, numbers and marks of one kind, whatever engine they come from."""
    days = (nw.col(day).cast(nw.Datetime("us")) for day in ("period_start", "period_end"))
    numbers = (nw.col(number).cast(nw.Float64) for number in NUMBERS)
    return rows.with_columns(*days, *numbers, marker=nw.col("marker").fill_null(""))


def with_use(rows: Rows, framework: Framework) -> Rows:
    """Rows as `typed`, with what `known_rows` adds to them."""
    marked = nw.when(nw.col("marker") != "").then(has_mark(_REPLACING)).otherwise(nw.lit(value=False))
    rows = rows.with_columns(hidden=marked, carried=nw.lit(0.0).cast(nw.Float64))
    return rows.with_columns(usable=~nw.col("hidden") & _complete(framework), base=_base(framework))


def has_mark(letters: str) -> nw.Expr:
    """Whether a row carries one of some marks, given as 'p' or 'c|x|z'."""
    return nw.col("marker").str.contains(rf"(?:^| )(?:{letters})(?: |$)")


def in_scope(rows: Rows, scope: Scope, framework: Framework) -> Rows:
    """The rows of one kind of scope, each in its slot, with its `scope_id`."""
    home_only = nw.col("indicator_id").is_in([one.id for one in framework.indicators if published(one)])
    if scope == "area":
        return rows.filter(home_only & nw.col("sector_id").is_null()).with_columns(scope_id=nw.col("service_id"))
    ours = rows.filter(~home_only & ~nw.col("sector_id").is_null())
    if scope == "service":
        return ours.with_columns(scope_id=nw.col("service_id"))
    scope_id = nw.col("sector_id") if scope == "sector" else nw.lit("")
    return _in_quarters(ours.with_columns(scope_id=scope_id), mixed_rhythms(framework, scope), framework)


def mixed_rhythms(framework: Framework, scope: Scope) -> list[str]:
    """Where quarters and terms meet, as 'scope_id|indicator_id'."""
    found = []
    for indicator in (one for one in framework.indicators if one.frequency in (QUARTER, TERM)):
        rhythms: dict[str, set[str]] = {}
        for service in framework.reporting_services(indicator):
            scope_id = service.sector if scope == "sector" else ""
            rhythms.setdefault(scope_id, set()).add(framework.rhythm(service, indicator))
        found += [f"{scope_id}|{indicator.id}" for scope_id, kinds in rhythms.items() if kinds >= {QUARTER, TERM}]
    return found


def measured_by(framework: Framework, measures: Iterable[str]) -> nw.Expr:
    """Whether a row's indicator is of one of some measures."""
    kinds = set(measures)
    return nw.col("indicator_id").is_in([one.id for one in framework.indicators if one.measure in kinds])


def _in_quarters(rows: Rows, mixed: Sequence[str], framework: Framework) -> Rows:
    if not mixed:
        return rows
    place = nw.concat_str([nw.col("scope_id"), nw.col("indicator_id")], separator="|")
    termly = (nw.col("period_kind") == TERM) & place.is_in(list(mixed))
    quarter = nw.col("period_end").dt.truncate("1q")
    spring = termly & nw.col("usable") & (nw.col("period_end").dt.month() == 3)
    spring = spring & measured_by(framework, CARRIED_MEASURES)
    placed = _moved(rows.with_columns(termly=termly), quarter)
    carried = _moved(rows.filter(spring).with_columns(termly=termly), quarter.dt.offset_by("3mo"))
    newest = carried.with_columns(carried=nw.lit(1.0).cast(nw.Float64)).join(
        placed.select("service_id", "indicator_id", "period_start", "period_end"),
        on=["service_id", "indicator_id", "period_start", "period_end"],
        how="anti",
    )
    return nw.concat([placed, newest.select(*placed.columns)], how="vertical")


def _moved(rows: Rows, start: nw.Expr) -> Rows:
    end = start.dt.offset_by("3mo").dt.offset_by("-1d")
    termly = nw.col("termly")
    return rows.with_columns(
        period_start=nw.when(termly).then(start).otherwise(nw.col("period_start")),
        period_end=nw.when(termly).then(end).otherwise(nw.col("period_end")),
        period_kind=nw.when(termly).then(nw.lit(QUARTER)).otherwise(nw.col("period_kind")),
    )


def _complete(framework: Framework) -> nw.Expr:
    counted = ~nw.col("numerator").is_null() & ~nw.col("denominator").is_null()
    valued = ~nw.col("value").is_null()
    places = nw.col("indicator_id").is_in([one.id for one in framework.indicators if published(one)])
    return (
        nw.when(places)
        .then(counted | valued)
        .when(measured_by(framework, ("proportion", "rate")))
        .then(counted)
        .when(measured_by(framework, ("mean",)))
        .then(valued & (nw.col("n").fill_null(0.0) > 0))
        .otherwise(valued)
    )


def _base(framework: Framework) -> nw.Expr:
    return (
        nw.when(measured_by(framework, ("proportion", "rate")))
        .then(nw.col("denominator"))
        .when(measured_by(framework, ("mean", "duration")))
        .then(nw.col("n"))
        .otherwise(nw.lit(1.0))
    )
