"""Every indicator of one scope as a chart over time: does it change or only wobble, and would it meet its target?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from impact.answers.icons import SERIES, charted_points
from impact.disclosure import Protected
from impact.framework import Framework
from impact.metrics.chance import LENGTHS, Chance, charts
from impact.metrics.slots import Scope
from impact.metrics.spc import COMMON, icons

FEWEST_JUDGED = LENGTHS[0]
"""Figures from which on a chart is read at all, on trial limits: the shortest series for which it is known how often
chance alone flags one. With fewer the points are shown and no rule. Judgement, after `framework-method` (f.4)."""


@dataclass(frozen=True, slots=True)
class OverTime:
    """One chart: everything in it rests on figures that are shown; a hidden or missing period is a gap.

    icon    its row of `spc.icons`; points: its rows of `spc.charted`, oldest first, up to the newest figure shown
    """

    indicator_id: str
    period_kind: str
    icon: Mapping[str, Any]
    points: tuple[Mapping[str, Any], ...]

    @property
    def judged(self) -> bool:
        """Whether there are enough figures to say anything of change."""
        return int(self.icon["known"]) >= FEWEST_JUDGED

    @property
    def changed(self) -> bool:
        """Whether its newest figure is more than the ordinary ups and downs."""
        return self.judged and self.icon["variation"] not in (COMMON, "")


def over_time(
    shown: Protected, rules: Framework, today: date, scope_kind: Scope = "whole", scope_id: str = ""
) -> tuple[OverTime, ...]:
    """The charts of one scope with at least one figure shown, all worked out at once, in the framework's order."""
    points = charted_points(shown, rules, today, 1, (scope_kind, scope_id))
    if points.is_empty():
        return ()
    told = {(row["indicator_id"], row["period_kind"]): row for row in icons(points, SERIES).iter_rows(named=True)}
    series = points.partition_by(["indicator_id", "period_kind"], as_dict=True)
    found = [
        OverTime(str(key[0]), str(key[1]), told[str(key[0]), str(key[1])], tuple(rows.iter_rows(named=True)))
        for key, rows in series.items()
    ]
    place = {one.id: at for at, one in enumerate(rules.indicators)}
    return tuple(sorted(found, key=lambda one: (place[one.indicator_id], one.period_kind)))


def by_chance(found: tuple[OverTime, ...], rules: Framework) -> Chance:
    """How many of the charts that are read would show a change at their newest point by chance alone."""
    return charts([int(one.icon["known"]) for one in found if one.judged], rules.chart_rules)
