"""A large problem taken apart: known numbers put in their place, and what is left in pieces that hang together."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from impact.audit.bounding import Solver
from impact.audit.collecting import Hidden
from impact.audit.problem import ALMOST, Choice, Key, Line, Problem


class Parts:
    """The pieces of a problem, each with what is asked about it."""

    def __init__(self, problem: Problem) -> None:
        """From a problem whose limits were drawn in."""
        self.known = {key: low for key, (low, high) in problem.limits.items() if high - low < ALMOST}
        self._parts = components(self._unknown(problem))
        self._said: dict[Key, dict[str, None]] = defaultdict(dict)
        for line in problem.lines:
            for key in line.terms if line.said else ():
                self._said[key][line.said] = None
        self._solvers: dict[frozenset[int], Solver] = {}

    def reduced(self, line: Line) -> Line:
        """A line with every known number put in its place."""
        gone = sum(factor * self.known[key] for key, factor in line.terms.items() if key in self.known)
        rest = {key: factor for key, factor in line.terms.items() if key not in self.known}
        return Line(rest, line.low - gone, line.high - gone, line.said)

    def told(self, one: Hidden) -> bool:
        """Whether anything but its own reason bears on a hidden figure."""
        keys = {*one.count, *(one.base or ())}
        return bool(keys & set(self.known)) or any(line.said for line in self.solver(one).part.lines)

    def beside(self, one: Hidden) -> tuple[str, ...]:
        """The published totals that a hidden figure's numbers stand in."""
        found = dict.fromkeys(said for key in (*one.count, *(one.base or ())) for said in self._said.get(key, ()))
        return tuple(found)

    def solver(self, one: Hidden) -> Solver:
        """What is asked about a figure's piece, or pieces; they are the same for every figure in them."""
        keys = {*one.count, *(one.base or ())}
        own = {id(self._parts[key]): self._parts[key] for key in keys if key in self._parts}
        name = frozenset(own)
        if name not in self._solvers:
            self._solvers[name] = Solver(_joined_parts(own.values()))
        return self._solvers[name]

    def _unknown(self, problem: Problem) -> Problem:
        limits = {key: ends for key, ends in problem.limits.items() if key not in self.known}
        left = Problem(limits, problem.whole - set(self.known))
        lines = [self.reduced(line) for line in problem.lines]
        left.lines = list({_name(line): line for line in lines if line.terms}.values())
        for choice in problem.choices:
            ways = tuple(tuple(self.reduced(line) for line in way) for way in choice.ways)
            if all(line.terms for way in ways for line in way):
                left.choices.append(Choice(ways))
        return left


def components(problem: Problem) -> dict[Key, "Problem"]:
    """Each unknown's own part of a problem: what hangs together with it through some line or choice."""
    root = _joined([*(line.terms for line in problem.lines), *(choice.keys() for choice in problem.choices)])
    parts: dict[Key, Problem] = defaultdict(Problem)
    for key, limits in problem.limits.items():
        part = parts[root.get(key, key)]
        part.limits[key] = limits
        if key in problem.whole:
            part.whole.add(key)
    for line in problem.lines:
        if line.terms:
            parts[root[next(iter(line.terms))]].lines.append(line)
    for choice in problem.choices:
        if choice.keys():
            parts[root[next(iter(choice.keys()))]].choices.append(choice)
    return {key: parts[root.get(key, key)] for key in problem.limits}


def _joined(groups: Iterable[Iterable[Key]]) -> dict[Key, Key]:
    """Unknown -> the one that stands for everything it hangs together with."""
    parent: dict[Key, Key] = {}

    def top(key: Key) -> Key:
        while parent.setdefault(key, key) != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    for group in groups:
        keys = list(group)
        for key in keys:
            parent[top(key)] = top(keys[0])
    return {key: top(key) for key in list(parent)}


def _joined_parts(parts: Iterable[Problem]) -> Problem:
    joined = Problem()
    for part in parts:
        joined.limits |= part.limits
        joined.whole |= part.whole
        joined.lines += part.lines
        joined.choices += part.choices
    return joined


def _name(line: Line) -> tuple[Any, ...]:
    return frozenset(line.terms.items()), line.low, line.high
