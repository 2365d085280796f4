"""What a command was asked for: which indicator, which scope, which period, as people write them."""

import re
from enum import StrEnum
from typing import TYPE_CHECKING

from impact.cli.shared import known_one
from impact.periods import Period, examples, parse
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
    spelt = re.sub(r"(?<=\d)-(?=[A-Za-z])", " ", text)
    known = sorted({period_about(row) for _, row in frame.iterrows()}, key=lambda one: (one.end, one.start))
    wanted = [one for one in known if parse(spelt, one.kind) == one]
    if wanted:
        return frame[[period_about(row) in wanted for _, row in frame.iterrows()]]
    meant = parse(spelt)
    if meant is None:
        raise ImpactError(f"'{text}' is no period. Write it as in a return, such as {examples('quarter')}.")
    near = min(known, key=lambda one: (abs((one.end - meant.end).days), one.kind != meant.kind), default=None)
    hint = f" The nearest is {near.code}." if near else " Nothing was sent for it by then."
    raise ImpactError(f"There is no figure for {meant.code}.{hint}")


def period_about(row: "pd.Series") -> Period:
    """The period that a figure or an observation is about."""
    from impact.words import period_of

    return period_of(row)


def scope_name(rules: "Framework", kind: str, id: str) -> str:
    """What a scope is called; the whole by the name of the place."""
    return rules.place if kind == ScopeKind.whole else scopes_of(rules)[ScopeKind(kind)].get(id, id)
