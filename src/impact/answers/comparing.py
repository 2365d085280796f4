"""The same services then and now, and groups of people beside each other, as far as they may be shown.

Both are sums over some services only, so both could be used to work a hidden figure out. They are shown only
where anyone could have worked them out from what is shown anyway: the whole's figure is shown, and so is that
of each service that is left out of the sum. And each must pass the gate by itself.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import timedelta

import pandas as pd
import polars as pl

from impact.answers.figures import figures, known
from impact.disclosure import NOTHING_DECIDED, protect
from impact.framework import Framework, Indicator, Policy
from impact.metrics import equity
from impact.metrics.equity import Division
from impact.metrics.like_for_like import Figure, LikeForLike, like_for_like
from impact.metrics.rollup import COLUMNS
from impact.periods import Period
from impact.sources import Sources, View, day_of, end_of, framework

NOT_SHOWN = "not shown, to protect people"
"""One reason for every case, so that the reason tells nothing."""

REACH_BACK = pd.DateOffset(months=6)
"""How far before a period's end a figure may lie that is added up in it: a term carried into the next quarter."""

_REACH_DAYS = timedelta(days=190)


@dataclass(frozen=True, slots=True)
class Beside:
    """The headline of the whole then and now, and the same of the services that sent in both periods.

    headline_now, headline_before   protected rows of FIGURES; None where there is none
    same        the like-for-like comparison, emptied where it may not be shown
    """

    indicator: Indicator
    headline_now: pd.Series | None
    headline_before: pd.Series | None
    same: LikeForLike


def beside_headline(sources: Sources, view: View, indicator_id: str) -> Beside:
    """One indicator's like-for-like comparison beside the whole's own figures."""
    rules = framework(sources, view)
    indicator = rules.indicator[indicator_id]
    found = like_for_like(known(sources, view, rules, [indicator_id]), rules, indicator, view.today)
    shown = figures(sources, view, [indicator_id], ("whole", "service")).frame
    if found.reason:
        return Beside(indicator, None, None, found)
    now, before = _headline(shown, found.now), _headline(shown, found.before)
    apart = ((found.now, found.only_now), (found.before, found.only_before))
    given_away = any(_tells(shown, outside, row["period_end"]) for row, outside in apart)
    hidden = any(one is None or one["hidden"] != "" for one in (now, before))
    gated = _alone(pd.DataFrame([dict(found.now), dict(found.before)]), rules)
    if given_away or hidden or (gated.hidden != "").any():
        return Beside(indicator, now, before, LikeForLike(indicator_id, reason=NOT_SHOWN))
    same_now, same_before = ({str(name): value for name, value in row.items()} for _, row in gated.iterrows())
    return Beside(indicator, now, before, replace(found, now=same_now, before=same_before))


def equity_gap(sources: Sources, view: View, indicator_id: str) -> tuple[Division, ...]:
    """The groups of an indicator beside each other, one division after the other; for the whole alone.

    Of the newest period whose returns are due. Any earlier day can be looked at, so every change of what is known
    since then is gone through: where two sums shown would tell by their difference what few people said, as when one
    service sends its groups after the others, the later one is not shown.
    """
    rules = framework(sources, view)
    if not equity.comparable(rules.indicator[indicator_id]):
        return ()
    policy = rules.policy[rules.indicator[indicator_id].policy]
    now = _divisions(sources, view, indicator_id)
    told: dict[tuple[object, ...], list[Division]] = {}
    for then in _earlier(sources, view, indicator_id, rules, now):
        for one in _divisions(sources, then, indicator_id):
            _beside_earlier(one, told, policy)
    return tuple(_beside_earlier(one, told, policy) for one in now)


def _divisions(sources: Sources, view: View, indicator_id: str) -> tuple[Division, ...]:
    """The groups as they may be shown had nothing been shown before."""
    rules = framework(sources, view)
    indicator = rules.indicator.get(indicator_id)
    if indicator is None or not equity.comparable(indicator):
        return ()
    counts = known(sources, view, rules, [indicator_id])
    newest = max((one.end for one in _due(sources, view, indicator_id, rules)), default=None)
    if newest is None:
        return ()
    shown = figures(sources, view, [indicator_id], ("whole", "service")).frame
    return tuple(
        one if one.reason or _may_show(one, shown, indicator, rules) else replace(one, groups=(), reason=NOT_SHOWN)
        for one in equity.divisions(counts, rules, indicator, newest)
    )


def _rows(sources: Sources, view: View, indicator_id: str) -> pl.DataFrame:
    return sources.projection.versions(view.framework_id).filter(pl.col("indicator_id") == indicator_id)


def _due(sources: Sources, view: View, indicator_id: str, rules: Framework) -> list[Period]:
    """The periods of an indicator whose returns were due before the view's day."""
    names = ("period_start", "period_end", "period_kind")
    periods = (Period(*one) for one in _rows(sources, view, indicator_id).select(names).unique().iter_rows())
    return [one for one in periods if rules.due(one) < view.today]


def _earlier(
    sources: Sources, view: View, indicator_id: str, rules: Framework, now: tuple[Division, ...]
) -> list[View]:
    """Every earlier sight of the divisions of now, oldest first: one for each state in which they could be seen.

    They are seen from the day after the returns of their period, or of a later one, were due; and otherwise with
    each change of what is known of the newest periods.
    """
    due = _due(sources, view, indicator_id, rules)
    shown_from = min((one.period_end.date() for one in now), default=None)
    if shown_from is None:
        return []
    days = {rules.due(one) for one in due if one.end >= shown_from}
    newest = max(one.start for one in due) - _REACH_DAYS
    rows = _rows(sources, view, indicator_id).filter(pl.col("period_end") > newest)
    moments = {one for name in ("known_from", "known_to") for one in rows[name].to_list() if one is not None}
    sights = {(one, day_of(one)) for one in moments if min(days) < day_of(one)}
    sights |= {(end_of(day), day + timedelta(days=1)) for day in days}
    seen = sorted(one for one in sights if view.as_at is None or one[0] < view.as_at)
    return [replace(view, as_at=moment, today=day) for moment, day in seen]


def _beside_earlier(one: Division, told: dict[tuple[object, ...], list[Division]], policy: Policy) -> Division:
    """A division as it may be shown beside all that was shown of it before; what is shown is noted."""
    if one.reason:
        return one
    earlier = told.setdefault((one.name, one.period_start, one.period_kind), [])
    if not all(_apart_enough(one, other, policy) for other in earlier):
        return replace(one, groups=(), reason=NOT_SHOWN)
    earlier.append(one)
    return one


def _apart_enough(one: Division, other: Division, policy: Policy) -> bool:
    """Whether what lies between two sums of each group, and of the people in none, is nothing or many people.

    Where as many people were asked as before, somebody's number was set right, and no one's can be told.
    """
    now, before = (
        {**{group.name: (group.numerator, group.denominator) for group in each.groups}, "": each.left}
        for each in (one, other)
    )
    nothing = (0.0, 0.0)
    for name in {**now, **before}:
        (x, n), (u, v) = now.get(name, nothing), before.get(name, nothing)
        sides = (abs(x - u), abs((n - x) - (v - u)))
        if n != v and (abs(n - v) < policy.smallest_base or any(0 < side < policy.least_shown for side in sides)):
            return False
    return True


def _may_show(one: Division, shown: pd.DataFrame, indicator: Indicator, rules: Framework) -> bool:
    """Each group passes the gate, and so do the people in none of them; and no other service can be worked out.

    Groups are told exactly, so none is where counts are shown rounded.
    """
    if rules.policy[indicator.policy].round_to:
        return False
    recent = shown[(shown.period_end <= one.period_end) & (shown.period_end > one.period_end - REACH_BACK)]
    senders = recent.scope_id[recent.scope_kind == "service"]
    if _tells(shown, set(senders) - set(one.services), one.period_end):
        return False
    numbers = [(group.numerator, group.denominator) for group in one.groups]
    numbers += [one.left] if one.left[1] > 0 else []
    rows = pd.DataFrame(numbers, columns=["numerator", "denominator"]).assign(
        scope_kind="whole",
        scope_id="",
        indicator_id=indicator.id,
        period_start=one.period_start,
        period_end=one.period_end,
        period_kind=one.period_kind,
        marker="",
        levels="",
    )
    rows = rows.assign(value=100 * rows.numerator / rows.denominator).reindex(columns=list(COLUMNS))
    return bool((_alone(rows, rules).hidden == "").all())


def _alone(rows: pd.DataFrame, rules: Framework) -> pd.DataFrame:
    """Rows held to the rules of the gate that look at a row by itself."""
    return protect(rows, rules, decided=NOTHING_DECIDED).frame


def _headline(shown: pd.DataFrame, row: Figure) -> pd.Series | None:
    at = (shown.scope_kind == "whole") & (shown.period_end == row["period_end"])
    ours = shown[at & (shown.period_kind == row["period_kind"])]
    return None if ours.empty else ours.iloc[0]


def _tells(shown: pd.DataFrame, outside: Collection[str], end: pd.Timestamp) -> bool:
    """Whether a service that is left out of a sum has a figure around a day that is hidden."""
    at = (shown.scope_kind == "service") & shown.scope_id.isin(list(outside))
    near = (shown.period_end <= end) & (shown.period_end > end - REACH_BACK)
    return bool((shown.hidden[at & near] != "").any())
