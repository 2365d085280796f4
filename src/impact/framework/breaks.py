"""Where a series breaks because its definition changed from one version of the framework to a later one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from impact.framework.broken import Break
from impact.framework.definitions import FIELDS, breaking
from impact.framework.models import EVERY_SECTOR, Framework

SCOPES = ("service", "area", "sector", "whole")


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a framework, and the day on which it was kept."""

    framework: Framework
    kept: date


@dataclass(frozen=True, slots=True)
class _Entry:
    since: date
    framework: Framework


def since_of(before: Framework, version: Version) -> date:
    """The day from which a version's definitions count, after the version before it.

    That is its date `effective`, where it is later than the version before had; where nobody moved it, the day on
    which the version was kept. Judgement: a forgotten date must not break the whole past.
    """
    now = version.framework.effective
    return now if now > before.effective else version.kept


def breaks(versions: Sequence[Version]) -> tuple[Break, ...]:
    """Every break that versions make, oldest version first: by indicator, then by day.

    A version that counts from the same day as an earlier one, or from an earlier day, stands in its place: a mistake
    that was put right breaks nothing.
    """
    dated = [_Entry(date.min, one.framework) for one in versions[:1]]
    dated += [_Entry(since_of(was.framework, one), one.framework) for was, one in pairwise(versions)]
    ids = {id: None for one in reversed(versions) for id in one.framework.indicator}
    return tuple(found for id in ids for found in _of_indicator(id, dated))


def changed(id: str, was: Framework, now: Framework, since: date) -> dict[str, tuple[str, ...]]:
    """The keys in which an indicator's definition differs, by kind of scope; empty where it is in one alone."""
    old, new = was.indicator.get(id), now.indicator.get(id)
    if old is None or new is None:
        return {}
    keys = [one for one in breaking(old, new, since) if one not in ("sectors", "needs_tags")]
    asked = ("sectors",) if _sectors(was, now, id) != _sectors(now, was, id) else ()
    tagged = ("needs_tags",) if set(old.needs_tags) != set(new.needs_tags) else ()
    more: dict[str, tuple[str, ...]] = {"sector": tagged, "whole": (*asked, *tagged)}
    found = {scope: (*keys, *more.get(scope, ())) for scope in SCOPES}
    return {scope: names for scope, names in found.items() if names}


def reason(keys: Sequence[str], since: date) -> str:
    """Why figures are not compared: 'the definition changed on 1 October 2026: what is counted'."""
    return f"the definition changed on {since.day} {since:%B %Y}: {', '.join(FIELDS[key].name for key in keys)}"


def _of_indicator(id: str, dated: Sequence[_Entry]) -> Iterator[Break]:
    entries: list[_Entry] = []
    for one in dated:
        if id in one.framework.indicator:
            entries = [*(earlier for earlier in entries if earlier.since < one.since), one]
    merged: dict[tuple[date, int, str], list[str]] = {}
    for scope in SCOPES:
        for since, number, said in _numbered(id, entries, scope):
            merged.setdefault((since, number, said), []).append(scope)
    for (since, number, said), scopes in sorted(merged.items()):
        yield Break(id, since, number, tuple(scopes), said)


def _numbered(id: str, entries: Sequence[_Entry], scope: str) -> Iterator[tuple[date, int, str]]:
    """Each change of definition in one kind of scope: since when, its number, and why."""
    known: list[_Entry] = list(entries[:1])
    numbers = [0]
    for was, now in pairwise(entries):
        keys = changed(id, was.framework, now.framework, now.since).get(scope, ())
        if not keys:
            numbers.append(numbers[-1])
        else:
            alike = (
                number
                for one, number in zip(known, numbers, strict=True)
                if scope not in changed(id, one.framework, now.framework, now.since)
            )
            numbers.append(next(alike, max(numbers) + 1))
            yield now.since, numbers[-1], reason(keys, now.since)
        known.append(now)


def _sectors(one: Framework, other: Framework, id: str) -> frozenset[str]:
    """The sectors, among those that both versions name, that are asked; a new sector is told as coverage."""
    sectors = one.indicator[id].sectors
    return frozenset(
        sector.id
        for sector in one.sectors
        if sector.id in other.sector
        and (EVERY_SECTOR in sectors or sector.id in sectors)
        and (not sector.indicators or id in sector.indicators)
    )
