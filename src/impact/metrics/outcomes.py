"""Whether each outcome of the theory of change is moving, in words, with what the words rest on.

Source: `framework-method` (f.5). The highest roll-up is one outcome: there is no score for a place,
a sector or a service. Nothing is passed along the links.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import isnan, nan

import numpy as np
import numpy.typing as npt
import pandas as pd

from impact.framework.models import Framework, Indicator, Node, OutcomeRules
from impact.metrics.change import IMPROVEMENT, WORSENING
from impact.metrics.confidence import confidence, few_answered
from impact.metrics.parts import NodePart, comparator_of, node_part, scores, weights
from impact.metrics.progress import NOT_KEPT
from impact.metrics.rounding import rounded
from impact.metrics.seen import with_seen

NOT_ENOUGH_EVIDENCE, MIXED, GOING_BACK = "not enough evidence yet", "mixed", "going back"
MOVING_WELL, MOVING, LITTLE_CHANGE = "moving well", "moving", "little change"
WORDS = (NOT_ENOUGH_EVIDENCE, MIXED, GOING_BACK, MOVING_WELL, MOVING, LITTLE_CHANGE)
"""The words of a result, in the order in which the first that fits is taken."""

ONE_MEASURE, HIDES_WORSENING = "rests on one measure", "the average hides a clear worsening"
DEPENDS_ON_METHOD, LOW_RESPONSE = "depends on method", "fewer than 30% of those asked answered"
TARGET_LOST = "a measure that began at its target is there no longer"
SELF_ASSESSED = "self-assessed: no peer has seen most of it yet"

Draws = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class NodeResult:
    """One outcome's result.

    word            one of WORDS; "" where the node is not scored
    score           weighted mean of its parts' progress, per cent of the way; NaN without evidence
    lower, upper    95% limits of the score, simulated from the parts' limits; NaN where no part has any
    parts           every indicator that measures the node, used or not
    weight_present  share of the full weight that the parts with evidence hold, 0 to 1; a part that
                    began at its target is evidence, but has no percentage to enter the score
    notes           cautions, in words
    confidence      "strong", "fair" or "limited"; "" where there is no result
    reason          why there is no result; "" where there is one
    lowest          indicator id of the lowest used part; "" where fewer than two are used
    least, most     the score's range with each part left out in turn, with parts equally weighted, and by the
                    lowest part alone; the word "depends on method" where one of these ways gives another
    by_lowest       the word that the lowest part's score alone would give; "" where fewer than two are used
    draws, seed     how often the limits were drawn, and from which seed; 0 where nothing was
    """

    node_id: str
    word: str = ""
    score: float = nan
    lower: float = nan
    upper: float = nan
    parts: tuple[NodePart, ...] = ()
    weight_present: float = 0.0
    notes: tuple[str, ...] = ()
    confidence: str = ""
    reason: str = ""
    lowest: str = ""
    least: float = nan
    most: float = nan
    by_lowest: str = ""
    draws: int = 0
    seed: int = 0


def outcomes(
    figures: pd.DataFrame,
    framework: Framework,
    today: date,
    nodes: Collection[str] | None = None,
    seen: Collection[str] = (),
) -> tuple[NodeResult, ...]:
    """The result of every node of the theory of change, in the framework's order.

    figures   FIGURES with the scopes "whole", "area" (for targets set by another area) and "service" (for who
              sent what services judge themselves); after the gate, so that no result tells of a hidden figure
    today     the day against which the age of figures is measured
    nodes     only these; None for all
    seen      the services (ids) that a peer has looked at; see `metrics.seen`
    What is shown rounded is judged by its rounded counts, so that no result tells the exact ones.
    """
    figures = rounded(figures, framework)
    whole = {str(key): rows for key, rows in figures[figures.scope_kind == "whole"].groupby("indicator_id")}
    areas = {
        (str(area), str(indicator)): rows
        for (area, indicator), rows in figures[figures.scope_kind == "area"].groupby(["scope_id", "indicator_id"])
    }
    nothing = figures.iloc[:0]
    own = figures[figures.scope_kind == "service"]
    results = []
    for node in (one for one in framework.nodes if nodes is None or one.id in nodes):
        indicators = framework.indicators_of(node.id)
        parts = [
            node_part(one, whole.get(one.id, nothing), comparator_of(one, framework, areas, today), framework, today)
            for one in indicators
        ]
        parts = [with_seen(part, own, seen) for part in parts]
        results.append(node_result(node, indicators, parts, framework.outcome_rules, today))
    return tuple(results)


def node_result(
    node: Node, indicators: Sequence[Indicator], parts: Sequence[NodePart], rules: OutcomeRules, today: date
) -> NodeResult:
    """One node's result from its indicators' parts (in the same order)."""
    scored = [one for one in indicators if scores(one)]
    if not node.scored or not scored:
        return NodeResult(node.id, parts=tuple(parts), reason=_not_scored(node, indicators))
    weighed = _weighed(scored, parts)
    there = [part for part in weighed if part.present]
    present = sum(part.full_weight for part in there)
    reason = _missing(weighed, len(there), len(scored), present, rules)
    if reason:
        return NodeResult(node.id, NOT_ENOUGH_EVIDENCE, parts=weighed, weight_present=present, reason=reason)
    return _scored(node, weighed, present, rules, {one.id: one for one in scored}, today)


def word(score: float, lower: float, parts: Sequence[NodePart], rules: OutcomeRules) -> str:
    """The first word that fits a score, its lower limit and its parts' changes."""
    changes = {part.change for part in parts}
    if {IMPROVEMENT, WORSENING} <= changes:
        return MIXED
    return _word_of_score(score, lower, rules)


def simulate(parts: Sequence[NodePart], draws: int, seed: int) -> Draws:
    """Progress each part might have had by chance: one row a part, one column a draw.

    Each side of a part's limits is taken as its own half of a normal curve; a part without limits
    stays where it is, so limits of a node can be too narrow. Held between -100 and 100, as parts are.
    """
    noise = np.random.default_rng(seed).standard_normal((len(parts), draws))
    middle = np.array([[part.progress] for part in parts])
    below = np.array([[part.progress - part.progress_lower] for part in parts])
    above = np.array([[part.progress_upper - part.progress] for part in parts])
    spread = np.nan_to_num(np.where(noise < 0, below, above) / 1.959964, nan=0.0)
    return np.clip(middle + noise * spread, -100, 100)


def _word_of_score(score: float, lower: float, rules: OutcomeRules) -> str:
    if score < rules.going_back:
        return GOING_BACK
    if score >= rules.moving_well and lower > 0:
        return MOVING_WELL
    return MOVING if score > rules.moving else LITTLE_CHANGE


def _not_scored(node: Node, indicators: Sequence[Indicator]) -> str:
    if not indicators:
        return "read from what leads to it, not scored" if node.kind == "impact" else "seen through what it feeds"
    return "shown as activity, not scored" if node.kind == "output" else "shown as context, not scored"


def _missing(parts: Sequence[NodePart], there: int, scored: int, present: float, rules: OutcomeRules) -> str:
    least = min(rules.least_indicators, scored)
    hidden = "".join(f"; {part.indicator_id}: {part.why_not}" for part in parts if part.is_hidden)
    if there < least:
        if scored == 1:
            return f"its one measure cannot be used yet{hidden}"
        return f"{there} of {scored} measures can be used; {least} {'is' if least == 1 else 'are'} needed{hidden}"
    if present < rules.least_weight - 1e-9:
        return f"only {100 * present:.0f}% of its weight is there{hidden}"
    if not any(part.used for part in parts):
        return "; ".join(f"{part.indicator_id}: {part.why_not}" for part in parts if part.present)
    return ""


def _weighed(scored: Sequence[Indicator], parts: Sequence[NodePart]) -> tuple[NodePart, ...]:
    used = {part.indicator_id for part in parts if part.used}
    full, present = weights(scored), weights([one for one in scored if one.id in used])
    return tuple(
        replace(part, full_weight=full.get(part.indicator_id, 0.0), weight=present.get(part.indicator_id, 0.0))
        for part in parts
    )


def _scored(
    node: Node,
    parts: tuple[NodePart, ...],
    present: float,
    rules: OutcomeRules,
    indicator: dict[str, Indicator],
    today: date,
) -> NodeResult:
    used = [part for part in parts if part.used]
    share = np.array([part.weight for part in used])
    drawn = simulate(used, rules.draws, rules.seed)
    score = float(share @ [part.progress for part in used])
    lower, upper = (float(limit) for limit in np.percentile(share @ drawn, [2.5, 97.5]))
    said = word(score, lower, used, rules)
    others = _other_ways(used, drawn, rules, [indicator[part.indicator_id] for part in used])
    changed = any(other != said for _, other in others)
    scores_seen = [score, *(other for other, _ in others)]
    notes = _notes(parts, said, changed)
    lowest = min(range(len(used)), key=lambda at: used[at].progress)
    by_lowest = _word_of_score(used[lowest].progress, float(np.percentile(drawn[lowest], 2.5)), rules)
    if all(isnan(part.progress_lower) for part in used):
        lower, upper = nan, nan
    return NodeResult(
        node.id,
        said,
        score,
        lower,
        upper,
        parts,
        present,
        notes,
        confidence(used, present, indicator, today, agree=said != MIXED and not changed, firm=not changed),
        lowest=used[lowest].indicator_id if len(used) > 1 else "",
        least=min(scores_seen),
        most=max(scores_seen),
        by_lowest=by_lowest if len(used) > 1 else "",
        draws=rules.draws,
        seed=rules.seed,
    )


def _other_ways(
    used: Sequence[NodePart], drawn: Draws, rules: OutcomeRules, indicators: Sequence[Indicator]
) -> list[tuple[float, str]]:
    """Score and word with all parts weighing the same, by the lowest part alone, and with each left out in turn.

    Only a part that is left out takes its change with it, so a mixed result stays mixed by the first two.
    """
    middle, every = np.array([part.progress for part in used]), range(len(used))
    ways: list[tuple[Draws, Sequence[NodePart]]] = [(np.full(len(used), 1 / len(used)), used)]
    if len(used) > 1:
        ways.append((np.eye(len(used))[middle.argmin()], used))
        for out in every:
            rest = weights([one for at, one in enumerate(indicators) if at != out])
            there = [part for at, part in enumerate(used) if at != out]
            ways.append((np.array([rest.get(one.id, 0.0) for one in indicators]), there))
    found = []
    for share, these in ways:
        score, lower = float(share @ middle), float(np.percentile(share @ drawn, 2.5))
        found.append((score, word(score, lower, these, rules)))
    return found


def _notes(parts: Sequence[NodePart], said: str, changed: bool) -> tuple[str, ...]:
    used = [part for part in parts if part.used]
    worse = any(part.change == WORSENING for part in used)
    notes = (
        (len(used) == 1, ONE_MEASURE),
        (worse and said not in (MIXED, GOING_BACK), HIDES_WORSENING),
        (changed, DEPENDS_ON_METHOD),
        (any(part.state == NOT_KEPT for part in parts), TARGET_LOST),
        (any(few_answered(part) for part in used), LOW_RESPONSE),
        (any(part.self_assessed for part in used), SELF_ASSESSED),
    )
    return tuple(note for true, note in notes if true)
