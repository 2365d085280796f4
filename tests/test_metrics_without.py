"""An outcome without one of its measures is what the others alone would give."""

from dataclasses import replace
from datetime import date
from math import nan

from hypothesis import given, settings
from hypothesis import strategies as st

from impact.metrics.outcomes import node_result
from impact.metrics.parts import NodePart
from impact.metrics.without import without_each
from metrics_cases import default_framework

TODAY = date(2026, 11, 28)
NODE = "MO3"
"""It has four measures."""


def part(id: str, progress: float, change: str = "no clear change", wide: float = 5.0) -> NodePart:
    return NodePart(
        id,
        value=progress,
        progress=progress,
        progress_lower=progress - wide,
        progress_upper=progress + wide,
        change=change,
        period=date(2026, 9, 30),
        used=True,
        returned=1.0,
    )


CHANGES = st.sampled_from(["no clear change", "clear improvement", "clear worsening"])
DRAWN = st.lists(st.tuples(st.floats(-90, 90), CHANGES), min_size=4, max_size=4)


@settings(deadline=None, max_examples=40)
@given(DRAWN)
def test_each_measure_left_out_gives_what_the_outcome_would_be_had_it_never_been(
    drawn: list[tuple[float, str]],
) -> None:
    framework = default_framework()
    node, indicators = framework.node[NODE], framework.indicators_of(NODE)
    parts = [part(one.id, *given) for one, given in zip(indicators, drawn, strict=True)]

    found = without_each(node_result(node, indicators, parts, framework.outcome_rules, TODAY), framework)

    assert [one.indicator_id for one in found] == [one.id for one in indicators]
    for out, one in enumerate(found):
        rest = [each for at, each in enumerate(indicators) if at != out]
        alone = node_result(
            node, rest, [each for at, each in enumerate(parts) if at != out], framework.outcome_rules, TODAY
        )
        assert abs(one.score - alone.score) < 1e-9


def test_with_one_measure_or_a_hidden_one_nothing_is_left_out() -> None:
    framework = default_framework()
    node, indicators = framework.node["MO1"], framework.indicators_of("MO1")
    both = node_result(node, indicators, [part(one.id, 30.0) for one in indicators], framework.outcome_rules, TODAY)
    alone = node_result(node, indicators[:1], [part(indicators[0].id, 30.0)], framework.outcome_rules, TODAY)
    hidden = replace(both, parts=(both.parts[0], part(indicators[1].id, nan)))

    assert len(without_each(both, framework)) == 2
    assert without_each(alone, framework) == ()
    assert without_each(hidden, framework) == ()
