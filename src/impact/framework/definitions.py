"""What makes an indicator count something else, so that figures before and after are not compared."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from impact.framework.parts import Indicator

Reach = Literal["worded", "everywhere", "sent", "added up", "never"]

WORDED: Reach = "worded"
"""Another text breaks, unless it differs in spelling alone or the indicator says that only the wording changed."""

EVERYWHERE: Reach = "everywhere"
SENT: Reach = "sent"
"""Breaks where the number is sent as it is, and not where it is worked out from counts."""

ADDED_UP: Reach = "added up"
"""Breaks where services are added up, and not for any one of them."""

NEVER: Reach = "never"


@dataclass(frozen=True, slots=True)
class Field:
    """One key of an indicator: what a sentence calls it, where a change of it breaks a series, and why."""

    name: str
    breaks: Reach
    why: str


_ANEW = "every period is worked out anew by it, so all of them stay alike"
_CHECKS = "it checks what is sent and changes no figure"
_READERS = "it tells a reader about the figure and changes nothing in it"
_RESULTS = "results of outcomes may move, and the figure stays the same"

FIELDS: dict[str, Field] = {
    "numerator": Field("what is counted", WORDED, "other people or things are counted"),
    "denominator": Field("what it is out of", WORDED, "it is a share of others"),
    "published_definition": Field("the publisher's definition", WORDED, "the publisher counts something else"),
    "measure": Field("the kind of measure", EVERYWHERE, "other numbers are sent and worked out in another way"),
    "frequency": Field("how often it is sent", EVERYWHERE, "a month holds less than a quarter"),
    "fed_by": Field("where it comes from", EVERYWHERE, "a survey and a register find different people"),
    "publisher": Field("the publisher", EVERYWHERE, "another body counts in its own way"),
    "unit": Field("the unit", SENT, "numbers sent before are in the old unit; from counts every period is made anew"),
    "multiplier": Field("the multiplier", SENT, "numbers sent before are on the old scale; from counts none is"),
    "sectors": Field("the sectors asked", ADDED_UP, "others are added up; each service's own figure stays the same"),
    "needs_tags": Field("the services asked", ADDED_UP, "others are added up; each service's figure stays the same"),
    "id": Field("the id", NEVER, "another id is another indicator: it has no earlier figures"),
    "aggregation": Field("how services are added up", NEVER, _ANEW),
    "interval": Field("the kind of interval", NEVER, _ANEW),
    "baseline": Field("the baseline", NEVER, _ANEW),
    "published_value_only": Field("whether the publisher gives counts", NEVER, "what is counted stays the same"),
    "low": Field("the lowest value", NEVER, _CHECKS),
    "high": Field("the highest value", NEVER, _CHECKS),
    "query_low": Field("the lowest unasked value", NEVER, _CHECKS),
    "query_high": Field("the highest unasked value", NEVER, _CHECKS),
    "core": Field("whether every service is asked", NEVER, "who sent is told beside each figure (coverage)"),
    "smallest_base": Field("the smallest base", NEVER, _RESULTS),
    "scored": Field("whether it is scored", NEVER, _RESULTS),
    "node": Field("the outcome it measures", NEVER, _RESULTS),
    "also_informs": Field("the outcomes it informs", NEVER, _RESULTS),
    "features": Field("the features it belongs to", NEVER, _RESULTS),
    "direction": Field("which direction is better", NEVER, "what is good changes, and not the number"),
    "targets": Field("the targets", NEVER, "a target has its own date and is beside the figure"),
    "weight": Field("the weight", NEVER, _RESULTS),
    "policy": Field("the disclosure policy", NEVER, "what is shown changes, and not what is counted"),
    "title": Field("the title", NEVER, _READERS),
    "question": Field("the question", NEVER, _READERS),
    "level": Field("the level", NEVER, _READERS),
    "disclosure_risk": Field("the disclosure risk", NEVER, _READERS),
    "oba": Field("the kind of result", NEVER, _READERS),
    "publisher_ref": Field("the publisher's table", NEVER, "a new edition of a table often has another name"),
    "source": Field("the source", NEVER, _READERS),
    "caveat": Field("the caveat", NEVER, _READERS),
    "hard_topic": Field("whether a help line stands beside it", NEVER, _READERS),
    "reviewed": Field("the day of the last review", NEVER, _READERS),
    "review_every_months": Field("the months between reviews", NEVER, _READERS),
    "reworded": Field("the days on which only words changed", NEVER, "it says that nothing else changed"),
}
"""Every key of an indicator. Judgement, from conventions (e.4), (e.5) and `framework-method` (f.2)."""


def breaking(was: Indicator, now: Indicator, since: date) -> Iterator[str]:
    """The keys of FIELDS in which two definitions differ so that figures before and after are not compared.

    since   the day from which the later one counts

    Whether other sectors are asked is for whoever knows the sectors' own lists too.
    """
    for key, field in FIELDS.items():
        old, new = getattr(was, key), getattr(now, key)
        if old == new or field.breaks == NEVER:
            continue
        if field.breaks == WORDED and (_folded(old) == _folded(new) or since in now.reworded):
            continue
        if field.breaks == SENT and _from_counts(was) and _from_counts(now):
            continue
        yield key


def _from_counts(one: Indicator) -> bool:
    return one.measure in ("proportion", "rate") and one.fed_by != "published"


def _folded(text: str) -> str:
    """A text without case, spaces and punctuation: what is left is what it says."""
    return "".join(letter for letter in text.casefold() if letter.isalnum() or letter in "%<>=+")
