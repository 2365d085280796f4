"""Whether groups of people are served alike: each group beside the others, for the whole place alone.

Source: issue "equity gap between groups"; `framework-method` (f.3, g.2). A group is a row's breakdown; what stands
before a colon names the division ("age: 0 to 4"). Only divisions that three or more services sent are told, and
only groups of 30 or more answers. A difference is no finding of cause: it is a place to start asking.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from math import nan
from typing import Any

import narwhals as nw
import pandas as pd

from impact.framework.models import Framework, Indicator
from impact.marks import MARKS, legend
from impact.metrics.alike import slots_of
from impact.metrics.change import newcombe
from impact.metrics.intervals import wilson
from impact.metrics.slots import Counts, has_mark
from impact.metrics.sums import collected

FEWEST_ANSWERS, FEWEST_SERVICES = 30, 3
"""A group of fewer answers, or a division that fewer services sent, is not told (issue; judgement)."""

HIGHER, LOWER, NO_CLEAR_DIFFERENCE = "clearly higher", "clearly lower", "no clear difference"
NOT_A_SHARE = "groups are compared only by shares of people that have an interval"
NO_GROUPS = "no groups were sent"
TOO_FEW_SERVICES = "fewer than three services sent these groups"
TOO_FEW_GROUPS = "fewer than two groups have 30 answers or more"
OVERLAP = "the groups overlap or do not fit the figure for all people"


@dataclass(frozen=True, slots=True)
class Group:
    """One group of a division, summed over services; limits are per cent, differences points.

    difference   this group less the other groups told, with 95% limits (Newcombe)
    said         HIGHER, LOWER or NO_CLEAR_DIFFERENCE: about the number, not about better or worse
    marker       the marks of the rows added up: 'p r'; they stand beside the number
    """

    name: str
    numerator: float
    denominator: float
    value: float
    lower: float
    upper: float
    difference: float = nan
    difference_lower: float = nan
    difference_upper: float = nan
    said: str = ""
    marker: str = ""


@dataclass(frozen=True, slots=True)
class Division:
    """The newest period of one division of one indicator.

    groups     those with enough answers, by name; none where `reason` says why
    few        the names of groups that are not told, since fewer than 30 people answered in them
    left       (numerator, denominator) of the people in none of these groups, among the services that sent it
    services   those that sent the division; their answers alone are counted
    reason     why there is nothing to compare; "" where there is
    """

    name: str
    period_start: pd.Timestamp
    period_end: pd.Timestamp
    period_kind: str
    groups: tuple[Group, ...] = ()
    few: tuple[str, ...] = ()
    left: tuple[float, float] = (0.0, 0.0)
    services: tuple[str, ...] = ()
    reason: str = ""


def divisions(counts: Counts, framework: Framework, indicator: Indicator, today: date) -> tuple[Division, ...]:
    """Every division of an indicator at its newest period that has ended, by name; empty where nothing was sent.

    counts   COUNTS of the indicator, breakdowns included
    """
    rows = _rows(counts, framework, indicator, today)
    parts = rows[rows.breakdown != ""]
    return tuple(
        _division(str(name), of_name[of_name.slot == of_name.slot.iloc[-1]], rows, indicator)
        for name, of_name in parts.sort_values(["period_end", "slot"]).groupby("division")
    )


def comparable(indicator: Indicator) -> bool:
    """Whether groups can be compared by it."""
    return indicator.measure == "proportion" and indicator.interval == "wilson"


def division_of(breakdown: str) -> str:
    """The division that a breakdown belongs to: what stands before its first colon, else ""."""
    before, colon, _ = breakdown.partition(":")
    return " ".join(before.casefold().split()) if colon else ""


def _rows(counts: Counts, framework: Framework, indicator: Indicator, today: date) -> pd.DataFrame:
    """The usable rows of services, of all people and of groups, each in its slot."""
    replacing = "|".join(letter for letter, mark in MARKS.items() if mark.replaces_number)
    what = ("service_id", "breakdown", "period_start", "period_end", "period_kind")
    names = (*what, "numerator", "denominator", "marker")
    chosen = (
        counts.lazy()
        .filter((nw.col("indicator_id") == indicator.id) & ~nw.col("sector_id").is_null())
        .with_columns(breakdown=nw.col("breakdown").fill_null(""), marker=nw.col("marker").fill_null(""))
        .filter(~has_mark(replacing))
        .select(*names)
    )
    table = collected(chosen).to_pandas()
    table = table.assign(**{day: pd.to_datetime(table[day]) for day in ("period_start", "period_end")})
    table = table[table.numerator.notna() & (table.denominator > 0) & (table.period_end <= pd.Timestamp(today))]
    table = table[table.service_id.isin(framework.service)]
    return table.assign(slot=slots_of(table), division=table.breakdown.map(division_of))


def _division(name: str, parts: pd.DataFrame, rows: pd.DataFrame, indicator: Indicator) -> Division:
    newest = parts.iloc[-1]
    about: dict[str, Any] = {day: newest[day] for day in ("period_start", "period_end", "period_kind")}
    all_people = rows[(rows.breakdown == "") & (rows.slot == newest.slot) & rows.service_id.isin(parts.service_id)]
    services = tuple(sorted(set(all_people.service_id)))
    if len(services) < FEWEST_SERVICES:
        return Division(name, **about, reason=TOO_FEW_SERVICES)
    ours = parts[parts.service_id.isin(services)]
    sums = ours.groupby("breakdown")[["numerator", "denominator"]].sum()
    total = all_people[["numerator", "denominator"]].sum()
    unsaid = total - sums.sum()
    if unsaid.min() < 0 or unsaid.numerator > unsaid.denominator:
        return Division(name, **about, services=services, reason=OVERLAP)
    told = sums[sums.denominator >= FEWEST_ANSWERS]
    if len(told) < 2:
        return Division(name, **about, services=services, reason=TOO_FEW_GROUPS)
    left, few = total - told.sum(), tuple(str(name) for name in sums.index.difference(told.index))
    groups = tuple(_groups(told, indicator, ours.groupby("breakdown")["marker"].agg(" ".join)))
    return Division(
        name, **about, groups=groups, few=few, left=(float(left.numerator), float(left.denominator)), services=services
    )


def _groups(told: pd.DataFrame, indicator: Indicator, marked: "pd.Series[str]") -> Iterator[Group]:
    times, whole = indicator.multiplier, told.sum()
    for name, row in told.sort_index().iterrows():
        x, n = float(row.numerator), float(row.denominator)
        others = (float(whole.numerator) - x, float(whole.denominator) - n)
        low, high = (float(limit) for limit in wilson(x, n))
        down, up = newcombe(x, n, *others)
        said = HIGHER if down > 0 else LOWER if up < 0 else NO_CLEAR_DIFFERENCE
        apart = (times * (x / n - others[0] / others[1]), times * down, times * up)
        yield Group(
            str(name),
            x,
            n,
            times * x / n,
            times * low,
            times * high,
            *apart,
            said,
            " ".join(legend([marked[str(name)]])),
        )
