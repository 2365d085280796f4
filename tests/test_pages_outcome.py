"""One outcome on its own screen: what it rests on, how sure we are, and which steps lead to it."""

from math import nan
from pathlib import Path

import pytest

from impact.framework import Framework
from impact.metrics.outcomes import NodeResult
from impact.metrics.parts import NodePart
from impact.metrics.since import Since
from impact.metrics.stuck import Halt, Stuck
from impact.metrics.without import Without
from impact.screen import cache
from impact.sources import view_on
from impact.words.outcome import (
    DOUBTS,
    NOBODY_YET,
    doubt_sentences,
    held_up_sentence,
    rests_sentence,
    result_sentence,
    since_sentence,
    without_sentence,
)
from test_pages_borough import answer, said
from visiting import calm, opened

OUTCOME, BOROUGH = "pages/borough/outcome.py", "trauma-informed-borough"


def test_without_a_choice_the_first_measured_outcome_is_shown(home: Path, framework: Framework):
    first = next(one for one in framework.nodes if one.kind == "outcome" and one.scored)

    assert opened(OUTCOME).title[0].value == first.title


def test_an_outcome_answers_in_one_sentence_with_its_result(home: Path, framework: Framework):
    judged = next(one for one in cache.nodes(cache.key_of(view_on(BOROUGH, cache.today()))) if one.confidence)

    assert result_sentence(judged, framework) in answer(opened(OUTCOME, node=judged.node_id))
    assert "We cannot judge this outcome yet." in answer(opened(OUTCOME, node="LO4"))
    assert "It has no result of its own." in answer(opened(OUTCOME, node="AC1"))


@pytest.mark.parametrize("node_id", ["MO1", "LO1", "IN1"])
def test_every_measure_leads_to_its_own_screen(home: Path, framework: Framework, node_id: str):
    words = said(opened(OUTCOME, node=node_id))

    measures = framework.indicators_of(node_id)
    assert measures
    assert all(one.title in words and f"indicator={one.id}" in words for one in measures)


def test_every_step_to_and_from_an_outcome_is_there_with_what_it_assumes(home: Path, framework: Framework):
    words = said(opened(OUTCOME, node="MO1"))

    steps = [link for link in framework.links if "MO1" in (link.source, link.target)]
    assert len(steps) > 3
    assert all(link.assumption in words and link.test in words for link in steps)
    assert "This step is an assumption that nobody has tested yet." in words


def test_at_most_six_pictures_stand_on_one_screen_and_each_is_heard(home: Path):
    drawn = opened(OUTCOME, node="LO1").get("plotly_chart")

    assert 2 <= len(drawn) <= 6
    assert all(one.proto.alt for one in drawn)


def test_a_help_line_stands_beside_a_hard_topic_and_only_there(home: Path, framework: Framework):
    hard = next(one.node for one in framework.indicators if one.hard_topic and one.node)

    assert "Samaritans 116 123" in said(opened(OUTCOME, node=hard))
    assert "Samaritans" not in said(opened(OUTCOME, node="SO1"))


def test_the_place_of_peoples_words_says_what_will_stand_there(home: Path):
    assert NOBODY_YET in said(opened(OUTCOME, node="MO1"))


def test_another_outcome_is_picked_from_the_list(home: Path, framework: Framework):
    visit = opened(OUTCOME, node="MO1")

    calm(visit.selectbox(key="node_choice").set_value("SO2").run())

    assert visit.title[0].value == framework.node["SO2"].title


def part(id: str = "S01", **more: object) -> NodePart:
    return NodePart(id, **{"used": True, "progress": 30.0, **more})


MOVING = {"word": "moving", "score": 29.7, "lower": 20.2, "upper": 39.8, "confidence": "strong"}


@pytest.mark.parametrize(
    ("result", "sentence"),
    [
        (
            NodeResult("MO1", **MOVING),
            "Moving: 30% of the way from where we started to the target (95% interval 20 to 40). Confidence is strong.",
        ),
        (
            NodeResult("MO1", word="moving well", score=100.0, lower=100.0, upper=100.0, confidence="fair"),
            "Moving well: 100% of the way from where we started to the target. Confidence is fair.",
        ),
        (NodeResult("MO1", word="mixed", confidence="fair"), "Mixed. Confidence is fair."),
        (NodeResult("MO1", word="not enough evidence yet"), "We cannot judge this outcome yet."),
        (
            NodeResult("AC1"),
            "This is part of how the change is thought to come about. It has no result of its own.",
        ),
    ],
)
def test_an_outcome_is_told_in_one_sentence(framework: Framework, result: NodeResult, sentence: str):
    assert result_sentence(result, framework) == sentence


@pytest.mark.parametrize(
    ("result", "sentence"),
    [
        (NodeResult("MO1", **MOVING, parts=(part(),)), "It rests on its one measure."),
        (
            NodeResult("MO1", **MOVING, parts=(part(change="clear improvement"), part("S02", used=False))),
            "It rests on 1 of 2 measures. Clearly better: People who felt heard, valued and understood.",
        ),
        (
            NodeResult("MO1", **MOVING, parts=(part(change="clear worsening"), part("S02"))),
            "It rests on 2 of 2 measures. A clear step back: People who felt heard, valued and understood.",
        ),
        (
            NodeResult("MO1", word="not enough evidence yet", reason="its one measure cannot be used yet"),
            "Its one measure cannot be used yet.",
        ),
        (NodeResult("AC1", reason="shown as activity, not scored"), ""),
    ],
)
def test_what_an_outcome_rests_on_is_told(framework: Framework, result: NodeResult, sentence: str):
    assert rests_sentence(result, framework) == sentence


@pytest.mark.parametrize(
    ("each", "sentence"),
    [
        ((), ""),
        (
            (Without("S01", 31.8, "moving"), Without("S02", 27.6, "moving")),
            "With any one measure left out it stays “moving”, between 28% and 32% of the way.",
        ),
        (
            (Without("S01", -81.4, "going back"), Without("S02", 32.1, "moving well")),
            "With one measure left out it lies between −81% and 32% of the way, and could be called going back or "
            "moving well.",
        ),
    ],
)
def test_what_hangs_on_one_measure_is_told(each: tuple[Without, ...], sentence: str):
    assert without_sentence(each, NodeResult("MO1", **MOVING)) == sentence


@pytest.mark.parametrize(
    ("since", "sentence"),
    [
        (None, ""),
        (
            Since("MO1", "moving", "further than last quarter", 8.2, 2.1, 14.4),
            "Since last quarter: clearly further (+8 points of the way, 95% interval 2 to 14).",
        ),
        (
            Since("MO1", "moving", "less far than last quarter", -8.2, -14.4, -2.1),
            "Since last quarter: clearly less far (−8 points of the way, 95% interval −14 to −2).",
        ),
        (
            Since("MO1", "moving", "cannot be told from last quarter", nan, nan, nan),
            "Since last quarter: no clear difference; what there is could be chance.",
        ),
        (
            Since("MO1", "moving", "no newer figures than last quarter", 0.0, 0.0, 0.0),
            "Since last quarter no newer figures have come in.",
        ),
    ],
)
def test_an_outcome_beside_last_quarter_is_told(since: Since | None, sentence: str):
    assert since_sentence(since) == sentence


def test_every_part_of_the_confidence_is_said_either_way():
    assert doubt_sentences({"one measure": True, "old figure": False}) == [
        (True, "It rests on one measure."),
        (False, "Its figures are recent."),
    ]
    assert all(sure != unsure for sure, unsure in DOUBTS.values())


def stuck_at(*ids: str) -> Stuck:
    return Stuck(tuple(Halt(id, "little change") for id in ids), (), (), 9)


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (stuck_at(), ""),
        (
            stuck_at("SO2"),
            "Held up at one outcome (ringed): Leaders visibly champion the work. It is the first on its way that has "
            "not moved.",
        ),
        (
            stuck_at("SO2", "MO3", "MO6", "MO5", "LO2"),
            "Held up at 5 outcomes (ringed): Leaders visibly champion the work; Trusted relationships that last; Staff "
            "stay well and stay; and 2 more. Each is the first on a way that has not moved.",
        ),
    ],
)
def test_where_it_is_held_up_is_told_by_name(framework: Framework, found: Stuck, sentence: str):
    assert held_up_sentence(found, framework) == sentence
