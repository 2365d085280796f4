"""What frames the outcomes on the first screen: bright spots above, what moved and what waits beside, coverage last."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from impact.answers import BrightSpot
from impact.framework import Framework
from impact.screen import cache
from impact.screen.cache import Key
from impact.screen.cards import address
from impact.screen.plates import key_to_plates
from impact.screen.since_board import decisions_waiting, last_board, lately_since_board
from impact.words import uk_date
from impact.words.arrivals import completeness_sentence
from impact.words.steps import steps_sentence

MOST = 3
"""Cards in the strip; the rest stands on its own screen."""

WAITS = 4
"""Decisions that are named before the rest is counted. Judgement."""


def bright_strip(key: Key, framework: Framework) -> None:
    """The newest bright spots on show, and where the others are; where there is none, how one comes about."""
    on_show = [one for one in cache.bright_spots(key) if one.on_show]
    newest = sorted(on_show, key=lambda one: (one.nominated_on, one.number), reverse=True)[:MOST]
    more = f"All {len(on_show)} bright spots" if len(on_show) > MOST else "Bright spots, and how to nominate one"
    link = f'<a href="{escape(address("bright_spots"))}" target="_self">{more}</a>'
    cards = "".join(_card(one, framework) for one in newest) or (
        "<li>None is on show yet: anyone may nominate one, two people look, and the "
        f"{escape(framework.words.service)} agrees to be named.</li>"
    )
    st.html(f'<section class="bright"><h2>Going well {link}</h2><ul>{cards}</ul></section>')


def _card(one: BrightSpot, framework: Framework) -> str:
    feature = next(it.name for it in framework.features if it.id == one.feature_id)
    service = framework.service[one.service_id].name
    return f"<li><b>{escape(feature)}, {escape(service)}.</b> {escape(one.done)} <i>{escape(one.changed)}</i></li>"


def beside(key: Key, framework: Framework) -> None:
    """What moved since the last board, and what needs a decision now."""
    board = last_board(key)
    told = _listed(lately_since_board(key, framework))
    waiting = decisions_waiting(key, framework)
    links = [
        f'<a href="{escape(address(one.page))}" target="_self">{escape(one.sentence)}</a>' for one in waiting[:WAITS]
    ]
    rest = f"<li>And {len(waiting) - WAITS} more.</li>" if len(waiting) > WAITS else ""
    asked = "".join(f"<li>{one}</li>" for one in links) + rest or "<li>Nothing waits for a decision.</li>"
    link = f'<a href="{escape(address("since_last_board"))}" target="_self">since {uk_date(board.view.today)}</a>'
    st.html(
        f'<section class="beside"><h2>What changed {link}</h2><ul>{told}</ul>'
        f"<h2>What needs a decision</h2><ul>{asked}</ul></section>"
    )


def foot(key: Key, framework: Framework) -> None:
    """How complete the figures are, where the services stand on their way, how to read a bar."""
    stages = cache.stages(key)
    said = [completeness_sentence(cache.calendar(key), framework)]
    if stages:
        roadmap = f'<a href="{escape(address("roadmap"))}" target="_self">See the roadmap.</a>'
        said.append(f"{escape(steps_sentence(stages, framework))}. {roadmap}")
    parts = [escape(said[0]), *said[1:], key_to_plates()]
    st.html(f'<div class="foot">{"".join(f"<p>{one}</p>" for one in parts)}</div>')


def _listed(sentences: Sequence[str]) -> str:
    return "".join(f"<li>{escape(one)}</li>" for one in sentences)
