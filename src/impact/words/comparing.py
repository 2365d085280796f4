"""The same services then and now, and groups beside each other, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from impact.framework import Framework, Indicator
from impact.metrics.equity import NO_CLEAR_DIFFERENCE
from impact.words.numbers import marked_text, number, period_of
from impact.words.results import listed

if TYPE_CHECKING:
    from impact.metrics.equity import Division, Group
    from impact.metrics.like_for_like import LikeForLike

NO_CAUSE = "A difference between groups says nothing of why; it is a place to start asking."
"""Said beside every comparison of groups; judgement."""


def same_sentence(same: LikeForLike, indicator: Indicator, framework: Framework) -> str:
    """What the same services sent then and now, how many they are, and who is left out."""
    if same.reason:
        return f"{indicator.title}: no like-for-like comparison, since {same.reason}."
    words = framework.words
    told = [f"{marked_text(row, indicator)} in {period_of(row).label}" for row in (same.before, same.now)]
    said = f"{indicator.title}, from the {same.services} {words.services} that sent both times: {' and '.join(told)}"
    left_out = [
        f"{len(some)} {words.service if len(some) == 1 else words.services} sent only {when}"
        for some, when in ((same.only_now, "the second time"), (same.only_before, "the first time"))
        if some
    ]
    change = f" ({same.change})" if same.change else ""
    return f"{said}{change}. {'; '.join(left_out)}." if left_out else f"{said}{change}. Nobody is left out."


def division_sentence(one: Division, indicator: Indicator, framework: Framework) -> str:
    """What a division of people is about, or why its groups are not told."""
    name = f"by {one.name}" if one.name else "by group"
    days = {"period_start": one.period_start, "period_end": one.period_end, "period_kind": one.period_kind}
    period = period_of(days).label
    if one.reason:
        return f"{indicator.title}, {name}, {period}: not told, since {one.reason}."
    untold = [group_name(few, one.name) for few in one.few]
    verb = "is" if len(untold) == 1 else "are"
    few = f" {listed(untold)} {verb} not told, since fewer than 30 people answered." if untold else ""
    return f"{indicator.title}, {name}, {period}, from {len(one.services)} {framework.words.services}.{few}"


def group_name(name: str, division: str) -> str:
    """A group without the name of its division before it: 'ethnic group: White' is 'White'."""
    before, colon, after = name.partition(":")
    return after.strip() if colon and " ".join(before.casefold().split()) == division else name


def gap_sentence(one: Division) -> str:
    """Which groups of a division clearly differ from the others, by how much, and which do not; "" if none is told."""
    apart = [group for group in one.groups if group.said != NO_CLEAR_DIFFERENCE]
    alike = [group_name(group.name, one.name) for group in one.groups if group.said == NO_CLEAR_DIFFERENCE]
    said = [
        f"{group_name(group.name, one.name)}: {number(abs(group.difference))} points "
        f"{'below' if group.difference < 0 else 'above'} the others ({_limits(group)}), which is {group.said}."
        for group in apart
    ]
    if alike and not apart:
        said.append(f"No clear difference between {listed(alike)}.")
    elif alike:
        said.append(f"No clear difference between the others and {listed(alike)}.")
    return " ".join(said)


def _limits(group: Group) -> str:
    low, high = sorted((abs(group.difference_lower), abs(group.difference_upper)))
    return f"{number(low)} to {number(high)}"


def group_sentence(group: Group) -> str:
    """One group beside the others: its share, and how far it lies from theirs."""
    share = f"{number(group.value)}% ({number(group.lower)} to {number(group.upper)})"
    low, high = number(group.difference_lower), number(group.difference_upper)
    points = f"{number(group.difference)} points ({low} to {high})"
    return f"{group.name}: {share} of {group.denominator:,.0f}; {points} from the others: {group.said}."
