"""What a board looks at in a meeting, and in which order: a list that can be chosen before it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from impact.framework import Framework, Indicator

Kind = Literal["opening", "bright", "since", "horizon", "held_up", "roadmap", "indicator", "coverage", "decisions"]

KEY_INDICATORS = 3
"""Indicators of which a wide picture is shown unless others are chosen. Judgement: an hour holds three."""


@dataclass(frozen=True, slots=True)
class Item:
    """One screen of a meeting; `ref` is the horizon or the indicator that it is about, else ""."""

    kind: Kind
    ref: str = ""

    @property
    def id(self) -> str:
        """How the address and the record call it: 'opening', 'horizon.short', 'indicator.S01'."""
        return f"{self.kind}.{self.ref}" if self.ref else self.kind


def offered(framework: Framework) -> tuple[Item, ...]:
    """Every item that an agenda of this framework may hold, in the order of the house.

    What goes well, what changed, where it is held up, single indicators, what cannot be said yet; then what is decided.
    """
    horizons = [Item("horizon", one) for one in measured_horizons(framework)]
    roadmap = [Item("roadmap")] if framework.stages and framework.criteria else []
    indicators = [Item("indicator", one.id) for one in framework.indicators if one.core and one.direction != "none"]
    first = (Item("opening"), Item("bright"), Item("since"))
    return (*first, *horizons, Item("held_up"), *roadmap, *indicators, Item("coverage"), Item("decisions"))


def default_agenda(framework: Framework) -> tuple[Item, ...]:
    """The agenda where none was chosen: all that is offered but the roadmap, and of the indicators the key ones."""
    keys = {one.id for one in key_indicators(framework)}
    return tuple(
        one
        for one in offered(framework)
        if one.kind != "roadmap" and (one.kind != "indicator" or one.ref in keys)
    )  # fmt: skip


def agenda_of(ids: Iterable[str], framework: Framework) -> tuple[Item, ...]:
    """The items with these ids, in their order, each once; what this framework does not offer is left out.

    The default where nothing is left. What was decided always comes last, so that a meeting ends with it.
    """
    known = {one.id: one for one in offered(framework)}
    chosen = [known[one] for one in dict.fromkeys(ids) if one in known and one != "decisions"]
    return (*chosen, Item("decisions")) if chosen else default_agenda(framework)


def key_indicators(framework: Framework) -> tuple[Indicator, ...]:
    """The first core indicator of each of the last horizons that are measured, what services send before the published.

    First steps are told by their horizon; so the later ones are taken where there are more than KEY_INDICATORS.
    """
    found = []
    for horizon in measured_horizons(framework)[-KEY_INDICATORS:]:
        ours = [one for one in framework.indicators if one.core and one.scored and _horizon(one, framework) == horizon]
        found += sorted(ours, key=lambda one: one.fed_by == "published")[:1]
    return tuple(found)


def measured_horizons(framework: Framework) -> tuple[str, ...]:
    """The ids of the horizons that hold a measured outcome, in order of time."""
    measured = {node.horizon for node in framework.nodes if node.scored}
    return tuple(one.id for one in sorted(framework.horizons, key=lambda one: one.order) if one.id in measured)


def _horizon(indicator: Indicator, framework: Framework) -> str:
    return framework.node[indicator.node].horizon
