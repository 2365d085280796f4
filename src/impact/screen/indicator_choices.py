"""Which indicator, of whom, and when: the choices of the indicator screen, each an id in the address."""

from typing import Any, cast, get_args

import pandas as pd

from impact.disclosure import Protected
from impact.framework import Framework
from impact.metrics.slots import Scope
from impact.words import period_of

WHOLE = "whole"


def indicator_options(framework: Framework) -> dict[str, str]:
    """Every indicator by id, in the framework's order, named with the level it belongs to."""
    return {one.id: f"{one.level.capitalize()}: {one.title}" for one in framework.indicators}


def first_indicator(framework: Framework) -> str:
    """The indicator that is shown when none is asked for: the first core one that is scored."""
    return next((one.id for one in framework.indicators if one.core and one.scored), framework.indicators[0].id)


def scope_options(figures: Protected, indicator_id: str, framework: Framework) -> dict[str, str]:
    """The whole, then every sector, service or other area that has a figure: 'sector:SEC6' -> its name."""
    at = figures.frame[figures.frame.indicator_id == indicator_id]
    there = set(zip(at.scope_kind, at.scope_id, strict=True))
    home = framework.home
    found = {WHOLE: home.name if home and ("area", home.id) in there else f"the whole {framework.words.whole}"}
    found |= {f"sector:{one.id}": one.name for one in framework.sectors if ("sector", one.id) in there}
    found |= {f"service:{one.id}": one.name for one in framework.services if ("service", one.id) in there}
    others = [one for one in framework.areas if ("area", one.id) in there and one != home]
    return found | {f"area:{one.id}": one.name for one in others}


def read_scope(text: str) -> tuple[Scope, str]:
    """The kind and the id that a scope in the address names; anything else is the whole."""
    kind, _, scope_id = text.partition(":")
    return (cast(Scope, kind), scope_id) if kind in get_args(Scope) and scope_id else ("whole", "")


def period_options(series: pd.DataFrame) -> dict[str, str]:
    """The periods of a series by code, newest first."""
    newest_first = series.sort_values("period_end", ascending=False)
    return {period.code: period.label for period in (period_of(row) for _, row in newest_first.iterrows())}


def row_at(series: pd.DataFrame, code: str) -> "pd.Series[Any]":
    """The row of a series in one of its periods, by the period's code."""
    return next(row for _, row in series.iterrows() if period_of(row).code == code)
