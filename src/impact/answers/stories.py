"""One indicator of one scope as a screen tells it: the series, the sentence, its target and what it is beside."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import nan

import pandas as pd

from impact import disclosure, words
from impact.answers.explained import held, points_of
from impact.answers.figures import computed
from impact.answers.gate import protect
from impact.disclosure import Protected
from impact.framework import Framework, Indicator, Target
from impact.metrics.change import compare
from impact.metrics.hidden_start import tells_start
from impact.metrics.parts import comparator_of
from impact.metrics.progress import BASELINE_YEAR, BROKEN, RELATIVE, Aim, aimed_at, progress
from impact.metrics.rounding import rounded
from impact.metrics.slots import Scope
from impact.sources import Sources, View, framework
from impact.words.explained import ExplainedPoint


@dataclass(frozen=True, slots=True)
class Story:
    """What one indicator says in one scope; everything in it has passed the gate.

    target     the level aimed for, in the indicator's unit; None where none is in force or can be said yet
    benchmark  the series of the area it is compared with; None where there is none
    change     the verdict against `since`, the last day of the earlier period; "" where it was not tested
    explained  the points of the series that somebody explained, oldest first
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
    explained: tuple[ExplainedPoint, ...] = ()


def story(sources: Sources, view: View, indicator: Indicator, scope_kind: Scope = "whole", scope_id: str = "") -> Story:
    """The story of one indicator in one scope, as known at the view's moment."""
    rules = framework(sources, view)
    figures = computed(sources, view, rules, [indicator.id])
    one = told(figures, protect(sources, view, rules, figures), rules, indicator, view.today, scope_kind, scope_id)
    return replace(one, explained=points_of(held(sources, view, rules, [indicator.id]), one.series))


def stories(
    sources: Sources, view: View, wanted: Sequence[tuple[str, Scope, str]]
) -> dict[tuple[str, Scope, str], Story]:
    """Many stories at once, by (indicator id, scope kind, scope id); the figures are added up only once."""
    return stories_from(numbers(sources, view, {one for one, _, _ in wanted}), framework(sources, view), view, wanted)


@dataclass(frozen=True, slots=True)
class Numbers:
    """What the stories of one indicator are told from, in every scope; read it, never change it.

    before     FIGURES before the gate
    shown      the same after it
    explained  HELD: what was explained of them, and perhaps of others
    """

    before: pd.DataFrame
    shown: Protected
    explained: pd.DataFrame


def numbers(sources: Sources, view: View, indicators: Collection[str]) -> dict[str, Numbers]:
    """Indicator id -> what its stories are told from; the figures are added up once for all of them."""
    rules, asked = framework(sources, view), sorted(indicators)
    figures, explained = computed(sources, view, rules, asked), held(sources, view, rules, asked)
    protected = protect(sources, view, rules, figures)
    places = figures.groupby("indicator_id", observed=True).indices
    found = {}
    for one in asked:
        at = places.get(one, [])
        shown = Protected(protected.frame.iloc[at], protected.policy_note, protected.detail.iloc[at])
        found[one] = Numbers(figures.iloc[at], shown, explained)
    return found


def stories_from(
    ready: Mapping[str, Numbers], rules: Framework, view: View, wanted: Sequence[tuple[str, Scope, str]]
) -> dict[tuple[str, Scope, str], Story]:
    """Stories by (indicator id, scope kind, scope id) from numbers that were worked out before."""
    found = {}
    for id, kind, scope in wanted:
        one = ready[id]
        story = told(one.before, one.shown, rules, rules.indicator[id], view.today, kind, scope)
        found[id, kind, scope] = replace(story, explained=points_of(one.explained, story.series))
    return found


def told(
    figures: pd.DataFrame,
    protected: Protected,
    rules: Framework,
    indicator: Indicator,
    today: date,
    scope_kind: Scope,
    scope_id: str,
) -> Story:
    """The same from FIGURES already computed (every scope), before the gate and after it; nothing explained."""
    ours = figures[figures.indicator_id == indicator.id]
    at = (ours.scope_kind == scope_kind) & (ours.scope_id == scope_id)
    history = rounded(ours[at].sort_values("period_end"), rules)
    series = protected.one(indicator.id, scope_kind, scope_id)
    areas = {(str(area), indicator.id): rows for area, rows in ours[ours.scope_kind == "area"].groupby("scope_id")}
    comparator = comparator_of(indicator, rules, areas, today)
    target = indicator.target(today, scope_id if scope_kind == "sector" else "")
    benchmark = _benchmark(comparator, rules)
    beside = None if benchmark is None else benchmark.frame
    aim = _aim(series.frame, indicator, target, today, beside, scope_id if scope_kind == "sector" else "")
    share_of_services = indicator.measure == "maturity" and scope_kind != "service"
    unsaid = not _shows_numbers(series)
    level = None if aim is None or unsaid or share_of_services else aim.high
    change, since = _changed(history, series, indicator)
    sentence = words.figure_sentence(series, indicator, rules, level, today, change=change, since=since)
    return Story(
        indicator,
        scope_kind,
        scope_id,
        series,
        level,
        benchmark,
        change,
        since,
        sentence,
        words.coverage_sentence(series.frame.iloc[-1], indicator, rules) if len(series.frame) else "",
    )


def _benchmark(comparator: pd.DataFrame | None, rules: Framework) -> Protected | None:
    """The series of an area, which is added up in nothing."""
    if comparator is None or comparator.empty:
        return None
    return disclosure.protect(comparator, rules, decided=disclosure.NOTHING_DECIDED)


def _shows_numbers(series: Protected) -> bool:
    return bool(series.frame["value"].notna().any())


def _aim(
    history: pd.DataFrame,
    indicator: Indicator,
    target: Target | None,
    today: date,
    comparator: pd.DataFrame | None,
    sector: str,
) -> Aim | None:
    """The level aimed for; a level that does not hang on the start is known in the first year too.

    history   FIGURES after the gate: nothing is worked out from a figure that is hidden
    """
    if tells_start(target, history, indicator):
        return None
    moved = progress(history, indicator, today, comparator, sector)
    if moved.state not in (BASELINE_YEAR, BROKEN) or target is None or target.style in RELATIVE:
        return moved.aim
    return aimed_at(target, nan, indicator, history[history.value.notna()], comparator)


def _changed(history: pd.DataFrame, series: Protected, indicator: Indicator) -> tuple[str, date | None]:
    """The verdict on the newest shown figure against the same period a year before, else the one before it."""
    shown = history.loc[series.frame.index[series.frame["value"].notna()]]
    if len(shown) < 2:
        return "", None
    newest = shown.iloc[-1]
    year_before = shown[shown.period_end == newest.period_end - pd.DateOffset(years=1)]
    earlier = year_before.iloc[-1] if len(year_before) else shown.iloc[-2]
    return compare(newest.to_dict(), earlier.to_dict(), indicator).word, earlier.period_end.date()
