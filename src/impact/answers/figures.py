"""Figures as anyone may see them: counts as known at a moment, computed, then through the gate."""

from collections.abc import Collection, Sequence

import pandas as pd

from impact.answers import gate
from impact.disclosure import Protected
from impact.framework import Framework
from impact.metrics import rollup
from impact.metrics.slots import Counts, Scope
from impact.sources import Sources, View, framework


def figures(
    sources: Sources,
    view: View,
    indicators: Collection[str] | None = None,
    scopes: Sequence[Scope] = rollup.EVERY_SCOPE,
) -> Protected:
    """The figures of some indicators (None: all) in some kinds of scope, after the gate.

    The gate always sees every scope, so that it can tell what a total beside its parts would give away.
    """
    rules = framework(sources, view)
    protected = gate.protect(sources, view, rules, computed(sources, view, rules, indicators))
    return protected.where(protected.frame["scope_kind"].isin(list(scopes)))


def computed(sources: Sources, view: View, rules: Framework, indicators: Collection[str] | None = None) -> pd.DataFrame:
    """FIGURES of every scope before the gate; only for what the gate is applied to afterwards."""
    belongs = {service.id: service.sector for service in rules.services}
    counts = sources.projection.scanned(rules.id, belongs, view.as_at, indicators)
    return rollup.figures(counts, rules)


def known(sources: Sources, view: View, rules: Framework, indicators: Collection[str] | None = None) -> Counts:
    """COUNTS as known at the view's moment."""
    belongs = {service.id: service.sector for service in rules.services}
    return sources.projection.counts(rules.id, belongs, view.as_at, indicators)
