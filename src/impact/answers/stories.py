"""One indicator of one scope as a screen tells it: the series, the sentence, its target and what it is beside."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from impact import disclosure, words
from impact.answers.figures import computed
from impact.disclosure import Protected
from impact.framework import Framework, Indicator
from impact.metrics.change import compare
from impact.metrics.parts import comparator_of
from impact.metrics.progress import progress
from impact.metrics.slots import Scope
from impact.sources import Sources, View, framework


@dataclass(frozen=True, slots=True)
class Story:
    """What one indicator says in one scope; everything in it has passed the gate.

    target     the level aimed for, in the indicator's unit; None where none is in force or can be said yet
    benchmark  the series of the area it is compared with; None where there is none
    change     the verdict against `since`, the last day of the earlier period; "" where it was not tested
    """

    indicator: Indicator
    scope_kind: Scope
    scope_id: str
    series: Protected
    target: float | None
    benchmark: Protected | None
    change: str
    since: date | None
    sentence: str
    coverage: str


def story(sources: Sources, view: View, indicator: Indicator, scope_kind: Scope = "whole", scope_id: str = "") -> Story:
    """The story of one indicator in one scope, as known at the view's moment."""
    rules = framework(sources, view)
    return told(computed(sources, view, rules, [indicator.id]), rules, indicator, view.today, scope_kind, scope_id)


def told(
    figures: pd.DataFrame, rules: Framework, indicator: Indicator, today: date, scope_kind: Scope, scope_id: str
) -> Story:
    """The same from FIGURES already computed for the indicator (every scope), before the gate."""
    ours = figures[figures.indicator_id == indicator.id]
    at = (ours.scope_kind == scope_kind) & (ours.scope_id == scope_id)
    history = ours[at].sort_values("period_end")
    series = disclosure.protect(history, rules)
    areas = {(str(area), indicator.id): rows for area, rows in ours[ours.scope_kind == "area"].groupby("scope_id")}
    comparator = comparator_of(indicator, rules, areas, today)
    aim = progress(history, indicator, today, comparator, scope_id if scope_kind == "sector" else "").aim
    share_of_services = indicator.measure == "maturity" and scope_kind != "service"
    target = aim.high if aim is not None and _shows_numbers(series) and not share_of_services else None
    change, since = _changed(history, series, indicator)
    sentence = words.figure_sentence(series, indicator, rules, target, today, change=change, since=since)
    return Story(
        indicator,
        scope_kind,
        scope_id,
        series,
        target,
        disclosure.protect(comparator, rules) if comparator is not None and len(comparator) else None,
        change,
        since,
        sentence,
        words.coverage_sentence(series.frame.iloc[-1], indicator, rules) if len(series.frame) else "",
    )


def _shows_numbers(series: Protected) -> bool:
    return bool(series.frame["value"].notna().any())


def _changed(history: pd.DataFrame, series: Protected, indicator: Indicator) -> tuple[str, date | None]:
    """The verdict on the newest shown figure against the same period a year before, else the one before it."""
    shown = history.loc[series.frame.index[series.frame["value"].notna()]]
    if len(shown) < 2:
        return "", None
    newest = shown.iloc[-1]
    year_before = shown[shown.period_end == newest.period_end - pd.DateOffset(years=1)]
    earlier = year_before.iloc[-1] if len(year_before) else shown.iloc[-2]
    return compare(newest.to_dict(), earlier.to_dict(), indicator).word, earlier.period_end.date()
