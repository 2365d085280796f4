"""The two icons of each chart (does it change, would it meet its target), and which of them would be other."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

import pandas as pd
import polars as pl

from impact.disclosure import Protected
from impact.framework import Framework, Indicator
from impact.metrics.hidden_start import tells_start
from impact.metrics.parts import comparator_of
from impact.metrics.progress import progress
from impact.metrics.rollup import EVERY_SCOPE
from impact.metrics.slots import Scope
from impact.metrics.spc import FEWEST, PROFILES, charted, icons, rebased
from impact.metrics.stretches import rebases
from impact.periods import between
from impact.words.consequences import Icons, moved_icon_sentence

SERIES = ["scope_kind", "scope_id", "indicator_id", "period_kind"]
"""What one chart is about."""

Series = tuple[Scope, str, str, str]
Areas = dict[tuple[str, str], pd.DataFrame]


@dataclass(frozen=True, slots=True)
class MovedIcon:
    """One chart whose icons would be other: (variation, assurance) before and after; None with too few points."""

    scope_kind: Scope
    scope_id: str
    indicator_id: str
    period_kind: str
    before: Icons | None
    after: Icons | None
    sentence: str


def chart_icons(shown: Protected, rules: Framework, today: date) -> dict[Series, Icons]:
    """The icons of every chart with at least FEWEST figures shown since its newest break, by the framework's
    `chart_rules`; the same key as the rows of SERIES.

    A period that is missing or hidden is a gap: no run goes on over it, and after a break limits begin anew. Icons are
    those of the newest figure shown. Assurance is "" where there is no one level to aim for.
    """
    points = charted_points(shown, rules, today)
    if points.is_empty():
        return {}
    found = icons(points, SERIES)
    said = found.select(*SERIES, "variation", "assurance").iter_rows()
    return {(kind, scope, indicator, period): (shows, aim) for kind, scope, indicator, period, shows, aim in said}


def charted_points(
    shown: Protected, rules: Framework, today: date, fewest: int = FEWEST, of: tuple[Scope, str] | None = None
) -> pl.DataFrame:
    """Every point of every chart with at least so many figures shown since its newest break, as `charted` tells it.

    of        the kind and id of one scope; None for all
    returns   the columns of `charted` for the series SERIES with rebase_reason, sorted; no row where no chart has
              enough figures
    """
    at = shown.frame[shown.frame["period_end"] <= pd.Timestamp(today)]
    ours = at if of is None else at[(at["scope_kind"] == of[0]) & (at["scope_id"] == of[1])]
    valued = ours[ours["value"].notna()]
    lately = valued[valued["stretch"] == valued.groupby(SERIES)["stretch"].transform("max")]
    known = lately.groupby(SERIES, as_index=False).size()
    enough = known.loc[known["size"] >= fewest, SERIES]
    if enough.empty:
        return pl.DataFrame()
    charts = ours.merge(enough, on=SERIES)
    of_areas = at[(at["scope_kind"] == "area") & at["indicator_id"].isin(charts["indicator_id"])]
    areas = {
        (str(area), str(indicator)): rows for (area, indicator), rows in of_areas.groupby(["scope_id", "indicator_id"])
    }
    points = _points(charts, areas, rules, today)
    points, _ = rebased(points, SERIES, rebases(charts[charts["value"].notna()], SERIES, rules))
    return charted(points, SERIES, PROFILES[rules.chart_rules])


def moved_icons(was: Protected, would: Protected, rules: Framework, today: date) -> tuple[MovedIcon, ...]:
    """The charts whose icons would be other: the whole first, then sectors, services, in the framework's order.

    The home area's charts are left out: they are the whole's.
    """
    changed = otherwise_read(chart_icons(was, rules, today), chart_icons(would, rules, today), rules)
    scopes, indicators = ["", *rules.sector, *rules.service, *rules.area], list(rules.indicator)

    def place(key: Series) -> tuple[int, int, int, str]:
        return EVERY_SCOPE.index(key[0]), scopes.index(key[1]), indicators.index(key[2]), key[3]

    return tuple(moved_icon(*one, rules) for one in sorted(changed, key=lambda one: place(one[0])))


def otherwise_read(
    before: Mapping[Series, Icons], after: Mapping[Series, Icons], rules: Framework
) -> list[tuple[Series, Icons | None, Icons | None]]:
    """The charts that have other icons, each with those before and after, of scopes and indicators that rules name.

    The home area's charts are left out: they are the whole's.
    """
    home = ("area", rules.home.id) if rules.home else ()
    named = {"", *rules.sector, *rules.service, *rules.area}
    pairs = ((key, before.get(key), after.get(key)) for key in {**before, **after})
    return [
        (key, old, new)
        for key, old, new in pairs
        if old != new and key[:2] != home and key[1] in named and key[2] in rules.indicator
    ]


def moved_icon(key: Series, before: Icons | None, after: Icons | None, rules: Framework) -> MovedIcon:
    """One chart whose icons would be others, with its sentence."""
    said = moved_icon_sentence(dict(zip(SERIES, key, strict=True)), rules.indicator[key[2]], rules, before, after)
    return MovedIcon(*key, before, after, said)


def _points(charts: pd.DataFrame, areas: Areas, rules: Framework, today: date) -> pl.DataFrame:
    """Every chart as it is drawn, from its first period to the newest figure shown, a null where there is none."""
    known = charts.loc[charts["value"].notna(), [*SERIES, "period_end", "value"]]
    values = pl.from_pandas(known.reset_index(drop=True)).with_columns(date=pl.col("period_end").cast(pl.Date))
    spans = values.group_by(SERIES).agg(first=pl.col("date").min(), last=pl.col("date").max())
    drawn = [
        (kind, first, last, [one.end for one in between(first, last, kind)])
        for kind, first, last in spans.select("period_kind", "first", "last").unique().iter_rows()
    ]
    kinds: dict[str, Any] = {"period_kind": pl.String, "first": pl.Date, "last": pl.Date, "date": pl.List(pl.Date)}
    periods = spans.join(pl.DataFrame(drawn, kinds, orient="row"), ["period_kind", "first", "last"]).explode("date")
    points = periods.join(values.select(*SERIES, "date", "value"), [*SERIES, "date"], "left")
    return points.join(_aims(charts, areas, rules, today), SERIES).drop("first", "last")


def _aims(charts: pd.DataFrame, areas: Areas, rules: Framework, today: date) -> pl.DataFrame:
    """The direction of each chart, and the one level aimed for: null where there is none, or a band."""
    found = []
    for named, places in charts.groupby(SERIES).indices.items():
        key = tuple(map(str, cast("Series", named)))
        indicator = rules.indicator[key[2]]
        sector = key[1] if key[0] == "sector" else ""
        aim = _same_for_all(indicator, sector, today)
        level = _level(charts.iloc[places], indicator, areas, rules, today) if aim is None else aim
        found.append((*key, indicator.direction, level))
    kinds: dict[str, Any] = {**dict.fromkeys((*SERIES, "direction"), pl.String), "target": pl.Float64}
    return pl.DataFrame(found, kinds, orient="row")


def _same_for_all(indicator: Indicator, sector: str, today: date) -> float | None:
    """A level that is aimed for wherever a chart began; None where that has to be looked at.

    A chart of FEWEST figures has the four that its beginning is made of, so that its progress can be told.
    """
    target = indicator.target(today, sector)
    plain = target is not None and target.style == "level" and indicator.measure != "maturity"
    judged = indicator.scored and indicator.direction != "none" and indicator.baseline in _AT_ONCE
    return (target.value or 0.0) if target and plain and judged else None


_AT_ONCE = ("first_period", "mean_first_4")
"""Beginnings that any chart of FEWEST figures has."""


def _level(rows: pd.DataFrame, indicator: Indicator, areas: Areas, rules: Framework, today: date) -> float | None:
    """The one level aimed for; None where there is none, or a band."""
    sector = rows["scope_id"].iloc[0] if rows["scope_kind"].iloc[0] == "sector" else ""
    target = indicator.target(today, sector)
    if target is None or tells_start(target, rows, indicator):
        return None
    aim = progress(rows, indicator, today, comparator_of(indicator, rules, areas, today), sector).aim
    return None if aim is None or aim.is_band else aim.low
