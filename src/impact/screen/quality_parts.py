"""The data quality screen, part by part: each with its sentence, a small sheet and its download."""

from collections import Counter
from collections.abc import Sequence

import streamlit as st

from impact.answers.data_quality import Checked
from impact.framework import Framework
from impact.screen.cache import Key
from impact.screen.calendar_cells import fill
from impact.screen.cards import Column, quiet
from impact.screen.quality_scope import first_column, groups, put
from impact.standing import Expected, tally
from impact.words import uk_date
from impact.words.data_quality import (
    SENT_BACK,
    asked_sentence,
    came_sentence,
    judged_sentence,
    late_text,
    set_right_sentence,
)
from impact.words.fixes import rule_text
from impact.words.standings import share


def complete(key: Key, framework: Framework, sector: str, ours: Sequence[Expected]) -> None:
    """How many of the returns whose day has passed are in, and how many of the figures asked for."""
    today = key.view.today
    told = {name: tally(some, today) for name, some in _split(ours, framework, sector)}
    rows = [
        {
            "name": name,
            "returns": _of_text(one.returns - one.not_in, one.returns),
            "figures": fill(one.came, one.asked),
        }
        for name, one in told.items()
    ]
    columns = (
        first_column(framework, sector),
        Column("returns", "Returns in"),
        Column("figures", "Figures that are in"),
    )
    st.header("Complete", anchor=False)
    whole = tally(ours, today)
    st.text(f"Of {whole.returns:,} returns whose day has passed, {whole.returns - whole.not_in:,} are in.")
    put(rows, columns, f"Returns due before {uk_date(today)}, and what is in", "completeness", framework)


def timely(key: Key, framework: Framework, sector: str, ours: Sequence[Expected]) -> None:
    """How many returns came in time, how many later and by how much, and how many have not come."""
    today = key.view.today
    rows = []
    for name, some in _split(ours, framework, sector):
        told = tally(some, today)
        late = [one.days_late for one in some if one.received and one.days_late > 0 and today > one.due]
        counts = {"later": told.came_late, "missing": told.not_in}
        in_time = f"{told.in_time:,} of {told.returns:,}" if told.returns else "nothing was due yet"
        rows.append({"name": name, "in_time": in_time, **counts, "late": late_text(late) or "–"})
    columns = (
        first_column(framework, sector),
        Column("in_time", "In time", number=True),
        Column("later", "Later", number=True),
        Column("missing", "Not in", number=True),
        Column("late", "Late by"),
    )
    st.header("In time", anchor=False)
    st.text(came_sentence(tally(ours, today)))
    put(rows, columns, f"How returns due before {uk_date(today)} came", "timeliness", framework)


def well_formed(framework: Framework, ours: Sequence[Checked]) -> None:
    """What was set right by itself, rule by rule; what was withdrawn; and that what was sent back is not kept."""
    cells: Counter[str] = Counter()
    touched: Counter[str] = Counter()
    for one in ours:
        cells.update(one.set_right)
        touched.update(list(one.set_right))
    rows = [
        {"rule": rule_text(rule), "cells": f"{cells[rule]:,}", "returns": f"{touched[rule]:,}"}
        for rule in sorted(cells, key=rule_text)
    ]
    columns = (
        Column("rule", "What was set right"),
        Column("cells", "How often", number=True),
        Column("returns", "In returns", number=True),
    )
    mended, gone = sum(bool(one.set_right) for one in ours), sum(one.withdrawn for one in ours)
    st.header("Well formed", anchor=False)
    st.text(set_right_sentence(len(ours), mended, cells.total(), gone))
    if rows:
        put(rows, columns, "What was set right by itself, by rule", "set_right_by_rule", framework)
    quiet(SENT_BACK)


def plausible(framework: Framework, sector: str, ours: Sequence[Checked]) -> None:
    """How many questions were asked, and what became of them."""
    rows = []
    for name, belongs in groups(framework, sector):
        some = [one for one in ours if belongs(one.sender)]
        if some:
            rows.append({"name": name, "returns": f"{len(some):,}", **_questions(some)})
    names = {"returns": "Returns", "asked": "Asked", "answered": "Answered", "settled": "Settled", "waiting": "Open"}
    columns = (first_column(framework, sector), *(Column(one, named, number=True) for one, named in names.items()))
    st.header("Plausible", anchor=False)
    st.text(asked_sentence(*(sum(getattr(one, name) for one in ours) for name in _FATES)))
    put(rows, columns, "Questions about unlikely figures, and what became of them", "questions", framework)
    quiet(judged_sentence(len(ours), sum(one.judged for one in ours)))


_FATES = ("asked", "answered", "settled", "waiting")


def _questions(some: Sequence[Checked]) -> dict[str, str]:
    return {name: f"{sum(getattr(one, name) for one in some):,}" for name in _FATES}


def _split(ours: Sequence[Expected], framework: Framework, sector: str) -> list[tuple[str, list[Expected]]]:
    parts = [(name, [one for one in ours if has(one.service_id)]) for name, has in groups(framework, sector)]
    return [(name, some) for name, some in parts if some]


def _of_text(part: int, whole: int) -> str:
    return f"{part:,} of {whole:,} ({share(part, whole)})" if whole else "nothing was due yet"
