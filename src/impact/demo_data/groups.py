"""How the answers of people split into groups of people, in the one return of a year that says so.

Source of what is asked: `framework-method` (g.9): whether felt-heard and felt-safe differ by age, sex, ethnicity or
disability. All numbers are invented; shares are near those of the borough in the census of 2021.
"""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from impact import periods
from impact.demo_data.series import Row, dice

GROUPED = ("S01", "S03")
"""The indicators whose answers are told by groups."""

FIRST_GROUPED, ENDS_IN = date(2025, 7, 1), (8, 9)
"""Groups come with the summer term's return, or that of July to September, from this day on."""

LEAST_ANSWERS = 5
"""A service leaves out a group that fewer people answered in; they are in its figure for all people."""


@dataclass(frozen=True, slots=True)
class Group:
    """One group: its share of those who answer, and how many points its level lies from everyone's."""

    share: float
    apart: float = 0.0


DIVISIONS: dict[str, dict[str, Group]] = {
    "sex": {"female": Group(0.53, 0.5), "male": Group(0.43, -0.5)},
    "ethnic group": {
        "Asian or Asian British": Group(0.19, -9),
        "Black or Black British": Group(0.055, -4),
        "Mixed or multiple ethnic groups": Group(0.05, -1),
        "White": Group(0.64, 3),
        "Other ethnic group": Group(0.015),
    },
}
"""Division -> its groups; the shares leave out those who would rather not say."""


def grouped(row: Row, seed: int) -> list[Row]:
    """The rows about groups that travel with a row about all people; none where they are not asked for.

    Those who said yes and those who did not are split one after the other, so groups never exceed all people.
    """
    period = periods.parse(row.period)
    told = period is not None and period.end >= FIRST_GROUPED and period.end.month in ENDS_IN
    if not told or row.indicator_id not in GROUPED or not row.numerator or not row.denominator:
        return []
    found = []
    for division, groups in DIVISIONS.items():
        own_dice = dice(seed, row.service_id, row.indicator_id, row.period, division)
        yes, no = _split(groups, row.numerator, row.denominator, own_dice)
        for place, name in enumerate(groups):
            answers = yes[place] + no[place]
            if answers >= LEAST_ANSWERS:
                about = replace(row, breakdown=f"{division}: {name}", numerator=yes[place], denominator=answers)
                found.append(replace(about, asked=None, note=""))
    return found


def _split(groups: dict[str, Group], x: int, n: int, own_dice: np.random.Generator) -> tuple[list[int], list[int]]:
    """How many of those who said yes, and of those who did not, are in each group."""
    shares = np.array([one.share for one in groups.values()])
    levels = np.clip(x / n + np.array([one.apart for one in groups.values()]) / 100, 0.02, 0.98)
    unsaid = 1 - shares.sum()
    counts = []
    for many, part, rest in ((x, shares * levels, x / n), (n - x, shares * (1 - levels), 1 - x / n)):
        weights = np.append(part, unsaid * rest)
        counts.append([int(count) for count in own_dice.multinomial(many, weights / weights.sum())[:-1]])
    return counts[0], counts[1]
