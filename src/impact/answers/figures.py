"""Figures as anyone may see them: counts as known at a moment, computed, then through the gate."""

from collections.abc import Collection, Sequence

import pandas as pd

from impact import disclosure
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
    """The figures of some indicators (None: all) in some kinds of scope, after the gate."""
    rules = framework(sources, view)
    return disclosure.protect(computed(sources, view, rules, indicators, scopes), rules)


def computed(
    sources: Sources,
    view: View,
    rules: Framework,
    indicators: Collection[str] | None = None,
    scopes: Sequence[Scope] = rollup.EVERY_SCOPE,
) -> pd.DataFrame:
    """FIGURES before the gate; only for what the gate is applied to afterwards."""
    return rollup.figures(known(sources, view, rules, indicators), rules, scopes)


def known(sources: Sources, view: View, rules: Framework, indicators: Collection[str] | None = None) -> Counts:
    """COUNTS as known at the view's moment."""
    belongs = {service.id: service.sector for service in rules.services}
    return sources.projection.counts(rules.id, belongs, view.as_at, indicators)
