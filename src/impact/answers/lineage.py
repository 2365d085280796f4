"""Where a figure comes from: its definition, the observations behind it, their returns, lines and cells.

The rows pass through the gate like any figure: a row that could show a person says why it is hidden.
"""

from dataclasses import dataclass
from datetime import date

import narwhals as nw
import pandas as pd

from impact import disclosure, store
from impact.answers.figures import known
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
    rows      the observations behind it, after the gate, with file, line, cell, who sent it and when
    versions  framework fingerprint -> how many of the rows were taken in under it
    """

    key: FigureKey
    indicator: Indicator
    figure: Protected
    rows: Protected
    versions: dict[str, int]


def trace(sources: Sources, view: View, key: FigureKey) -> Trace:
    """A figure down to its cells, as known at the view's moment."""
    rules = framework(sources, view)
    indicator = _indicator(rules, key.indicator_id)
    counts = known(sources, view, rules, [indicator.id])
    every = disclosure.protect(rollup.figures(counts, rules), rules)
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
    behind, versions = _with_returns(sources, view, rows)
    behind = behind.assign(hidden=_hidden_as_figures(behind, every))
    return Trace(
        key,
        indicator,
        figure,
        disclosure.protect_rows(behind, rules),
        versions,
    )


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


def _hidden_as_figures(rows: pd.DataFrame, every: Protected) -> list[str]:
    """Why each row's own figure (its service's or area's) is hidden; "" where it is shown."""
    own = every.frame[every.frame.scope_kind.isin(("service", "area"))]
    keys = ["period_start", "period_kind"]
    reasons = own.set_index(["scope_id", *keys])["hidden"].to_dict()
    named = rows[["service_id", *keys]].itertuples(index=False, name=None)
    return [reasons.get(one, "") for one in named]


def _with_returns(sources: Sources, view: View, rows: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, int]]:
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
