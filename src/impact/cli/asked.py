"""What a command was asked for: which indicator, which scope, which period, as people write them."""

from enum import StrEnum
from typing import TYPE_CHECKING

from impact.cli.shared import known_one
from impact.named_periods import named_periods
from impact.periods import Period
from impact.problems import ImpactError

if TYPE_CHECKING:
    import pandas as pd

    from impact.framework import Framework


class ScopeKind(StrEnum):
    """What a figure is about."""

    whole = "whole"
    sector = "sector"
    service = "service"
    area = "area"


def indicator_of(rules: "Framework", word: str) -> str:
    """The id of an indicator, from its id or title."""
    return known_one(word, {one.id: one.title for one in rules.indicators}, "indicator")


def scopes_of(rules: "Framework") -> dict[ScopeKind, dict[str, str]]:
    """What each kind of scope may name: id -> name."""
    return {
        ScopeKind.sector: {one.id: one.name for one in rules.sectors},
        ScopeKind.service: {one.id: one.name for one in rules.services},
        ScopeKind.area: {one.id: one.name for one in rules.areas},
    }


def place_of(rules: "Framework", scope: ScopeKind | None, of: str) -> tuple[ScopeKind, str]:
    """The kind and id that --scope and --of ask for; the id is "" for the whole, and for all of a kind."""
    if not of:
        return scope or ScopeKind.whole, ""
    if scope is ScopeKind.whole:
        raise ImpactError(f"The whole is not divided: leave out --of {of}, or say --scope sector, service or area.")
    scopes = scopes_of(rules)
    if scope:
        return scope, known_one(of, scopes[scope], scope.value)
    known = {id: name for named in scopes.values() for id, name in named.items()}
    id = known_one(of, known, "sector, service or area")
    return next(kind for kind, named in scopes.items() if id in named), id


def in_period(frame: "pd.DataFrame", text: str) -> "pd.DataFrame":
    """The rows of one period, as written in a return; all of them for "". Years match each kind of year."""
    if not text:
        return frame
    about = [period_about(row) for _, row in frame.iterrows()]
    wanted = named_periods(text, sorted(set(about), key=lambda one: (one.end, one.start)), _no_figure)
    return frame[[one in wanted for one in about]]


def _no_figure(meant: Period, near: Period | None) -> str:
    hint = f"The nearest is {near.code}." if near else "Nothing was sent for it by then."
    return f"There is no figure for {meant.code}. {hint}"


def period_about(row: "pd.Series") -> Period:
    """The period that a figure or an observation is about."""
    from impact.words import period_of

    return period_of(row)


def scope_name(rules: "Framework", kind: str, id: str) -> str:
    """What a scope is called; the whole by the name of the place."""
    return rules.place if kind == ScopeKind.whole else scopes_of(rules)[ScopeKind(kind)].get(id, id)
