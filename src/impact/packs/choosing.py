"""What goes into a board pack: its parts, its outcomes and at most twenty figures."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain, zip_longest

from impact.framework import Framework, Indicator
from impact.problems import ImpactError

MOST_FIGURES = 20
"""Figures that a board can take in at one meeting. Judgement."""

LONGEST_TITLE = 120
"""As long as the title under which a pack may be noted as shown."""

BRIGHT, OUTCOMES, CHANGED, FIGURES, COVERAGE, METHOD = "bright", "outcomes", "changed", "figures", "coverage", "method"
PARTS: Mapping[str, str] = {
    BRIGHT: "Bright spots",
    OUTCOMES: "Outcomes",
    CHANGED: "What changed since the last board",
    FIGURES: "Figures",
    COVERAGE: "How complete it is",
    METHOD: "How to read this pack",
}
"""The parts of a pack in their order, after its first sentence: id -> title."""


class PackRefused(ImpactError):
    """A pack that cannot be made as asked."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What somebody wants in a pack.

    title     "" for the usual one
    figures   ids of indicators, in their order; None: the board's usual ones
    outcomes  ids of outcomes; None: every one that is measured
    since     the day of the last board; None: the newest that was noted
    parts     ids of PARTS
    """

    title: str = ""
    figures: tuple[str, ...] | None = None
    outcomes: tuple[str, ...] | None = None
    since: date | None = None
    parts: tuple[str, ...] = tuple(PARTS)


def figures_of(chosen: Chosen, framework: Framework) -> list[Indicator]:
    """The indicators whose figures go into a pack; raises PackRefused where there are too many."""
    if chosen.figures is None:
        return usual_figures(framework, chosen.outcomes)
    ids = list(dict.fromkeys(chosen.figures))
    if len(ids) > MOST_FIGURES:
        raise PackRefused(
            f"A pack holds at most {MOST_FIGURES} figures, and {len(ids)} were chosen. Leave some of them out."
        )
    return [framework.indicator[one] for one in ids]


def usual_figures(framework: Framework, outcomes: Collection[str] | None = None) -> list[Indicator]:
    """The board's usual figures, in the framework's order: core ones, spread over the outcomes, at most twenty.

    outcomes   only figures that measure these, and then also those that are not core; None: of all

    Each outcome gives one in turn, the framework's first ones first, so that none is left out for another's third.
    Judgement.
    """
    ours = [one for one in framework.indicators if outcomes is None or one.node in outcomes]
    core = [one for one in ours if one.core]
    wanted = core if outcomes is None and core else [*core, *(one for one in ours if not one.core)]
    by_node: dict[str, list[Indicator]] = defaultdict(list)
    for one in wanted:
        by_node[one.node].append(one)
    in_turn = [one for one in chain.from_iterable(zip_longest(*by_node.values())) if one is not None]
    taken = {one.id for one in in_turn[:MOST_FIGURES]}
    return [one for one in framework.indicators if one.id in taken]
