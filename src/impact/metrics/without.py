"""An outcome's result with each of its measures left out in turn: does it hang on one of them?"""

from dataclasses import dataclass
from math import isnan

import numpy as np

from impact.framework.models import Framework
from impact.metrics.outcomes import NodeResult, simulate, word
from impact.metrics.parts import weights


@dataclass(frozen=True, slots=True)
class Without:
    """One outcome without one of its measures: the score and the word that the others alone would give."""

    indicator_id: str
    score: float
    word: str


def without_each(result: NodeResult, framework: Framework) -> tuple[Without, ...]:
    """The result without each used measure in turn, the others weighing as they would by themselves.

    Empty where there is no result, where fewer than two measures are used, and where the number of one is hidden.
    """
    used = [part for part in result.parts if part.used]
    if not result.confidence or len(used) < 2 or any(isnan(part.progress) for part in used):
        return ()
    rules = framework.outcome_rules
    middle, drawn = np.array([part.progress for part in used]), simulate(used, rules.draws, rules.seed)
    indicators = [framework.indicator[part.indicator_id] for part in used]
    found = []
    for out in used:
        rest = weights([one for one in indicators if one.id != out.indicator_id])
        share = np.array([rest.get(one.id, 0.0) for one in indicators])
        score, lower = float(share @ middle), float(np.percentile(share @ drawn, 2.5))
        there = [part for part in used if part is not out]
        found.append(Without(out.indicator_id, score, word(score, lower, there, rules)))
    return tuple(found)
