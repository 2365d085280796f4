"""One node of the theory of change: how it stands, what it is measured by, which steps lead to it and on."""

from collections.abc import Iterable, Sequence
from html import escape

import pandas as pd
import streamlit as st

from impact.framework import Framework, Link
from impact.metrics.outcomes import NodeResult
from impact.metrics.parts import NodePart
from impact.metrics.stuck import Halt, Stuck
from impact.screen import pictures
from impact.screen.cache import Key
from impact.screen.cards import Column, Html, address, download, link, result, sheet
from impact.words import interval_text, look_of, marked_text, number
from impact.words.outcome import NOBODY_YET, TOLD_US, rests_sentence, result_sentence, strength_words
from impact.words.stuck import CONTRIBUTION, halt_sentence, link_sentence, stuck_sentence, through_sentence
from impact.words.theory import way_words

NODES = (
    Column("title", "Step or outcome"),
    Column("horizon", "When"),
    Column("result", "Result"),
    Column("way", "Of the way to the target", number=True),
    Column("confidence", "Confidence"),
    Column("leads", "Leads to"),
)


def node_panel(key: Key, framework: Framework, one: NodeResult, found: Stuck) -> None:
    """One node beside the map: in short, with the way to its own page."""
    node = framework.node[one.node_id]
    st.header(node.title, anchor=False)
    more = f'<a href="{escape(address("outcome", node=node.id))}" target="_self">All about it, with its figures</a>'
    st.html(
        f'<div class="panel">{_lines([node.meaning])}<p>{stand(one, framework)}</p>'
        f"{_lines([rests_sentence(one, framework), *held_up(one, found, framework)])}"
        f"<p>{more}</p>{_measures(key, framework, one)}"
        f"{_steps('What leads here', before(one.node_id, framework), framework)}"
        f"{_steps('What it leads to', after(one.node_id, framework), framework)}</div>"
    )
    told_us()


def stand(one: NodeResult, framework: Framework) -> str:
    """How a node stands, as markup: the mark of its result before its sentence."""
    look = look_of(one.word)
    shade = f"light-dark({look.light},{look.dark})"
    mark = f'<span class="mark" style="--shade:{shade}" aria-hidden="true">{look.mark}</span>'
    return f"{mark if framework.node[one.node_id].scored else ''}{escape(result_sentence(one, framework))}"


def told_us() -> None:
    """The place of people's words beside the numbers: until a register holds some, what will stand there."""
    st.html(f'<section class="told-us"><h3>{TOLD_US}</h3><p>{NOBODY_YET}</p></section>')


def held_up(one: NodeResult, found: Stuck, framework: Framework) -> list[str]:
    """What is said where a way is held up at a node; nothing elsewhere."""
    halt = next((halt for halt in found.halts if halt.node_id == one.node_id), None)
    if halt is None:
        return []
    return [f"Held up here: {halt_sentence(halt, framework)}", through_sentence(halt, framework)]


def held_up_list(found: Stuck, framework: Framework) -> None:
    """Every outcome at which a way is held up, each with what its steps assume."""
    st.header("Where it is held up", anchor=False)
    halts = "".join(f"<li>{_halt(halt, framework)}</li>" for halt in found.halts)
    said = escape(stuck_sentence(found, framework))
    st.html(f'<p>{said}</p><ul class="halts">{halts}</ul><p class="quiet">{CONTRIBUTION}</p>')


def node_list(framework: Framework, results: dict[str, NodeResult], found: Stuck) -> None:
    """Every node in words, in the order of time: the map for the ear and the keyboard."""
    order = {horizon.id: horizon for horizon in framework.horizons}
    halts = {one.node_id for one in found.halts}
    rows = [
        {
            "title": link(node.title, "outcome", node=node.id),
            "horizon": order[node.horizon].name,
            "result": _stands(results[node.id], node.id in halts) if node.scored else "not measured",
            "way": way_words(results[node.id]),
            "confidence": results[node.id].confidence,
            "leads": "; ".join(framework.node[one.target].title for one in after(node.id, framework)),
        }
        for node in sorted(framework.nodes, key=lambda node: order[node.horizon].order)
    ]
    st.header("The same as a list", anchor=False)
    sheet(rows, NODES, "All of the theory of change, in the order of time")
    download(rows, NODES, "theory_of_change", pictures.origin_note(framework), "nodes_csv")


def before(node_id: str, framework: Framework) -> list[Link]:
    """The steps that lead to a node, those that feed back included."""
    return [one for one in framework.links if one.target == node_id]


def after(node_id: str, framework: Framework) -> list[Link]:
    """The steps that lead on from a node, those that feed back included."""
    return [one for one in framework.links if one.source == node_id]


def _halt(halt: Halt, framework: Framework) -> str:
    steps = [link_sentence(one, framework) for one in framework.links if one.id in halt.links]
    steps += [one for one in [through_sentence(halt, framework)] if one]
    said = escape(halt_sentence(halt, framework))
    if not steps:
        return said
    told = "".join(f"<li>{escape(one)}</li>" for one in steps)
    return f"<details><summary>{said}</summary><ul>{told}</ul></details>"


def _stands(one: NodeResult, is_held_up: bool) -> Html:
    shown = result(one.word)
    return Html(f"{shown.markup} – held up here", f"{shown.text} – held up here") if is_held_up else shown


def _measures(key: Key, framework: Framework, one: NodeResult) -> str:
    """What a node is measured by: each newest figure, how far it has come, or why it does not count."""
    if not one.parts:
        return ""
    figures = {row["indicator_id"]: row for _, row in pictures.of_parts(key, one.parts).frame.iterrows()}
    told = "".join(f"<li>{_measure(part, figures.get(part.indicator_id), framework)}</li>" for part in one.parts)
    return f"<h3>What it is measured by</h3><ul>{told}</ul>"


def _measure(part: NodePart, row: "pd.Series | None", framework: Framework) -> str:
    indicator = framework.indicator[part.indicator_id]
    name = link(indicator.title, "indicator", indicator=indicator.id).markup
    if row is None:
        return f"{name}: no figure"
    said = f"{marked_text(row, indicator)} {interval_text(row, indicator)}".strip()
    way = f"{number(part.progress, 0)}% of the way" if part.used and part.progress == part.progress else part.why_not
    change = part.change if part.change.startswith("clear ") else ""
    return f"{name}: {escape('; '.join(one for one in (said, way, change) if one))}"


def _steps(title: str, links: Sequence[Link], framework: Framework) -> str:
    """Some steps as a list: the step at the other end, what is assumed, and how well that is known."""
    if not links:
        return ""
    other = "source" if title == "What leads here" else "target"
    told = "".join(f"<li>{_step(one, getattr(one, other), framework)}</li>" for one in links)
    return f"<h3>{title}</h3><ul>{told}</ul>"


def _step(one: Link, other: str, framework: Framework) -> str:
    name = link(framework.node[other].title, "theory_of_change", node=other).markup
    back = " (feeds back)" if one.kind == "feedback" else ""
    assumed = f"We assume: {one.assumption}." if one.assumption else "No assumption is noted."
    return f"{name}{back}<br>{escape(assumed)} {escape(strength_words(one))}"


def _lines(said: Iterable[str]) -> str:
    return "".join(f"<p>{escape(one)}</p>" for one in said if one)
