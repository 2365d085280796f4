"""Says what an editor of a framework must mend, before a figure is made from it.

First the faults of form (a misspelt key, a cell of the wrong kind); where there are none, the faults
of sense: names that lead nowhere, arrows that go in a circle, bounds that contradict each other,
one number used for two outcomes, a review that is overdue.
"""

from calendar import monthrange
from collections import Counter
from collections.abc import Iterator
from datetime import date
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from impact.framework.guarding import unsafe
from impact.framework.load import Finding, UnreadableFramework, load
from impact.framework.models import Framework, Indicator, Target
from impact.framework.references import unresolved


def lint(folder: Path, today: date) -> list[Finding]:
    """Every fault of a framework folder as at a day; empty where there is nothing to mend.

    Each finding names the file, the key (in a table: the row, counting the heading as row 1) and what
    to do. Faults of sense are looked for only where the folder can be read at all.
    """
    try:
        framework = load(folder)
    except UnreadableFramework as error:
        return error.findings
    return [
        *_ids_used_twice(framework),
        *unresolved(framework, folder),
        *_loop(framework),
        *_places(framework),
        *_stage_ranks(framework),
        *_thresholds(framework),
        *_locking(framework),
        *_policies(framework),
        *_unmeasured(framework),
        *_used_for_two_outcomes(framework),
        *_pairs(framework),
        *(finding for one in framework.indicators for finding in _of_indicator(one, today)),
    ]


def _ids_used_twice(framework: Framework) -> Iterator[Finding]:
    tables = ("sectors", "services", "areas", "features", "stages", "criteria", "evidence", "nodes", "links")
    for table in tables:
        seen: set[str] = set()
        for row, one in enumerate(getattr(framework, table), start=2):
            if one.id in seen:
                remedy = f"The id '{one.id}' is used in an earlier row. Give each row its own."
                yield Finding(f"{table}.csv", f"row {row}, id", remedy)
            seen.add(one.id)
    for key in ("policies", "horizons"):
        for name, times in Counter(one.id for one in getattr(framework, key)).items():
            if times > 1:
                yield Finding("framework.toml", key, f"The id '{name}' is used {times} times. Give each its own.")
    for row, item in enumerate(framework.evidence, start=2):
        if item.id in framework.indicator:
            remedy = f"'{item.id}' is an indicator too, so a return could not say which it sends. Change one id."
            yield Finding("evidence.csv", f"row {row}, id", remedy)
    for row, area in enumerate(framework.areas, start=2):
        if area.id in framework.service:
            remedy = f"'{area.id}' is a service too, so a return could not say which it is about. Change one id."
            yield Finding("areas.csv", f"row {row}, id", remedy)


def _loop(framework: Framework) -> Iterator[Finding]:
    before: dict[str, list[str]] = {}
    for link in framework.links:
        if link.kind == "causal":
            before.setdefault(link.target, []).append(link.source)
    try:
        TopologicalSorter(before).prepare()
    except CycleError as error:
        circle = error.args[1][1:]
        order = {name: place for place, name in enumerate(framework.node)}
        start = circle.index(min(circle, key=lambda name: order.get(name, len(order))))
        circle = [*circle[start:], *circle[:start], circle[start]]
        named = " -> ".join(circle)
        remedy = f"These causal links go in a circle: {named}. Mark the one that points back as 'feedback'."
        yield Finding("links.csv", "kind", remedy)


def _places(framework: Framework) -> Iterator[Finding]:
    for role in ("home", "benchmark"):
        named = [area.id for area in framework.areas if role in area.roles]
        if len(named) > 1:
            remedy = f"{len(named)} areas are '{role}' ({', '.join(named)}). Only one can be."
            yield Finding("areas.csv", "roles", remedy)


def _stage_ranks(framework: Framework) -> Iterator[Finding]:
    ranks = sorted(stage.rank for stage in framework.stages)
    if ranks != list(range(len(ranks))):
        found = ", ".join(map(str, ranks))
        remedy = f"The ranks are {found}. Number the stages 0 to {len(ranks) - 1}, each once, from the first step up."
        yield Finding("stages.csv", "rank", remedy)


def _thresholds(framework: Framework) -> Iterator[Finding]:
    for row, criterion in enumerate(framework.criteria, start=2):
        indicator = framework.indicator.get(criterion.ref)
        if criterion.kind in ("evidence", "no_worsening") or indicator is None:
            continue
        if not indicator.low <= criterion.threshold <= indicator.high:
            remedy = f"{criterion.threshold:g} lies outside the bounds of {indicator.id} ({_range(indicator)})."
            yield Finding("criteria.csv", f"row {row}, threshold", remedy)


def _locking(framework: Framework) -> Iterator[Finding]:
    own = (days for _, days in framework.due_after_days_by if days is not None)
    longest, lock = max([framework.due_after_days, *own]), framework.lock_after_days
    if lock is not None and lock < longest:
        remedy = f"A period would be locked {lock} days after its end, and its return is due after {longest}."
        yield Finding("framework.toml", "lock_after_days", f"{remedy} Write {longest} or more.")


def _policies(framework: Framework) -> Iterator[Finding]:
    for policy in framework.policies:
        for key, remedy in unsafe(policy):
            yield Finding("framework.toml", f"policies.{policy.id}.{key}", remedy[:1].upper() + remedy[1:])


def _unmeasured(framework: Framework) -> Iterator[Finding]:
    for row, node in enumerate(framework.nodes, start=2):
        if node.scored and not any(one.scored for one in framework.indicators_of(node.id)):
            remedy = f"'{node.id}' is scored and no scored indicator measures it. Add one, or leave 'scored' empty."
            yield Finding("nodes.csv", f"row {row}, scored", remedy)


def _used_for_two_outcomes(framework: Framework) -> Iterator[Finding]:
    """The same number must not be counted for two outcomes; `framework-method` (f.5)."""
    made_of: dict[tuple[str, str], Indicator] = {}
    published: dict[tuple[str, str], Indicator] = {}
    for one in framework.indicators:
        file = f"indicators/{one.id}.toml"
        if one.node in one.also_informs:
            yield Finding(file, "also_informs", f"'{one.node}' is its node already. Take it out here.")
        first = made_of.setdefault((_folded(one.numerator), _folded(one.denominator)), one)
        if first.node != one.node:
            yield Finding(file, "numerator", _same(first, "numerator and denominator"))
        elif one.publisher_ref:
            # One published table holds several figures: the same reference alone says nothing.
            first = published.setdefault((_folded(one.publisher_ref), _folded(one.numerator)), one)
            if first.node != one.node:
                yield Finding(file, "publisher_ref", _same(first, "published figure"))


def _pairs(framework: Framework) -> Iterator[Finding]:
    seen: set[frozenset[str]] = set()
    for row, pair in enumerate(framework.pairs, start=2):
        both = frozenset((pair.indicator, pair.beside))
        if len(both) == 1:
            yield Finding("pairs.csv", f"row {row}, beside", f"'{pair.beside}' stands beside itself. Name another one.")
        elif both in seen:
            remedy = "These two stand in an earlier row; a pair is read both ways. Delete this row."
            yield Finding("pairs.csv", f"row {row}", remedy)
        seen.add(both)
        for key, name in (("indicator", pair.indicator), ("beside", pair.beside)):
            one = framework.indicator.get(name)
            if one is not None and one.direction == "none":
                remedy = f"{name} has no good direction, so a worsening of it cannot be seen. Name another one."
                yield Finding("pairs.csv", f"row {row}, {key}", remedy)


def _same(first: Indicator, what: str) -> str:
    return f"The same {what} as {first.id}, which measures {first.node}. Keep one, and let it 'also_informs' the other."


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _of_indicator(one: Indicator, today: date) -> Iterator[Finding]:
    file = f"indicators/{one.id}.toml"
    if one.scored and one.direction == "none":
        yield Finding(file, "direction", "A scored indicator needs a good direction: 'higher' or 'lower'.")
    if one.low > one.high:
        yield Finding(file, "low", f"{one.low:g} is above 'high', which is {one.high:g}. Exchange them.")
    elif not one.low <= one.query_low <= one.query_high <= one.high:
        found = f"{one.query_low:g} to {one.query_high:g}"
        yield Finding(file, "query_low", f"The query bounds ({found}) must lie in order within {_range(one)}.")
    wanted = {"proportion": 100, "rate": one.multiplier}.get(one.measure, 1)
    if one.multiplier != wanted:
        yield Finding(file, "multiplier", f"A {one.measure} is multiplied by {wanted:g}. Found {one.multiplier:g}.")
    if one.measure in ("proportion", "rate") and not one.denominator:
        yield Finding(file, "denominator", f"A {one.measure} needs a denominator. Say what it is out of.")
    for place, target in enumerate(one.targets):
        yield from _of_target(one, target, file, f"targets.{place}")
    due = _months_later(one.reviewed, one.review_every_months)
    if due < today:
        remedy = f"A review was due on {due.day} {due:%B %Y}. Look at the definition again and change the date."
        yield Finding(file, "reviewed", remedy)


def _of_target(one: Indicator, target: Target, file: str, key: str) -> Iterator[Finding]:
    if target.style == "comparator":
        if not target.area:
            yield Finding(file, f"{key}.area", "This target compares with an area. Name it.")
        return
    wanted = (target.low, target.high) if target.style == "band" else (target.value,)
    if None in wanted:
        keys = "'low' and 'high'" if target.style == "band" else "'value'"
        yield Finding(file, key, f"A target of style '{target.style}' needs {keys}.")
        return
    if target.style in ("improve_by", "improve_by_percent"):
        yield from _of_improvement(one, target, file, key)
        return
    values = [value for value in wanted if value is not None]
    if values != sorted(values) or not all(one.low <= value <= one.high for value in values):
        found = " to ".join(f"{value:g}" for value in values)
        yield Finding(file, key, f"The target ({found}) must lie in order within the bounds, {_range(one)}.")


def _of_improvement(one: Indicator, target: Target, file: str, key: str) -> Iterator[Finding]:
    by = target.value or 0
    most = one.high - one.low if target.style == "improve_by" else 100
    if one.baseline == "none":
        yield Finding(file, "baseline", "The target improves on a baseline, and the baseline is 'none'. Choose one.")
    if (one.direction == "higher" and by < 0) or (one.direction == "lower" and by > 0):
        yield Finding(
            file, key, f"A change of {by:g} goes the wrong way: for this indicator {one.direction} is better."
        )
    elif abs(by) > most:
        yield Finding(file, key, f"A change of {by:g} is more than can be: at most {most:g}.")


def _range(one: Indicator) -> str:
    return f"{one.low:g} to {one.high:g}"


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
