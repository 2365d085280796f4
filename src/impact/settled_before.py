"""Tells how the returns of a demonstration were gone through in the past: on which days, by whom, and what was left.

A folder of demonstration returns may hold `settled.toml`: rules by which returns were accepted, signed off or opened
again, in place of a line for each of them. On each of its days a rule is held to the returns as they stand then, and
what it decides goes through the same door as on a screen. So a revision takes an acceptance back here as well.
"""

import tomllib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from impact import store
from impact.answers import returns_calendar
from impact.deciding import DOING, FOR_ALL, Word, decide_many
from impact.framework import Framework
from impact.problems import ImpactError
from impact.sources import Sources, View, day_of, framework
from impact.standing import MAY_FOLLOW, Expected

SETTLED = "settled.toml"
HOUR = time(14, tzinfo=UTC)
"""When on its day a rule is held to the returns."""


class UnreadableRules(ImpactError):
    """How returns were gone through cannot be read from its file."""


@dataclass(frozen=True, slots=True)
class Left:
    """A return that is left as it stands, from a day on if one is named."""

    service: str
    period: str
    since: date = date.min


@dataclass(frozen=True, slots=True)
class Rule:
    """What somebody decided on some days about every return that may be decided so, of those it names.

    act         accepted, signed off or reopened
    given_by    by whom; {sector} stands for the name of the return's sector
    sectors, services, periods   only these ids and codes; empty: all of them
    until       only periods that have ended by this day
    """

    act: str
    given_by: str
    days: tuple[date, ...]
    reason: str = ""
    sectors: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()
    until: date = date.max
    left: tuple[Left, ...] = ()

    def word(self, one: Expected, rules: Framework, day: date) -> Word | None:
        """What is decided about a return on a day; None where the rule is not about it, or it may not be decided."""
        sector = rules.service[one.service_id].sector
        named = ((self.sectors, sector), (self.services, one.service_id), (self.periods, one.period.code))
        if any(only and found not in only for only, found in named) or one.period.end > self.until:
            return None
        place = (one.service_id, one.period.code)
        if any((left.service, left.period) == place and left.since <= day for left in self.left):
            return None
        if self.act not in MAY_FOLLOW[one.standing]:
            return None
        given_by = self.given_by.replace("{sector}", rules.sector[sector].name)
        return Word(one.service_id, one.period, self.act, given_by, self.reason)


@dataclass(frozen=True, slots=True)
class Round:
    """A rule on one of its days."""

    at: datetime
    rule: Rule


def read_settled(folder: Path) -> list[Round]:
    """Every rule of a folder's file on each of its days, oldest first; on one day in the order in which they stand."""
    path = folder / SETTLED
    if not path.is_file():
        return []
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
        left = tuple(Left(**one) for one in told.get("left", ()))
        rules = [replace(_rule(one, told.get("rounds", [])), left=left) for one in told["rule"]]
        rounds = [Round(datetime.combine(day, HOUR), rule) for rule in rules for day in rule.days]
    except (tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError) as error:
        raise UnreadableRules(
            f"'{path}' cannot be read ({error}). Each rule needs act and given_by, and days unless there are rounds."
        ) from error
    return sorted(rounds, key=lambda one: one.at)


def _rule(one: dict[str, Any], rounds: list[date]) -> Rule:
    """A rule as it is written; `after_days` puts each of its days so many after the round's."""
    if one["act"] not in DOING or one["act"] in FOR_ALL:
        raise KeyError(f"act {one['act']}")
    later = timedelta(one.get("after_days", 0))
    said: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in one.items()}
    said.pop("after_days", None)
    return Rule(**{**said, "days": tuple(day + later for day in one.get("days", rounds))})


class Settling:
    """Holds the rules to the returns, each on its day, once: what lies before the newest of the record is past."""

    def __init__(self, sources: Sources, framework_id: str, rounds: Sequence[Round]) -> None:
        known = [one["received_at"] for one in store.submissions(sources.engine, framework_id)]
        known += [one["known_from"] for one in store.decisions(sources.engine, framework_id)]
        past = max(known, default=datetime.min.replace(tzinfo=UTC))
        self.sources, self.framework_id = sources, framework_id
        self.left = sorted((one for one in rounds if one.at > past), key=lambda one: one.at)
        self.calendar: list[Expected] | None = None

    def came(self, senders: Collection[str]) -> None:
        """A return of some services or areas came: where services' returns stand is read again before the next rule."""
        if not self.left or not self.calendar:
            return
        if {one.service_id for one in self.calendar}.intersection(senders):
            self.calendar = None

    def tell_until(self, moment: datetime) -> None:
        """Decide everything that was decided before a moment."""
        while self.left and self.left[0].at < moment:
            self._hold(self.left.pop(0))

    def _hold(self, one: Round) -> None:
        view = View(self.framework_id, day_of(one.at))
        rules = framework(self.sources, view)
        if self.calendar is None:
            self.calendar = returns_calendar(self.sources, view)
        found = [one.rule.word(expected, rules, view.today) for expected in self.calendar]
        words = [word for word in found if word]
        if words:
            self.calendar = decide_many(self.sources, view, self.calendar, words, one.at)
