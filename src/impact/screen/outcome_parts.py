"""One outcome on its own screen: how firm its result is, its measures on their way and over time, its steps."""

from collections.abc import Sequence
from html import escape
from math import isnan

import streamlit as st

from impact.framework import Framework, Link
from impact.metrics.confidence import DISAGREE, FEW_ANSWERED, UNRETURNED, WIDE, doubts
from impact.metrics.outcomes import DEPENDS_ON_METHOD, MIXED, NodeResult
from impact.metrics.parts import NodePart
from impact.metrics.slots import published
from impact.metrics.without import without_each
from impact.screen import cache
from impact.screen.cache import Key
from impact.screen.cards import Column, Html, is_dark, link, result, sheet
from impact.screen.choices import choose
from impact.screen.node_panel import after, before
from impact.words.definitions import HELP_LINE
from impact.words.outcome import caution_sentences, doubt_sentences, since_sentence, strength_words, without_sentence

STEPS = (
    Column("step", "Step"),
    Column("result", "Its result"),
    Column("evidence", "Evidence for the step"),
    Column("assumption", "What we assume"),
    Column("test", "How we would know"),
)


def choose_outcome(framework: Framework) -> str:
    """The id of the outcome that is looked at; the first measured one where none was asked for."""
    order = {one.id: one.order for one in framework.horizons}
    nodes = sorted(framework.nodes, key=lambda node: order[node.horizon])
    first = next((node.id for node in nodes if node.scored and node.kind == "outcome"), nodes[0].id)
    return choose("Outcome", {node.id: node.title for node in nodes}, "node", first)


def help_line(node_id: str, framework: Framework) -> None:
    """Where to find help, beside an outcome with a measure on a hard topic."""
    if any(one.hard_topic for one in framework.indicators_of(node_id)):
        st.html(f'<p class="help-line wide" role="note">{HELP_LINE}</p>')


@st.cache_data(show_spinner=False, max_entries=128)
def how_sure(key: Key, node_id: str) -> None:
    """What the confidence is made of, what the result hangs on, and whether it differs from last quarter."""
    framework, one = cache.framework(key), cache.result(key, node_id)
    used = [part for part in one.parts if part.used]
    if not one.confidence:
        return
    st.header(f"Confidence is {one.confidence}", anchor=False)
    told = doubt_sentences(_doubts(key, framework, one, used))
    st.html(
        f'<div class="sure">{_list("What makes us less sure", [said for holds, said in told if holds])}'
        f"{_list('What makes us surer', [said for holds, said in told if not holds])}</div>"
    )
    said = [*caution_sentences(one), without_sentence(without_each(one, framework), one)]
    said.append(since_sentence(cache.since(key).get(one.node_id)))
    st.html(f'<div class="sure">{_list("Good to know", [line for line in said if line])}</div>')


def _doubts(key: Key, framework: Framework, one: NodeResult, used: Sequence[NodePart]) -> dict[str, bool]:
    """Each doubt that can be told of an outcome; what is not known, or makes no sense for one measure, is left out."""
    agree = DEPENDS_ON_METHOD not in one.notes and one.word != MIXED
    found = doubts(used, one.weight_present, framework.indicator, key.view.today, agree=agree)
    untold = {
        DISAGREE: len(used) == 1,
        UNRETURNED: all(published(framework.indicator[part.indicator_id]) for part in used),
        FEW_ANSWERED: all(isnan(part.response) for part in used),
        WIDE: any(isnan(part.progress) for part in used),
    }
    return {doubt: holds for doubt, holds in found.items() if not untold.get(doubt, False)}


def steps(key: Key, node_id: str) -> None:
    """The steps that lead to an outcome and on from it, each as a table."""
    _steps(key, node_id, is_dark())


@st.cache_data(show_spinner=False, max_entries=128)
def _steps(key: Key, node_id: str, dark: bool) -> None:
    """`dark` is there since a result takes its colour by it."""
    framework, results = cache.framework(key), {one.node_id: one for one in cache.nodes(key)}
    ways = (("What leads here", before, "source"), ("What it leads to", after, "target"))
    for title, links, end in ways:
        rows = [_step(one, getattr(one, end), framework, results) for one in links(node_id, framework)]
        if rows:
            sheet(rows, STEPS, title)


def bright_spots(key: Key, framework: Framework, node_id: str) -> None:
    """What works already in the features that an outcome's measures belong to; nothing where there is none."""
    features = {feature for one in framework.indicators_of(node_id) for feature in one.features}
    found = [one for one in cache.bright_spots(key) if one.on_show and one.feature_id in features]
    if not found:
        return
    st.header("Where it works already", anchor=False)
    names = {one.id: one.name for one in framework.features}
    told = "".join(
        f"<li><b>{escape(framework.service[one.service_id].name)}</b>, {escape(names[one.feature_id])}: "
        f"{escape(one.done)} {escape(one.changed)}</li>"
        for one in found
    )
    st.html(f'<ul class="told">{told}</ul>')


def _list(title: str, said: Sequence[str]) -> str:
    lines = "".join(f"<li>{escape(one)}</li>" for one in said)
    return f"<h3>{title}</h3><ul>{lines}</ul>" if said else ""


def _step(one: Link, other: str, framework: Framework, results: dict[str, NodeResult]) -> dict[str, str | Html]:
    node = framework.node[other]
    back = " (feeds back)" if one.kind == "feedback" else ""
    name = link(f"{node.title}{back}", "outcome", node=other)
    stands = result(results[other].word) if node.scored else "not measured"
    return {
        **{"step": name, "result": stands, "evidence": strength_words(one)},
        **{"assumption": one.assumption, "test": one.test},
    }
