"""What changed between two moments and why, each change and each cause in one sentence."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from impact.framework import Framework
from impact.periods import Period
from impact.words.consequences import ASSURANCES, CHANGED, FIRST, GONE, HIDDEN, MARKED, NEW, SLIGHT, VARIATIONS, many
from impact.words.numbers import uk_date, upper_first

if TYPE_CHECKING:
    from impact.metrics.stages import ServiceStage
    from impact.words.consequences import Icons

FIGURES = {
    NEW: "{scope} shows a new figure for {what}: {after}.",
    FIRST: "{scope} shows its first figure for {what}: {after}.",
    MARKED: "{scope} has a figure for {what}, {after}.",
    CHANGED: "{whose} figure for {what} changed from {before} to {after}.",
    GONE: "{whose} figure for {what} is no longer shown. It was {before}.",
    SLIGHT: "{whose} figure for {what} stayed at {before}. It moved by less than can be read.",
    HIDDEN: "{whose} figure for {what} stayed hidden ([c]).",
}
"""What became of a figure -> how a sentence says it."""

RETURN, REVISION, WITHDRAWAL = "new return", "revision", "withdrawal"
DEFINITION, POLICY, VERSION = "definition", "policy", "another part of the framework"
EXPLAINED, LAPSED, DECISION = "explanation", "lapse", "decision"
BESIDE, TIME = "protection of a neighbour", "passing of time"
CAUSES = (
    *(RETURN, REVISION, WITHDRAWAL, DEFINITION, POLICY, VERSION),
    *(EXPLAINED, LAPSED, DECISION, BESIDE, TIME),
)
"""Why something changed, in the order in which it is told."""


MOST_NAMED = 3
"""Returns that are named by number in a cell; of more it is told how many. Judgement."""


def return_sentence(number: int, filename: str, sender: str, day: date, new: int, revised: int) -> str:
    """A return that came in: 'Return 12 (q2.csv) of X came in on 3 Nov 2026: 10 new figures and 2 revised.'"""
    said = f"Return {number} ({filename}) of {sender} came in on {uk_date(day)}"
    if not new and not revised:
        return f"{said} and said the same again."
    told = [many(new, "new figure")] if new else []
    told += [f"{revised:,} revised" if new else many(revised, "revised figure")] if revised else []
    return f"{said}: {' and '.join(told)}."


def withdrawn_sentence(number: int, filename: str, sender: str, day: date, by: str, reason: str) -> str:
    """A return that was taken back; `reason` is "" for whoever may not open it."""
    why = f": {reason.rstrip('.')}" if reason else ""
    return f"Return {number} ({filename}) of {sender} was withdrawn on {uk_date(day)} by {by}{why}."


def version_sentence(day: date, framework: Framework, indicators: Sequence[str], policies: Sequence[str]) -> str:
    """Another version of the framework, and whose definitions and which policies it changed."""
    titles = [f"“{framework.indicator[one].title}”" for one in indicators if one in framework.indicator]
    gone = len(indicators) - len(titles)
    titles += [many(gone, "indicator that is no longer there", "indicators that are no longer there")] if gone else []
    told = [f"the definition or target of {_listed(titles)}"] if titles else []
    names = [framework.policy[one].title or one for one in policies if one in framework.policy]
    told += [f"when a count is hidden ({_listed(names)})"] if names else []
    said = f"Another version of the framework counts from {uk_date(day)}"
    return (
        f"{said}. It changed {' and '.join(told)}." if told else f"{said}. No definition and no policy changed in it."
    )


def explained_sentence(name: str, title: str, period: Period) -> str:
    """A figure that its service explained."""
    return f"{name} explained its figure for “{title}” ({period.label})."


def explanation_lapsed_sentence(name: str, title: str, period: Period) -> str:
    """An explanation that no longer holds: its figure is another one, or its last day has passed."""
    return f"The explanation of {name} for “{title}” ({period.label}) no longer holds."


def evidence_lapsed_sentence(name: str, text: str) -> str:
    """A criterion that was met and whose evidence is out of date."""
    return f"The evidence of {name} is out of date for: {text.rstrip('.')}."


def measure_lapsed_sentence(title: str, outcome: str, why_not: str) -> str:
    """An indicator that counted towards an outcome and is too old to."""
    return f"“{title}” no longer counts towards “{outcome}”: {why_not}."


def decision_sentence(name: str, period: Period, act: str, by: str, day: date) -> str:
    """What was decided about a return; `name` is "" for the period of every service."""
    return f"{period.label} of {name or 'every service'} was {act} by {by} on {uk_date(day)}."


def changed_node_sentence(node_id: str, before: str, after: str, framework: Framework) -> str:
    """What became of an outcome's result."""
    return f"The outcome “{framework.node[node_id].title}” went from “{before}” to “{after}”."


def changed_stage_sentence(before: ServiceStage, after: ServiceStage, framework: Framework) -> str:
    """What became of a service's step of the roadmap."""
    name, reached, was = framework.service[after.service_id].name, after.stage_id, before.stage_id
    names = {one.id: one.name for one in framework.stages}
    if reached != was:
        said = f"{name} went from {names.get(was, was)} to {names[reached]}."
    elif after.review_due != before.review_due:
        return f"{name} stayed at {names[reached]}. A review is {'' if after.review_due else 'no longer '}due."
    elif after.claimed_stage_id != before.claimed_stage_id:
        return f"{name} stayed at {names[reached]}. By its own word it is at {names[after.claimed_stage_id]}."
    else:
        return f"{name} stayed at {names[reached]}. What its next step waits for is other than it was."
    return f"{said} A review is due." if after.review_due and not before.review_due else said


def changed_icon_sentence(chart: str, before: Icons | None, after: Icons | None) -> str:
    """What became of the icons of a chart; None where there were too few points for any."""
    if after is None:
        return f"{chart} has too few points for its icons."
    shows, aims = VARIATIONS[after[0]], ASSURANCES[after[1]].replace("would be", "is")
    if before is None:
        return f"{chart} has enough points for its first icons: it shows {shows}, and {aims}."
    parts = [f"shows {shows}, where it showed {VARIATIONS[before[0]]}"] if before[0] != after[0] else []
    parts += [f"says that {aims}"] if before[1] != after[1] else []
    return f"{chart} {', and '.join(parts)}."


def changes_sentence(earlier: date, later: date, counts: Mapping[str, int], causes: Collection[str]) -> str:
    """How much changed between two days: '12 figures, 1 outcome and no stage changed between ... and ...'.

    counts   'figure', 'outcome', 'stage' and so on -> how many of them changed
    causes   the kind of each cause
    """
    days = f"between {uk_date(earlier)} and {uk_date(later)}"
    if not any(counts.values()):
        came = f"{upper_first(many(len(causes), 'thing'))} came in or were decided" if causes else "Nothing came in"
        return f"Nothing that is shown changed {days}. {came}."
    *first, last = [many(number, what) for what, number in counts.items()]
    return f"{upper_first(', '.join(first))} and {last} changed {days}."


def why_text(kinds: Sequence[str], returns: Sequence[int]) -> str:
    """Why one thing changed, for a cell: 'revision (return 12)', 'new return (16 returns)', 'definition'."""
    named = f"return {', '.join(map(str, returns))}" if len(returns) <= MOST_NAMED else f"{len(returns)} returns"
    numbers = f" ({named})" if returns else ""
    return ", ".join(kinds) + numbers


def _listed(names: Sequence[str], most: int = 5) -> str:
    shown = [*names[:most], *([f"{len(names) - most} more"] if len(names) > most else [])]
    *first, last = shown
    return f"{', '.join(first)} and {last}" if first else last
