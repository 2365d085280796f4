"""Outcomes of the theory of change, in words."""

from dataclasses import replace
from datetime import date
from math import isnan, nan
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impact.framework import Indicator
from impact.metrics.outcomes import (
    DEPENDS_ON_METHOD,
    HIDES_WORSENING,
    LOW_RESPONSE,
    ONE_MEASURE,
    SELF_ASSESSED,
    NodeResult,
    node_result,
    outcomes,
    simulate,
    word,
)
from impact.metrics.parts import NodePart, weights
from impact.metrics.rollup import figures
from impact.periods import between
from metrics_cases import borough, counts, default_framework, row

TODAY = date(2026, 10, 15)
NODE = default_framework().node["MO1"]
RULES = default_framework().outcome_rules


def part(indicator: str, progress: float, change: str = "no clear change", wide: float = 5, **more: Any) -> NodePart:
    known = {"used": True, "returned": 1.0, "period": date(2026, 9, 30), "state": "scored"}
    limits = {"progress_lower": progress - wide, "progress_upper": progress + wide}
    return NodePart(indicator, progress=progress, change=change, **{**limits, **known, **more})


def like(*features: str) -> list[Indicator]:
    """Scored indicators A, B, ... each under the feature named."""
    pattern = default_framework().indicator["S01"]
    letters = "ABCDEFGH"[: len(features)]
    return [
        pattern.model_copy(update={"id": letter, "features": (feature,) if feature else ()})
        for letter, feature in zip(letters, features, strict=True)
    ]


def result(*parts: NodePart, features: tuple[str, ...] = ()) -> NodeResult:
    return node_result(NODE, like(*(features or ["F"] * len(parts))), parts, RULES, TODAY)


def test_one_part_clearly_worse_and_one_clearly_better_is_mixed_whatever_the_average() -> None:
    found = result(
        part("A", 50.0), part("B", 20.0), part("C", -35.0, "clear worsening"), part("D", 80.0, "clear improvement")
    )

    assert found.word == "mixed"
    assert round(found.score) == 29
    assert found.lowest == "C"


@pytest.mark.parametrize(
    "progress, wide, said",
    [
        (-21, 5, "going back"),
        (-20, 5, "little change"),
        (20, 5, "little change"),
        (21, 5, "moving"),
        (59, 5, "moving"),
        (60, 5, "moving well"),
        (60, 130, "moving"),
    ],
)
def test_the_first_word_that_fits_is_taken(progress: float, wide: float, said: str) -> None:
    assert result(part("A", progress, wide=wide), part("B", progress, wide=wide)).word == said


def test_one_measure_of_two_is_not_enough_evidence() -> None:
    missing = NodePart("B", why_not="no figures yet")

    found = result(part("A", 50.0), missing)

    assert (found.word, found.reason) == ("not enough evidence yet", "1 of 2 measures can be used; 2 are needed")
    assert isnan(found.score)


def test_a_node_with_one_measure_rests_on_it_and_says_so() -> None:
    found = result(part("A", 50.0))

    assert found.word == "moving"
    assert ONE_MEASURE in found.notes
    assert found.confidence != "strong"


def test_two_thirds_of_the_weight_must_be_there() -> None:
    missing = [NodePart(letter, why_not="no figures yet") for letter in "CD"]

    found = result(part("A", 50.0), part("B", 50.0), *missing, features=("F", "F", "G", "H"))

    assert (found.word, found.reason) == ("not enough evidence yet", "only 33% of its weight is there")


def test_weights_are_equal_within_a_feature_and_then_across_features() -> None:
    assert weights(like("F", "F", "F", "G")) == pytest.approx({"A": 1 / 6, "B": 1 / 6, "C": 1 / 6, "D": 1 / 2})


def test_an_indicators_own_weight_counts_within_its_feature() -> None:
    heavy, light = like("F", "F")

    assert weights([heavy.model_copy(update={"weight": 3}), light]) == {"A": 0.75, "B": 0.25}


def test_an_average_that_hides_a_clear_worsening_says_so() -> None:
    found = result(part("A", 70.0), part("B", -5.0, "clear worsening"))

    assert found.word == "moving"
    assert HIDES_WORSENING in found.notes


def test_a_word_that_turns_on_one_measure_depends_on_method() -> None:
    found = result(part("A", 90.0), part("B", 40.0))

    assert DEPENDS_ON_METHOD in found.notes
    assert (found.least, found.most) == (40, 90)


@pytest.mark.parametrize(
    ("parts", "said", "depends", "reach"),
    [
        # By the lowest part alone it would be little change; whichever one is left out, it stays as it is.
        ((part("A", 30), part("B", 30), part("C", 15)), "moving", True, (15, 30)),
        ((part("A", 30), part("B", 30), part("C", 21)), "moving", False, (21, 30)),
        # The lowest part alone reaches below nought, so it would not be moving well.
        ((part("A", 80), part("B", 80), part("C", 61, wide=70)), "moving well", True, (61, 80)),
        ((part("A", 80), part("B", 80), part("C", 61)), "moving well", False, (61, 80)),
        ((part("A", -30), part("B", -30), part("C", -60)), "going back", False, (-60, -30)),
        ((part("A", 50),), "moving", False, (50, 50)),
    ],
)
def test_a_word_that_the_lowest_part_alone_would_not_give_depends_on_method(
    parts: tuple[NodePart, ...], said: str, depends: bool, reach: tuple[float, float]
) -> None:
    found = result(*parts)

    assert (found.word, DEPENDS_ON_METHOD in found.notes) == (said, depends)
    assert (found.least, found.most) == pytest.approx(reach)


@pytest.mark.parametrize(
    ("worse", "depends"),
    [
        (("C",), True),  # without it nothing is clearly worse
        (("C", "D"), False),
    ],
)
def test_a_mixed_result_depends_on_method_where_one_measure_makes_it_mixed(worse: str, depends: bool) -> None:
    better = [part(letter, 50, "clear improvement") for letter in "AB"]

    found = result(*better, *(part(letter, 50, "clear worsening") for letter in worse))

    assert (found.word, DEPENDS_ON_METHOD in found.notes) == ("mixed", depends)


@pytest.mark.parametrize(
    ("assessed", "seen", "noted", "sure"),
    [(0, 0, False, "strong"), (9, 4, True, "fair"), (9, 5, False, "strong"), (8, 4, False, "strong")],
)
def test_what_services_judge_themselves_is_doubted_until_a_peer_has_seen_half_of_it(
    assessed: int, seen: int, noted: bool, sure: str
) -> None:
    own = part("B", 50.0, assessed=assessed, seen=seen, returned=0.8)  # one more doubt

    found = result(part("A", 50.0), own)

    assert (SELF_ASSESSED in found.notes, found.confidence) == (noted, sure)


def test_few_answers_among_those_asked_is_a_caution() -> None:
    found = result(part("A", 50.0, response=0.2), part("B", 50.0))

    assert LOW_RESPONSE in found.notes


def test_a_measure_that_began_at_its_target_is_evidence_without_a_percentage() -> None:
    kept = part(
        "B", nan, used=False, state="keep: met", why_not="it was at its target from the start, and is still there"
    )

    found = result(part("A", 50.0), kept)

    assert (found.word, found.score, found.weight_present) == ("moving", 50, 1)


def test_parts_without_limits_give_a_result_without_limits() -> None:
    found = result(part("A", 50.0, wide=nan), part("B", 50.0, wide=nan))

    assert (found.word, isnan(found.lower)) == ("moving", True)


def test_confidence_falls_with_every_doubt() -> None:
    sure = (part("A", 50.0), part("B", 50.0))
    unsure = [replace(one, returned=0.6, response=0.1, period=date(2025, 9, 30)) for one in sure]
    doubtful = [replace(one, progress_lower=-60.0) for one in unsure]

    assert [result(*parts).confidence for parts in (sure, unsure, doubtful)] == ["strong", "fair", "limited"]


def test_the_same_seed_gives_the_same_limits() -> None:
    parts = (part("A", 50.0), part("B", 20.0))

    assert repr(result(*parts)) == repr(result(*parts))  # limits may be NaN, which equals nothing
    assert (simulate(parts, 50, 1) != simulate(parts, 50, 2)).any()


@given(st.lists(st.tuples(st.sampled_from("FGH"), st.floats(-100, 100), st.floats(0, 80)), min_size=2, max_size=6))
@settings(deadline=None, max_examples=40)
def test_the_score_agrees_with_plain_loops(drawn: list[tuple[str, float, float]]) -> None:
    features = tuple(feature for feature, _, _ in drawn)
    parts = [part("ABCDEF"[at], progress, wide=wide) for at, (_, progress, wide) in enumerate(drawn)]

    found = result(*parts, features=features)

    total = 0.0
    for feature in set(features):
        own = [progress for name, progress, _ in drawn if name == feature]
        total += sum(own) / len(own) / len(set(features))
    assert found.score == pytest.approx(total, abs=1e-9)
    assert found.word == word(found.score, found.lower, parts, RULES)
    assert -100 <= found.lower <= found.upper <= 100


@pytest.fixture(scope="module")
def results() -> dict[str, NodeResult]:
    table = figures(counts(borough()), default_framework(), ("whole", "area"))
    return {one.node_id: one for one in outcomes(table, default_framework(), TODAY)}


def test_every_node_has_a_result_or_a_reason(results: dict[str, NodeResult]) -> None:
    assert list(results) == [node.id for node in default_framework().nodes]
    assert all(bool(one.word) != bool(one.reason) or one.word == "not enough evidence yet" for one in results.values())


@pytest.mark.parametrize(
    "node, reason",
    [
        ("AC4", "seen through what it feeds"),
        ("IN2", "seen through what it feeds"),
        ("OP4", "shown as activity, not scored"),
        ("OP8", "shown as activity, not scored"),
        ("IM1", "shown as context, not scored"),
        ("IM2", "read from what leads to it, not scored"),
    ],
)
def test_a_node_that_is_not_scored_says_how_to_read_it(node: str, reason: str, results: dict[str, NodeResult]) -> None:
    assert (results[node].word, results[node].reason) == ("", reason)


def test_a_borough_that_gets_better_everywhere_is_moving_well(results: dict[str, NodeResult]) -> None:
    assert results["MO1"].word == "moving well"
    assert [one.indicator_id for one in results["MO1"].parts] == ["S01", "S02"]
    assert {one.change for one in results["MO1"].parts} == {"clear improvement"}


def test_a_median_is_named_as_not_combined(results: dict[str, NodeResult]) -> None:
    waiting = next(one for one in results["LO1"].parts if one.indicator_id == "S14")

    assert (waiting.used, waiting.why_not) == (False, "a median is not combined above a service")


def sent(services: list[str], sizes: dict[str, float], last: date) -> NodeResult:
    """MO7 (one measure, suspensions in four school services) from terms of returns."""
    framework, rows = default_framework(), []
    for at, term in enumerate(between(date(2023, 9, 1), last, "term")):
        for service in services if at > 6 else framework.sector and ["SV01", "SV02", "SV03", "SV04"]:
            size = sizes.get(service, 1000.0)
            rows.append(row(service, "S17", term, numerator=round(size * (0.2 - 0.01 * at)), denominator=size))
    found = outcomes(figures(counts(rows, "polars"), framework, ("whole",)), framework, TODAY)
    return next(one for one in found if one.node_id == "MO7")


def test_old_news_is_not_evidence() -> None:
    found = sent(["SV01", "SV02", "SV03", "SV04"], {}, date(2024, 12, 31))

    assert found.parts[0].why_not.startswith("its newest figure with enough returns is more than 15 months old")
    assert found.word == "not enough evidence yet"


def test_the_newest_period_with_enough_returns_is_used() -> None:
    found = sent(["SV01"], {}, date(2026, 8, 31))

    assert found.parts[0].period == date(2025, 12, 31)


def test_half_the_services_must_hold_half_the_usual_denominator() -> None:
    small = sent(["SV01", "SV02"], {"SV03": 9000.0}, date(2026, 8, 31))
    large = sent(["SV01", "SV03"], {"SV03": 9000.0}, date(2026, 8, 31))

    assert (small.parts[0].period, large.parts[0].period) == (date(2025, 12, 31), date(2026, 8, 31))
