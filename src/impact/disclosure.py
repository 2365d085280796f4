"""Nobody recognisable: the one gate between figures and whatever shows them.

Figures go in, protected figures come out, with a reason in place of each number that could point to
a person. The rules are RULES, applied in order: each looks at every row, at what the rules before it
have hidden, and names the rows it hides and why. A further rule (such as one that hides a second part
of a total, so that the first cannot be had by subtraction) is one more function at the end of RULES.

Source of the thresholds: the framework's policies; `framework-method` (g.2), conventions (e.5).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import ceil

import pandas as pd

from impact.framework import Framework, Indicator, Policy
from impact.marks import MARKS, replaces_number

KEPT = (
    *("scope_kind", "scope_id", "sector_id", "service_id", "indicator_id", "breakdown"),
    *("period_start", "period_end", "period_kind", "parts", "parts_hidden", "carried", "expected", "share"),
    *("marker", "hidden", "observation_id", "submission_id", "line", "cell"),
    *("filename", "sent_by", "received_at", "label", "publisher", "sha256", "framework_sha256"),
)
"""What a hidden row still says: what and whom it is about, and who sent. Every other column is emptied."""

NUMBERS = ("numerator", "denominator", "value", "lower", "upper", "n", "sd", "asked")

SENDERS_WORDS = {
    "c": "Hidden by the service that sent it",
    "x": "Not available",
    "z": "Does not apply",
    "low": "Rounds to zero but is not zero",
    "u": "Too few to be reliable",
}
PUBLISHERS_WORDS = {**SENDERS_WORDS, "c": "Hidden by the publisher"}
_OPEN = Policy(id="open", title="", smallest_shown=1, smallest_base=0, complement=False)
_UNKNOWN = Policy(id="unknown", title="")
_LEVELS = {"service": 0, "sector": 1, "borough": 2}
_SCOPES = {"service": 0, "sector": 1, "whole": 2, "area": 2}


@dataclass(frozen=True)
class Protected:
    """Figures that may be shown: the FIGURES columns, numbers missing where hidden, and `hidden`.

    hidden   the reason in words, "" where the number is shown
    policy_note   which policies were applied, for the foot of a table or a pack
    """

    frame: pd.DataFrame
    policy_note: str

    def one(self, indicator_id: str, scope_kind: str = "whole", scope_id: str = "") -> "Protected":
        """One indicator of one scope, oldest period first."""
        at = self.frame
        ours = (at.indicator_id == indicator_id) & (at.scope_kind == scope_kind) & (at.scope_id == scope_id)
        return Protected(at[ours].sort_values("period_end"), self.policy_note)

    def where(self, mask: pd.Series) -> "Protected":
        """The rows for which a mask over `frame` holds."""
        return Protected(self.frame[mask], self.policy_note)


@dataclass(frozen=True)
class Sight:
    """What a rule sees of every row: the figures, what is counted in them, and the policy in force.

    count, base   people (or things) counted, and the group they are counted among; NaN if not known
    hidden        the reasons given so far, "" where none
    """

    figures: pd.DataFrame
    framework: Framework
    count: pd.Series
    base: pd.Series
    policy: pd.Series
    hidden: pd.Series

    def of_policy(self, name: str) -> pd.Series:
        """One setting of each row's policy."""
        return pd.Series([getattr(policy, name) for policy in self.policy], index=self.policy.index)


Rule = Callable[[Sight], pd.Series]
"""From what it sees to one reason per row, "" where the rule hides nothing."""


def protect(figures: pd.DataFrame, framework: Framework, audience: str = "board") -> Protected:
    """Figures as they may be shown to an audience: FIGURES columns in, the same and `hidden` out.

    The order and the index of the rows stay as they were. Every audience is given the same
    protection; who may ask for which rows at all is decided by access, before this.
    """
    sight = _sight(figures, framework)
    for _, rule in RULES:
        reasons = rule(sight)
        hidden = sight.hidden.where(sight.hidden != "", reasons)
        sight = replace(sight, hidden=hidden)
    frame = _rounded(_emptied(sight), sight)
    frame.index = figures.index
    return Protected(frame, _note(sight.policy, audience))


def protect_rows(rows: pd.DataFrame, framework: Framework, audience: str = "board") -> Protected:
    """Observations as they may be shown where a figure is walked back: COUNTS columns and `hidden`.

    Each row is held to the same rules as a figure of its own service (or published area) would be.
    """
    kinds = rows.service_id.map(lambda sender: "area" if sender in framework.area else "service")
    seen = protect(rows.assign(scope_kind=kinds, scope_id=rows.service_id), framework, audience)
    return Protected(seen.frame.drop(columns=["scope_kind", "scope_id"]), seen.policy_note)


def marked_by_sender(sight: Sight) -> pd.Series:
    """A mark that its sender put in place of the number is kept, and said in words."""
    published = sight.figures.indicator_id.map(lambda id: _published(sight.framework, id))
    marker = sight.figures.marker.fillna("").astype(str)
    reasons = [
        _mark_in_words(letters, is_published) if replaces_number(letters) else ""
        for letters, is_published in zip(marker, published, strict=True)
    ]
    return pd.Series(reasons, index=sight.hidden.index, dtype=object)


def unknown_indicator(sight: Sight) -> pd.Series:
    """What the framework does not know has no policy, so it is not shown."""
    return _because(
        sight, sight.of_policy("id") == _UNKNOWN.id, "Hidden: this framework does not say how to protect it"
    )


def lowest_scope(sight: Sight) -> pd.Series:
    """Some results are shown only for larger groups than a service."""
    least = sight.of_policy("lowest_scope").map(_LEVELS).astype(float)
    scope = sight.figures.scope_kind.map(_SCOPES).astype(float).fillna(_LEVELS["service"])
    words = sight.framework.words
    reason = f"Hidden: shown only for a larger group, such as a {words.sector} or the {words.whole}"
    return _because(sight, scope < least, reason)


def few_people(sight: Sight) -> pd.Series:
    """A count from 1 to one less than the smallest shown, on either side of the split.

    Both sides give one reason, so that the reason does not tell which side is small.
    """
    least = sight.of_policy("smallest_shown")
    other_side = (sight.base - sight.count).where(sight.of_policy("complement"))
    few = _from_one_to_under(sight.count, least) | _from_one_to_under(other_side, least)
    reason = least.map(lambda number: f"Hidden: fewer than {number:g} people could be recognised")
    return _because(sight, few, reason)


def small_base(sight: Sight) -> pd.Series:
    """A group so small that even none or all of it would tell about each person in it."""
    least = sight.of_policy("smallest_base")
    reason = least.map(lambda number: f"Hidden: a group of fewer than {number:g} is too small to show")
    return _because(sight, _from_one_to_under(sight.base, least), reason)


def unknown_base(sight: Sight) -> pd.Series:
    """A number whose group is not known cannot be checked, so it is not shown."""
    guarded = (sight.of_policy("smallest_shown") > 1) | (sight.of_policy("smallest_base") > 0)
    sent = sight.figures[[name for name in NUMBERS if name in sight.figures]].notna().any(axis=1)
    unknown = guarded & sent & sight.count.isna()
    return _because(sight, unknown, "Hidden: how many people it is about was not sent")


RULES: tuple[tuple[str, Rule], ...] = (
    ("marked by its sender", marked_by_sender),
    ("not in the framework", unknown_indicator),
    ("lowest scope", lowest_scope),
    ("few people", few_people),
    ("small base", small_base),
    ("unknown base", unknown_base),
)
"""Every rule of the gate, in the order applied; the first reason given to a row is the one it keeps."""


def _sight(figures: pd.DataFrame, framework: Framework) -> Sight:
    at = figures.reset_index(drop=True)
    measure = at.indicator_id.map(lambda id: _field(framework.indicator.get(id), "measure"))
    split = measure.isin(("proportion", "rate"))
    counted = measure == "count"
    number = {name: at[name].astype(float) for name in ("numerator", "denominator", "value", "n")}
    count = number["numerator"].where(split, number["value"].where(counted, number["n"]))
    base = number["denominator"].where(split, number["n"].mask(counted))
    policy = at.indicator_id.map(lambda id: _policy(framework, id)).astype(object)
    kept = at.hidden.fillna("").astype(str) if "hidden" in at else ""
    return Sight(at, framework, count, base, policy, pd.Series(kept, index=at.index, dtype=object))


def _policy(framework: Framework, id: str) -> Policy:
    indicator = framework.indicator.get(id)
    if indicator is not None:
        return framework.policy[indicator.policy]
    return _OPEN if any(one.id == id for one in framework.evidence) else _UNKNOWN


def _field(indicator: Indicator | None, name: str) -> str:
    return str(getattr(indicator, name)) if indicator is not None else ""


def _published(framework: Framework, id: str) -> bool:
    return _field(framework.indicator.get(id), "fed_by") == "published"


def _mark_in_words(letters: str, published: bool) -> str:
    said = PUBLISHERS_WORDS if published else SENDERS_WORDS
    return next(said[letter] for letter in letters.split() if letter in MARKS and MARKS[letter].replaces_number)


def _from_one_to_under(count: pd.Series, least: pd.Series) -> pd.Series:
    return (count > 0) & (count < least.astype(float))


def _because(sight: Sight, rows: pd.Series, reason: "str | pd.Series") -> pd.Series:
    return pd.Series("", index=sight.hidden.index, dtype=object).mask(rows.astype(bool), reason)


def _emptied(sight: Sight) -> pd.DataFrame:
    """The figures with everything but KEPT taken out of the hidden rows."""
    hide = sight.hidden != ""
    marker = sight.figures.marker.fillna("").astype(str)
    ours = hide & ~marker.map(replaces_number).astype(bool)
    frame = sight.figures.assign(hidden=sight.hidden.astype(str), marker=marker.mask(ours, "c"))
    for name in [name for name in frame if name not in KEPT]:
        column = frame[name]
        numeric = pd.api.types.is_numeric_dtype(column)
        frame[name] = column.astype(float).mask(hide) if numeric else column.mask(hide, "")
    return frame


def _rounded(frame: pd.DataFrame, sight: Sight) -> pd.DataFrame:
    """Counts rounded where the policy says so, never to one that would have been hidden."""
    to = sight.of_policy("round_to")
    if not to.any():
        return frame
    for name, least in (("numerator", "smallest_shown"), ("denominator", "smallest_base"), ("n", "smallest_base")):
        parts = zip(frame[name], to, sight.of_policy(least), strict=True)
        frame[name] = [_to_nearest(number, step, floor) for number, step, floor in parts]
    return frame


def _to_nearest(number: float, step: int, smallest: float) -> float:
    if not step or pd.isna(number) or number == 0:
        return number
    return max(step * int(number / step + 0.5), step * ceil(smallest / step))


def _note(policies: pd.Series, audience: str) -> str:
    titles = sorted({policy.title for policy in policies if policy.title})
    return f"Protected for the {audience}. " + ". ".join(titles) + ("." if titles else "")
