"""Which returns a template can be had for, and which one is meant by what somebody wrote."""

from collections.abc import Sequence
from datetime import date

import polars as pl

from impact.answers.asked import asked
from impact.answers.returns import periods_of
from impact.framework.models import Framework, Indicator, Service
from impact.named_periods import named_periods
from impact.periods import Period
from impact.problems import ImpactError
from impact.words import uk_date
from impact.words.definitions import FREQUENCIES


def may_send(rules: Framework, service: Service, item: Indicator) -> bool:
    """Whether a service may send an indicator at all."""
    return item.fed_by != "published" and rules.reports(service, item)


def asks_anything(rules: Framework, service: Service) -> bool:
    """Whether there is anything that a service may send itself."""
    return any(may_send(rules, service, item) for item in rules.indicators)


def offered(rules: Framework, service: Service, sent: pl.DataFrame, today: date) -> list[Period]:
    """The returns a service sends, the newest first; those whose period still runs are among them.

    sent   from `sent_by`

    They are the returns of the calendar: one for each period of the service's own rhythm and, where yearly items
    are asked of it, one for each year.
    """
    if not asks_anything(rules, service):
        return []
    ever = {(service.id, item) for item in sent["indicator_id"]}
    kinds = list(asked(rules, ever)[service.id]) or [service.rhythm]
    found = [period for kind in kinds for period in periods_of(service, kind, rules, today)]
    return sorted(found, key=lambda period: (period.end, period.kind == service.rhythm), reverse=True)


def by_code(found: Sequence[Period]) -> dict[str, Period]:
    """The returns offered by their codes; where a school year and a financial year share one, their kinds are added."""
    codes = [one.code for one in found]
    return {one.code if codes.count(one.code) == 1 else f"{one.code} {one.kind}": one for one in found}


def newest_due(found: Sequence[Period], service: Service, today: date) -> Period | None:
    """The newest return that is due, of those offered: by its own rhythm first, of a period that is over first."""
    order = sorted(found, key=lambda one: (one.end <= today, one.kind == service.rhythm), reverse=True)
    return order[0] if order else None


def why_none(rules: Framework, service: Service) -> str:
    """Why no template is offered for a service."""
    if not asks_anything(rules, service):
        return f"No return is asked of {service.name}: every figure here is taken from what others publish."
    if service.left:
        return f"{service.name} left on {uk_date(service.left)}, and no return was asked of it before that."
    first = max(rules.first_period, service.joined or rules.first_period)
    return f"{service.name} sends its first return for the period that holds {uk_date(first)}."


def period_asked(rules: Framework, service: Service, sent: pl.DataFrame, text: str, today: date) -> Period:
    """The period that a text names, "" for the newest that is due; an ImpactError names the nearest one."""
    found = offered(rules, service, sent, today)
    newest = newest_due(found, service, today)
    if newest is None:
        raise ImpactError(why_none(rules, service))
    if not text.strip():
        return newest
    if by_its_code := by_code(found).get(text.strip()):
        return by_its_code

    def absent(meant: Period, near: Period | None) -> str:
        sends = f"{service.name} sends a return {FREQUENCIES[service.rhythm]}"
        return f"There is no template for {meant.code}: {sends}, and the nearest is {(near or newest).code}."

    own_first = sorted(found, key=lambda one: one.kind != service.rhythm)
    return named_periods(text, own_first, absent, service.rhythm)[0]
