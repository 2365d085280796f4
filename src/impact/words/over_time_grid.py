"""The charts over time side by side, in words: what each icon's plate says, and how many charts have changed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from impact.metrics.spc import (
    COMMON,
    CONCERN,
    FAIL,
    IMPROVEMENT,
    INCONSISTENT,
    MISSING,
    NEITHER,
    NO_DIRECTION,
    NO_LIMITS,
    NO_VARIATION,
    PASS,
    TOO_FEW,
)
from impact.words.consequences import many
from impact.words.numbers import upper_first
from impact.words.over_time import Steps, point_phrase

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Plate:
    """One icon: its kind (which gives shape and colour), its letter, and the word that stands beside it.

    letter  "" where there is no icon, only the word that says why
    """

    kind: str
    letter: str
    word: str


_LETTERS = {"high": "H", "low": "L", "": "~"}
_VARIED = {IMPROVEMENT: "Improvement", CONCERN: "Concern", NEITHER: "Change", COMMON: "Ordinary ups and downs"}
_ASSURED = {
    PASS: Plate("pass", "P", "Would be met"),
    FAIL: Plate("miss", "F", "Would be missed"),
    INCONSISTENT: Plate("either", "?", "Met at times"),
}
_UNTOLD = {TOO_FEW: "No limits yet", MISSING: "No newest figure", NO_VARIATION: "Always the same"}
_UNAIMED = {NO_DIRECTION: "No better way set", NO_LIMITS: "No limits yet"}

KEY = (
    "H and L: the newest figures are higher or lower than chance explains. A round plate is an improvement and a "
    "diamond a concern. A square is a change where neither way is set as better. ~ stands for ordinary ups and downs. "
    "P, F and ?: as things go, the target would be met, missed, or met at times. A dashed edge: limits on trial."
)
"""How the plates are read, for the foot of the screen."""

TOO_SHORT = Plate("none", "", "Too few figures yet")
"""Where a chart has too few figures for any icon."""


def variation_plate(icon: Row) -> Plate:
    """What the newest figure shows: 'Improvement', with H or L for the way it went."""
    if icon["why_no_variation"] in (TOO_FEW, MISSING, NO_VARIATION):
        return Plate("none", "", _UNTOLD[icon["why_no_variation"]])
    towards = "" if icon["variation"] == COMMON else icon["towards"]
    return Plate(icon["variation"], _LETTERS[towards], _VARIED[icon["variation"]])


def assurance_plate(icon: Row) -> Plate:
    """Whether the target would be met as things go, or why that is not said."""
    return _ASSURED.get(icon["assurance"]) or Plate("none", "", _UNAIMED.get(icon["why_none"], "No one level to meet"))


def since_words(icon: Row, last: Row, steps: Steps, *, judged: bool) -> str:
    """What is seen and since when, and how firm the limits are: 'Above the mean since ...: seven quarters.'"""
    phrase = point_phrase(last, steps) if judged else ""
    said = [f"{upper_first(phrase)}."] if phrase else []
    if icon["on_trial"]:
        known = "" if judged else f"{upper_first(steps.many(icon['known']))} known. "
        said.append(f"{known}{icon['lacking']} more {steps.named(icon['lacking'])} to firm limits.")
    return " ".join(said)


def line_words(points: Sequence[Row], steps: Steps) -> str:
    """A small line for those who do not see it: 'From 41% in Oct to Dec 2023 to 52% in Jul to Sep 2026, ...'."""
    known = [one for one in points if one["value"] is not None]
    values = [one["value"] for one in known]
    first, last = known[0], known[-1]
    if len(known) == 1:
        return f"{steps.number(last['value'])} {steps.at(last['date'])}"
    return (
        f"From {steps.number(first['value'])} {steps.at(first['date'])} to {steps.number(last['value'])} "
        f"{steps.at(last['date'])}, between {steps.number(min(values))} and {steps.number(max(values))}"
    )


def grid_sentence(shows: Collection[str], too_few: int) -> str:
    """How many charts have changed and which way: 'Of 34 charts over time, 2 show an improvement and 1 a concern ...'.

    shows    what each chart that is read shows ("" where it cannot be told); too_few: charts with too few figures
    """
    listed = list(shows)
    if not listed:
        return "No chart has enough figures yet to say whether it changes." if too_few else "There is no chart yet."
    counted = {word: listed.count(word) for word in (IMPROVEMENT, CONCERN, NEITHER)}
    named = {
        IMPROVEMENT: many(counted[IMPROVEMENT], "improvement"),
        CONCERN: many(counted[CONCERN], "concern"),
        NEITHER: many(counted[NEITHER], "other change"),
    }
    told = [named[word] for word in named if counted[word]]
    of = f"Of {many(len(listed), 'chart')} over time"
    rest = len(listed) - sum(counted.values())
    if not told:
        return f"{of}, none shows more than ordinary ups and downs.{_too_few(too_few)}"
    parts = f"{', '.join(told[:-1])} and {told[-1]}" if len(told) > 1 else told[0]
    others = f"; the other {rest} only {'wobbles' if rest == 1 else 'wobble'}" if rest else ""
    return f"{of}, the newest figures show {parts}{others}.{_too_few(too_few)}"


def _too_few(count: int) -> str:
    return f" {many(count, 'more has', 'more have')} too few figures to be read." if count else ""
