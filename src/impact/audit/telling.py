"""What the roadmap and the theory of change tell about numbers that are hidden.

That a service meets a criterion says on which side of its threshold the service's figure lies, and where an
outcome started says what its first periods came to together, each of which may be hidden by itself.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from math import inf, isnan
from typing import Any

from impact.audit.problem import Key, Line, Terms
from impact.audit.snapshots import Snapshot
from impact.framework import Criterion, Framework, Indicator
from impact.metrics.criteria import MET, NOT_MET, CriterionResult
from impact.words.numbers import decimals_of

Row = dict[str, Any]
Totals = Mapping[Key, list[tuple[Row, Terms, Terms | None]]]

JUST_UNDER = 1e-3
"""How far under a threshold a figure must be, in the criterion's unit times the group: less than any whole number."""

FIRST_FOUR = {"first_period": 1, "mean_first_4": 4}


def told_beside(one: Snapshot, versions: Mapping[Key, int], totals: Totals) -> Iterator[Line]:
    """Lines about counts and groups that stages and outcomes of one day give away."""
    yield from _by_stages(one, versions)
    yield from _by_starts(one, totals)


def _by_stages(one: Snapshot, versions: Mapping[Key, int]) -> Iterator[Line]:
    criteria = {criterion.id: criterion for criterion in one.rules.criteria}
    rows = {(row["scope_id"], row["indicator_id"], row["period_end"].date()): row for row in _hidden_services(one)}
    for stage in one.stages:
        for result in stage.criteria:
            criterion = criteria[result.criterion_id]
            row = rows.get((stage.service_id, criterion.ref, result.when))
            if row is not None and criterion.kind == "indicator":
                place = (row["scope_id"], row["indicator_id"], row["period_start"], row["period_kind"])
                count, base = ((*place, versions.get(place, -1), what) for what in ("count", "base"))
                yield from _of_result(result, criterion, one.rules.indicator[criterion.ref], count, base)


def _hidden_services(one: Snapshot) -> Iterable[Row]:
    if not one.stages:
        return []
    frame = one.figures
    found = frame[(frame.scope_kind == "service") & (frame.hidden != "") & (frame.parts > 0)].to_dict("records")
    return [{str(name): value for name, value in row.items()} for row in found]


def _of_result(
    result: CriterionResult, criterion: Criterion, indicator: Indicator, count: Key, base: Key
) -> Iterator[Line]:
    if indicator.measure not in ("proportion", "rate") or result.result not in (MET, NOT_MET):
        return
    said = f"the roadmap ({criterion.text})"
    terms = {count: indicator.multiplier, base: -criterion.threshold}
    held_once = criterion.held_periods == criterion.held_terms == 1
    at_least = criterion.operator == ">="
    if result.result == MET:
        yield Line(terms, 0, inf, said) if at_least else Line(terms, -inf, 0, said)
    elif held_once:
        yield Line(terms, -inf, -JUST_UNDER, said) if at_least else Line(terms, JUST_UNDER, inf, said)
    if criterion.smallest_base:
        yield Line({base: 1.0}, criterion.smallest_base, inf, said)


def _by_starts(one: Snapshot, totals: Totals) -> Iterator[Line]:
    for node in one.nodes:
        for part in node.parts:
            indicator = one.rules.indicator[part.indicator_id]
            first = _first_periods(totals.get((one.day, indicator.id), []), indicator, one.rules, one.day)
            if isnan(part.baseline) or not any(row["hidden"] for row, _, _ in first):
                continue
            half = (0.5 if part.baseline >= 99.95 else 0.5 * 10 ** -decimals_of(indicator)) / indicator.multiplier
            start = part.baseline / indicator.multiplier
            terms: dict[Key, float] = {}
            for _, count, base in first:
                for key in base or ():
                    terms[key] = terms.get(key, 0.0) - (start + half)
                for key in count:
                    terms[key] = terms.get(key, 0.0) + 1.0
            lower = {key: 1.0 if factor > 0 else factor + 2 * half for key, factor in terms.items()}
            said = f"the theory of change (where {indicator.title} started)"
            yield Line(terms, -inf, 0, said)
            yield Line(lower, 0, inf, said)


def _first_periods(
    rows: list[tuple[Row, Terms, Terms | None]], indicator: Indicator, rules: Framework, day: date
) -> list[tuple[Row, Terms, Terms | None]]:
    """The rows of the whole that a start is taken from: the first with enough returns; none where it is another."""
    if indicator.baseline not in FIRST_FOUR or indicator.measure not in ("proportion", "rate"):
        return []
    ended = [one for one in rows if one[0]["period_end"].date() <= day and _covered(one[0], rules)]
    many = FIRST_FOUR[indicator.baseline]
    ordered = sorted(ended, key=lambda one: one[0]["period_end"])
    return ordered[:many] if len(ordered) > many else []


def _covered(row: Row, rules: Framework) -> bool:
    """Whether enough came in, as far as it is shown: of a hidden row its share of the usual total is not."""
    least = rules.outcome_rules
    enough = row["parts"] >= least.least_services * row["expected"]
    return bool(enough and not row["share"] < least.least_denominator)
