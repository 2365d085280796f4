"""What stands beside a hidden figure tells nothing of it: where an outcome started, its aim, what would move."""

from datetime import date
from math import isnan, nan

import pandas as pd
import pytest

from impact.answers import results
from impact.answers.moved_results import moved_nodes
from impact.answers.stories import told
from impact.disclosure import PROTECTS, Protected
from impact.framework import Framework, from_json, to_json
from impact.metrics.outcomes import NodeResult
from impact.metrics.parts import NodePart
from protected import figures, quarters, series

QUARTERS = quarters(6)
ENDS = [one.end for one in QUARTERS]
PART = NodePart(
    "S01",
    value=60,
    lower=50,
    upper=70,
    baseline=40,
    target=80,
    progress=50,
    progress_lower=25,
    progress_upper=75,
    period=ENDS[-1],
    weight=1,
    used=True,
    state="scored",
    began=tuple(ENDS[:4]),
)
RESULT = NodeResult("MO1", "moving well", 50, 25, 75, parts=(PART,), least=40, most=60)


def hiding(*hidden: int) -> Protected:
    """The whole's six quarters of S01, those at some places hidden."""
    frame = series(*({"value": nan if at in hidden else 50.0} for at in range(6)))
    reasons = [PROTECTS if at in hidden else "" for at in range(6)]
    return Protected(frame.assign(hidden=reasons), "")


def aiming(framework: Framework, style: str) -> Framework:
    """The framework with targets of one style for S01."""
    changed = [
        one.model_copy(update={"targets": tuple(aim.model_copy(update={"style": style}) for aim in one.targets)})
        if one.id == "S01"
        else one
        for one in framework.indicators
    ]
    return from_json(to_json(framework.model_copy(update={"indicators": tuple(changed)})))


@pytest.mark.parametrize(
    ("hidden", "style", "left"),
    [
        ((), "level", (60, 40, 80, 50, 50)),
        ((4,), "level", (60, 40, 80, 50, 50)),
        ((5,), "level", (nan, 40, 80, nan, nan)),
        ((0,), "level", (60, nan, 80, nan, nan)),
        ((3,), "level", (60, nan, 80, nan, nan)),
        ((2,), "improve_by", (60, nan, nan, nan, nan)),
        ((2,), "improve_by_percent", (60, nan, nan, nan, nan)),
        ((2, 5), "improve_by", (nan, nan, nan, nan, nan)),
    ],
    ids=[
        "nothing hidden",
        "hidden in between",
        "the newest",
        "the first",
        "the fourth of four",
        "a target set from the start",
        "a target in per cent of the start",
        "both ends",
    ],
)
def test_an_outcome_tells_neither_end_of_its_way_where_a_figure_of_it_is_hidden(
    framework: Framework, hidden: tuple[int, ...], style: str, left: tuple[float, ...]
) -> None:
    found = results._guarded(RESULT, hiding(*hidden), aiming(framework, style))

    (part,) = found.parts
    assert (part.value, part.baseline, part.target, part.progress, found.score) == pytest.approx(left, nan_ok=True)
    assert isnan(part.progress_lower) == isnan(part.progress_upper) == isnan(part.progress)
    assert isnan(found.lower) == isnan(found.upper) == isnan(found.least) == isnan(found.most) == isnan(found.score)
    assert found.word == "moving well"


def test_a_target_that_is_a_hidden_figure_of_another_area_is_not_told(framework: Framework) -> None:
    own = {"numerator": 50.0, "denominator": 100.0, "value": 50.0, "lower": 40.0, "upper": 60.0}
    england = {"scope_kind": "area", "scope_id": "E92000001"}
    levels = {}
    for few in (3.0, 30.0):
        rows = figures(
            {"indicator_id": "S01", **own},
            {"indicator_id": "S01", **own, **england, "numerator": few, "value": few},
        )
        shown = Protected(rows.assign(hidden=""), "")
        rules = aiming(framework, "comparator")
        story = told(rows, shown, rules, rules.indicator["S01"], date(2026, 11, 28), "whole", "")
        levels[few] = story.target

    assert levels == {3.0: None, 30.0: 30.0}


class Known:
    """What is known before or after a return, as far as outcomes ask for it."""

    def __init__(self, rules: Framework, hidden: tuple[int, ...], word: str) -> None:
        self.rules = rules
        self.shown = hiding(*hidden)
        self.figures = pd.DataFrame({"value": [50.0] * 6})
        self.nodes = {"MO1": NodeResult("MO1", word, parts=(PART,))}

    def nodes_of(self, _: object) -> dict[str, NodeResult]:
        return self.nodes


@pytest.mark.parametrize(
    ("hidden", "told_after"),
    [((), ["moving"]), ((4,), ["moving"]), ((5,), [""]), ((1,), [""])],
    ids=["nothing hidden", "hidden in between", "the newest", "one of the start"],
)
def test_only_an_outcome_that_rests_on_a_hidden_period_is_not_told(
    framework: Framework, hidden: tuple[int, ...], told_after: list[str]
) -> None:
    before, after = Known(framework, hidden, "moving well"), Known(framework, hidden, "moving")

    assert [one.after for one in moved_nodes(before, after, ["S01"])] == told_after
