"""What would be other on the board's screens if a return were kept, each consequence in one sentence."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from impact.framework import Framework, Indicator
from impact.marks import MARKS, read_marks
from impact.words.numbers import Row, period_of, uk_date, upper_first

if TYPE_CHECKING:
    from impact.metrics.stages import ServiceStage

NEW, FIRST, MARKED, CHANGED, GONE = "new", "first", "marked", "changed", "gone"
SLIGHT, HIDDEN, UNSAID, UNSAID_NEW = "slight", "hidden", "unsaid", "unsaid new"
FIGURES = {
    NEW: "{scope} would show a figure for {what}: {after}.",
    FIRST: "{scope} would show its first figure for {what}: {after}.",
    MARKED: "{scope} would have a figure for {what}, {after}.",
    CHANGED: "{whose} figure for {what} would change from {before} to {after}.",
    GONE: "{whose} figure for {what} would no longer be shown. It is {before} now.",
    SLIGHT: "{whose} figure for {what} would stay at {before}. It moves by less than can be read.",
    HIDDEN: "{whose} figure for {what} stays hidden ([c]).",
    UNSAID: "{whose} figure for {what} stays hidden ([c]) here. Whether it can be shown is known once this is kept.",
    UNSAID_NEW: "{scope} would have a new figure for {what}. Its number is told once this is kept.",
}
"""What becomes of a figure -> how a sentence says it."""

VARIATIONS = {
    "common cause": "ordinary ups and downs",
    "improvement": "a change for the better",
    "concern": "a change for the worse",
    "neither": "a change",
    "": "nothing that can be told of change",
}
"""Variation icon ("" where there is none) -> how a sentence says it."""

ASSURANCES = {
    "pass": "its target would be met as things go",
    "fail": "its target would be missed as things go",
    "inconsistent": "its target would be met at times and missed at times",
    "": "nothing can be said of its target",
}
"""Assurance icon ("" where there is none) -> how a sentence says it."""

Icons = tuple[str, str]
"""A chart's two icons: variation and assurance."""


def moved_figure_sentence(
    row: Row,
    indicator: Indicator,
    framework: Framework,
    kind: str,
    before: str,
    after: str,
    said: Mapping[str, str] = FIGURES,
) -> str:
    """What becomes of one figure: 'The borough's figure for “X” (Jul to Sep 2026) would change from 52.5% to 54.1%.'

    row            one row of protected FIGURES, before or after
    kind           a key of FIGURES
    before, after  the figure as a table shows it
    said           kind -> how a sentence says it
    """
    return said[kind].format(
        scope=_scope(row, framework),
        whose=_whose(_scope(row, framework)),
        what=_what(row, indicator),
        before=_told(before),
        after=_told(after),
    )


def moved_node_sentence(node_id: str, before: str, after: str, framework: Framework) -> str:
    """What becomes of an outcome's result; `after` is "" where it rests on a hidden figure, so that it is not told."""
    outcome = f"The outcome “{framework.node[node_id].title}”"
    if not after:
        return f"{outcome} rests on a figure that is hidden ([c]). Whether it changes is known once this is kept."
    return f"{outcome} would change from “{before}” to “{after}”."


def moved_stage_sentence(before: ServiceStage, after: ServiceStage, framework: Framework) -> str:
    """What becomes of a service's step of the roadmap, and what the step after it would wait for."""
    name, reached = framework.service[after.service_id].name, framework.stage[after.stage_id]
    was = framework.stage[before.stage_id]
    said = (
        f"{name} would stay at {reached.name}."
        if was == reached
        else f"{name} would go from {was.name} to {reached.name}."
    )
    if after.review_due and not before.review_due:
        said += " A review would be due."
    if after.claimed_stage_id not in (after.stage_id, before.claimed_stage_id):
        said += (
            f" By its own word it would be at {framework.stage[after.claimed_stage_id].name}; a peer must confirm it."
        )
    following = next((one for one in framework.stages if one.rank == reached.rank + 1), None)
    texts = {one.id: one.text.rstrip(".") for one in framework.criteria}
    waits = "; ".join(texts[one] for one in after.blocks)
    return f"{said} The next step, {following.name}, would wait for: {waits}." if following and waits else said


def moved_icon_sentence(
    row: Row, indicator: Indicator, framework: Framework, before: Icons | None, after: Icons | None
) -> str:
    """What becomes of the icons of one chart; None where there are too few points for any.

    row   any row of the chart's FIGURES
    """
    chart = chart_of(row, indicator, framework)
    if after is None:
        return f"{chart} would have too few points for its icons."
    shows, aims = VARIATIONS[after[0]], ASSURANCES[after[1]]
    if before is None:
        return f"{chart} would have enough points for its first icons: it would show {shows}, and {aims}."
    parts = [f"would show {shows}, where it shows {VARIATIONS[before[0]]} now"] if before[0] != after[0] else []
    parts += [f"would say that {aims}"] if before[1] != after[1] else []
    return f"{chart} {', and '.join(parts)}."


def chart_of(row: Row, indicator: Indicator, framework: Framework) -> str:
    """Which chart a sentence is about: 'The borough's chart of “X”'."""
    return f"{_whose(_scope(row, framework))} chart of “{indicator.title}”"


def revised_sentence(row: Row, indicator: Indicator, framework: Framework, then: str, now: str) -> str:
    """One figure that a pack showed and that would now be another; `now` is "" where there would be none."""
    stands = f"{_told(now)} [r]" if now and not read_marks(now) else _told(now) or "no figure"
    whose = _whose(_scope(row, framework))
    return f"{whose} figure for {_what(row, indicator)}: {_told(then)} was shown; it would now be {stands}."


def pack_sentence(title: str, as_at: date, figures: int) -> str:
    """One pack that was shown to a board with other figures than would now be shown."""
    named = "1 figure that would now be another" if figures == 1 else f"{figures} figures that would now be others"
    return f"“{title}”, as known on {uk_date(as_at)}, showed {named} ([r], revised)."


def packs_sentence(shown: int, differing: int) -> str:
    """How many of the packs that were shown to a board held a figure that would now be another."""
    if not shown:
        return "No pack has been shown to a board yet."
    if not differing:
        return "No pack that was shown to a board held another figure."
    packs = "The pack that was" if shown == 1 else f"{differing} of {shown} packs that were"
    return f"{packs} shown to a board held another figure ([r])."


def consequences_sentence(
    figures: int, outcomes: int, stages: int, icons: int = 0, slight: int = 0, hidden: int = 0
) -> str:
    """How much would move: '12 figures, 1 outcome and no stage would move.'

    icons    charts whose icons change
    slight   figures that move by less than can be read
    hidden   figures and outcomes that change and are not told
    """
    parts = [many(figures, "figure"), many(outcomes, "outcome"), many(stages, "stage")]
    parts += [f"the icons of {many(icons, 'chart')}"] if icons else []
    said = "Nothing on the board's screens would change."
    if figures or outcomes or stages or icons:
        said = f"{upper_first(', '.join(parts[:-1]))} and {parts[-1]} would move."
    if slight:
        said += f" {upper_first(many(slight, 'figure'))} would move by less than can be read."
    if hidden:
        verb = "is" if hidden == 1 else "are"
        said += f" {upper_first(many(hidden, 'more', 'more'))} {verb} hidden ([c]) and not told."
    return said


def many(number: int, one: str, more: str = "") -> str:
    """A number of things: 'no stage', '1 outcome', '12 figures'."""
    return f"{number or 'no'} {one}" if number < 2 else f"{number:,} {more or one + 's'}"


def _scope(row: Row, framework: Framework) -> str:
    """A figure's scope at the start of a sentence: 'The borough', or the name of a sector, a service or an area."""
    if row["scope_kind"] == "whole":
        return f"The {framework.words.whole}"
    if row["scope_kind"] == "sector":
        return framework.sector[row["scope_id"]].name
    return (framework.service if row["scope_kind"] == "service" else framework.area)[row["scope_id"]].name


def _whose(name: str) -> str:
    return f"{name}'" if name.endswith("s") and not name.endswith("ss") else f"{name}'s"


def _what(row: Row, indicator: Indicator) -> str:
    return f"“{indicator.title}” ({period_of(row).label})"


def _told(text: str) -> str:
    """A figure inside a sentence: '52.5%', or what its mark means: 'hidden ([c])'."""
    marks = read_marks(text) if text.startswith("[") else None
    return f"{'hidden' if 'c' in marks else MARKS[marks[0]].meaning} ({text})" if marks else text
