"""Small returns for the tests of what is asked about them: clean rows, and what was known before."""

from datetime import date
from pathlib import Path

import pandas as pd
import polars as pl

from impact import periods
from impact.plausibility import judge
from impact.problems import Problem

SUITES = Path(__file__).resolve().parents[1] / "expectations"
NOTHING = pd.DataFrame()
WAYS = "when you send it, beside the return or in the note"
ASK = f"Is it right? If so, say why {WAYS}; if not, send the row again, corrected."
NUMBERS = ("numerator", "denominator", "value", "n", "sd", "asked")
SPRING, SUMMER = date(2025, 4, 1), date(2025, 7, 1)
FIVE = ("W01", "W07", "S01", "S03", "S05")


def row(line: int, indicator_id: str, start: date = SUMMER, service_id: str = "SV05", **sent: float | str) -> dict:
    leading = next((letter for letter, name in (("E", "numerator"), ("G", "value")) if name in sent), "K")
    return {
        "line": line,
        "cell": f"{leading}{line}",
        "service_id": service_id,
        "indicator_id": indicator_id,
        "period_start": start,
        "period_end": periods.containing(start, "quarter").end,
        "period_kind": "quarter",
        "breakdown": sent.pop("breakdown", ""),
        **dict.fromkeys(NUMBERS),
        "marker": "",
        "note": "",
        **sent,
    }


def clean(*rows: dict) -> pl.DataFrame:
    """CLEAN ROWS, typed as the contract gives them."""
    kinds = {"line": pl.Int64, "period_start": pl.Date, "period_end": pl.Date, **dict.fromkeys(NUMBERS, pl.Float64)}
    return pl.DataFrame(list(rows), schema={name: kinds.get(name, pl.String) for name in row(1, "W01")})


def counts(*rows: dict) -> pd.DataFrame:
    """COUNTS, as the record gives them: pandas, dates as timestamps."""
    frame = clean(*rows).with_columns(pl.col("period_start", "period_end").cast(pl.Datetime))
    return frame.with_columns(observation_id=1, submission_id=1, sector_id=pl.lit("SEC2")).to_pandas()


def doubts(rows: pl.DataFrame, previous: object, framework, suites: Path, others: object = None) -> list[Problem]:
    """What the sender of a clean return is asked."""
    return judge(rows, previous, framework, suites, others).doubts


def asked(rows: pl.DataFrame, previous: object, framework) -> list[tuple[int | None, str, str]]:
    return [(doubt.line, doubt.column, doubt.rule) for doubt in doubts(rows, previous, framework, SUITES)]


def besides(found: list[Problem], *rules: str) -> list[Problem]:
    """The doubts of all other rules."""
    return [doubt for doubt in found if doubt.rule not in rules]


def of(found: list[Problem], rule: str) -> list[str]:
    """What the doubts of one rule say, each with its place."""
    return [str(doubt) for doubt in found if doubt.rule == rule]
