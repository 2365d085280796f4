"""One indicator's part in an outcome: the figure used, its progress, its change and its weight.

Source: `framework-method` (f.5). A figure that rests on too few services, on too few answers or on
old news is named with the reason it was left out; nothing is filled in. Nor does one count that is hidden to protect
people: a result that anyone may see would tell of it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from math import isnan, nan

import pandas as pd

from impact.framework.models import Framework, Indicator, OutcomeRules, Target
from impact.metrics.change import NOT_COMPARED, NOT_ENOUGH, base, compare
from impact.metrics.hidden_start import tells_start
from impact.metrics.progress import (
    BASELINE_YEAR,
    BROKEN,
    HIDDEN,
    KEPT,
    NO_FIGURE,
    NO_TARGET,
    NOT_KEPT,
    NOT_SCORED,
    SCORED,
    START_HIDDEN,
    Progress,
    first_of,
    held,
    progress,
)
from impact.metrics.slots import published
from impact.metrics.withheld import there, withheld


@dataclass(frozen=True, slots=True)
class NodePart:
    """One indicator within a node; numbers are the indicator's unit, progress is per cent of the way.

    value, lower, upper  the figure used and its 95% limits
    progress             held between -100 and 100; progress_lower, progress_upper the same way
    change               the verdict against the baseline, in words
    period               the last day of the figure's period; None where there is no figure
    weight               its share of the node's result, 0 to 1; 0 where it is not used
    full_weight          the share it would have if every scored indicator were there
    why_not              why it is not used; "" where it is
    returned             services returned over services expected, 0 to 1
    response             answers over people asked, 0 to 1; NaN unknown
    state                see `impact.metrics.progress`
    began                the last days of the periods that the baseline is made of
    assessed             how many services' own judgement of themselves it is; 0 where it is counted or answered
    seen                 how many of these a peer from outside has looked at
    """

    indicator_id: str
    value: float = nan
    lower: float = nan
    upper: float = nan
    baseline: float = nan
    target: float = nan
    progress: float = nan
    progress_lower: float = nan
    progress_upper: float = nan
    change: str = NOT_ENOUGH
    period: date | None = None
    weight: float = 0.0
    full_weight: float = 0.0
    used: bool = False
    why_not: str = ""
    returned: float = nan
    response: float = nan
    state: str = NO_FIGURE
    began: tuple[date, ...] = ()
    assessed: int = 0
    seen: int = 0

    @property
    def self_assessed(self) -> bool:
        """Whether services judged it themselves and a peer has looked at fewer than half of them (judgement)."""
        return 2 * self.seen < self.assessed

    @property
    def present(self) -> bool:
        """Whether it is evidence: used, or at (or fallen from) a target it began at, which has no percentage."""
        return self.used or self.why_not in (WHY_NOT[KEPT], WHY_NOT[NOT_KEPT])

    @property
    def is_hidden(self) -> bool:
        """Whether it would count, were its figure or where it started not hidden to protect people."""
        return self.why_not in (WHY_NOT[HIDDEN], WHY_NOT[START_HIDDEN])


WHY_NOT = {
    NO_FIGURE: "no figures yet",
    NOT_SCORED: "shown as context, not scored",
    BASELINE_YEAR: "its baseline is still being set",
    BROKEN: NOT_COMPARED,
    NO_TARGET: "no target is in force",
    KEPT: "it was at its target from the start, and is still there",
    NOT_KEPT: "it was at its target at the start, and is there no longer",
    HIDDEN: "its figure is hidden to protect people",
    START_HIDDEN: "where it started is hidden to protect people",
}


def node_part(
    indicator: Indicator, history: pd.DataFrame, comparator: pd.DataFrame | None, framework: Framework, today: date
) -> NodePart:
    """One indicator's part, without its weight, as known on a day.

    history      FIGURES of the whole for the indicator, after the gate where anyone may see what comes of it
    comparator   FIGURES of the area its target is compared with
    Where the newest figure is hidden, or one of those its start is made of, it is not used: an older or a later one in
    its place would be another measure. A figure that still waits for returns is not there yet. Only periods with enough
    coverage enter, now and in the baseline alike, so that a drop in returns is not taken for progress.
    """
    if not scores(indicator):
        combined = indicator.aggregation != "not_combined"
        why_not = WHY_NOT[NOT_SCORED] if combined else "a median is not combined above a service"
        return NodePart(indicator.id, why_not=why_not, state=NOT_SCORED)
    rules = framework.outcome_rules
    ended = history[there(history) & (history.period_end <= pd.Timestamp(today))]
    covered = ended[_enough_returned(ended, rules)].sort_values("period_end")
    if covered.empty:
        return NodePart(indicator.id, why_not="too few services returned it" if len(ended) else WHY_NOT[NO_FIGURE])
    newest, first = covered.iloc[-1], first_of(covered, indicator)
    moved = progress(covered, indicator, today, comparator)
    moved = _as_shown(moved, covered, first, indicator, indicator.target(today))
    told = _told(indicator, newest, moved, _why_not(newest, indicator, moved, rules, today))
    return replace(told, began=tuple(first.period_end.dt.date))


def scores(indicator: Indicator) -> bool:
    """Whether an indicator can count towards an outcome at all; medians of services cannot be joined."""
    return indicator.scored and indicator.direction != "none" and indicator.aggregation != "not_combined"


def judged_by_itself(indicator: Indicator) -> bool:
    """Whether a service sets the figure by judging itself: a level or a yes, and no count and no one's answers.

    Judgement: what was counted can be counted again by anyone, so it is no self-assessment.
    """
    return indicator.measure == "maturity"


def weights(indicators: Iterable[Indicator]) -> dict[str, float]:
    """Equal within a feature, then equal across features, each indicator's own weight respected.

    An indicator stands under the first feature it names; those without one share a place. So five
    survey questions on one feature do not drown one hard fact on another. The sum is 1.
    """
    groups: dict[str, list[Indicator]] = {}
    for indicator in indicators:
        groups.setdefault(indicator.features[0] if indicator.features else "", []).append(indicator)
    found: dict[str, float] = {}
    for group in groups.values():
        total = sum(one.weight for one in group)
        found |= {one.id: one.weight / total / len(groups) for one in group if total > 0}
    return found


def comparator_of(
    indicator: Indicator, framework: Framework, areas: Mapping[tuple[str, str], pd.DataFrame], today: date
) -> pd.DataFrame | None:
    """The figures of the area that the target in force names, or of the benchmark area."""
    target = indicator.target(today)
    named = target.area if target and target.area else framework.benchmark.id if framework.benchmark else ""
    return areas.get((named, indicator.id))


def _enough_returned(figures: pd.DataFrame, rules: OutcomeRules) -> "pd.Series[bool]":
    services = figures.parts >= rules.least_services * figures.expected
    return services & ~(figures.share < rules.least_denominator)


def _as_shown(
    moved: Progress, covered: pd.DataFrame, first: pd.DataFrame, indicator: Indicator, target: Target | None
) -> Progress:
    """Progress as anyone may see it: nothing is concluded where the newest figure or one of the first is hidden.

    covered, first   the rows of FIGURES of one series that progress and its baseline rest on, oldest first
    What is shown by itself stays: the figure now, where it started, a target that is not set from there.
    """
    hidden = withheld(covered)
    now, start = bool(hidden.iloc[-1]), bool(hidden[first.index].any())
    if not now and not start:
        return moved
    known = replace(moved, state=HIDDEN if now else START_HIDDEN, percent=nan, lower=nan, upper=nan, start=None)
    if now:
        known = replace(known, now=nan)
    if not start:
        return known
    return replace(known, baseline=nan, aim=None if tells_start(target, covered, indicator) else known.aim)


def _why_not(newest: pd.Series, indicator: Indicator, moved: Progress, rules: OutcomeRules, today: date) -> str:
    months = rules.oldest_months_published if published(indicator) else rules.oldest_months
    if newest.period_end < pd.Timestamp(today) - pd.DateOffset(months=months):
        return f"its newest figure with enough returns is more than {months} months old"
    rests_on = base(newest.to_dict(), indicator)
    if indicator.smallest_base is not None and rests_on < indicator.smallest_base:
        return f"it rests on fewer than {indicator.smallest_base:g}"
    return "" if moved.state == SCORED else WHY_NOT[moved.state]


def _told(indicator: Indicator, newest: pd.Series, moved: Progress, why_not: str) -> NodePart:
    change = compare(newest.to_dict(), moved.start, indicator).word if moved.start else NOT_ENOUGH
    target = nan if moved.aim is None or moved.aim.is_band else moved.aim.low
    answers = newest.denominator if isnan(newest.n) else newest.n
    return NodePart(
        indicator.id,
        value=moved.now,
        lower=float(newest.lower),
        upper=float(newest.upper),
        baseline=moved.baseline,
        target=target,
        progress=moved.held,
        progress_lower=held(moved.lower),
        progress_upper=held(moved.upper),
        change=change,
        period=newest.period_end.date(),
        used=not why_not,
        why_not=why_not,
        returned=min(1.0, float(newest.parts / newest.expected)) if newest.expected > 0 else nan,
        response=float(answers / newest.asked) if newest.asked > 0 else nan,
        state=moved.state,
        assessed=int(newest.parts) if judged_by_itself(indicator) else 0,
    )
