"""What differs between two versions of a framework, one row, one key or one target at a time."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from impact.framework.models import Framework
from impact.framework.parts import Indicator, Model

Kind = Literal["added", "removed", "changed", "moved"]
ADDED, REMOVED, CHANGED, MOVED = "added", "removed", "changed", "moved"

GROUPS = (
    *("sectors", "services", "areas", "features", "stages", "criteria", "evidence"),
    *("horizons", "nodes", "links", "indicators", "targets", "pairs", "policies", "rules"),
)
"""What a framework holds, in the order in which differences are told."""

TABLES = tuple(name for name in GROUPS if name not in ("targets", "rules"))


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is other.

    kind           "moved": the same rows stand in another order
    id             of the row; the section for a rule, such as 'outcome_rules'; "" for the framework's own keys
    name           the row's title, name or text, in the later version where it is there
    key            which key; for a target the day it starts, and the sector it is for; "" for a whole row
    before, after  the values as data; None where there is none
    """

    group: str
    kind: Kind
    id: str = ""
    name: str = ""
    key: str = ""
    before: Any = None
    after: Any = None


def differences(was: Framework, now: Framework) -> tuple[Difference, ...]:
    """Everything in which two versions differ, in the order of GROUPS; nothing where they are the same."""
    found = [*_rules(was, now)]
    for table in TABLES:
        found += _of_table(table, _by_id(getattr(was, table)), _by_id(getattr(now, table)))
    for id, indicator in now.indicator.items():
        if id in was.indicator and was.indicator[id].targets != indicator.targets:
            found += _of_targets(was.indicator[id], indicator)
    return tuple(sorted(found, key=lambda one: GROUPS.index(one.group)))


def name_of(row: Model) -> str:
    """What a row is called: its name, title or text; of a link or a pair, its two ends."""
    for key in ("name", "title", "text"):
        if text := getattr(row, key, ""):
            return str(text)
    ends = [getattr(row, key) for key in ("source", "target", "indicator", "beside") if hasattr(row, key)]
    return " to ".join(ends)


def _of_table(table: str, olds: Mapping[str, Model], news: Mapping[str, Model]) -> Iterator[Difference]:
    for id, old in olds.items():
        if id not in news:
            yield Difference(table, "removed", id, name_of(old))
    for id, new in news.items():
        if id not in olds:
            yield Difference(table, "added", id, name_of(new))
        elif olds[id] != new:
            yield from _of_row(table, id, name_of(new), olds[id], new)
    both = [id for id in olds if id in news]
    if both != [id for id in news if id in olds]:
        yield Difference(table, "moved")


def _of_row(group: str, id: str, name: str, old: Model, new: Model, within: str = "") -> Iterator[Difference]:
    for key in type(new).model_fields:
        before, after = getattr(old, key), getattr(new, key)
        if before == after or key == "targets":
            continue
        if isinstance(before, Model) and isinstance(after, Model):
            yield from _of_row(group, id, name, before, after, f"{key}.")
        else:
            yield Difference(group, "changed", id, name, f"{within}{key}", before, after)


def _of_targets(old: Indicator, new: Indicator) -> Iterator[Difference]:
    olds, news = _targets(old), _targets(new)
    for key in {**olds, **news}:
        before, after = olds.get(key), news.get(key)
        if before != after:
            kind: Kind = "added" if before is None else "removed" if after is None else "changed"
            yield Difference("targets", kind, new.id, new.title, key, before, after)
    if [key for key in olds if key in news] != [key for key in news if key in olds]:
        yield Difference("targets", "moved", new.id, new.title)


def _targets(indicator: Indicator) -> dict[str, dict[str, Any]]:
    found = {}
    for one in indicator.targets:
        key = f"{one.start.isoformat()} {one.sector}".strip()
        found[key] = one.model_dump(exclude_none=True, exclude={"start", "sector"}, exclude_defaults=True)
    return found


def _rules(was: Framework, now: Framework) -> Iterator[Difference]:
    for key in Framework.model_fields:
        before, after = getattr(was, key), getattr(now, key)
        if key in TABLES or before == after:
            continue
        if isinstance(before, Model) and isinstance(after, Model):
            yield from _of_row("rules", key, "", before, after)
        else:
            yield Difference("rules", "changed", "", "", key, before, after)


def _by_id(rows: tuple[Model, ...]) -> dict[str, Model]:
    return {
        getattr(row, "id", "") or f"{getattr(row, 'indicator', '')}|{getattr(row, 'beside', '')}": row for row in rows
    }
