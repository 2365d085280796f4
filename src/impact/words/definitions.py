"""What an indicator aims for and starts from, in words for its definition."""

from impact.framework import Framework, Indicator, Target
from impact.words.numbers import quantity, target_text, uk_date

BASELINES = {
    "first_period": "the first figure received",
    "mean_first_4": "the mean of the first four figures",
    "fixed_year": "the earliest figure from 2018 on",
    "none": "none: it is not measured against a start",
}
MEASURES = {
    "proportion": "a share, in per cent",
    "rate": "a rate",
    "mean": "a mean",
    "count": "a count",
    "duration": "a length of time",
    "maturity": "a level",
}
DIRECTIONS = {"higher": "higher is better", "lower": "lower is better", "none": "neither way is better in itself"}
FREQUENCIES = {
    "month": "every month",
    "quarter": "every quarter",
    "term": "every school term",
    "financial_year": "every financial year",
    "academic_year": "every school year",
    "calendar_year": "every calendar year",
}
FED_BY = {
    "return": "services' returns",
    "register": "the programme's register",
    "survey": "the yearly survey",
    "published": "published figures",
}
HELP_LINE = (
    "If this brings something up for you: Samaritans 116 123, Childline 0800 1111. Both are free, day and night."
)
"""Shown beside every indicator on a hard topic."""


def aim_words(target: Target, indicator: Indicator, framework: Framework) -> str:
    """One target with the day it holds from: '85%, from 1 Oct 2023'."""
    return f"{_aim(target, indicator, framework)}, from {uk_date(target.start)}"


def baseline_words(indicator: Indicator) -> str:
    """Where an indicator's progress is measured from."""
    return BASELINES[indicator.baseline]


def measure_words(indicator: Indicator) -> str:
    """What kind of number it is, its unit, which way is better, and how often it comes."""
    kind = f"{MEASURES[indicator.measure]} ({indicator.unit})"
    return f"{kind}; {DIRECTIONS[indicator.direction]}; {FREQUENCIES[indicator.frequency]}"


def _aim(target: Target, indicator: Indicator, framework: Framework) -> str:
    if target.style == "band" and target.low is not None and target.high is not None:
        return f"between {quantity(target.low, indicator)} and {quantity(target.high, indicator)}"
    if target.style == "comparator":
        area = framework.area.get(target.area) or framework.benchmark
        return f"the figure of {area.name if area else 'the area it is compared with'}"
    value = target.value or 0.0
    if target.style == "level":
        aim = target_text(value, indicator)
        return f"{aim} or more" if indicator.direction == "higher" and indicator.measure != "maturity" else aim
    way = "above" if value > 0 else "below"
    amount = f"{abs(value):g}%" if target.style == "improve_by_percent" else _points(abs(value), indicator)
    return f"{amount} {way} where it started"


def _points(amount: float, indicator: Indicator) -> str:
    return f"{amount:g} points" if indicator.measure in ("proportion", "mean") else quantity(amount, indicator)
