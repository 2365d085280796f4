"""What a return that is ready would change, what is asked about it, and the button that sends it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from impact import periods
from impact.answers.consequences import WITHIN_A_SECOND, Consequences, consequences
from impact.columns import NUMBERS
from impact.compared import KNOWN
from impact.framework import Framework
from impact.intake import Receipt
from impact.screen import cache
from impact.screen.cache import Key
from impact.screen.cards import Column, sheet
from impact.screen.problems import notice
from impact.screen.sending import sent
from impact.screen.sending.chosen import InHand
from impact.words.arrivals import contents_sentence
from impact.words.compared import compared_sentence, missing_sentence

MOST_ROWS, MOST_SENTENCES = 50, 30
"""Rows of each kind, and sentences of what would move, on the screen."""

_ABOUT = (Column("what", "Indicator"), Column("period", "Period"), Column("group", "Group"))


def ready(key: Key, hand: InHand, receipt: Receipt, framework: Framework) -> None:
    """A return in which nothing has to be mended: what it holds, what it changes, what is asked, and sending it."""
    notice(f"'{receipt.filename}' can be sent: nothing in it has to be mended.")
    st.text(contents_sentence(receipt.row_count, receipt.indicators, receipt.services, framework))
    st.subheader("What it changes", anchor=False)
    _rows(receipt, framework)
    _taken_back(receipt)
    _moved(key, hand, receipt)
    sent.asking_and_sending(key, hand, receipt)


def _rows(receipt: Receipt, framework: Framework) -> None:
    compared = receipt.compared
    st.text(compared_sentence(compared.new, compared.changed, compared.unchanged))
    why = compared.missing_rows["why"] if compared.missing else pl.Series([], dtype=pl.String)
    known = int((why == KNOWN).sum())
    if lacking := missing_sentence(known, compared.missing - known):
        st.text(lacking)
    if compared.changed:
        _sheet(compared.changed_rows, "Changed rows: as known now, and as sent", _changed, framework)
    for rows, title in (
        (compared.new_rows, "New rows"),
        (compared.missing_rows, "Rows that are not in this return"),
    ):
        if rows.height:
            with st.expander(f"{title}: {rows.height:,}"):
                _sheet(rows, title, _sent, framework)


def _taken_back(receipt: Receipt) -> None:
    """What was accepted or signed off, and lapses when this is sent."""
    for one in receipt.taken_back[:MOST_SENTENCES]:
        notice(one.sentence)
    if len(receipt.taken_back) > MOST_SENTENCES:
        st.write(f"These are the first {MOST_SENTENCES} of {len(receipt.taken_back):,} that are taken back.")


def _sheet(rows: pl.DataFrame, title: str, told: Any, framework: Framework) -> None:
    shown = [{**_about(row, framework), **told(row)} for row in rows.head(MOST_ROWS).iter_rows(named=True)]
    used = [name for name in ("now", "sent", "says", "note") if any(row.get(name) for row in shown)]
    headings = {"now": "Known now", "sent": "As sent", "says": "Says", "note": "Note"}
    several = len({row["service"] for row in shown}) > 1
    columns = [*([Column("service", framework.words.service.capitalize())] if several else []), *_ABOUT]
    columns = [column for column in columns if column.key != "group" or any(row["group"] for row in shown)]
    more = f" (the first {MOST_ROWS} of {rows.height:,})" if rows.height > MOST_ROWS else ""
    sheet(shown, [*columns, *(Column(name, headings[name]) for name in used)], title + more)


def _about(row: Mapping[str, Any], framework: Framework) -> dict[str, str]:
    item = framework.indicator.get(row["indicator_id"])
    sender = framework.service.get(row["service_id"]) or framework.area.get(row["service_id"])
    start: date = row["period_start"]
    return {
        "service": sender.name if sender else row["service_id"],
        "what": f"{row['indicator_id']} {item.title if item else ''}".strip(),
        "period": periods.containing(start, row["period_kind"]).label,
        "group": row["breakdown"],
    }


def _changed(row: Mapping[str, Any]) -> dict[str, str]:
    return {
        "now": numbers({name: row[f"{name}_before"] for name in (*NUMBERS, "marker")}),
        "sent": numbers(row),
        "note": row["note"] if row["note"] != row["note_before"] else "",
    }


def _sent(row: Mapping[str, Any]) -> dict[str, str]:
    return {"says": numbers(row), "note": row["note"] or ""}


def numbers(row: Mapping[str, Any]) -> str:
    """What a row says, in a cell: '9 of 12', '70 (n 30, sd 8.5)', '[c]'."""
    said = {name: f"{row[name]:.12g}" for name in NUMBERS if row[name] is not None}
    head = ""
    if "numerator" in said and "denominator" in said:
        head = f"{said.pop('numerator')} of {said.pop('denominator')}"
    elif "value" in said:
        head = said.pop("value")
    rest = ", ".join(f"{name} {number}" for name, number in said.items())
    marks = "".join(f"[{mark}]" for mark in (row["marker"] or "").split())
    return " ".join(filter(None, (head, f"({rest})" if rest and head else rest, marks)))


def _moved(key: Key, hand: InHand, receipt: Receipt) -> None:
    """The figures, outcomes, stages, charts and board packs that would be other, in sentences."""
    assert receipt.rows is not None
    if receipt.row_count > WITHIN_A_SECOND and not st.checkbox(
        "Work out what the board's screens would show: for so many rows it can take minutes.", key="work_out"
    ):
        return
    found = _consequences(key, hand.choices_key, receipt.sha256, receipt.rows)
    st.text(found.sentence)
    st.text(found.packs_sentence)
    results = [one.sentence for one in found.nodes if one.told]
    results += [one.sentence for one in found.stages if one.moves]
    results += [one.sentence for one in found.icons] + [found.charts_note] * bool(found.icons)
    _list("Outcomes, stages and charts", results)
    _list("Figures", [one.sentence for one in found.figures if one.seen])
    _list("Board packs that showed another figure [r]", [one.sentence for one in found.packs])


@st.cache_resource(show_spinner="Working out what the board's screens would show ...", max_entries=8)
def _consequences(key: Key, choices: str, sha256: str, _rows: pl.DataFrame) -> Consequences:
    """What these rows would change, worked out once for this file, these choices and this state of the record."""
    return consequences(cache.sources(), key.view, _rows, cache.knowledge(key))


def _list(title: str, sentences: Sequence[str]) -> None:
    if not sentences:
        return
    with st.expander(f"{title}: {len(sentences):,}", expanded=len(sentences) <= 6):
        for sentence in sentences[:MOST_SENTENCES]:
            st.text(sentence)
        if len(sentences) > MOST_SENTENCES:
            st.write(f"These are the first {MOST_SENTENCES} of {len(sentences):,}.")
