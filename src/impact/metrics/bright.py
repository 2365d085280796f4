"""Where practice may already work: services that the numbers point to, to be looked at by people and not ranked.

Source: `framework-method` (f.6). The numbers only find candidates; a person's check makes a bright spot. There
is no order and no score. A service beyond the other limit is told apart, for itself and the programme team
alone. Only figures that may be shown are read, so nothing here tells of a hidden one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from impact.framework.models import Framework, Indicator
from impact.metrics import alike, chance
from impact.metrics.bright_checks import Asked, Known, against, enough, period_of, row_of
from impact.metrics.chance import Chance
from impact.metrics.change import IMPROVEMENT, compare
from impact.metrics.progress import baseline
from impact.metrics.register import before
from impact.metrics.spc import FEWEST, PROFILES, charted, gaps
from impact.metrics.spc import IMPROVEMENT as SPC_IMPROVEMENT

BEYOND_OUTER = "beyond the 99.8% limit now"
BEYOND_INNER_TWICE = "beyond the 95% limit in two of the last three periods"
IMPROVING = "clearly better than where it began"
IMPROVING_SPC = "better on its own chart"
RULES = (BEYOND_OUTER, BEYOND_INNER_TWICE, IMPROVING, IMPROVING_SPC)
"""Why a service is a candidate: `framework-method` (f.6), rules (i), (ii) and the two parts of (iii)."""

WINDOW = 3
"""Periods that rule (ii) looks at."""

NONE_LOOKED_AT = Chance(0, 0.0)


@dataclass(frozen=True, slots=True)
class Pointer:
    """What the numbers say of one service and indicator.

    rules      which of RULES hold; none for an offer of help
    group      among which services it was compared: "sector", "reach" or "all"; "" where only with itself
    compared   how many services these are
    widened    whether limits were widened because the services differ by more than chance
    held_back  why it is no candidate although a rule holds; "" where it is one
    notes      what could not be looked at
    """

    service_id: str
    indicator_id: str
    period_start: date
    period_end: date
    period_kind: str
    rules: tuple[str, ...] = ()
    group: str = ""
    compared: int = 0
    widened: bool = False
    held_back: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pointers:
    """What the numbers point to, each list by service and indicator in the framework's order.

    candidates  to be looked at by people
    held_back   those that a rule holds for and something speaks against, which is said
    offers      beyond the 99.8% limit on the other side: an offer of help and a question about data
    beyond      how many were compared with others, and how many of them chance alone would point to
    improving   the same of those held against their own start
    """

    candidates: tuple[Pointer, ...] = ()
    held_back: tuple[Pointer, ...] = ()
    offers: tuple[Pointer, ...] = ()
    beyond: Chance = NONE_LOOKED_AT
    improving: Chance = NONE_LOOKED_AT


def pointers(figures: pd.DataFrame, framework: Framework, today: date, asked: Asked = frozenset()) -> Pointers:
    """The candidates among all services, as known on a day.

    figures   FIGURES with the scopes "service" and "whole" as they may be shown (hidden numbers missing)
    asked     figures about which a question is open: they are held back until it is answered
    """
    ended = figures[(figures.period_end <= pd.Timestamp(today)) & figures.value.notna()]
    known = _gathered(ended, framework, today, asked)
    placed = {
        (str(service), str(indicator)): rows.sort_values("period_end")
        for (service, indicator), rows in alike.compared(ended, framework).groupby(["service_id", "indicator_id"])
    }
    found = [
        pointer
        for service in framework.services
        for indicator in framework.indicators
        if (series := known.series.get((service.id, indicator.id))) is not None and _recent(series, known)
        for pointer in _looked_at(service.id, indicator, series, placed.get((service.id, indicator.id)), known)
    ]
    return Pointers(
        tuple(one for one in found if one.rules and not one.held_back),
        tuple(one for one in found if one.held_back),
        tuple(one for one in found if not one.rules),
        chance.bright_spots(len(placed), 1),
        _chance_of_improving(known),
    )


def _chance_of_improving(known: Known) -> Chance:
    """How many were held against their own start, of which 1 in 40 lies clearly on the good side by chance."""
    looked_at = sum(
        1
        for (scope, indicator), series in known.series.items()
        if scope and known.framework.indicator[indicator].interval != "none" and len(series) > 1
    )
    return chance.outside_limits(looked_at, one_side=True)


def _gathered(ended: pd.DataFrame, framework: Framework, today: date, asked: Asked) -> Known:
    ours = ended[ended.scope_kind.isin(["service", "whole"])].sort_values(["period_end", "period_start"])
    series = {
        (str(scope), str(indicator)): rows[rows.period_kind == rows.period_kind.iloc[-1]]  # years stand apart
        for (scope, indicator), rows in ours.groupby(["scope_id", "indicator_id"])
    }
    surveys = frozenset(str(one) for one in ours.indicator_id[ours.asked.notna()].unique())
    return Known(series, framework, today, asked, surveys, _better_on_chart(ours, framework))


def _recent(series: pd.DataFrame, known: Known) -> bool:
    oldest = before(known.today, known.framework.outcome_rules.oldest_months)
    return bool(series.period_end.iloc[-1].date() >= oldest)


def _looked_at(
    service: str, indicator: Indicator, series: pd.DataFrame, placed: pd.DataFrame | None, known: Known
) -> Iterable[Pointer]:
    newest = row_of(series.iloc[-1])
    about: dict[str, Any] = {"service_id": service, "indicator_id": indicator.id, **period_of(newest)}
    placed = placed[placed.period_kind == newest["period_kind"]] if placed is not None else None
    rules, among = _beyond(placed, newest, known), {}
    if placed is not None and len(placed):
        last = placed.iloc[-1]
        among = {"group": last.group, "compared": int(last.compared), "widened": bool(last.widened)}
        now = last.period_end == newest["period_end"]
        if (
            now
            and last.side == alike.OTHER_OUTER
            and enough(newest, indicator, known.framework.bright_rules.smallest_base)
        ):
            yield Pointer(**about, **among)
    better = _improving(service, indicator, series, known)
    if not rules and not better:
        return
    held_back, notes = against(service, indicator, newest, bool(rules), known)
    yield Pointer(**about, **(among if rules else {}), rules=(*rules, *better), held_back=held_back, notes=notes)


def _beyond(placed: pd.DataFrame | None, newest: dict[str, Any], known: Known) -> tuple[str, ...]:
    """Rules (i) and (ii), where enough people stand behind each of the periods that count."""
    if placed is None or placed.empty or placed.period_end.iloc[-1] != newest["period_end"]:
        return ()
    least = known.framework.bright_rules.smallest_base
    counted = placed[placed.denominator >= least]
    now = counted[counted.period_end == newest["period_end"]]
    found = (BEYOND_OUTER,) if len(now) and now.side.iloc[-1] >= alike.GOOD_OUTER else ()
    lately = placed.tail(WINDOW)
    inner = (lately.side >= alike.GOOD_INNER) & (lately.denominator >= least)
    return (*found, BEYOND_INNER_TWICE) if inner.sum() >= 2 else found


def _improving(service: str, indicator: Indicator, series: pd.DataFrame, known: Known) -> tuple[str, ...]:
    """Rule (iii): by the test of change against the start, and by the rules of the chart."""
    if not indicator.scored or indicator.direction == "none":
        return ()
    newest, start = row_of(series.iloc[-1]), baseline(series, indicator)
    clear = start is not None and compare(newest, start, indicator).word == IMPROVEMENT
    on_chart = (service, indicator.id, newest["period_kind"]) in known.on_chart
    return tuple(rule for holds, rule in ((clear, IMPROVING), (on_chart, IMPROVING_SPC)) if holds)


def _better_on_chart(ours: pd.DataFrame, framework: Framework) -> frozenset[tuple[str, str, str]]:
    """The series (service, indicator, kind of period) whose last point shows improvement, if it has enough points."""
    direction = {one.id: one.direction for one in framework.indicators if one.scored and one.direction != "none"}
    points = ours[(ours.scope_kind == "service") & ours.indicator_id.isin(direction)]
    by = ["scope_id", "indicator_id", "period_kind"]
    if "stretch" in points:
        points = points[points["stretch"] == points.groupby(by)["stretch"].transform("max")]
    points = points[[*by, "period_end", "value"]].rename(columns={"period_end": "date"})
    points = points[points.groupby(by).value.transform("size") >= FEWEST]
    if points.empty:
        return frozenset()
    points = points.assign(direction=points.indicator_id.map(direction)).reset_index(drop=True)
    last = charted(gaps(points, by), by, PROFILES[framework.chart_rules]).groupby(by).tail(1)
    better = last[last.shows == SPC_IMPROVEMENT]
    return frozenset(zip(better.scope_id, better.indicator_id, better.period_kind, strict=True))
