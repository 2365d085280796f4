"""Bright spots: what was nominated, how it was checked, and how long it holds, as known at a moment.

Source: `framework-method` (f.6). Two doors, numbers and people, lead to one check: a champion of another sector
and someone with lived experience look. What is shown has no order and no score; what was not confirmed is for
the service and the programme team.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from impact import store
from impact.access import Viewer
from impact.framework import Framework
from impact.metrics.register import before
from impact.sources import Sources, View, day_of, framework

BRIGHT_SPOT = "bright spot"
"""The register's name in the record."""

NOMINATED, CHECKED, AGREED, RENEWED = "nominated", "checked", "agreed", "renewed"
"""The acts of the register."""

CHAMPION, LIVED_EXPERIENCE = "champion", "lived experience"
LOOKERS = (CHAMPION, LIVED_EXPERIENCE)
"""Who must look before there is a result."""

NOT_THIS_TIME, PROMISING, CONFIRMED = "not this time", "promising", "confirmed"
RESULTS = (NOT_THIS_TIME, PROMISING, CONFIRMED)
"""What a look may find, the more doubtful first: of two looks the more doubtful counts (judgement)."""

TO_CHECK = "to be checked"


@dataclass(frozen=True, slots=True)
class Look:
    """What one of the two who look found, and when; `sector_id` is the champion's own."""

    who: str
    result: str
    day: date
    note: str
    sector_id: str
    given_by: str


@dataclass(frozen=True, slots=True)
class BrightSpot:
    """One nomination with all that was said of it since.

    number         the nomination's number in the register
    indicator_id   the indicator that pointed to it; "" where people did alone
    done, changed, known_by   what was done, what changed for people, how we know
    looks          the newest look of each who looked
    result         TO_CHECK, or one of RESULTS once both have looked
    agreed         whether the service agrees to be named; None while it was not asked
    holds_until    its last day, from the check or the newest renewal; None before the check
    expired        whether that day has passed
    """

    number: int
    service_id: str
    feature_id: str
    indicator_id: str
    done: str
    changed: str
    known_by: str
    nominated_by: str
    nominated_on: date
    looks: tuple[Look, ...]
    result: str
    agreed: bool | None
    holds_until: date | None
    expired: bool

    @property
    def checked(self) -> bool:
        """Whether both looked and found something to learn from."""
        return self.result in (PROMISING, CONFIRMED)

    @property
    def waits(self) -> bool:
        """Whether not both have looked yet."""
        return self.result == TO_CHECK

    @property
    def on_show(self) -> bool:
        """Whether everyone may see it: checked, in date, and the service agrees to be named."""
        return self.checked and self.agreed is True and not self.expired


def bright_spots(sources: Sources, view: View) -> tuple[BrightSpot, ...]:
    """What a viewer may see of the register: by feature, then by the service's name, then as they came in.

    What is on show everyone sees; what still waits for a check, champions too; all else only those who send for
    the service and the programme team.
    """
    rules = framework(sources, view)
    return tuple(one for one in _in_order(register(sources, view), rules) if may_see(one, view.viewer))


def may_see(one: BrightSpot, viewer: Viewer) -> bool:
    """Whether a viewer may see an entry of the register."""
    if one.on_show or viewer.role == "programme":
        return True
    if viewer.role == "champion":
        return one.result == TO_CHECK
    return viewer.role == "analyst" and viewer.may_send_for(one.service_id)


def register(sources: Sources, view: View) -> list[BrightSpot]:
    """Every entry of the register as known at the view's moment, as they came in."""
    rules = framework(sources, view)
    rows = store.entries(sources.engine, view.framework_id, BRIGHT_SPOT, view.as_at)
    about: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        about.setdefault(row["about"] or row["id"], []).append(row)
    return [_spot(said, view.today, rules) for said in about.values() if said[0]["service_id"] in rules.service]


def _spot(said: list[dict[str, Any]], today: date, rules: Framework) -> BrightSpot:
    first, details = said[0], said[0]["details"]
    looks = {row["details"]["who"]: _look(row) for row in said if row["act"] == CHECKED}
    result = _result(looks.values())
    renewed = [day_of(row["known_from"]) for row in said if row["act"] == RENEWED]
    agreed = [bool(row["details"]["agreed"]) for row in said if row["act"] == AGREED]
    from_day = max([*(look.day for look in looks.values()), *renewed]) if result != TO_CHECK else None
    until = before(from_day, -rules.bright_rules.valid_months) if from_day else None
    return BrightSpot(
        number=first["id"],
        service_id=first["service_id"],
        feature_id=details["feature_id"],
        indicator_id=details["indicator_id"],
        done=details["done"],
        changed=details["changed"],
        known_by=details["known_by"],
        nominated_by=first["given_by"],
        nominated_on=day_of(first["known_from"]),
        looks=tuple(looks[who] for who in LOOKERS if who in looks),
        result=result,
        agreed=agreed[-1] if agreed else None,
        holds_until=until,
        expired=until is not None and today > until,
    )


def _look(row: dict[str, Any]) -> Look:
    said = row["details"]
    return Look(
        said["who"], said["result"], day_of(row["known_from"]), said["note"], said["sector_id"], row["given_by"]
    )


def _result(looks: Iterable[Look]) -> str:
    found = {look.who: look.result for look in looks}
    return min(found.values(), key=RESULTS.index) if set(found) == set(LOOKERS) else TO_CHECK


def _in_order(spots: Iterable[BrightSpot], rules: Framework) -> list[BrightSpot]:
    features = {feature.id: place for place, feature in enumerate(rules.features)}
    return sorted(
        spots,
        key=lambda one: (
            features.get(one.feature_id, len(features)),
            rules.service[one.service_id].name.casefold(),
            one.number,
        ),
    )
