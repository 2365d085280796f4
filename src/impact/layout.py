"""Where each box of the theory of change stands, and which way its links run, so that few lines cross.

Columns are the framework's horizons in order of time. A link that jumps over columns is given a lane in
each. The order within a column comes from sweeps that move each box to the middle of its neighbours
(Sugiyama, Tagawa and Toda, 1981), keeping the order with the fewest crossings; the heights follow by
moving boxes towards their neighbours as far as the order and the space between boxes allow.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import mean

from impact.framework import Framework, Link

Point = tuple[float, float]
LANE = 0.3
"""The height of a passing link's lane, in boxes."""
SWEEPS = 24


@dataclass(frozen=True)
class Layout:
    """Places in columns (0 is the first horizon) and in heights from the top (in the unit of the boxes' heights).

    places   node id -> (column, height of its middle)
    routes   link id -> the points it runs through, from its source to its target
    rows     height of the whole
    """

    places: Mapping[str, Point]
    routes: Mapping[str, tuple[Point, ...]]
    rows: float


@dataclass(frozen=True)
class _Graph:
    """Boxes and lanes by column, and the steps between neighbouring columns."""

    columns: list[list[str]]
    before: dict[str, list[str]]
    after: dict[str, list[str]]
    chains: dict[str, list[str]]


def lay_out(framework: Framework, tall: Mapping[str, float] | None = None, lane: float = LANE) -> Layout:
    """The places of all nodes and the routes of all links of a framework; the same every time.

    tall   how high each node's box is, with the room around it; None where every box is 1 high
    lane   how high a passing link's lane is, in the same unit
    """
    graph = _graph(framework)
    columns = _ordered(graph)
    sizes = {box: (tall or {}).get(box, 1.0) if box in framework.node else lane for box in graph.before}
    heights, rows = _heights(graph, columns, sizes)
    column_of = {box: at for at, boxes in enumerate(columns) for box in boxes}
    point = {box: (float(column_of[box]), heights[box]) for box in column_of}
    places = {node.id: point[node.id] for node in framework.nodes}
    routes = {id: tuple(point[box] for box in chain) for id, chain in graph.chains.items()}
    return Layout(places, routes, rows)


def path_through(framework: Framework, node_id: str) -> tuple[frozenset[str], frozenset[str]]:
    """The nodes and the links that lead to a node or on from it, following causal links only."""
    causal = [link for link in framework.links if link.kind == "causal"]
    back = _reach(node_id, [(link.target, link.source, link.id) for link in causal])
    on = _reach(node_id, [(link.source, link.target, link.id) for link in causal])
    return back[0] | on[0], back[1] | on[1]


def _reach(start: str, steps: Sequence[tuple[str, str, str]]) -> tuple[frozenset[str], frozenset[str]]:
    nodes, links, edge = {start}, set(), {start}
    while edge:
        taken = [(there, link) for here, there, link in steps if here in edge]
        links |= {link for _, link in taken}
        edge = {there for there, _ in taken} - nodes
        nodes |= edge
    return frozenset(nodes), frozenset(links)


def _graph(framework: Framework) -> _Graph:
    order = {horizon.id: at for at, horizon in enumerate(sorted(framework.horizons, key=lambda one: one.order))}
    column = {node.id: order[node.horizon] for node in framework.nodes}
    levels = {level: at for at, level in enumerate(dict.fromkeys(node.level for node in framework.nodes))}
    columns: list[list[str]] = [[] for _ in order]
    for node in sorted(framework.nodes, key=lambda node: levels[node.level]):
        columns[column[node.id]].append(node.id)
    chains = {link.id: _chain(link, column, columns) for link in framework.links}
    before: dict[str, list[str]] = {box: [] for boxes in columns for box in boxes}
    after: dict[str, list[str]] = {box: [] for box in before}
    for link in framework.links:
        if column[link.target] > column[link.source]:
            for here, there in zip(chains[link.id], chains[link.id][1:], strict=False):
                after[here].append(there)
                before[there].append(here)
    return _Graph(columns, before, after, chains)


def _chain(link: Link, column: Mapping[str, int], columns: list[list[str]]) -> list[str]:
    lanes = []
    for at in range(column[link.source] + 1, column[link.target]):
        lanes.append(f"{link.id} in column {at}")
        columns[at].append(lanes[-1])
    return [link.source, *lanes, link.target]


def _ordered(graph: _Graph) -> list[list[str]]:
    columns = [list(boxes) for boxes in graph.columns]
    best, fewest = [list(boxes) for boxes in columns], _crossings(columns, graph)
    for sweep in range(SWEEPS):
        forward = sweep % 2 == 0
        neighbours = graph.before if forward else graph.after
        for at in range(len(columns)) if forward else reversed(range(len(columns))):
            places = _places(columns)
            columns[at] = sorted(columns[at], key=lambda box: _middle(box, neighbours[box], places))
        crossings = _crossings(columns, graph)
        if crossings < fewest:
            best, fewest = [list(boxes) for boxes in columns], crossings
    return best


def _places(columns: Sequence[Sequence[str]]) -> dict[str, float]:
    return {box: (at + 0.5) / len(boxes) for boxes in columns for at, box in enumerate(boxes)}


def _middle(box: str, neighbours: Sequence[str], places: Mapping[str, float]) -> float:
    return mean(places[one] for one in neighbours) if neighbours else places[box]


def _crossings(columns: Sequence[Sequence[str]], graph: _Graph) -> int:
    places = _places(columns)
    total = 0
    for boxes in columns:
        steps = [(places[box], places[there]) for box in boxes for there in graph.after[box]]
        total += sum((a[0] - b[0]) * (a[1] - b[1]) < 0 for i, a in enumerate(steps) for b in steps[i + 1 :])
    return total


def _heights(
    graph: _Graph, columns: Sequence[Sequence[str]], sizes: Mapping[str, float]
) -> tuple[dict[str, float], float]:
    rows = max(sum(sizes[box] for box in boxes) for boxes in columns)
    heights = {box: place * rows for box, place in _places(columns).items()}
    for sweep in range(SWEEPS):
        for boxes in columns if sweep % 2 else list(reversed(columns)):
            wanted = [_middle(box, graph.before[box] + graph.after[box], heights) for box in boxes]
            heights |= dict(zip(boxes, _spaced(wanted, [sizes[box] for box in boxes], rows), strict=True))
    return heights, rows


def _spaced(wanted: Sequence[float], sizes: Sequence[float], rows: float) -> list[float]:
    """The heights nearest to those wanted that keep the order, the space and the edges (pool adjacent violators)."""
    offsets = [sum(sizes[:at]) + size / 2 for at, size in enumerate(sizes)]
    room = rows - sum(sizes)
    pools: list[list[float]] = []
    for height, offset in zip(wanted, offsets, strict=True):
        pools.append([height - offset])
        while len(pools) > 1 and mean(pools[-2]) > mean(pools[-1]):
            last = pools.pop()
            pools[-1] += last
    free = [min(max(mean(pool), 0), room) for pool in pools for _ in pool]
    return [start + offset for start, offset in zip(free, offsets, strict=True)]
