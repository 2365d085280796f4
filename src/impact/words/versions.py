"""What differs between two versions of a framework, and what would move with it, in sentences."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from impact.framework import Framework
from impact.framework.broken import Break
from impact.framework.definitions import FIELDS
from impact.framework.diff import ADDED, MOVED, REMOVED, Difference
from impact.words.consequences import (
    CHANGED,
    FIRST,
    GONE,
    HIDDEN,
    MARKED,
    NEW,
    SLIGHT,
    UNSAID,
    UNSAID_NEW,
    consequences_sentence,
    many,
)
from impact.words.consequences import FIGURES as KEPT
from impact.words.numbers import uk_date, upper_first

ONE = {
    "sectors": "Sector",
    "services": "Service",
    "areas": "Area",
    "features": "Feature",
    "stages": "Stage",
    "criteria": "Criterion",
    "evidence": "Evidence",
    "horizons": "Column of the map",
    "nodes": "Outcome",
    "links": "Link",
    "indicators": "Indicator",
    "targets": "Indicator",
    "pairs": "Pair",
    "policies": "Policy",
}
"""Group -> what one of it is called at the start of a sentence."""

NOTHING = "Nothing would move."
SAME = "Nothing would move: this is the version in use."
NEIGHBOURS = "Which figures would be hidden to protect these is decided once this version is in use."

LONGEST = 160
"""Texts are shown up to this length beside each other; the whole stands in the files. Judgement."""


FIGURES = {
    **{kind: KEPT[kind] for kind in (NEW, FIRST, MARKED, CHANGED, GONE, SLIGHT, HIDDEN)},
    UNSAID: "{whose} figure for {what} is {before} now. What it would be is told once this version is in use.",
    UNSAID_NEW: "{scope} would have a new figure for {what}. Its number is told once this version is in use.",
}
"""What becomes of a figure under a draft -> how a sentence says it."""


def difference_sentence(one: Difference) -> str:
    """One difference: 'Indicator S01 “People who felt heard”, what is counted: “...” becomes “...”.'"""
    if one.group == "rules":
        where = f"{_label(one.id)}, {_label(one.key)}" if one.id else _label(one.key)
        return f"{upper_first(where)}: {_value(one.before)} becomes {_value(one.after)}."
    if one.kind == MOVED and not one.id:
        return f"{upper_first(_label(one.group))} stand in another order."
    row = f"{ONE[one.group]} {one.id} “{one.name}”"
    if one.group == "targets":
        return _target_sentence(one, row)
    if one.kind == ADDED:
        return f"{row} is added."
    if one.kind == REMOVED:
        return f"{row} is taken out."
    key = FIELDS[one.key].name if one.group == "indicators" and one.key in FIELDS else _label(one.key)
    return f"{row}, {key}: {_value(one.before)} becomes {_value(one.after)}."


def break_sentence(one: Break, framework: Framework) -> str:
    """One break: '“X” (S01): figures before and after 1 Oct 2026 would not be compared [b], since ...'"""
    indicator = framework.indicator.get(one.indicator_id)
    title = f"“{indicator.title}” ({one.indicator_id})" if indicator else one.indicator_id
    words = framework.words
    of = "" if "service" in one.scope_kinds else f" of the {words.whole} and of each {words.sector}"
    if one.scope_kinds == ("whole",):
        of = f" of the {words.whole}"
    return f"{title}: figures{of} before and after {uk_date(one.since)} are not compared [b], since {one.reason}."


def versions_sentence(differing: int, breaking: int) -> str:
    """How much differs: '12 things differ, and 1 indicator counts something else [b].'"""
    if not differing:
        return "Nothing differs."
    said = f"{upper_first(many(differing, 'thing'))} {'differs' if differing == 1 else 'differ'}"
    if not breaking:
        return f"{said}, and no indicator counts something else."
    return f"{said}, and {many(breaking, 'indicator')} {'counts' if breaking == 1 else 'count'} something else [b]."


def drafted_node_sentence(node_id: str, before: str, after: str | None, framework: Framework) -> str:
    """What becomes of an outcome's result; None where it may not be told, "" where there would be none."""
    outcome = f"The outcome “{framework.node[node_id].title}”"
    if after is None:
        return (
            f"{outcome} rests on a figure that is hidden ([c]). Whether it changes is told once this version is in use."
        )
    if not before:
        return f"{outcome} has no result now and would be “{after}”."
    if not after:
        return f"{outcome} is “{before}” now and would have no result."
    return f"{outcome} would change from “{before}” to “{after}”."


def unsaid_stage_sentence(service_id: str, framework: Framework) -> str:
    """A service whose step would hang on a hidden figure."""
    name = framework.service[service_id].name
    return f"{name}: a changed criterion asks for a hidden figure ([c]). Its step is told once this version is in use."


def what_if_sentence(
    figures: int, outcomes: int, stages: int, icons: int = 0, slight: int = 0, unsaid: int = 0, broken: int = 0
) -> str:
    """How much would move: '12 figures, 1 outcome and no stage would move.'

    unsaid   what may move and is not told
    broken   indicators whose series would break
    """
    if not any((figures, outcomes, stages, icons, slight, unsaid, broken)):
        return NOTHING
    said = consequences_sentence(figures, outcomes, stages, icons, slight)
    if broken:
        said += f" The series of {many(broken, 'indicator')} would break [b]."
    verb = "is" if unsaid == 1 else "are"
    more = f" {upper_first(many(unsaid, 'more', 'more'))} {verb} told once this version is in use." if unsaid else ""
    return said + more


def unfit_sentence(why: str, indicator: str, services: Sequence[str], rows: int, returns: int) -> str:
    """Rows sent that a version has no place for: '“X” is no longer there: 12 rows in 3 returns would not count.'"""
    who = f" of {services[0]}" if len(services) == 1 else f" of {len(services)} services"
    return f"{indicator}{who} {why}: {many(rows, 'row')} in {many(returns, 'return')} would no longer fit."


def loosened_sentence(title: str, figures: int) -> str:
    """A policy that hides less than now, without saying which figure it would show."""
    return (
        f"The policy of “{title}” would hide less. {upper_first(many(figures, 'figure'))} of it "
        f"{'is' if figures < 2 else 'are'} hidden now; what would be shown of them is told once this version is in use."
    )


def _target_sentence(one: Difference, row: str) -> str:
    if one.kind == MOVED:
        return f"{row}: its targets stand in another order."
    day, _, sector = one.key.partition(" ")
    of = f" of {sector}" if sector else ""
    target = f"{row}, target{of} from {uk_date(date.fromisoformat(day))}"
    if one.kind == ADDED:
        return f"{target}: {_value(one.after)} is added."
    if one.kind == REMOVED:
        return f"{target}: {_value(one.before)} is taken out."
    return f"{target}: {_value(one.before)} becomes {_value(one.after)}."


def _label(key: str) -> str:
    return key.replace("_", " ").replace(".", ", ")


def _value(value: Any) -> str:
    if value is None or value == "" or value == ():
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return uk_date(value)
    if isinstance(value, int | float):
        return f"{value:,.10g}"
    if isinstance(value, Mapping):
        return " ".join(str(part) if key == "style" else f"{_label(key)} {_plain(part)}" for key, part in value.items())
    if isinstance(value, tuple):
        return ", ".join(_plain(part) for part in value)
    text = str(value)
    return f"“{text}”" if len(text) <= LONGEST else f"“{text[:LONGEST].rstrip()} ...”"


def _plain(value: Any) -> str:
    return _value(value).strip("“”")
