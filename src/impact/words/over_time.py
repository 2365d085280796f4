"""A chart over time in words: what its newest point shows and since when, its target, and how firm its limits are."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from impact.metrics.spc import (
    DAY,
    FAIL,
    IN_TREND,
    MISSING,
    NO_DIRECTION,
    NO_LIMITS,
    NO_VARIATION,
    ONE_SIDE,
    OUTSIDE,
    PASS,
    TOO_FEW,
    TWO_OF_THREE,
    WEEK,
    Profile,
)
from impact.periods import (
    ACADEMIC_YEAR,
    CALENDAR_YEAR,
    FINANCIAL_YEAR,
    KINDS,
    MONTH,
    QUARTER,
    TERM,
    containing,
)
from impact.words.consequences import ASSURANCES, VARIATIONS
from impact.words.numbers import uk_date

Row = Mapping[str, Any]

COUNTED = {
    MONTH: "month",
    QUARTER: "quarter",
    TERM: "term",
    FINANCIAL_YEAR: "year",
    ACADEMIC_YEAR: "school year",
    CALENDAR_YEAR: "year",
    WEEK: "week",
    DAY: "day",
    "": "point",
}
"""Kind of period -> what one of them is called when they are counted."""

SEEN = {
    (OUTSIDE, "high"): "above the upper limit",
    (OUTSIDE, "low"): "below the lower limit",
    (IN_TREND, "high"): "rising",
    (IN_TREND, "low"): "falling",
    (TWO_OF_THREE, "high"): "close to the upper limit in at least two of three",
    (TWO_OF_THREE, "low"): "close to the lower limit in at least two of three",
    (ONE_SIDE, "high"): "above the mean",
    (ONE_SIDE, "low"): "below the mean",
}
"""Rule and way -> what is seen."""

_SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


@dataclass(frozen=True, slots=True)
class Steps:
    """By which periods a series goes on, and how its numbers are written.

    kind    one of `periods.KINDS`, WEEK, DAY, or "" for days in no fixed step
    number  how a value is written: '85%'
    """

    kind: str
    number: Callable[[float], str]

    def when(self, day: date) -> str:
        """The period of a day, or the day: 'Jul to Sep 2024', '3 Jun 2024'."""
        return containing(day, self.kind).label if self.kind in KINDS else uk_date(day)

    def at(self, day: date) -> str:
        """The same with its preposition: 'in Jul to Sep 2024', 'on 3 Jun 2024'."""
        return f"{'in' if self.kind in KINDS else 'on'} {self.when(day)}"

    def many(self, count: int) -> str:
        """So many of them: 'seven quarters', '13 months'."""
        return f"{_SMALL[count] if count < len(_SMALL) else f'{count:,}'} {self.named(count)}"

    def named(self, count: int) -> str:
        """What so many of them are called: 'quarter', 'quarters'."""
        return COUNTED[self.kind] + ("" if count == 1 else "s")


def point_phrase(point: Row, steps: Steps) -> str:
    """What is seen of one point and since when: 'below the mean since Jul to Sep 2024: seven quarters'.

    point   a row of `charted`; "" for an ordinary one
    """
    seen = SEEN.get((point["rule"], point["towards"]))
    if not seen:
        return ""
    many = f": {steps.many(point['lasting'])}"
    if point["rule"] == TWO_OF_THREE:
        seen, many = f"{seen} {steps.named(3)}", "" if point["lasting"] == 3 else many
    if point["lasting"] == 1:
        return f"{seen} {steps.at(point['since'])}"
    if point["goes_on"]:
        return f"{seen} since {steps.when(point['since'])}{many}"
    return f"{seen} from {steps.when(point['since'])} to {steps.when(point['until'])}{many}"


def series_sentence(name: str, icon: Row, last: Row, steps: Steps) -> str:
    """What one series says: its newest value, whether that is a change and since when, its target, its limits.

    name   how the series is called at the start of a sentence
    icon   its row of `icons`; last: its last row of `charted`
    """
    said = [f"{name}: {_newest(icon, last, steps)}", _aim(icon, steps), trial_sentence(icon, steps)]
    return " ".join(one for one in said if one)


def trial_sentence(icon: Row, steps: Steps) -> str:
    """Whether limits are on trial: 'Trial limits: 8 quarters known, 5 more quarters to firm limits.'; else ""."""
    if not icon["on_trial"] or icon["why_no_variation"] == TOO_FEW or not icon["known"]:
        return ""
    known, lacking = icon["known"], icon["lacking"]
    return f"Trial limits: {known} {steps.named(known)} known, {lacking} more {steps.named(lacking)} to firm limits."


def rules_sentence(profile: Profile, fixed_after: int | None = None) -> str:
    """By which rules a chart is read: 'Limits by NHSRplotthedots 0.2.2 rules.'"""
    fixed = f" They rest on the first {fixed_after} points of each stretch." if fixed_after else ""
    return f"Limits by {profile.title} rules.{fixed}"


def rebase_sentence(day: date, reason: str, steps: Steps) -> str:
    """Where limits begin anew and why; a reason that nobody wrote down is asked for."""
    why = f"{reason.rstrip('.')}." if reason else "no reason is recorded. Write what changed."
    return f"Limits begin anew {steps.at(day)}: {why}"


def gap_sentence(day: date, steps: Steps) -> str:
    """Before which point a period is missing: 'Before June 2024 at least one month is missing: runs begin anew.'"""
    return f"Before {steps.when(day)} at least one {steps.named(1)} is missing: runs begin anew there."


def _newest(icon: Row, last: Row, steps: Steps) -> str:
    why = icon["why_no_variation"]
    if why == MISSING:
        known = "nothing is known yet" if not icon["known"] else f"no value {steps.at(last['date'])}"
        return f"{known}, so nothing is said of change."
    value = f"{steps.number(last['value'])} {steps.at(last['date'])}"
    if why == TOO_FEW:
        return f"{value}. Limits need at least two {steps.named(2)} in a row."
    if why == NO_VARIATION:
        return f"{value}, the same as all that limits rest on. Nothing varies, so the limits are the mean."
    phrase = point_phrase(last, steps)
    return f"{value}, {VARIATIONS[icon['variation']]}{f' ({phrase})' if phrase else ''}."


def _aim(icon: Row, steps: Steps) -> str:
    target = icon.get("target")
    if target is None or target != target:
        return ""
    named = f"its target of {steps.number(target)}"
    if icon["why_none"] == NO_DIRECTION:
        return f"Whether {named} is met is not said, since neither direction is set as better."
    if icon["why_none"] == NO_LIMITS:
        return f"Too little is known to say whether {named} would be met."
    if icon["why_no_variation"] == NO_VARIATION and icon["assurance"] in (PASS, FAIL):
        return f"{named[0].upper()}{named[1:]} is {'met' if icon['assurance'] == PASS else 'not met'}."
    said = ASSURANCES[icon["assurance"]].replace("its target", named)
    return f"{said[0].upper()}{said[1:]}."
