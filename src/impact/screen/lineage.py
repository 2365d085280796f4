"""Where a figure comes from: the sum, the observations, and the files, lines and cells they stood in."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from impact import answers
from impact.answers import FigureKey, Trace, UnknownFigure
from impact.answers.passed import HeldTo
from impact.framework import Framework
from impact.marks import legend_sentence, with_marks
from impact.periods import Period
from impact.screen import cache, pictures
from impact.screen.cache import Key
from impact.screen.cards import Column, File, download, quiet, sheet
from impact.sources import LOCAL_TIME
from impact.words import number, period_of, uk_date
from impact.words.lineage import (
    NOT_RECORDED,
    behind_sentence,
    formula_sentence,
    hidden_sentence,
    observations_sentence,
    passed_sentence,
    row_passed,
    short_sha,
    version_sentence,
)

PLACE = (Column("place", "From"), Column("period", "Period"))
NUMBERS = (
    Column("numerator", "Counted", number=True),
    Column("denominator", "Out of", number=True),
    Column("value", "Value", number=True),
    Column("n", "Answers", number=True),
    Column("asked", "Asked", number=True),
)
WHERE = (
    Column("why", "Why not shown"),
    Column("file", "File"),
    Column("line", "Line", number=True),
    Column("cell", "Cell"),
    Column("received", "Received"),
    Column("sent_by", "Sent by"),
    Column("note", "Note"),
    Column("passed", "Rules passed"),
)
RETURNS = (
    Column("file", "File"),
    Column("received", "Received"),
    Column("sha256", "SHA-256 begins"),
    Column("framework", "Framework version"),
    Column("label", "Label"),
)


CELLS = "cells"
"""Where on the indicator's screen a figure is walked back: the last part of links that lead to it."""


@st.cache_resource(show_spinner=False, max_entries=256, hash_funcs={FigureKey: str})
def trace(key: Key, figure_key: FigureKey) -> Trace:
    """A figure walked back to its cells, once for each state of the record; read it, never change it."""
    return answers.trace(cache.sources(), key.view, figure_key)


def figure_key_of(row: "pd.Series[Any]") -> FigureKey:
    """The key of one row of FIGURES."""
    return FigureKey(
        row["indicator_id"], row["scope_kind"], row["scope_id"], row["period_start"].date(), row["period_kind"]
    )


def come_from(key: Key, figure_key: FigureKey) -> None:
    """The whole panel of one figure; on a page, in an expander or in a dialog."""
    try:
        kept = _observations(key, figure_key)
    except UnknownFigure as unknown:
        st.text(str(unknown))
        return
    if kept is not None:
        download(*kept, f"behind_{figure_key.scope_id}_{kept.name}")
        _files(key, figure_key)


@st.cache_resource(show_spinner=False, max_entries=256, hash_funcs={FigureKey: str})
def _observations(key: Key, figure_key: FigureKey) -> File | None:
    """The sum and the sheet of what stands behind it; None where no row may be shown."""
    walked, framework = trace(key, figure_key), cache.framework(key)
    figure, rows = walked.figure.frame.iloc[0], walked.rows.frame
    st.text(formula_sentence(figure, walked.indicator))
    if walked.behind.closed:
        st.text(behind_sentence(walked.behind.rows, walked.behind.hidden, walked.behind.closed))
    else:
        st.text(observations_sentence(rows, figure["period_start"]))
    if rows.empty:
        return None
    period = period_of(figure)
    leading = next((one.key for one in NUMBERS if rows[one.key].notna().any()), "value")
    told = [
        _observation(row, framework, period, leading) | {"passed": _passed(walked.held, row)}
        for _, row in rows.iterrows()
    ]
    columns = [*PLACE, *NUMBERS, *WHERE]
    sheet(told, _filled(told, columns), f"The observations behind {period.label}")
    name = f"{figure_key.indicator_id}_{period.code.replace(' ', '_')}_observations"
    return File(told, _filled(told, columns), name, pictures.origin_note(framework, walked.indicator))


@st.cache_data(show_spinner=False, max_entries=256, hash_funcs={FigureKey: str})
def _files(key: Key, figure_key: FigureKey) -> None:
    walked = trace(key, figure_key)
    rows = walked.rows.frame
    sheet(_returns(rows), RETURNS, "The files they came in")
    st.html(f'<p class="quiet">{hidden_sentence(rows)} {version_sentence(walked.versions)}</p>')
    quiet(legend_sentence(rows["marker"]))
    quiet(_held(walked.held))


def _observation(row: "pd.Series[Any]", framework: Framework, period: Period, leading: str) -> dict[str, Any]:
    """One row of the sheet; `leading` is the column in which a mark stands beside the number or in its place."""
    numbers = {column.key: _number(row[column.key]) for column in NUMBERS}
    numbers[leading] = with_marks(numbers[leading], str(row["marker"]))
    own = period_of(row)
    return {
        "place": _place(str(row["service_id"]), framework),
        "period": own.label if own != period else "",
        **numbers,
        "why": row["hidden"],
        "file": row["filename"],
        "line": f"{row['line']}",
        "cell": row["cell"],
        "received": _day(row["received_at"]),
        "sent_by": row["publisher"] or row["sent_by"],
        "note": row["note"],
    }


def _held(held: HeldTo) -> str:
    """What the rows were held to before they were kept, in a sentence."""
    contracts = [(one.sha256, len(one.rules)) for one in held.contracts]
    suites = [(f"{one.name} {one.version}", one.sha256, len(one.rules), many) for one, many in held.suites]
    return passed_sentence(contracts, suites, held.rows, held.unrecorded)


def _passed(held: HeldTo, row: "pd.Series[Any]") -> str:
    one = held.of_row.get(int(row["observation_id"]))
    return row_passed(one.contract, one.suite, len(one.held), one.asked) if one else NOT_RECORDED


def _returns(rows: pd.DataFrame) -> list[dict[str, Any]]:
    once = rows.drop_duplicates("submission_id")
    return [
        {
            "file": row["filename"],
            "received": _day(row["received_at"]),
            "sha256": short_sha(str(row["sha256"])),
            "framework": short_sha(str(row["framework_sha256"])),
            "label": row["label"] or row["publisher"],
        }
        for _, row in once.iterrows()
    ]


def _filled(rows: Sequence[Mapping[str, Any]], columns: Sequence[Column]) -> list[Column]:
    """The columns in which at least one row says something; place, file, line and cell always."""
    always = {"place", "file", "line", "cell"}
    return [column for column in columns if column.key in always or any(row[column.key] for row in rows)]


def _place(service_id: str, framework: Framework) -> str:
    known = framework.service.get(service_id) or framework.area.get(service_id)
    return known.name if known else service_id


def _number(value: Any) -> str:
    return "" if pd.isna(value) else f"{value:,.0f}" if float(value).is_integer() else number(float(value), 2)


def _day(moment: Any) -> str:
    """A day that stays on one line."""
    return uk_date(moment.astimezone(LOCAL_TIME).date()).replace(" ", "\u00a0") if pd.notna(moment) else ""
