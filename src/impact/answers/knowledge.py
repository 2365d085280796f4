"""All that is known at a moment, and all that would be known had a return been kept; before the gate, never shown."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import narwhals as nw
import pandas as pd
import polars as pl

from impact.answers import gate
from impact.answers.figures import known
from impact.answers.stages_told import told
from impact.columns import NUMBERS
from impact.disclosure import Protected, protect
from impact.framework import Framework
from impact.metrics import rollup
from impact.metrics.outcomes import NodeResult, outcomes
from impact.metrics.seen import seen_by_peers
from impact.metrics.slots import Counts
from impact.metrics.stages import ServiceStage, service_stages
from impact.projection import COUNTS, KEY
from impact.sources import Sources, View, framework


@dataclass(frozen=True, eq=False)
class Knowledge:
    """The framework in use, COUNTS, FIGURES of every indicator and scope, and the day ages are measured against.

    decided   the figures not shown for others' sake; see `answers.gate`
    foresee   CLEAN ROWS -> the same for the figures of their indicators, had the rows been kept
    """

    rules: Framework
    counts: pl.DataFrame
    figures: pd.DataFrame
    today: date
    decided: pd.DataFrame
    foresee: Callable[[pl.DataFrame], pd.DataFrame]

    @cached_property
    def shown(self) -> Protected:
        """Every figure after the gate, in the order of `figures`."""
        return protect(self.figures, self.rules, decided=self.decided)

    @cached_property
    def nodes(self) -> dict[str, NodeResult]:
        """Every node's result by its id, as anyone may see it."""
        return {one.node_id: one for one in outcomes(self.shown.frame, self.rules, self.today, seen=self.seen)}

    @cached_property
    def seen(self) -> Collection[str]:
        """The services that a peer has looked at."""
        return seen_by_peers(nw.from_native(self.counts), self.figures, self.rules, self.today)

    def shown_of(self, indicators: Collection[str]) -> Protected:
        """The figures of some indicators after the gate, without asking it about the others."""
        ours = self.figures[self.figures["indicator_id"].isin(list(indicators))]
        return protect(ours, self.rules, decided=self.decided)

    def nodes_of(self, nodes: Collection[str]) -> dict[str, NodeResult]:
        """The results of some nodes by their ids, without working out the others."""
        of_nodes = [one.id for one in self.rules.indicators if one.node in nodes]
        shown = self.shown_of(of_nodes).frame
        return {one.node_id: one for one in outcomes(shown, self.rules, self.today, nodes, self.seen)}

    def stages_of(self, services: Collection[str]) -> tuple[ServiceStage, ...]:
        """The stages of some services, in the framework's order, as they may be shown."""
        own = self.figures[(self.figures["scope_kind"] == "service") & self.figures["scope_id"].isin(list(services))]
        found = service_stages(self.counts_of(services), own, self.rules, self.today, services)
        return told(found, self.rules, protect(own, self.rules, decided=self.decided).frame, self.today)

    def counts_of(self, services: Collection[str]) -> Counts:
        """COUNTS of some services."""
        return nw.from_native(self.counts.filter(pl.col("service_id").is_in(list(services))))


def knowledge(sources: Sources, view: View) -> Knowledge:
    """What is known at the view's moment; the same until the record's version changes, so it may be kept by that."""
    rules = framework(sources, view)
    counts = counted(sources, view, rules)
    figures = rollup.figures(nw.from_native(counts), rules)
    decided = gate.decided(sources, view)
    return Knowledge(rules, counts, figures, view.today, decided, lambda rows: gate.foreseen(sources, view, rows))


def counted(sources: Sources, view: View, rules: Framework, indicators: Collection[str] | None = None) -> pl.DataFrame:
    """COUNTS of some indicators (None: all) as known at the view's moment, brought over."""
    found: pl.DataFrame = known(sources, view, rules, indicators).lazy().collect("polars").to_native()
    return found


def telling(before: Knowledge, rows: pl.DataFrame) -> pl.DataFrame:
    """The CLEAN ROWS that say another number or mark than is known of their key."""
    said = [*NUMBERS, "marker"]
    beside = rows.join(before.counts.select(*KEY, *said, known=pl.lit(True)), on=list(KEY), how="left", suffix="_known")
    same = pl.all_horizontal(pl.col(name).eq_missing(pl.col(f"{name}_known")) for name in said)
    return beside.filter(~(pl.col("known").fill_null(value=False) & same)).select(rows.columns)


def with_rows(before: Knowledge, rows: pl.DataFrame) -> Knowledge:
    """What would be known had these CLEAN ROWS been kept: the newest word on each key counts.

    Only the figures of indicators in the rows are made again; no other figure can move.
    """
    belongs = {service.id: service.sector for service in before.rules.services}
    sent = rows.with_columns(
        observation_id=pl.lit(None),
        submission_id=pl.lit(None),
        sector_id=pl.col("service_id").replace_strict(belongs, default=None, return_dtype=pl.String),
    ).select(pl.col(name).cast(before.counts.schema[name]) for name in COUNTS)
    counts = pl.concat([before.counts.join(sent, on=list(KEY), how="anti").select(COUNTS), sent])
    touched = sent["indicator_id"].unique().to_list()
    again = rollup.figures(nw.from_native(counts.filter(pl.col("indicator_id").is_in(touched))), before.rules)
    others = before.figures[~before.figures.indicator_id.isin(touched)]
    figures = pd.concat([others, again], ignore_index=True) if len(others) else again
    kept = before.decided[~before.decided["indicator_id"].isin(touched)]
    foreseen = before.foresee(rows)
    decided = pd.concat([kept, foreseen], ignore_index=True) if len(kept) else foreseen
    return replace(before, counts=counts, figures=figures, decided=decided)
