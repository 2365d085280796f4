"""A series from its first figure to its newest, and a place beside other places, each in one sentence."""

import pandas as pd

from impact.disclosure import Protected
from impact.framework import Framework, Indicator
from impact.words.numbers import marked_text, period_of


def from_to_sentence(series: Protected, indicator: Indicator) -> str:
    """The first and the newest figure shown: the heading of a line over time."""
    rows = series.frame.sort_values("period_end")
    shown = rows[rows.value.notna() | (rows["levels"].fillna("") != "")]
    if shown.empty:
        return "No figure can be shown yet."
    first, last = shown.iloc[0], shown.iloc[-1]
    if len(shown) == 1:
        return f"One figure so far: {_at(last, indicator)}"
    return f"From {_at(first, indicator)} to {_at(last, indicator)}"


def beside_sentence(areas: Protected, indicator: Indicator, framework: Framework) -> str:
    """The newest figure of the home area beside its benchmark, and which neighbours are meant."""
    home, benchmark = framework.home, framework.benchmark
    rows = areas.frame[areas.frame.value.notna()]
    if home is None or rows.empty or home.id not in set(rows.scope_id):
        return "No figure of this place can be shown beside others yet"
    newest = rows[rows.scope_id == home.id].sort_values("period_end").iloc[-1]
    said = f"{home.name}: {_at(newest, indicator)}"
    other = rows[(rows.scope_id == (benchmark.id if benchmark else "")) & (rows.period_end == newest["period_end"])]
    if benchmark is not None and len(other):
        said += f"; {benchmark.name}: {marked_text(other.iloc[0], indicator)}"
    return said


def neighbours_note(framework: Framework) -> str:
    """By which model, and of when, the neighbours are alike; '' where there are none."""
    vintages = sorted({area.vintage for area in framework.areas if "neighbour" in area.roles and area.vintage})
    return f"Areas most alike: {'; '.join(vintages)}." if vintages else ""


def _at(row: pd.Series, indicator: Indicator) -> str:
    return f"{marked_text(row, indicator)} in {period_of(row).label}"
