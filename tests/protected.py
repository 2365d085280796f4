"""Made-up FIGURES for the tests of what stands above the disclosure gate."""

from datetime import date
from typing import Any

import pandas as pd

from impact.disclosure import Protected
from impact.periods import between

COLUMNS = [
    *("scope_kind", "scope_id", "indicator_id", "period_start", "period_end", "period_kind"),
    *("numerator", "denominator", "value", "n", "sd", "asked", "lower", "upper"),
    *("parts", "parts_hidden", "carried", "expected", "share", "marker", "levels"),
]
TEXT = {"scope_kind": "whole", "scope_id": "", "marker": "", "levels": ""}


def quarters(many: int) -> list[Any]:
    """The quarters up to July to September 2026, oldest first."""
    return between(date(2020, 4, 1), date(2026, 9, 30), "quarter")[-many:]


def figures(*rows: dict[str, Any]) -> pd.DataFrame:
    """FIGURES of S01 for the newest quarter, each row changed as it says; what it does not name is missing."""
    period = quarters(1)[0]
    common = {**dict.fromkeys(COLUMNS, float("nan")), **TEXT, "indicator_id": "S01", **of_period(period)}
    return pd.DataFrame([{**common, **row} for row in rows], columns=COLUMNS)


def of_period(period: Any) -> dict[str, Any]:
    """The three columns of a period."""
    start, end = pd.Timestamp(period.start), pd.Timestamp(period.end)
    return {"period_start": start, "period_end": end, "period_kind": period.kind}


def series(*values: dict[str, Any]) -> pd.DataFrame:
    """One row per quarter up to the newest, oldest first."""
    return figures(*({**of_period(period), **row} for period, row in zip(quarters(len(values)), values, strict=True)))


def shown(frame: pd.DataFrame) -> Protected:
    """Figures taken as already protected, nothing hidden but what has the mark c."""
    hidden = frame.marker.map(lambda mark: "Hidden to protect people" if mark == "c" else "")
    return Protected(frame.assign(hidden=hidden), "")
