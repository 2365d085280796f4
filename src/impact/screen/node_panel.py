"""One node of the theory of change: what it means, how it stands, on what that rests, and what leads to it."""

from typing import Any

import pandas as pd
import streamlit as st

from impact.framework import Framework, Indicator
from impact.metrics.outcomes import NodeResult
from impact.metrics.parts import NodePart
from impact.screen import pictures
from impact.screen.cache import Key
from impact.screen.cards import Column, Html, link, result, sheet
from impact.words import interval_text, marked_text, quantity, target_text
from impact.words.theory import way_words

WAY = "Each measure on its way from where we started to its target"
MEASURES = (
    Column("measure", "Measure"),
    Column("value", "Newest figure", number=True),
    Column("interval", "95% interval", number=True),
    Column("baseline", "Started at", number=True),
    Column("target", "Target", number=True),
    Column("progress", "Of the way", number=True),
    Column("change", "Change"),
    Column("why_not", "Why not used"),
)
LINKS = (
    Column("from", "From"),
    Column("evidence", "Evidence"),
    Column("assumption", "What we assume"),
    Column("test", "How we would know"),
)
NODES = (
    Column("title", "Outcome"),
    Column("horizon", "When"),
    Column("result", "Result"),
    Column("way", "Of the way to the target", number=True),
    Column("confidence", "Confidence"),
)


def node_panel(key: Key, framework: Framework, one: NodeResult) -> None:
    """Everything about one node."""
    node = framework.node[one.node_id]
    st.header(node.title, anchor=False)
    if node.meaning:
        st.text(node.meaning)
    if one.parts:
        pictures.dots(key, node.id, WAY)
        sheet(_measures(key, framework, one), MEASURES, f"What “{node.title}” is measured by")
    else:
        st.text("Nothing is measured here; it is part of how the change is thought to come about.")
    before = [
        {"from": _to_node(link_in.source, framework), **link_in.model_dump(include={"evidence", "assumption", "test"})}
        for link_in in framework.links
        if link_in.target == node.id
    ]
    if before:
        sheet(before, LINKS, "What leads here, and what we assume")


def node_list(framework: Framework, results: dict[str, NodeResult]) -> None:
    """Every node in words, in the order of time: the map for the ear and the keyboard."""
    order = {horizon.id: horizon for horizon in framework.horizons}
    nodes = sorted(framework.nodes, key=lambda node: order[node.horizon].order)
    rows = [
        {
            "title": _to_node(node.id, framework),
            "horizon": order[node.horizon].name,
            "result": result(results[node.id].word) if node.scored else "not measured",
            "way": way_words(results[node.id]),
            "confidence": results[node.id].confidence,
        }
        for node in nodes
    ]
    sheet(rows, NODES, "All of the theory of change, as a list")


def _to_node(node_id: str, framework: Framework) -> Html:
    return link(framework.node[node_id].title, "theory_of_change", node=node_id)


def _measures(key: Key, framework: Framework, one: NodeResult) -> list[dict[str, Any]]:
    figures = pictures.of_parts(key, one.parts).frame
    rows = {row["indicator_id"]: row for _, row in figures.iterrows()}
    return [_measure(part, rows.get(part.indicator_id), framework) for part in one.parts]


def _measure(part: NodePart, row: "pd.Series[Any] | None", framework: Framework) -> dict[str, Any]:
    indicator = framework.indicator[part.indicator_id]
    known = row is not None and pd.notna(row["value"])
    return {
        "measure": link(indicator.title, "indicator", indicator=indicator.id),
        "value": marked_text(row, indicator) if row is not None else "no figure",
        "interval": interval_text(row, indicator).strip("()") if row is not None else "",
        "baseline": _began(part, indicator) if known else "",
        "target": target_text(part.target, indicator) if pd.notna(part.target) else "",
        "progress": f"{part.progress:.0f}%" if pd.notna(part.progress) else "",
        "change": part.change,
        "why_not": (row["hidden"] if row is not None else "") or part.why_not,
    }


def _began(part: NodePart, indicator: Indicator) -> str:
    """Where a measure started; [c] where a figure of that time is hidden."""
    if pd.notna(part.baseline):
        return quantity(part.baseline, indicator)
    return "[c]" if part.began else ""
