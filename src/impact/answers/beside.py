"""A published figure of every place beside a benchmark, and whether it has been rising: after the gate, as at a day."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from impact.answers.figures import figures
from impact.disclosure import Protected
from impact.framework import Area, Framework, Indicator
from impact.metrics.benchmark import Benchmark, against
from impact.metrics.trend import Trend, recent_trend
from impact.periods import Period
from impact.problems import ImpactError
from impact.sources import Sources, View, framework
from impact.words import period_of

ALIKE = "neighbours"
"""The word that asks for the areas most alike, pooled."""


class NothingBeside(ImpactError):
    """There is no such benchmark, or no figure to lay beside it."""


@dataclass(frozen=True, slots=True)
class Beside:
    """One indicator in one period, of every place: the home area first, then the benchmark, region and neighbours.

    rows       FIGURES of the period after the gate, with mark (the benchmark's value), word and why
               (`metrics.benchmark.against`); lower and upper are of the confidence asked for
    trends     area id -> what its newest five yearly figures show, up to that period
    """

    indicator: Indicator
    benchmark: Benchmark
    period: Period
    confidence: float | None
    rows: Protected
    trends: Mapping[str, Trend]


def benchmarks(rules: Framework) -> dict[str, Benchmark]:
    """Every benchmark a framework offers, by the word that asks for it: an area's id, a group's name, or ALIKE."""
    found = {area.id: Benchmark((area.id,), area.name, area.vintage) for area in rules.areas}
    for group in sorted({area.group for area in rules.areas if area.group}):
        ids = tuple(area.id for area in rules.areas if area.group == group)
        found[group] = Benchmark(ids, f"{group} ({len(ids)} areas pooled)")
    alike = [area for area in rules.areas if "neighbour" in area.roles]
    if alike:
        vintage = "; ".join(sorted({area.vintage for area in alike if area.vintage}))
        found[ALIKE] = Benchmark(
            tuple(area.id for area in alike), f"the {len(alike)} areas most alike, pooled", vintage
        )
    return found


def beside(
    sources: Sources,
    view: View,
    indicator: Indicator,
    benchmark: Benchmark | None = None,
    confidence: float | None = 0.95,
    period: Period | None = None,
) -> Beside:
    """Every place's figure beside a benchmark.

    benchmark    None takes the framework's own, such as England
    confidence   0.95, 0.998, or None for both on the scale of five
    period       None takes the newest that the home area has a figure for
    """
    rules = framework(sources, view)
    chosen = benchmark or own_benchmark(rules)
    if indicator.fed_by != "published":
        raise NothingBeside(
            f"'{indicator.title}' is sent by services and not published for other places, so there is nothing to lay "
            "it beside. Choose a published indicator."
        )
    shown = figures(sources, view, [indicator.id], ("area",))
    rows = shown.frame
    at = period or _newest(rows, rules, indicator)
    upto = rows[rows.period_end.dt.date <= at.end]
    now = upto[(upto.period_end.dt.date == at.end) & (upto.period_kind == at.kind)]
    if now.empty:
        raise NothingBeside(f"There is no figure for '{indicator.title}' in {at.label}.")
    placed = against(now, chosen, indicator, confidence)
    order = {area.id: place for place, area in enumerate(sorted(rules.areas, key=_first))}
    placed = placed.sort_values("scope_id", key=lambda ids: ids.map(order))
    trends = {str(id): recent_trend(one, indicator) for id, one in upto.groupby("scope_id")}
    return Beside(indicator, chosen, at, confidence, Protected(placed, shown.policy_note), trends)


def own_benchmark(rules: Framework) -> Benchmark:
    """The area that a framework compares published figures with; raises NothingBeside where it names none."""
    if rules.benchmark is None:
        raise NothingBeside("This framework names no benchmark. Say with which area to compare.")
    return Benchmark((rules.benchmark.id,), rules.benchmark.name, rules.benchmark.vintage)


def _newest(rows: pd.DataFrame, rules: Framework, indicator: Indicator) -> Period:
    known = rows[rows.value.notna()]
    ours = known[known.scope_id == rules.home.id] if rules.home else known
    if ours.empty:
        place = rules.home.name if rules.home else "any place"
        raise NothingBeside(f"There is no figure for '{indicator.title}' of {place} yet.")
    return period_of(ours.sort_values("period_end").iloc[-1])


def _first(area: Area) -> tuple[int, int, str]:
    """The home area, the benchmark, the region, the neighbours by nearness, then the rest by name."""
    for rank, role in enumerate(("home", "benchmark", "region", "neighbour")):
        if role in area.roles:
            return rank, area.neighbour_rank or 0, area.name
    return 4, 0, area.name
