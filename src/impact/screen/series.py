"""One indicator's series as a sheet: every period with its figure, what it rests on, or why it is not shown."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from impact.framework import Framework, Indicator
from impact.marks import meanings
from impact.screen.cards import Column, Html, link
from impact.screen.lineage import CELLS
from impact.words import interval_text, marked_text, number, period_of
from impact.words.explained import ExplainedPoint, cell_text

PERIOD, FIGURE = Column("period", "Period"), Column("figure", "Figure", number=True)
INTERVAL = Column("interval", "95% interval", number=True)
ABOUT = Column("about", "Marks, and why a figure is hidden")
EXPLAINED = Column("explained", "Explained")
CAME = Column("came", "Where from")


def series_columns(rows: pd.DataFrame, framework: Framework, explained: Sequence[ExplainedPoint] = ()) -> list[Column]:
    """The columns in which a series says something, in reading order."""
    counted = [
        Column("numerator", "Counted", number=True),
        Column("denominator", "Out of", number=True),
        Column("n", "Answers", number=True),
    ]
    there = [column for column in counted if rows[column.key].notna().any()]
    interval = [INTERVAL] if rows["lower"].notna().any() else []
    services = [Column("parts", _title(framework.words.services), number=True)] if _of_many(rows) else []
    about = [ABOUT] if (rows["hidden"] != "").any() or (rows["marker"].fillna("") != "").any() else []
    return [PERIOD, FIGURE, *interval, *there, *services, *about, *([EXPLAINED] if explained else [])]


def series_rows(
    rows: pd.DataFrame,
    measured: Indicator,
    framework: Framework,
    explained: Sequence[ExplainedPoint] = (),
    **chosen: str,
) -> list[dict[str, Any]]:
    """The rows of that sheet, newest period first, each with a link to where its figure comes from."""
    newest_first = rows.sort_values("period_end", ascending=False)
    said = {one.period: cell_text(one, framework) for one in explained}
    return [
        {**_row(row, measured, chosen), "explained": said.get(period_of(row), "")} for _, row in newest_first.iterrows()
    ]


def _row(row: "pd.Series[Any]", indicator: Indicator, chosen: dict[str, str]) -> dict[str, Any]:
    period = period_of(row)
    return {
        "period": period.label,
        "figure": marked_text(row, indicator),
        "interval": interval_text(row, indicator).strip("()"),
        "numerator": _count(row["numerator"]),
        "denominator": _count(row["denominator"]),
        "n": _count(row["n"]),
        "parts": f"{row['parts']:.0f} of {row['expected']:.0f}" if pd.notna(row["expected"]) else "",
        "about": row["hidden"] or meanings(str(row["marker"] or "")),
        "came": came_from_link(period.code, **chosen),
    }


def came_from_link(period_code: str, **chosen: str) -> Html:
    """A link that opens the cells behind one period's figure."""
    return link("show cells", "indicator", CELLS, period=period_code, **chosen)


def _of_many(rows: pd.DataFrame) -> bool:
    return bool(rows["scope_kind"].isin(["whole", "sector"]).any() and (rows["expected"] > 1).any())


def _count(value: float) -> str:
    return "" if pd.isna(value) else f"{value:,.0f}" if float(value).is_integer() else number(value, 2)


def _title(word: str) -> str:
    return word[:1].upper() + word[1:]
