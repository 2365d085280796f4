"""Where the theory of change moves and where it does not, in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from impact.framework import Framework
from impact.words.numbers import number
from impact.words.results import NOT_YET, look_of

if TYPE_CHECKING:
    from impact.metrics.outcomes import NodeResult

NAMED = 3
"""How many outcomes are named before the rest is counted."""


def where_sentence(results: Iterable[NodeResult], framework: Framework) -> str:
    """Which outcomes move furthest, and which go back: the first line of the map."""
    scored = [one for one in results if framework.node[one.node_id].scored]
    if not scored:
        return "No outcome of this theory of change is measured yet."
    well = [one for one in scored if one.word == "moving well"]
    moving = [one for one in scored if one.word in ("moving well", "moving")]
    back = [one for one in scored if one.word == "going back"]
    if not any(look_of(one.word) is not NOT_YET for one in scored):
        return "We cannot yet say where it moves: no outcome has enough evidence."
    first = _named("Moving well", well, framework) if well else _named("Moving", moving, framework)
    last = _named("Going back", back, framework) if back else "No outcome is going back."
    return f"{first} {last}" if first else f"No outcome is clearly moving. {last}"


def way_words(result: NodeResult) -> str:
    """A score and its interval, short: '36% (20 to 40)', of the way to the target; '' where there is none."""
    if result.score != result.score:
        return ""
    interval = f" ({number(result.lower, 0)} to {number(result.upper, 0)})" if result.lower == result.lower else ""
    return f"{number(result.score, 0)}%{interval}"


def _named(lead: str, results: Sequence[NodeResult], framework: Framework) -> str:
    titles = [framework.node[one.node_id].title for one in results]
    if not titles:
        return ""
    more = len(titles) - NAMED
    listed = "; ".join(titles[:NAMED])
    return f"{lead}: {listed}; and {more} more." if more > 0 else f"{lead}: {listed}."
