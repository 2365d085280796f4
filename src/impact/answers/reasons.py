"""Why a figure, an outcome or a stage is another than it was: what came in about it, or ran out, in between."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property

import pandas as pd
import polars as pl

from impact.answers.happened import SAME, changed_policies, redefined
from impact.answers.lineage import FigureKey
from impact.framework import Framework
from impact.periods import containing
from impact.words.changed import BESIDE, CAUSES, DEFINITION, LAPSED, POLICY, TIME, VERSION

CARRIED_DAYS = 92
"""How long after its end a term still stands in for a quarter: see `impact.metrics.slots`."""

Why = tuple[tuple[str, ...], tuple[int, ...]]
"""The kinds of cause, and the numbers of the returns among them."""


@dataclass(frozen=True)
class Reasons:
    """What may be a reason between two moments.

    was, now   the framework at either moment
    rows       from `rows_between`: what came in and what was taken back
    """

    was: Framework
    now: Framework
    rows: pl.DataFrame

    @cached_property
    def telling(self) -> pd.DataFrame:
        """The rows that said other figures than were known."""
        return self.rows.filter(pl.col("kind") != SAME).to_pandas()

    @cached_property
    def _by_indicator(self) -> dict[str, pd.DataFrame]:
        """The rows that enter figures, by indicator."""
        of_all = self.telling[self.telling["breakdown"] == ""]
        dated = of_all.assign(period_end=pd.to_datetime(of_all["period_end"]))
        return {str(id): rows for id, rows in dated.groupby("indicator_id")}

    @cached_property
    def redefined(self) -> frozenset[str]:
        """The indicators whose definition or target differs."""
        return frozenset(redefined(self.was, self.now))

    @cached_property
    def policies(self) -> frozenset[str]:
        """The policies that hide otherwise."""
        return frozenset(changed_policies(self.was, self.now))

    def of_figure(self, key: FigureKey) -> Why:
        """Why one figure is another: rows of its scope and time, its definition or policy, or what stands beside it."""
        rows = self._in_time(self._in_scope(key), key)
        kinds = set(rows["kind"]) | self._of_definition([key.indicator_id])
        if key.scope_kind != "area" and self.was.services != self.now.services:
            kinds.add(VERSION)
        return _why(kinds or {BESIDE}, rows["submission_id"])

    def of_node(self, node_id: str, moved: Iterable[FigureKey], lapsed: bool) -> Why:
        """Why an outcome's result is another: its figures of the whole, their definitions, or the passing of time."""
        ids = [one.id for one in (*self.was.indicators_of(node_id), *self.now.indicators_of(node_id))]
        kinds, numbers = self._of_definition(ids), set[int]()
        for key in moved:
            if key.indicator_id in ids and key.scope_kind in ("whole", "area"):
                told, returns = self.of_figure(key)
                kinds, numbers = kinds | (set(told) - {BESIDE}), numbers | set(returns)
        if self.was.outcome_rules != self.now.outcome_rules:
            kinds.add(VERSION)
        return _why(kinds | ({LAPSED} if lapsed else set()) or {TIME}, numbers)

    def of_stage(self, service_id: str, lapsed: bool) -> Why:
        """Why a service's stage is another: what it sent, what criteria ask, evidence out of date, or time."""
        refs = {one.ref for one in (*self.was.criteria, *self.now.criteria)}
        refs |= {one.id for one in self.now.evidence if one.confirms_peer}
        ours = self.telling[(self.telling["service_id"] == service_id) & self.telling["indicator_id"].isin(refs)]
        kinds = set(ours["kind"])
        if (self.was.criteria, self.was.stage_rules) != (self.now.criteria, self.now.stage_rules):
            kinds.add(DEFINITION)
        if self.was.service.get(service_id) != self.now.service.get(service_id):
            kinds.add(VERSION)
        return _why(kinds | ({LAPSED} if lapsed else set()) or {TIME}, ours["submission_id"])

    def _of_definition(self, ids: Collection[str]) -> set[str]:
        policies = self.policies
        ours = {rules.indicator[one].policy for rules in (self.was, self.now) for one in ids if one in rules.indicator}
        return ({DEFINITION} if self.redefined.intersection(ids) else set()) | ({POLICY} if ours & policies else set())

    def _in_scope(self, key: FigureKey) -> pd.DataFrame:
        rows = self._by_indicator.get(key.indicator_id, self.telling.iloc[:0])
        if key.scope_kind == "whole" or rows.empty:
            return rows
        if key.scope_kind == "sector":
            both = (*self.was.services_of(key.scope_id), *self.now.services_of(key.scope_id))
            return rows[rows["service_id"].isin([one.id for one in both])]
        return rows[rows["service_id"] == key.scope_id]

    def _in_time(self, rows: pd.DataFrame, key: FigureKey) -> pd.DataFrame:
        if rows.empty:
            return rows
        start = pd.Timestamp(key.period_start)
        end = pd.Timestamp(containing(key.period_start, key.period_kind).end)
        ends = rows["period_end"]
        reach = pd.Timedelta(days=CARRIED_DAYS if key.scope_kind in ("whole", "sector") else 0)
        return rows[(ends >= start - reach) & (ends <= end)]


def _why(kinds: Collection[str], numbers: Iterable[int]) -> Why:
    return tuple(one for one in CAUSES if one in kinds), tuple(sorted({int(one) for one in numbers}))
