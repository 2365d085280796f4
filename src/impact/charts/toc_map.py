"""The theory of change as a map: what leads to what, how each outcome is moving, and where it is held up."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from html import escape
from typing import TYPE_CHECKING

from impact.charts.links import BACK, STRENGTHS, known, sample, ways
from impact.charts.toc_grid import Grid
from impact.framework import Framework, Node
from impact.layout import path_through
from impact.words import LOOKS, NOT_YET, look_of

if TYPE_CHECKING:
    from impact.metrics.outcomes import NodeResult


def toc_map(
    framework: Framework,
    results: Mapping[str, NodeResult],
    address: Callable[[str], str],
    held_up: Collection[str] = (),
) -> str:
    """Every node as a plate that leads on, in its column, with mark and word where it is scored; links as lines.

    address   node id -> where its plate leads
    held_up   ids of the nodes at which a way is held up: they wear a ring

    It is markup and no figure of plotly, so that each plate is a stop of the tab key with a name of its own. What
    is chosen, and how large it is drawn, is for `chosen` to say: the map itself stays the same and is sent once.
    """
    grid = Grid.of(framework, results)
    plates = {
        node.id: _plate(node, at, grid, results, address(node.id), node.id in held_up)
        for at, node in enumerate(framework.nodes)
    }
    return (
        f"<style>{_lights(framework)}</style>"
        '<div class="toc-frame" tabindex="0" role="region" aria-label="The map of the theory of change">'
        f'<div class="toc" style="--tall:{grid.height:.2f};--wide:{grid.least:.1f}">'
        f'<div aria-hidden="true">{"".join(ways(framework, grid))}</div>'
        f"{_columns(framework, grid, plates)}</div></div>"
    )


def chosen(framework: Framework, lit: str = "", size: float = 1.0) -> str:
    """The rules by which one node's ways stand out of the map, and its type grows; markup that shows nothing itself.

    lit    the node; '' for none
    size   of the type; 1 fits the screen
    """
    rules = f".toc{{--size:{size:g}}}"
    if lit:
        ids, links = path_through(framework, lit)
        nodes = ",".join(f".n{at}" for at, node in enumerate(framework.nodes) if node.id in ids)
        lines = ",".join(f".w{at}" for at, link in enumerate(framework.links) if link.id in links) or ".none"
        here = [node.id for node in framework.nodes].index(lit)
        rules += (
            f".toc .node:not({nodes}){{background:var(--paper);--shade:var(--rule);--said:var(--soft);"
            f"outline-color:var(--rule);color:var(--soft)!important}}"
            f".toc :is(.way,.head):not({lines}){{opacity:.3}}.toc :is({lines}){{background:var(--accent)}}"
            f".toc .n{here}{{box-shadow:0 0 0 2px var(--said,var(--ink))}}"
        )
    return f"<style>{rules}</style>"


def key(framework: Framework) -> str:
    """What lines and rings of the map mean, in words, as markup."""
    used = {known(link) for link in framework.links if link.kind == "causal"}
    shown = [style for evidence, style in STRENGTHS.items() if evidence in used]
    shown += [BACK] if any(link.kind == "feedback" for link in framework.links) else []
    lines = "".join(f"<li>{sample(style)}{escape(style[2])}</li>" for style in shown)
    ring = '<li><i class="ring"></i>held up here</li>'
    return f'<ul class="toc-key" aria-label="How to read the map"><li>Evidence for a step:</li>{lines}{ring}</ul>'


def _columns(framework: Framework, grid: Grid, plates: Mapping[str, str]) -> str:
    """The horizons from left to right, each a heading over its plates from the top down."""
    told = []
    for at, horizon in enumerate(sorted(framework.horizons, key=lambda one: one.order)):
        ours = [node.id for node in framework.nodes if node.horizon == horizon.id]
        inside = "".join(f"<li>{plates[id]}</li>" for id in sorted(ours, key=lambda id: grid.layout.places[id][1]))
        left = grid.point((at, 0))[0] - grid.half
        told.append(
            f'<section><h2 style="left:{left:.2f}%;width:{2 * grid.half:.2f}%">{escape(horizon.name)}</h2>'
            f"<ul>{inside}</ul></section>"
        )
    return "".join(told)


def _plate(node: Node, at: int, grid: Grid, results: Mapping[str, NodeResult], address: str, is_held_up: bool) -> str:
    """One plate: mark and word of the result, then the node's name."""
    scored = node.scored and node.id in results
    look = look_of(results[node.id].word) if scored else None
    x, y = grid.point(grid.layout.places[node.id])
    tall = grid.tall[node.id]
    place = f"left:{x - grid.half:.2f}%;top:{y - tall / 2:.2f}em;width:{2 * grid.half:.2f}%;height:{tall:.2f}em"
    kind = " plain" if look is None else " not-yet" if look is NOT_YET else f" r{list(LOOKS).index(look.word)}"
    word = f'<b><i aria-hidden="true">{look.mark}</i> {escape(look.word)}</b> ' if look else ""
    ring, held = (" held-up", '<span class="only-heard">, held up here</span>') if is_held_up else ("", "")
    return (
        f'<a class="node n{at}{kind}{ring}" style="{place}" href="{escape(address)}" target="_self">'
        f"{word}<span>{escape(node.title)}</span>{held}</a>"
    )


def _lights(framework: Framework) -> str:
    """The colours of results, and which ways a plate lights under the pointer or when the tab key reaches it."""
    kinds = {"not-yet" if look is NOT_YET else f"r{at}": look for at, look in enumerate(LOOKS.values())}
    rules = [
        f".toc .{kind}{{--shade:light-dark({look.light},{look.dark});--said:var(--shade)}}"
        for kind, look in kinds.items()
    ]
    order = {link.id: at for at, link in enumerate(framework.links)}
    for at, node in enumerate(framework.nodes):
        links = sorted(order[one] for one in path_through(framework, node.id)[1])
        if links:
            lit = ",".join(f".w{one}" for one in links)
            here = f".toc.toc:has(.n{at}:is(:hover,:focus-visible))"
            rules.append(f"{here} :is({lit}){{background:var(--accent);opacity:1}}")
    return "".join(rules)
