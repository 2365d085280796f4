"""Where the theory of change is held up: the earliest outcome on a way that has not moved.

Source: `framework-method` (c.1, f.5). Links say contribution and not proof: nothing is multiplied or passed
along them, and what is said is only that one step has moved and the next has not.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from impact.framework.models import Framework, Link
from impact.metrics.outcomes import GOING_BACK, LITTLE_CHANGE, MIXED, MOVING, MOVING_WELL, NodeResult

MOVED = frozenset({MOVING, MOVING_WELL})
NOT_MOVED = frozenset({LITTLE_CHANGE, GOING_BACK, MIXED})
"""Mixed counts as not moved: a part of it has clearly become worse. Every other word is passed through."""


@dataclass(frozen=True, slots=True)
class Halt:
    """One outcome at which a way is held up.

    node_id  the first judged outcome on a way that has not moved
    word     its result
    links    ids of the causal links by which such ways come to it, in the framework's order; none where it
             is where a way begins
    moved    the nearest judged outcomes before it on these ways, all of which have moved; none where nothing
             before it can be judged
    through  what lies between, without a result of its own: seen through what it feeds
    """

    node_id: str
    word: str
    links: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()
    through: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stuck:
    """What can be said of all ways from the first step on.

    halts      where ways are held up, in the framework's order
    not_yet    scored outcomes that cannot be judged yet, and so were passed through
    open_ends  where ways end that are not held up, as far as can be judged
    judged     how many outcomes could be judged at all
    """

    halts: tuple[Halt, ...]
    not_yet: tuple[str, ...]
    open_ends: tuple[str, ...]
    judged: int


def stuck(results: Iterable[NodeResult], framework: Framework) -> Stuck:
    """On every way along the causal links, the earliest outcome that has not moved.

    A way begins in the first horizon, or where nothing leads to a node. Feedback links are left out. Ways
    that meet are followed once, so that links which go in a circle come to an end.
    """
    words = {one.node_id: one.word for one in results if one.word in MOVED | NOT_MOVED}
    known = framework.node
    links = [one for one in framework.links if one.kind == "causal" and one.source in known and one.target in known]
    reached = _reached(_beginnings(links, framework), links, words)
    passed = {node for node in reached if words.get(node) not in NOT_MOVED}
    halts = [_halt(node, words, passed, links, framework) for node in known if node in reached - passed]
    not_yet = [node for node in known if node in passed and known[node].scored and node not in words]
    lead_on = {one.source for one in links}
    ends = [node for node in known if node in passed and node not in lead_on]
    return Stuck(tuple(halts), tuple(not_yet), tuple(ends), len(words))


def _beginnings(links: Sequence[Link], framework: Framework) -> list[str]:
    order = {one.id: one.order for one in framework.horizons}
    first = min((order.get(one.horizon, 0) for one in framework.nodes), default=0)
    led_to = {one.target for one in links}
    return [one.id for one in framework.nodes if order.get(one.horizon, 0) == first or one.id not in led_to]


def _reached(beginnings: Iterable[str], links: Sequence[Link], words: Mapping[str, str]) -> set[str]:
    """Every node that a way comes to before it is held up, where it is held up included."""
    after: dict[str, list[str]] = {}
    for link in links:
        after.setdefault(link.source, []).append(link.target)
    waiting, reached = list(beginnings), set[str]()
    while waiting:
        node = waiting.pop()
        if node not in reached:
            reached.add(node)
            waiting += after.get(node, []) if words.get(node) not in NOT_MOVED else []
    return reached


def _halt(
    node: str, words: Mapping[str, str], passed: Collection[str], links: Sequence[Link], framework: Framework
) -> Halt:
    inward = [one for one in links if one.target == node and one.source in passed]
    moved, through = set[str](), set[str]()
    waiting = [one.source for one in inward]
    while waiting:
        before = waiting.pop()
        if before in moved | through:
            continue
        (moved if words.get(before) in MOVED else through).add(before)
        if before in through:
            waiting += [one.source for one in links if one.target == before and one.source in passed]
    in_order = [tuple(one for one in framework.node if one in found) for found in (moved, through)]
    return Halt(node, words[node], tuple(one.id for one in inward), *in_order)
