"""Rows in the record that a draft of the framework has no place for."""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from impact.answers.both import both
from impact.framework import Framework
from impact.words.versions import unfit_sentence

NO_INDICATOR = "is no longer there"
NO_SERVICE = "comes from a sender that is no longer there"
NOT_ASKED = "is no longer asked there"
OTHER_RHYTHM = "is asked by another kind of period"


@dataclass(frozen=True, slots=True)
class Unfit:
    """What was sent of one indicator and would no longer fit.

    why       one of the reasons above
    services  ids of services or areas
    """

    indicator_id: str
    why: str
    services: tuple[str, ...]
    rows: int
    returns: tuple[int, ...]
    sentence: str


def unfit(counts: pl.DataFrame, was: Framework, now: Framework) -> tuple[Unfit, ...]:
    """The rows that fit the version in use and would not fit the draft, by indicator and reason.

    counts  COUNTS as known by the version in use
    """
    names = both(was, now)
    groups = counts.group_by("service_id", "indicator_id", "period_kind", maintain_order=True).agg(
        pl.len().alias("rows"), pl.col("submission_id").unique().alias("returns")
    )
    found: dict[tuple[str, str], list[tuple[str, int, list[int]]]] = {}
    for service, indicator, kind, rows, returns in groups.iter_rows():
        why = _why_not(service, indicator, kind, now)
        if why and not _why_not(service, indicator, kind, was):
            found.setdefault((indicator, why), []).append((service, rows, returns))
    return tuple(_summed(key, parts, names) for key, parts in sorted(found.items()))


def _why_not(sender: str, id: str, kind: str, rules: Framework) -> str:
    if id not in rules.indicator:
        return "" if any(one.id == id for one in rules.evidence) else NO_INDICATOR
    if sender in rules.area:
        return ""
    if sender not in rules.service:
        return NO_SERVICE
    service, indicator = rules.service[sender], rules.indicator[id]
    if not rules.reports(service, indicator):
        return NOT_ASKED
    return "" if rules.rhythm(service, indicator) == kind else OTHER_RHYTHM


def _summed(key: tuple[str, str], parts: list[tuple[str, int, list[int]]], names: Framework) -> Unfit:
    id, why = key
    services = tuple(dict.fromkeys(service for service, _, _ in parts))
    rows = sum(many for _, many, _ in parts)
    returns = tuple(sorted({one for _, _, numbers in parts for one in numbers if one is not None}))
    title = f"“{names.indicator[id].title}” ({id})" if id in names.indicator else id
    called = list(_called(services, names))
    return Unfit(id, why, services, rows, returns, unfit_sentence(why, title, called, rows, len(returns)))


def _called(services: tuple[str, ...], names: Framework) -> Iterator[str]:
    for one in services:
        known = names.service.get(one) or names.area.get(one)
        yield known.name if known else one
