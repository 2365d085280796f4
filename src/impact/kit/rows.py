"""Which rows a return is expected to hold: each indicator asked of the service, each group it sent last time."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from impact.answers.asked import asked
from impact.columns import EVIDENCE
from impact.framework.models import Evidence, Framework, Indicator, Service
from impact.kit.last_time import LastTime, said_of
from impact.periods import Period
from impact.sources import Sources, View, framework

ASKED_AGAIN_AFTER = 12
"""Months after which a yes is asked again: before any stage's evidence runs out (18 months at the least). Judgement."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row that is expected, with what its service said of it last time; None if it never did before."""

    item: Indicator | Evidence
    breakdown: str = ""
    last: LastTime | None = None

    @property
    def measure(self) -> str:
        """What kind of number it is: a measure of the framework, or EVIDENCE for a yes or no."""
        return self.item.measure if isinstance(self.item, Indicator) else EVIDENCE


@dataclass(frozen=True, slots=True)
class Kit:
    """What is needed to fill in one return: its rows, and what they are about.

    day   the day of the view that it was made for
    """

    framework: Framework
    service: Service
    period: Period
    rows: tuple[Row, ...]
    day: date

    @property
    def due(self) -> date:
        """The last day on which the return is in time."""
        return self.framework.due(self.period)


def kit(view: View, rules: Framework, service: Service, period: Period, sent: pl.DataFrame) -> Kit:
    """What is expected of a service for a period.

    sent   from `sent_by`

    The figures of last time are the service's own counts as it sent them: they are left out for a viewer who
    may not send for it.
    """
    rows = expected(rules, service, period, sent)
    if not view.viewer.may_send_for(service.id):
        rows = [Row(row.item, row.breakdown) for row in rows]
    return Kit(rules, service, period, tuple(rows), view.today)


def sent_by(sources: Sources, view: View, service: Service) -> pl.DataFrame:
    """Everything a service ever sent, as known at the view's moment: the columns of COUNTS, before the gate."""
    rules = framework(sources, view)
    belongs = {one.id: one.sector for one in rules.services}
    counts = sources.projection.counts(rules.id, belongs, view.as_at, services=[service.id])
    return pl.DataFrame(pl.from_arrow(counts.collect().to_native()))


def expected(rules: Framework, service: Service, period: Period, sent: pl.DataFrame) -> list[Row]:
    """The rows of one return, in the framework's order: what is asked by this kind of period, then evidence.

    Asked are the core indicators in the service's scope and any other that it ever sent, as completeness is
    counted. Groups are those of last time. Of evidence, what the service sent before is asked again once a
    year, and each time while the answer is not yes.
    """
    ever = {(service.id, item) for item in sent["indicator_id"]}
    wanted = asked(rules, ever)[service.id].get(period.kind, ())
    rows = [row for id in wanted for row in _rows_of(rules.indicator[id], period, sent)]
    if period.kind != service.rhythm:
        return rows
    before = [row for one in rules.evidence for row in _rows_of(one, period, sent)]
    return [*rows, *(row for row in before if _is_asked_again(row, period))]


def _rows_of(item: Indicator | Evidence, period: Period, sent: pl.DataFrame) -> list[Row]:
    before = _last_sent(item.id, period, sent)
    groups = sorted({row["breakdown"] for row in before} - {""})
    said = {row["breakdown"]: said_of(row, is_evidence=isinstance(item, Evidence)) for row in before}
    return [Row(item, group, said.get(group)) for group in ("", *groups)]


def _last_sent(item_id: str, period: Period, sent: pl.DataFrame) -> list[dict[str, Any]]:
    """The rows of an item in the newest period before this one that has any."""
    earlier = sent.filter(
        (pl.col("indicator_id") == item_id)
        & (pl.col("period_kind") == period.kind)
        & (pl.col("period_end") < period.start)
    )
    return earlier.filter(pl.col("period_end") == pl.col("period_end").max()).to_dicts()


def _is_asked_again(row: Row, period: Period) -> bool:
    if row.last is None:
        return False
    before, now = row.last.period.end, period.end
    months = (now.year - before.year) * 12 + now.month - before.month
    return not row.last.is_yes or months >= ASKED_AGAIN_AFTER
