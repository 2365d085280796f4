"""Which figures are hidden because of what they themselves say, whatever stands beside them.

The rules are RULES, applied in order: each looks at every row, at what the rules before it have hidden,
and names the rows it hides and why. Source of the thresholds: the framework's policies;
`framework-method` (g.2) and (g.3), conventions (e.5) rules 1, 2 and 6.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from impact.disclosure.protected import NUMBERS
from impact.framework import Framework, Indicator, Policy
from impact.marks import MARKS, replaces_number

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
        return self.by_policy(lambda policy: getattr(policy, name))

    def by_policy(self, answer: Callable[[Policy], object]) -> pd.Series:
        """What is answered of each row's policy; asked once for each policy."""
        codes, policies = self._policies
        answers = pd.Series([answer(one) for one in policies])
        return pd.Series(answers.to_numpy()[codes], index=self.policy.index)

    @cached_property
    def _policies(self) -> tuple[npt.NDArray[np.intp], list[Policy]]:
        codes, found = pd.factorize(self.figures.indicator_id)
        first = np.zeros(len(found), dtype=int)
        first[codes[::-1]] = np.arange(len(codes))[::-1]
        return codes, [self.policy.iloc[at] for at in first]


def said_of(names: pd.Series, answers: Mapping[str, object]) -> pd.Series:
    """What is answered of each name, None where nothing is; each different name is looked up once."""
    codes, found = pd.factorize(names)
    return pd.Series(pd.Series([answers.get(one) for one in found]).to_numpy()[codes], index=names.index)


def sighted(figures: pd.DataFrame, framework: Framework) -> Sight:
    """What the rules see of figures (numbered from 0), with nothing hidden but what was hidden before."""
    at = figures.reset_index(drop=True)
    known = {str(id): framework.indicator.get(id) for id in at.indicator_id.unique()}
    measure = said_of(at.indicator_id, {id: _field(one, "measure") for id, one in known.items()})
    split = measure.isin(("proportion", "rate"))
    counted = measure == "count"
    number = {name: at[name].astype(float) for name in ("numerator", "denominator", "value", "n")}
    count = number["numerator"].where(split, number["value"].where(counted, number["n"]))
    base = number["denominator"].where(split, number["n"].mask(counted))
    policies = {id: _policy(framework, id) for id in known}
    policy = pd.Series([policies[id] for id in at.indicator_id], index=at.index, dtype=object)
    kept = at.hidden.fillna("").astype(str) if "hidden" in at else ""
    return Sight(at, framework, count, base, policy, pd.Series(kept, index=at.index, dtype=object))


def applied(sight: Sight) -> tuple[Sight, pd.Series]:
    """The same with the reason of the first rule that hides each row, and the rows whose reason is left unsaid."""
    unsaid = pd.Series(False, index=sight.hidden.index)
    for _, rule in RULES:
        reasons = rule(sight)
        fresh = (sight.hidden == "") & (reasons != "")
        unsaid |= fresh & (rule in UNSAID)
        sight = replace(sight, hidden=sight.hidden.mask(fresh, reasons))
    return sight, unsaid


Rule = Callable[[Sight], pd.Series]
"""From what it sees to one reason per row, "" where the rule hides nothing."""


def marked_by_sender(sight: Sight) -> pd.Series:
    """A mark that its sender put in place of the number is kept, and said in words."""
    marker = sight.figures.marker.fillna("").astype(str)
    told = [""] * len(marker)
    for at in np.flatnonzero(marker != ""):
        if replaces_number(marker.iloc[at]):
            published = _published(sight.framework, sight.figures.indicator_id.iloc[at])
            told[at] = _mark_in_words(marker.iloc[at], published)
    return pd.Series(told, index=sight.hidden.index, dtype=object)


def unknown_indicator(sight: Sight) -> pd.Series:
    """What the framework does not know has no policy, so it is not shown."""
    return _because(
        sight, sight.of_policy("id") == _UNKNOWN.id, "Hidden: this framework does not say how to protect it"
    )


def lowest_scope(sight: Sight) -> pd.Series:
    """Some results are shown only for larger groups than a service."""
    least = sight.by_policy(lambda one: _LEVELS[one.lowest_scope])
    scope = said_of(sight.figures.scope_kind, _SCOPES).astype(float).fillna(_LEVELS["service"])
    words = sight.framework.words
    reason = f"Hidden: shown only for a larger group, such as a {words.sector} or the {words.whole}"
    return _because(sight, scope < least, reason)


def small_sector(sight: Sight) -> pd.Series:
    """In a sector of very few services, people are counted for the sector and not for each service.

    Source: `framework-method` (g.3).
    """
    framework = sight.framework
    of_sector = Counter(one.sector for one in framework.services)
    fellows = {one.id: of_sector[one.sector] for one in framework.services}
    many = said_of(sight.figures.scope_id, fellows).astype(float)
    counts_people = sight.of_policy("least_shown") > 1
    few = (sight.figures.scope_kind == "service") & counts_people & (many < sight.of_policy("fewest_services"))
    words = framework.words
    reason = sight.by_policy(
        lambda one: (
            f"Hidden: a {words.sector} of fewer than {one.fewest_services} {words.services} "
            f"shows no counts of people by {words.service}"
        )
    )
    return _because(sight, few & sight.count.notna(), reason)


def few_people(sight: Sight) -> pd.Series:
    """A count from 1 to one less than the smallest shown, on either side of the split.

    Both sides give one reason, so that the reason does not tell which side is small.
    """
    least = sight.of_policy("least_shown")
    other_side = (sight.base - sight.count).where(sight.of_policy("complement"))
    few = _from_one_to_under(sight.count, least) | _from_one_to_under(other_side, least)
    return _because(sight, few, sight.by_policy(lambda one: f"Hidden: 1 to {one.least_shown - 1} people"))


def small_base(sight: Sight) -> pd.Series:
    """A group so small that even none or all of it would tell about each person in it."""
    least = sight.of_policy("smallest_base")
    reason = sight.by_policy(lambda one: f"Hidden: a group of fewer than {one.smallest_base:g}")
    return _because(sight, _from_one_to_under(sight.base, least), reason)


def all_or_nothing(sight: Sight) -> pd.Series:
    """None or all of a group of people tells about each of them, unless the group is large enough."""
    least = sight.of_policy("all_or_nothing_base")
    guarded = (sight.of_policy("least_shown") > 1) & sight.figures.numerator.notna()
    uniform = (sight.count == 0) | (sight.count == sight.base)
    reason = sight.by_policy(lambda one: f"Hidden: none or all of a group of fewer than {one.all_or_nothing_base:g}")
    return _because(sight, guarded & uniform & _from_one_to_under(sight.base, least), reason)


def unknown_base(sight: Sight) -> pd.Series:
    """A number whose group is not known cannot be checked, so it is not shown."""
    guarded = (sight.of_policy("least_shown") > 1) | (sight.of_policy("smallest_base") > 0)
    sent = sight.figures[[name for name in NUMBERS if name in sight.figures]].notna().any(axis=1)
    unknown = guarded & sent & sight.count.isna()
    return _because(sight, unknown, "Hidden: how many people it is about was not sent")


RULES: tuple[tuple[str, Rule], ...] = (
    ("marked by its sender", marked_by_sender),
    ("not in the framework", unknown_indicator),
    ("lowest scope", lowest_scope),
    ("small sector", small_sector),
    ("few people", few_people),
    ("small base", small_base),
    ("all or nothing", all_or_nothing),
    ("unknown base", unknown_base),
)
"""Every rule about single rows, in the order applied; the first reason given to a row is the one it keeps."""

UNSAID = {few_people, small_base, all_or_nothing}
"""The rules whose reason would tell something of the number; of these the board reads one and the same sentence."""


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
