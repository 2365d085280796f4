"""A place beside a benchmark, and its trend over five years, in sentences that say no more than the figures do."""

import pandas as pd

from impact.framework import Indicator
from impact.metrics.benchmark import BETTER, HIGHER, LOWER, NOT_COMPARED, SIMILAR, WORSE, Benchmark
from impact.metrics.chance import outside_limits
from impact.metrics.trend import NO_CHANGE, NONE, Trend
from impact.words.chance import chance_sentence
from impact.words.intervals import confidence_text
from impact.words.numbers import interval_text, marked_text, period_of, quantity

_THAN = {
    BETTER: "better than",
    WORSE: "worse than",
    HIGHER: "higher than",
    LOWER: "lower than",
    SIMILAR: "similar to",
}


def benchmark_sentence(row: pd.Series, name: str, benchmark: Benchmark, indicator: Indicator) -> str:
    """'Rochdale: 20.9% (18.7 to 23.2) in 2024/25, similar to England, 22.4%.'

    row    one place's FIGURES after the gate, with mark, word and why of `metrics.benchmark.against`
    name   the place
    """
    told = f"{name}: {marked_text(row, indicator)}"
    interval = interval_text(row, indicator)
    told += f"{' ' + interval if interval else ''} in {period_of(row).label}"
    if row["word"] == NOT_COMPARED:
        return f"{told}; not compared with {benchmark.name}, because {row['why']}."
    word, _, sure = str(row["word"]).partition(" (")
    mark = quantity(float(row["mark"]), indicator)
    at = f" (at {sure.rstrip(')')} confidence)" if sure else ""
    return f"{told}, {_THAN[word]} {benchmark.name}, {mark}{at}."


def trend_sentence(trend: Trend) -> str:
    """'Over the years to 2021 to 2025: increasing and getting worse.'; why not, where there is none."""
    if trend.word == NONE:
        return f"A trend cannot be calculated: {trend.why}."
    span = f"Over five yearly figures, {trend.years[0].year} to {trend.years[-1].year}"
    if trend.word == NO_CHANGE:
        return f"{span}, no significant change."
    return f"{span}: {trend.word}{f' and {trend.way}' if trend.way else ''}."


def trend_text(trend: Trend) -> str:
    """The trend for a cell: 'increasing, getting worse', 'no significant change', 'cannot be calculated'."""
    return f"{trend.word}, {trend.way}" if trend.way else trend.word


def vintage_note(benchmark: Benchmark) -> str:
    """By which model, and of when, the places of a benchmark were chosen; "" where it is a place of its own."""
    return f"Chosen by the {benchmark.vintage}." if benchmark.vintage and len(benchmark.ids) > 1 else ""


def compared_by_chance(compared: int, confidence: float) -> str:
    """How many of so many comparisons would differ by chance alone."""
    would = f"would differ at {confidence_text(confidence)} confidence"
    return chance_sentence(outside_limits(compared, confidence), "comparison", "comparisons", would)
