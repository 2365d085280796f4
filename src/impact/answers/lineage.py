"""Where a figure comes from: its definition, the observations behind it, their returns, lines and cells.

The rows pass through the gate like any figure: a row that could show a person says why it is hidden.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import narwhals as nw
import pandas as pd

from impact import disclosure, store
from impact.answers.evidence import Asked, Behind, asked_of, opened
from impact.answers.figures import known
from impact.answers.gate import protect
from impact.answers.passed import HeldTo, held_to
from impact.columns import NUMBERS
from impact.disclosure import Protected
from impact.framework import Framework, Indicator
from impact.metrics import rollup
from impact.metrics.slots import Counts, Scope, in_scope, known_rows
from impact.problems import ImpactError, nearest
from impact.sources import Sources, View, framework

ROWS = (
    *("observation_id", "submission_id", "line", "cell", "service_id", "indicator_id", "breakdown"),
    *("period_start", "period_end", "period_kind", *NUMBERS),
    *("marker", "note"),
)


class UnknownFigure(ImpactError):
    """A figure that cannot be named or was never computed."""


@dataclass(frozen=True, slots=True)
class FigureKey:
    """Which figure: an indicator, a scope and a period."""

    indicator_id: str
    scope_kind: Scope
    scope_id: str
    period_start: date
    period_kind: str


@dataclass(frozen=True, slots=True)
class Trace:
    """A figure walked back.

    figure    the one row of FIGURES, after the gate
    rows      the observations behind it that this viewer may open, after the gate, with file, line, cell, who sent
              it and when; none of a service's for a viewer who may not open its return
    versions  framework fingerprint -> how many of the rows were taken in under it
    behind    how many rows there are in all, and how many of them are hidden
    held      what the rows were held to before they were kept, and which rules each of `rows` passed
    asked     observation id -> what was asked about it and explained; of rows whose numbers are shown
    """

    key: FigureKey
    indicator: Indicator
    figure: Protected
    rows: Protected
    versions: dict[str, int]
    behind: Behind
    held: HeldTo
    asked: Mapping[int, Asked]

    @property
    def node_id(self) -> str:
        """The outcome that the figure's indicator measures."""
        return self.indicator.node


def trace(sources: Sources, view: View, key: FigureKey) -> Trace:
    """A figure down to its cells, as known at the view's moment."""
    rules = framework(sources, view)
    indicator = _indicator(rules, key.indicator_id)
    counts = known(sources, view, rules, [indicator.id])
    every = protect(sources, view, rules, rollup.figures(counts, rules))
    at = every.frame
    figure = every.where(
        (at.scope_kind == key.scope_kind)
        & (at.scope_id == key.scope_id)
        & (at.period_start == pd.Timestamp(key.period_start))
        & (at.period_kind == key.period_kind)
    )
    if figure.frame.empty:
        raise UnknownFigure(
            f"There is no figure for '{indicator.title}' with that scope and period. "
            "Nothing was sent for it by this date; choose another period."
        )
    wanted = _observations(counts, rules, indicator, key)
    rows = counts.lazy().filter(nw.col("observation_id").is_in(wanted)).select(*ROWS).collect().to_pandas()
    behind, versions = with_returns(sources, view, rows)
    seen, many = opened(rows_protected(behind, every, rules), rules, view.viewer)
    asked = asked_of(sources, view, seen.frame)
    return Trace(key, indicator, figure, seen, versions, many, held_to(sources, behind, seen.frame, rules), asked)


def _indicator(rules: Framework, indicator_id: str) -> Indicator:
    if indicator_id in rules.indicator:
        return rules.indicator[indicator_id]
    known_ids = list(rules.indicator)
    close = nearest(indicator_id, known_ids)
    hint = f" Did you mean {close}?" if close else ""
    raise UnknownFigure(f"This framework has no indicator '{indicator_id}'.{hint}")


def _observations(counts: Counts, rules: Framework, indicator: Indicator, key: FigureKey) -> list[int]:
    """The ids of the rows in the figure's slot, carried ones included."""
    area = indicator.aggregation == "home_only"
    scope: Scope = "area" if area else key.scope_kind
    home = rules.home.id if rules.home else ""
    scope_id = home if area and key.scope_kind == "whole" else key.scope_id
    placed = in_scope(known_rows(counts, rules), scope, rules).filter(
        nw.col("scope_id") == scope_id, nw.col("period_kind") == key.period_kind
    )
    found = placed.select("observation_id", "service_id", "period_start", "carried").collect().to_pandas()
    slot = found[pd.to_datetime(found.period_start) == pd.Timestamp(key.period_start)]
    own = set(slot[slot.carried == 0].service_id)
    used = slot[(slot.carried == 0) | ~slot.service_id.isin(own)]
    return [int(one) for one in used.observation_id]


def rows_protected(rows: pd.DataFrame, every: Protected, rules: Framework) -> Protected:
    """ROWS after the gate: hidden by what they say themselves, or since their own figure is hidden.

    every   the figures of every scope after the gate
    """
    own = every.where(every.frame.scope_kind.isin(("service", "area")))
    keys = ["indicator_id", "period_start", "period_kind"]
    named = list(rows[["service_id", *keys]].itertuples(index=False, name=None))
    of_figures = own.frame[["scope_id", *keys, "hidden"]].assign(exact=own.detail.reindex(own.frame.index).fillna(""))
    of_figures = of_figures.set_index(["scope_id", *keys])
    hidden, exact = (of_figures[name].to_dict() for name in ("hidden", "exact"))
    seen = disclosure.protect_rows(rows.assign(hidden=[hidden.get(one, "") for one in named]), rules)
    detail = pd.Series([exact.get(one, "") for one in named], index=rows.index, dtype=object)
    return replace(seen, detail=detail.where(detail != "", seen.detail))


def with_returns(sources: Sources, view: View, rows: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, int]]:
    """ROWS with the return that each came in, and how many were taken in under each version of the framework."""
    columns = ["id", "filename", "sent_by", "received_at", "label", "source", "framework_sha256", "sha256"]
    kept = pd.DataFrame(store.submissions(sources.engine, view.framework_id, view.as_at), columns=columns)
    kept = kept.rename(columns={"id": "submission_id"})
    days = {day: pd.to_datetime(rows[day]).astype("datetime64[us]") for day in ("period_start", "period_end")}
    behind = (
        rows.assign(**days)
        .merge(kept, on="submission_id", how="left")
        .sort_values(["service_id", "period_start", "line"])
    )
    behind = behind.assign(publisher=[(one or {}).get("publisher", "") for one in behind.pop("source")])
    versions = behind.groupby("framework_sha256").size().to_dict()
    return behind.reset_index(drop=True), {str(sha): int(many) for sha, many in versions.items()}
