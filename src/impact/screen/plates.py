"""The measured outcomes as plates, one column for each horizon: name, result, how far, how sure."""

from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from impact.framework import Framework
from impact.framework.parts import Horizon
from impact.metrics.outcomes import NodeResult
from impact.metrics.since import ABOVE, BELOW, Since
from impact.screen.cards import address, is_dark, result, term
from impact.words import look_of
from impact.words.results import reason_words
from impact.words.theory import way_words


def key_to_plates() -> str:
    """How a plate is read, as markup; its own words can be asked about."""
    return (
        f"Per cent of the way from start to {term('target')}, with its {term('95% interval')} and "
        f"{term('confidence')}. On a bar the middle is the start, the dotted end the target."
    )


def outcome_plates(results: Sequence[NodeResult], before: Mapping[str, Since], framework: Framework) -> None:
    """Every measured outcome as a plate that leads to its own screen.

    before   each outcome beside itself a quarter before; it is said where the two can be told apart
    """
    columns = []
    for horizon in sorted(framework.horizons, key=lambda one: one.order):
        ours = [one for one in results if framework.node[one.node_id].horizon == horizon.id]
        measured = [one for one in ours if framework.node[one.node_id].scored]
        if measured:
            columns.append(_column(horizon, measured, before, framework))
    st.html(f'<div class="horizons">{"".join(columns)}</div>')


def _column(horizon: Horizon, results: Sequence[NodeResult], before: Mapping[str, Since], framework: Framework) -> str:
    plates = "".join(f"<li>{_plate(one, before.get(one.node_id), framework)}</li>" for one in results)
    return f"<section><h3>{escape(horizon.name)}</h3><ul>{plates}</ul></section>"


def _plate(one: NodeResult, before: Since | None, framework: Framework) -> str:
    look = look_of(one.word)
    way = way_words(one)
    sure = f"confidence {one.confidence}" if one.confidence else ""
    trend = before.said if before and before.said in (ABOVE, BELOW) else ""
    said = ", ".join(part for part in (way, sure, trend) if part)
    where = escape(address("outcome", node=one.node_id))
    return (
        f'<a class="outcome" href="{where}" target="_self" style="border-left-color:{_shade(one)}">'
        f'<span class="name">{escape(framework.node[one.node_id].title)}</span>'
        f'<span class="stand">{result(look.word).markup}{_bar(one)}</span>'
        f'<span class="said">{escape(said or reason_words(one, framework))}</span></a>'
    )


def _bar(one: NodeResult) -> str:
    """A score on the way from -100 (left) over where we started (middle) to the target (right)."""
    if one.score != one.score:
        return ""
    stroke = ""
    if one.lower == one.lower and one.upper == one.upper:
        low, high = _place(one.lower), _place(one.upper)
        stroke = f'<i style="left:{low:.0f}%;width:{max(high - low, 1):.0f}%;background:{_shade(one)}"></i>'
    dot = f'<b style="left:{_place(one.score):.0f}%;background:{_shade(one)}"></b>'
    return f'<span class="track" aria-hidden="true">{stroke}{dot}</span>'


def _place(score: float) -> float:
    return (min(max(score, -100.0), 100.0) + 100) / 2


def _shade(one: NodeResult) -> str:
    look = look_of(one.word)
    return look.dark if is_dark() else look.light
