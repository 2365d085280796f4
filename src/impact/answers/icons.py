"""The two icons of each chart (does it change, would it meet its target), and which of them would be other."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd
import polars as pl

from impact.disclosure import Protected
from impact.framework import Framework, Indicator
from impact.metrics.parts import comparator_of
from impact.metrics.progress import RELATIVE, progress
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
    at = shown.frame[shown.frame["period_end"] <= pd.Timestamp(today)]
    valued = at[at["value"].notna()]
    lately = valued[valued["stretch"] == valued.groupby(SERIES)["stretch"].transform("max")]
    known = lately.groupby(SERIES, as_index=False).size()
    enough = known.loc[known["size"] >= FEWEST, SERIES]
    if enough.empty:
        return {}
    charts = at.merge(enough, on=SERIES)
    of_areas = at[(at["scope_kind"] == "area") & at["indicator_id"].isin(charts["indicator_id"])]
    areas = {
        (str(area), str(indicator)): rows for (area, indicator), rows in of_areas.groupby(["scope_id", "indicator_id"])
    }
    points = pl.concat(
        [_points(rows.sort_values("period_end"), areas, rules, today) for _, rows in charts.groupby(SERIES)]
    )
    points, _ = rebased(points, SERIES, rebases(charts[charts["value"].notna()], SERIES, rules))
    found = icons(charted(points, SERIES, PROFILES[rules.chart_rules]), SERIES)
    said = found.select(*SERIES, "variation", "assurance").iter_rows()
    return {(kind, scope, indicator, period): (shows, aim) for kind, scope, indicator, period, shows, aim in said}


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


def _points(rows: pd.DataFrame, areas: Areas, rules: Framework, today: date) -> pl.DataFrame:
    """One chart as it is drawn, from its first period to the newest figure shown, a null where there is none."""
    indicator = rules.indicator[rows["indicator_id"].iloc[0]]
    known = rows[rows["value"].notna()]
    values: dict[date, float] = dict(zip(known["period_end"].dt.date, known["value"], strict=True))
    periods = between(min(values), max(values), rows["period_kind"].iloc[0])
    frame = pl.DataFrame({"date": [one.end for one in periods], "value": [values.get(one.end) for one in periods]})
    about = {name: pl.lit(rows[name].iloc[0]) for name in SERIES}
    target = pl.lit(_level(rows, indicator, areas, rules, today), pl.Float64)
    return frame.with_columns(**about, direction=pl.lit(indicator.direction), target=target)


def _level(rows: pd.DataFrame, indicator: Indicator, areas: Areas, rules: Framework, today: date) -> float | None:
    """The one level aimed for; None where there is none, or a band."""
    sector = rows["scope_id"].iloc[0] if rows["scope_kind"].iloc[0] == "sector" else ""
    target = indicator.target(today, sector)
    if target is None or (target.style in RELATIVE and bool((rows["hidden"] != "").any())):
        return None
    aim = progress(rows, indicator, today, comparator_of(indicator, rules, areas, today), sector).aim
    return None if aim is None or aim.is_band else aim.low
