"""What stands beside a hidden figure tells nothing of it: where an outcome started, its aim, what would move."""

from datetime import date
from math import isnan, nan

import pandas as pd
import pytest

from impact.answers.moved_results import moved_nodes
from impact.answers.stories import told
from impact.disclosure import PROTECTS, Protected
from impact.framework import Framework, from_json, to_json
from impact.metrics.outcomes import NodeResult, outcomes
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


def hiding(*hidden: int, marker: str = "c") -> Protected:
    """The whole's six quarters of S01, 40 of 100 at first and 60 at last, those at some places hidden."""
    levels = (40.0, 40.0, 40.0, 40.0, 50.0, 60.0)
    counts = [
        {"numerator": level, "denominator": 100.0, "value": level, "lower": level - 10, "upper": level + 10}
        for level in levels
    ]
    rows = [dict.fromkeys(one, nan) if at in hidden else one for at, one in enumerate(counts)]
    frame = series(*({**row, "parts": 9.0, "expected": 9.0} for row in rows))
    said = [(PROTECTS, marker) if at in hidden else ("", "") for at in range(6)]
    return Protected(frame.assign(hidden=[one for one, _ in said], marker=[mark for _, mark in said], stretch=0), "")


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
        ((), "level", (60, 40, 85, 44.444444)),
        ((4,), "level", (60, 40, 85, 44.444444)),
        ((5,), "level", (nan, 40, 85, nan)),
        ((0,), "level", (60, nan, 85, nan)),
        ((3,), "level", (60, nan, 85, nan)),
        ((2,), "improve_by", (60, nan, nan, nan)),
        ((2,), "improve_by_percent", (60, nan, nan, nan)),
        ((2, 5), "improve_by", (nan, nan, nan, nan)),
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
    found = outcome(aiming(framework, style), hiding(*hidden))

    part = found.parts[0]
    assert (part.value, part.baseline, part.target, part.progress) == pytest.approx(left, nan_ok=True)
    assert isnan(part.progress_lower) == isnan(part.progress_upper) == isnan(part.progress)
    assert (part.used, part.is_hidden) == (not isnan(part.progress), isnan(part.progress))
    assert part.change == ("not enough data" if part.is_hidden else "clear improvement")
    assert (part.period, part.began) == (ENDS[-1], tuple(ENDS[:4]))


@pytest.mark.parametrize(
    ("hidden", "why"),
    [((5,), "its figure is hidden to protect people"), ((0,), "where it started is hidden to protect people")],
)
def test_the_word_of_an_outcome_rests_on_no_hidden_figure_and_it_says_why(
    framework: Framework, hidden: tuple[int, ...], why: str
) -> None:
    open_to_all, found = outcome(framework, hiding()), outcome(framework, hiding(*hidden))

    assert (open_to_all.word, found.word) == ("moving", "not enough evidence yet")
    assert found.reason == f"its one measure cannot be used yet; S01: {why}"
    assert found.parts[0].why_not == why
    assert isnan(found.score)


def test_a_figure_that_waits_for_returns_is_not_there_yet(framework: Framework) -> None:
    found = outcome(framework, hiding(5, marker="x"))

    (part,) = found.parts
    assert (found.word, part.used, part.period, part.value) == ("moving", True, ENDS[-2], 50)


def outcome(rules: Framework, shown: Protected) -> NodeResult:
    """MO1 where it is measured by S01 alone."""
    alone = rules.model_copy(update={"indicators": (rules.indicator["S01"],)})
    return outcomes(shown.frame, from_json(to_json(alone)), date(2026, 11, 22), ["MO1"])[0]


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


@pytest.mark.parametrize("style", ["level", "improve_by", "improve_by_percent"])
@pytest.mark.parametrize("marker", ["c", "x"])
@pytest.mark.parametrize("hidden", [(), (0,), (1,), (3,), (4,), (5,)])
def test_an_outcome_and_the_chart_of_its_measure_tell_the_same_target(
    framework: Framework, hidden: tuple[int, ...], marker: str, style: str
) -> None:
    """It is left out where a figure that it is set from is hidden, and told where only a later one is."""
    rules, shown = aiming(framework, style), hiding(*hidden, marker=marker)

    story = told(hiding().frame, shown, rules, rules.indicator["S01"], date(2026, 11, 22), "whole", "")

    part = outcome(rules, shown).parts[0]
    assert (nan if story.target is None else story.target) == pytest.approx(part.target, nan_ok=True)
    if marker == "c":
        assert (story.target is None) == (style != "level" and bool({0, 1, 2, 3}.intersection(hidden)))


@pytest.mark.parametrize("style", ["improve_by", "improve_by_percent"])
@pytest.mark.parametrize("hidden", [0, 2, 3])
def test_a_hidden_start_moves_no_target_whatever_it_is(framework: Framework, hidden: int, style: str) -> None:
    """The same figures but for the hidden one give the same story, so that nothing is worked out from it."""
    rules, stories = aiming(framework, style), []
    for level in (3.0, 90.0):
        raw = hiding().frame
        raw.loc[raw.index[hidden], ["numerator", "value"]] = level
        story = told(raw, hiding(hidden), rules, rules.indicator["S01"], date(2026, 11, 22), "whole", "")
        stories.append((story.target, story.sentence))

    assert stories[0] == stories[1]


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
