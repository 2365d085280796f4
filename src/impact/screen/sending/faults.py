"""What has to be mended in the file in hand: by cause, at its cells, and as the same file with its cells marked."""

from functools import partial
from html import escape

import streamlit as st

from impact.contract import FaultGroup
from impact.framework import Framework
from impact.intake import Receipt, given_back
from impact.intake.giving_back import CSV, XLSX
from impact.marked import MOST_CELLS, MOST_ROWS, marked_name
from impact.screen.cards import Column, Html, sheet
from impact.screen.problems import notice, rows_of
from impact.screen.sending.chosen import InHand
from impact.words.causes import faults_sentence, group_sentence

MOST_GROUPS, MOST_OF_GROUP = 30, 20
"""Causes, and faults of each, on the screen; the marked file holds all of them."""

_FAULTS = (Column("row", "Row"), Column("found", "Found"), Column("remedy", "What to do"))
_MIME = {CSV: "text/csv", XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def to_mend(hand: InHand, receipt: Receipt, framework: Framework) -> None:
    """Everything to mend: how much, the marked file to work in, then each cause with its first cells."""
    groups = receipt.problems.groups()
    notice(faults_sentence(groups, receipt.filename), "alert")
    _marked(hand, receipt, framework)
    for group in groups[:MOST_GROUPS]:
        rows = rows_of(receipt.problems.of(group, MOST_OF_GROUP))
        linked = [{**row, "row": _link(row["row"], group, receipt)} for row in rows]
        sheet(linked, _FAULTS, group_sentence(group))
    if len(groups) > MOST_GROUPS:
        st.write(f"These are the first {MOST_GROUPS} of {len(groups)} groups; the marked file holds all of them.")
    _excerpt(receipt)


def _marked(hand: InHand, receipt: Receipt, framework: Framework) -> None:
    st.write(
        "Take the file back with every fault in its cell, correct it, and choose it here again. The two columns that "
        "are added at the right may stay."
    )
    made = receipt.understood
    small = (made.last_line or 0) <= MOST_ROWS and made.row_count * (len(made.columns) + 2) <= MOST_CELLS
    with st.container(key="marked", horizontal=True):
        for ending, label in ((CSV, "Marked file (CSV)"), (XLSX, "Marked file (XLSX)"))[: 2 if small else 1]:
            st.download_button(
                label,
                data=partial(_bytes, hand, receipt, framework, ending),
                file_name=marked_name(receipt.filename, ending),
                mime=_MIME[ending],
                key=f"marked_{ending}",
                on_click="ignore",
            )


def _bytes(hand: InHand, receipt: Receipt, framework: Framework, ending: str) -> bytes:
    return given_back(framework, hand.file.getvalue(), hand.envelope, receipt, ending)[1]


def _link(row: int | str, group: FaultGroup, receipt: Receipt) -> Html | str:
    """The row's number, which leads to its cell in the excerpt where it is there."""
    if receipt.excerpt.is_empty() or row not in receipt.excerpt["line"]:
        return str(row)
    return Html(f'<a href="#{_place(row, group.column)}">{row}</a>', str(row))


def _place(row: int | str, column: str) -> str:
    return f"cell-{column}{row}" if column else f"row-{row}"


def _excerpt(receipt: Receipt) -> None:
    """The first faulty rows as they were sent, their faulty cells marked by a frame and a sign."""
    rows = receipt.excerpt
    if rows.is_empty():
        return
    cells = receipt.problems.cells.filter(receipt.problems.cells["line"].is_in(rows["line"].implode()))
    faulty = set(cells.select("line", "column").iter_rows())
    headings = {letter: heading for letter, heading, _ in receipt.understood.columns}
    columns = [Column("line", "Row"), *(Column(at, f"{at} {headings.get(at, '')}") for at in rows.columns[1:])]
    shown = [
        {at: _cell(at, cell, row["line"], faulty) for at, cell in row.items()} for row in rows.iter_rows(named=True)
    ]
    with st.container(key="excerpt"):
        many = "the row" if len(shown) == 1 else f"the first {len(shown)} rows"
        sheet(shown, columns, f"Your file: {many} with something to mend; ▲ marks where")


def _cell(at: str, cell: object, line: int, faulty: set[tuple[int, str]]) -> Html | str:
    text = "" if cell is None else str(cell)
    if at == "line":
        whole = '<span class="faulty">▲ ' if (line, "") in faulty else "<span>"
        return Html(f'<span id="row-{line}">{whole}{line}</span></span>', text)
    if (line, at) not in faulty:
        return text
    inside = escape(text) or "blank"
    return Html(f'<span id="{_place(line, at)}" class="faulty">▲ {inside}</span>', text)
