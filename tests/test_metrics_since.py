"""Whether an outcome can be told from a quarter before."""

from dataclasses import replace
from datetime import date
from math import isnan, nan
from typing import Any

import numpy as np
import pytest

from impact.metrics.outcomes import NodeResult, node_result, outcomes
from impact.metrics.parts import NodePart
from impact.metrics.rollup import figures
from impact.metrics.since import (
    ABOVE,
    BELOW,
    CANNOT_BE_TOLD,
    NO_RESULT,
    NOTHING_NEWER,
    OTHER_MEASURES,
    WITHOUT_LIMITS,
    compared,
    since_last_quarter,
)
from metrics_cases import borough, counts, default_framework

TODAY = date(2026, 10, 15)
RULES = default_framework().outcome_rules
NOW, BEFORE = date(2026, 9, 30), date(2026, 6, 30)


def part(indicator: str, progress: float, period: date, wide: float = 10, **more: Any) -> NodePart:
    limits = {"progress_lower": progress - wide, "progress_upper": progress + wide}
    return NodePart(
        indicator,
        **{"progress": progress, "period": period, "used": True, "returned": 1.0, "state": "scored", **limits, **more},
    )


def result(*parts: NodePart) -> NodeResult:
    pattern = default_framework().indicator["S01"]
    like = [pattern.model_copy(update={"id": one.indicator_id}) for one in parts]
    return node_result(default_framework().node["MO1"], like, parts, RULES, TODAY)


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [(50, 10, ABOVE), (10, 50, BELOW), (30, 25, CANNOT_BE_TOLD), (25, 30, CANNOT_BE_TOLD)],
)
def test_a_difference_is_told_where_its_limits_leave_out_nought(now, before, said):
    found = compared(
        result(part("A", now, NOW), part("B", now, NOW)),
        result(part("A", before, BEFORE), part("B", before, BEFORE)),
        RULES,
    )

    assert found.said == said
    assert found.difference == pytest.approx(now - before)
    assert found.lower < found.difference < found.upper


def test_the_limits_of_the_difference_are_those_of_independent_figures():
    found = compared(result(part("A", 0, NOW, 20)), result(part("A", 0, BEFORE, 20)), RULES)

    reach = 20 * np.sqrt(2)
    assert (found.lower, found.upper) == (pytest.approx(-reach, abs=1.5), pytest.approx(reach, abs=1.5))


def test_a_figure_that_is_the_same_in_both_makes_no_difference():
    wide = part("B", 10, BEFORE, 90)

    found = compared(result(part("A", 40, NOW, 2), wide), result(part("A", 10, BEFORE, 2), wide), RULES)

    assert (found.said, found.difference) == (ABOVE, pytest.approx(15))
    assert found.lower == pytest.approx(15 - np.sqrt(2), abs=0.2)


def test_what_cannot_be_compared_says_why():
    here, there = part("A", 30, NOW), part("A", 20, BEFORE)
    none = NodeResult("MO1", "not enough evidence yet")

    assert compared(result(here), none, RULES).said == NO_RESULT
    assert compared(none, result(there), RULES).said == NO_RESULT
    assert compared(result(here), result(here), RULES).said == NOTHING_NEWER
    assert compared(result(here), result(replace(there, indicator_id="B")), RULES).said == OTHER_MEASURES
    without = [replace(one, progress_lower=nan, progress_upper=nan) for one in (here, there)]
    found = compared(result(without[0]), result(without[1]), RULES)
    assert (found.said, isnan(found.lower)) == (WITHOUT_LIMITS, True)


def test_the_same_figures_give_the_same_limits_again():
    rows = figures(counts(borough()), default_framework())
    results = outcomes(rows, default_framework(), TODAY)

    first, again = (since_last_quarter(results, rows, default_framework(), TODAY) for _ in range(2))

    assert repr(first) == repr(again)
    assert {one.node_id for one in first} == {one.id for one in default_framework().nodes if one.scored}
    assert {one.said for one in first} >= {CANNOT_BE_TOLD, NOTHING_NEWER}


def test_a_result_says_how_its_limits_were_drawn_and_what_its_lowest_part_alone_would_say():
    found = result(part("A", 70, NOW), part("B", -40, NOW))

    assert (found.draws, found.seed) == (RULES.draws, RULES.seed)
    assert (found.word, found.lowest, found.by_lowest) == ("little change", "B", "going back")
    assert (result(part("A", 70, NOW)).by_lowest, NodeResult("MO1").draws) == ("", 0)
