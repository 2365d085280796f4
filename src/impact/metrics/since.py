"""Whether an outcome differs from a quarter before, or whether the difference could be chance.

Source: `framework-method` (f.5): the interval of a node result by simulation, put to the question whether
this quarter can be told from the last.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import isnan, nan

import numpy as np
import pandas as pd

from impact.framework.models import Framework, OutcomeRules
from impact.metrics.outcomes import NOT_ENOUGH_EVIDENCE, NodeResult, outcomes, simulate
from impact.metrics.parts import NodePart
from impact.metrics.register import before as months_before

ABOVE, BELOW = "further than last quarter", "less far than last quarter"
CANNOT_BE_TOLD = "cannot be told from last quarter"
NOTHING_NEWER = "no newer figures than last quarter"
OTHER_MEASURES = "rests on other measures than last quarter"
NO_RESULT = "no result to compare with last quarter"
WITHOUT_LIMITS = "a newer figure has no limits, so it cannot be compared with last quarter"


@dataclass(frozen=True, slots=True)
class Since:
    """One outcome beside itself a quarter before; numbers are points of progress, per cent of the way.

    before         its word then, by what is known now; "" where it is not scored
    difference     its score now less its score then; NaN where they are not compared
    lower, upper   95% limits of the difference, by simulation
    said           what can be said, in words: one of the constants of this module
    """

    node_id: str
    before: str
    said: str
    difference: float = nan
    lower: float = nan
    upper: float = nan


def since_last_quarter(
    results: Iterable[NodeResult], figures: pd.DataFrame, framework: Framework, today: date
) -> tuple[Since, ...]:
    """Each scored outcome's result beside the one that the same figures gave three months before a day.

    results   of `outcomes` on that day, from the same figures (after the gate)
    """
    ours = [one for one in results if one.word]
    earlier = outcomes(figures, framework, months_before(today, 3), [one.node_id for one in ours])
    then = {one.node_id: one for one in earlier}
    return tuple(compared(one, then[one.node_id], framework.outcome_rules) for one in ours)


def compared(now: NodeResult, before: NodeResult, rules: OutcomeRules) -> Since:
    """One result beside an earlier one.

    Both are simulated as a result alone is. A figure that is the same in both moves both alike and so
    makes no difference; others are taken to be independent, which for rolling years is on the safe side.
    """
    nothing = Since(now.node_id, before.word, NO_RESULT)
    if NOT_ENOUGH_EVIDENCE in (now.word, before.word) or not before.word:
        return nothing
    parts, earlier = _used(now), _used(before)
    if [one.indicator_id for one in parts] != [one.indicator_id for one in earlier]:
        return Since(now.node_id, before.word, OTHER_MEASURES)
    same = [one.period == other.period for one, other in zip(parts, earlier, strict=True)]
    if all(same):
        return Since(now.node_id, before.word, NOTHING_NEWER, 0.0, 0.0, 0.0)
    newer = [one for one, unmoved in zip(parts, same, strict=True) if not unmoved]
    difference = now.score - before.score
    if any(isnan(one.progress_lower) for one in newer):
        return Since(now.node_id, before.word, WITHOUT_LIMITS, difference)
    drawn, drawn_before = simulate(parts, rules.draws, rules.seed), simulate(earlier, rules.draws, rules.seed + 1)
    drawn_before[same] = drawn[same]
    apart = np.array([one.weight for one in parts]) @ drawn - np.array([one.weight for one in earlier]) @ drawn_before
    lower, upper = (float(limit) for limit in np.percentile(apart, [2.5, 97.5]))
    said = ABOVE if lower > 0 else BELOW if upper < 0 else CANNOT_BE_TOLD
    return Since(now.node_id, before.word, said, difference, lower, upper)


def _used(result: NodeResult) -> list[NodePart]:
    return [one for one in result.parts if one.used]
