"""Where the theory of change is held up: the earliest outcome on a way that has not moved."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impact.framework import Framework, Link, Node
from impact.metrics.outcomes import NodeResult
from impact.metrics.stuck import MOVED, NOT_MOVED, Halt, Stuck, stuck
from impact.words.stuck import CONTRIBUTION, halt_sentence, link_sentence, stuck_sentence, through_sentence
from metrics_cases import default_framework


def theory(*arrows: str, first: str = "A", scored: str = "ABCDEFGH") -> Framework:
    """A framework of nodes A to H: "A>B" is a causal link, "B~A" a feedback link."""
    names = sorted({name for arrow in arrows for name in (arrow[0], arrow[2])} | set(first))
    nodes = [
        Node(
            id=name,
            kind="outcome",
            level="person",
            horizon="inputs" if name in first else "short",
            title=f"Outcome {name}",
            scored=name in scored,
        )
        for name in names
    ]
    links = [
        Link(
            id=arrow,
            source=arrow[0],
            target=arrow[2],
            kind="causal" if arrow[1] == ">" else "feedback",
            assumption="People have time",
            test="Hours kept free",
            evidence="weak",
        )
        for arrow in arrows
    ]
    return changed(nodes=tuple(nodes), links=tuple(links))


def changed(**parts: Any) -> Framework:
    """The borough's framework with some parts exchanged, and nothing worked out from it before."""
    whole = {name: getattr(default_framework(), name) for name in Framework.model_fields}
    return Framework.model_validate(whole | parts)


def found(framework: Framework, **words: str) -> Stuck:
    return stuck([NodeResult(name, word.replace("_", " ")) for name, word in words.items()], framework)


def test_the_earliest_that_has_not_moved_is_told_with_what_moved_before_it():
    way = found(theory("A>B", "B>C", "C>D"), A="moving", B="moving well", C="little change", D="going back")

    assert way.halts == (Halt("C", "little change", ("B>C",), ("B",)),)


def test_every_way_is_followed_by_itself():
    way = found(theory("A>B", "A>C", "B>D", "C>D"), A="moving", B="going back", C="moving", D="little change")

    assert way.halts == (
        Halt("B", "going back", ("A>B",), ("A",)),
        Halt("D", "little change", ("C>D",), ("C",)),
    )


def test_where_a_way_begins_nothing_leads_to_it():
    assert found(theory("A>B"), A="going back", B="going back").halts == (Halt("A", "going back"),)


def test_what_has_no_result_is_passed_through_and_seen_through_what_it_feeds():
    way = found(theory("A>B", "B>C", "C>D"), A="moving", D="mixed", C="not enough evidence yet")

    assert way.halts == (Halt("D", "mixed", ("C>D",), ("A",), ("B", "C")),)
    assert way.not_yet == ("B", "C")


def test_an_outcome_before_which_nothing_can_be_judged_is_told_as_such():
    framework = theory("A>B", scored="B")

    halt = found(framework, B="little change").halts[0]

    assert (halt.moved, halt.through) == ((), ("A",))
    assert halt_sentence(halt, framework) == (
        "Outcome B shows little change. Nothing that leads to it can be judged yet."
    )


def test_a_way_that_is_not_held_up_ends_open():
    way = found(theory("A>B", "B>C"), A="moving", B="moving", C="moving well")

    assert (way.halts, way.open_ends) == ((), ("C",))


def test_feedback_is_left_out():
    way = found(theory("A>B", "B~A", "C~B", first="AC"), A="moving", B="moving", C="little change")

    assert way.halts == (Halt("C", "little change"),)


def test_links_in_a_circle_come_to_an_end():
    way = found(theory("A>B", "B>C", "C>B", "C>D", "D>D"), A="moving", D="little change", B="moving")

    assert way.halts == (Halt("D", "little change", ("C>D",), ("B",), ("C",)),)


def test_a_circle_that_nothing_leads_into_has_no_beginning():
    assert found(theory("A>B", "C>D", "D>C"), A="moving", C="little change").halts == ()


def test_a_link_to_a_node_that_is_not_there_is_left_out():
    framework = theory("A>B", "B>C")
    fewer = changed(nodes=tuple(one for one in framework.nodes if one.id != "C"), links=framework.links)

    assert found(fewer, A="moving", B="going back").halts == (Halt("B", "going back", ("A>B",), ("A",)),)


@pytest.mark.parametrize(
    ("framework", "words", "said"),
    [
        (theory("A>B"), {}, "We cannot yet say where it is held up: no outcome has enough evidence."),
        (theory("A~B"), {"A": "moving", "B": "moving"}, "On no way is an outcome seen that has not moved."),
        (theory("A>B"), {"B": "mixed"}, "One outcome is the first on a way that has not moved."),
        (
            theory("A>B", "A>C", "A>D"),
            {"B": "mixed", "C": "going back", "A": "moving"},
            "2 outcomes are the first on a way that has not moved. 1 outcome on the way cannot be judged yet.",
        ),
        (
            changed(links=()),
            {},
            "This framework has no links between outcomes, so no order can be told.",
        ),
        (
            changed(nodes=()),
            {},
            "We cannot yet say where it is held up: no outcome has enough evidence.",
        ),
    ],
)
def test_the_first_line_says_what_can_be_said(framework, words, said):
    sentence = stuck_sentence(found(framework, **words), framework)

    assert sentence.removesuffix(" 1 outcome on the way cannot be judged yet.") == said.removesuffix(
        " 1 outcome on the way cannot be judged yet."
    )


def test_a_step_is_told_with_its_assumption_its_strength_and_what_would_show_it():
    framework = theory("A>B", "B>C", scored="AC")
    halt = found(framework, A="moving", C="going back").halts[0]

    assert halt_sentence(halt, framework) == ("Outcome C is going back. Yet what leads to it has moved: Outcome A.")
    assert through_sentence(halt, framework) == "Seen only through what it feeds: Outcome B."
    assert link_sentence(framework.links[1], framework) == (
        "From “Outcome B”: the step assumes that people have time. Reviews say that the evidence for this step is "
        "thin. To look at: hours kept free."
    )


def test_a_step_without_an_assumption_says_so():
    bare = theory("A>B").links[0].model_copy(update={"assumption": "", "test": "", "evidence": "contested"})

    assert link_sentence(bare, theory("A>B")) == (
        "From “Outcome A”: no assumption is noted. The evidence for this step is contested."
    )


def test_no_sentence_says_that_one_thing_caused_another():
    framework = default_framework()
    results = [
        NodeResult(node.id, "little change" if node.horizon == "medium" else "moving") for node in framework.nodes
    ]
    way = stuck(results, framework)
    said = [
        stuck_sentence(way, framework),
        *(halt_sentence(one, framework) for one in way.halts),
        *(link_sentence(one, framework) for one in framework.links),
    ]

    assert len(way.halts) == 6  # the seventh, relationships that last, comes after one of them
    assert not [one for one in said if re.search(r"\bcaus|because of|leads? to a result", one.lower())]
    assert "never its only cause" in CONTRIBUTION


NAMES = "ABCDEF"
ARROWS = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)).filter(lambda pair: pair[0] < pair[1]))
RESULTS = st.dictionaries(st.sampled_from(NAMES), st.sampled_from(["moving", "going back", "not enough evidence yet"]))


@settings(deadline=None, max_examples=200)
@given(ARROWS, RESULTS)
def test_the_halts_are_those_that_walking_every_way_finds(pairs, words):
    arrows = sorted({f"{a}>{b}" for a, b in pairs})
    framework = theory(*arrows)

    quick = {halt.node_id: (set(halt.links), set(halt.moved)) for halt in found(framework, **words).halts}

    assert quick == slow_halts(framework, words)


@settings(deadline=None, max_examples=100)
@given(st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES))), RESULTS)
def test_any_links_come_to_an_end_and_halt_only_where_something_has_not_moved(pairs, words):
    framework = theory(*sorted({f"{a}>{b}" for a, b in pairs}))

    way = found(framework, **words)

    assert {halt.word for halt in way.halts} <= NOT_MOVED
    assert {words[one] for halt in way.halts for one in halt.moved} <= MOVED
    assert not {halt.node_id for halt in way.halts} & {one for halt in way.halts for one in halt.through}


def slow_halts(framework: Framework, words: dict[str, str]) -> dict[str, tuple[set[str], set[str]]]:
    """The slow twin: walk every way from every beginning, node by node, and stop at the first that has not moved."""
    targets = {link.target for link in framework.links}
    halts: dict[str, tuple[set[str], set[str]]] = {}
    for start in [node.id for node in framework.nodes if node.id == "A" or node.id not in targets]:
        for way in ways(start, framework):
            for at, name in enumerate(way):
                if words.get(name) in NOT_MOVED:
                    links, moved = halts.setdefault(name, (set(), set()))
                    before = [one for one in way[:at] if words.get(one) in MOVED]
                    links |= {f"{way[at - 1]}>{name}"} if at else set()
                    moved |= {before[-1]} if before else set()
                    break
    return halts


def ways(start: str, framework: Framework) -> Iterator[list[str]]:
    onward = [link.target for link in framework.links if link.source == start]
    if not onward:
        yield [start]
    for target in onward:
        for rest in ways(target, framework):
            yield [start, *rest]
