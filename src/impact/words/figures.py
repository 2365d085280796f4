"""One figure in a sentence: how much, when, beside what, and what is not known."""

from datetime import date
from math import floor

import pandas as pd

from impact.disclosure import Protected
from impact.framework import Framework, Indicator
from impact.periods import Period, last_complete
from impact.words.numbers import (
    in_full,
    interval_text,
    level_text,
    levels_of,
    period_of,
    target_text,
    uk_date,
    value_text,
)

NOT_COMPARED = "not compared: the definition changed"

CHANGES = {
    "clear improvement": "which is clearly better",
    "clear worsening": "which is a clear step back",
    "clear rise": "which is a clear rise",
    "clear fall": "which is a clear fall",
    "no clear change": "which could be chance",
    "not enough data": "with too little data to say whether that is a change",
    NOT_COMPARED: "which is not compared with {before}, since the definition changed [b]",
}
"""The result of the test of change -> how a sentence says it."""

MISSING = {
    "not_due": "is not due until {due}",
    "late": "was due by {due} and has not come in yet",
    "not_sent": "was not sent",
    "blank": "was left blank",
    "x": "is not available [x]",
    "z": "does not apply here [z]",
    "c": "is hidden [c], because it could show a person",
    "low": "rounds to zero but is not zero [low]",
    "u": "rests on too few to be reliable [u]",
    "zero": "is zero: it was sent, and there were none",
}
"""Which kind of missing -> how a sentence says it."""


def figure_sentence(
    series: Protected,
    indicator: Indicator,
    framework: Framework,
    target: float | None,
    today: date,
    *,
    change: str = "",
    since: date | None = None,
) -> str:
    """What one indicator of one scope says now, beside an earlier figure and its target.

    series   protected figures of one indicator and one scope, in any order
    target   the level aimed for, in the indicator's unit; None where there is none
    change   a key of CHANGES: the test's result against the earlier figure; '' if it was not tested
    since    the last day of the earlier figure's period; None takes the shown figure before the newest
    """
    rows = series.frame.sort_values("period_end")
    shown = rows[rows.value.notna() | (rows["levels"].fillna("") != "")]
    if shown.empty:
        return _nothing_shown(rows, indicator)
    newest = shown.iloc[-1]
    earlier = shown.iloc[:-1] if since is None else shown[shown.period_end.dt.date == since]
    parts = [_now(newest, indicator)]
    if not earlier.empty and pd.notna(newest["value"]) and pd.notna(earlier.iloc[-1]["value"]):
        parts.append(_beside(newest, earlier.iloc[-1], indicator, change))
    aim = f". The target is {target_text(target, indicator)}" if target is not None else ""
    later = _hidden_since(rows, newest) or next_due_sentence(newest, indicator, framework, today)
    return ", ".join(parts) + aim + "." + (f" {later}" if later else "")


def next_due_sentence(newest: pd.Series, indicator: Indicator, framework: Framework, today: date) -> str:
    """Whether a newer figure could be here already, and when it is due; '' if not, or if it is published."""
    if indicator.fed_by == "published":
        return ""
    period = last_complete(today, str(newest["period_kind"]))
    if newest["period_end"].date() >= period.end:
        return ""
    due = framework.due(period)
    return missing_sentence("not_due" if today <= due else "late", period, due)


def missing_sentence(kind: str, period: Period, due: date | None = None) -> str:
    """Why a figure is not there, by which kind of missing it is: a key of MISSING."""
    return f"The figure for {period.label} {MISSING[kind].format(due=uk_date(due) if due else 'later')}."


def coverage_sentence(row: pd.Series, indicator: Indicator, framework: Framework) -> str:
    """How much of what was expected stands behind a figure; '' where it is one place's or one service's own."""
    if indicator.aggregation == "home_only" or pd.isna(row["expected"]) or row["scope_kind"] not in ("whole", "sector"):
        return ""
    words = framework.words
    expected = int(row["expected"])
    named = words.service if expected == 1 else words.services
    said = f"{int(row['parts'])} of {expected} {named} sent this"
    if pd.notna(row["share"]):
        holds = "It holds" if int(row["parts"]) == 1 else "They hold"
        said += f". {holds} {_share_text(row['share'])} of the usual {_counted(indicator)}"
    marked, carried = _whole(row["parts_hidden"]), _whole(row["carried"])
    more = f" {marked} sent a mark in place of a number." if marked else ""
    older = f" For {carried} an earlier term stands in." if carried else ""
    return f"{said}.{more}{older}"


def _now(row: pd.Series, indicator: Indicator) -> str:
    period = period_of(row).label
    levels = levels_of(row)
    if levels:
        return f"{indicator.title}: {level_text(levels, indicator)} in {period}"
    interval = interval_text(row, indicator)
    value = in_full(row["value"], indicator)
    return f"{indicator.title}: {value} in {period}{' ' + interval if interval else ''}"


def _beside(newest: pd.Series, earlier: pd.Series, indicator: Indicator, change: str) -> str:
    before, now = value_text(earlier, indicator), value_text(newest, indicator)
    if change == NOT_COMPARED:
        return CHANGES[change].format(before=period_of(earlier).label)
    way = "up from" if newest["value"] > earlier["value"] else "down from"
    said = f"the same as in {period_of(earlier).label}"
    if before != now:
        said = f"{way} {before} in {period_of(earlier).label}"
    return f"{said}, {CHANGES[change]}" if change and before != now else said


def _hidden_since(rows: pd.DataFrame, newest: pd.Series) -> str:
    later = rows[(rows.period_end > newest["period_end"]) & (rows.hidden != "")]
    return "" if later.empty else _why(later.iloc[-1])


def _why(row: pd.Series) -> str:
    return f"{period_of(row).label}: {str(row['hidden'])[:1].lower()}{str(row['hidden'])[1:]}."


def _nothing_shown(rows: pd.DataFrame, indicator: Indicator) -> str:
    hidden = rows[rows.hidden != ""]
    if hidden.empty:
        return f"{indicator.title}: no figure yet."
    return f"{indicator.title}: no figure can be shown. {_why(hidden.iloc[-1])}"


def _counted(indicator: Indicator) -> str:
    return f"number of {indicator.unit[5:]}" if indicator.unit.startswith("% of ") else "number behind it"


def _share_text(share: float) -> str:
    """A share rounded down, so that nothing is called all that is not."""
    if share >= 1:
        return "all"
    return f"{floor(100 * share + 1e-9)}%" if share >= 0.01 else "less than 1%"


def _whole(many: float) -> int:
    return 0 if pd.isna(many) else int(many)
