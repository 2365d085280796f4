"""Bright spots in sentences: what is on show, what waits for a check, what the numbers point to. No order, no score."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from impact.framework import Framework
from impact.words.numbers import uk_date, upper_first

if TYPE_CHECKING:
    from datetime import date

    from impact.metrics.bright import Pointer

CASE_MIX = "Services do not all work with the same people, and that is not adjusted for. It is a place to start asking."
"""Said beside every comparison of services; `framework-method` (f.6)."""

NAME_CLASH = "“Bright Spots” is also the name of Coram Voice's programme on how children in care feel."
"""Said once beside the list; `framework-method` (f.6)."""


def on_show_sentence(many: int, waiting: int) -> str:
    """The first line: how many bright spots are on show, and how many nominations wait for a check."""
    if not many:
        shown = "No bright spot is on show yet."
    else:
        shown = f"{many} bright {'spot is' if many == 1 else 'spots are'} on show."
    if not waiting:
        return shown
    return f"{shown} {waiting} {'nomination waits' if waiting == 1 else 'nominations wait'} to be checked."


def standing_sentence(
    result: str, *, agreed: bool | None, holds_until: date | None, expired: bool, looked: Sequence[str]
) -> str:
    """How one nomination stands: what was found, whether the service agrees to be named, how long it holds."""
    if holds_until is None:
        seen = f"{looked[0].capitalize()} has looked; the other look is awaited" if looked else "Nobody has looked yet"
        return f"To be checked. {seen}."
    said = f"{upper_first(result)}."
    if result == "not this time":
        return f"{said} Seen only by the service and the programme team."
    named = {None: "The service was not asked yet whether it may be named", False: "The service is not to be named"}
    if agreed is not True:
        return f"{said} {named[agreed]}, so it is not shown."
    if expired:
        return f"{said} It held until {uk_date(holds_until)}; renew it to show it again."
    return f"{said} Holds until {uk_date(holds_until)}."


def pointer_sentence(one: Pointer, framework: Framework) -> str:
    """What the numbers say of one service and indicator, and what it was compared with; never a value or a place."""
    name, title = framework.service[one.service_id].name, framework.indicator[one.indicator_id].title
    said = f"{name}, “{title}”"
    if not one.rules:
        return (
            f"{said}: beyond the other limit{_among(one, framework)}. An offer of help, and a question about the data."
        )
    rules = f"{' and '.join(one.rules)}{_among(one, framework)}"
    notes = "".join(f"; {note}" for note in one.notes)
    return f"{said}: {rules}; held back, since {one.held_back}." if one.held_back else f"{said}: {rules}{notes}."


def _among(one: Pointer, framework: Framework) -> str:
    if not one.group:
        return ""
    service, words = framework.service[one.service_id], framework.words
    who = {
        "sector": f"{words.services} of {framework.sector[service.sector].name}",
        "reach": f"{service.reach} {words.services}, since its {words.sector} has too few",
        "all": f"{words.services} of every kind, since too few are like it",
    }[one.group]
    wide = "; limits are widened, since these differ by more than chance" if one.widened else ""
    return f" (among {one.compared} {who}{wide})"
