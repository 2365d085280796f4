"""What the suites asked, rule by rule, and what misleads in published files, on the data quality screen."""

from collections.abc import Sequence

import streamlit as st

from impact.answers import data_quality
from impact.answers.data_quality import Expectation, Trap
from impact.framework import Framework
from impact.screen import cache
from impact.screen.cache import Key
from impact.screen.cards import Column, quiet
from impact.screen.quality_scope import put
from impact.words import uk_date
from impact.words.data_quality import SUITES, rows_text
from impact.words.fixes import rule_text


@st.cache_resource(show_spinner=False, max_entries=16)
def expectations(key: Key) -> tuple[Expectation, ...]:
    """What each rule of each suite asked about, over all returns."""
    return data_quality.expectations(cache.sources(), key.view)


@st.cache_resource(show_spinner=False, max_entries=16)
def traps(key: Key) -> tuple[Trap, ...]:
    """The known traps of the published files that were taken in."""
    return data_quality.traps(cache.sources(), key.view)


def suites(framework: Framework, told: Sequence[Expectation]) -> None:
    """Of how many rows each rule of each suite asked about how many; of the whole, never of one sector."""
    if not told:
        return
    rows = [
        {
            "holds": one.holds or rule_text(one.rule),
            "suite": f"{SUITES.get(one.suite, one.suite)}, version {one.version}",
            "rows": rows_text(one.judged, one.asked),
        }
        for one in told
    ]
    columns = (Column("holds", "What is expected"), Column("rows", "Rows"), Column("suite", "Suite"))
    words = framework.words
    st.header("What the suites asked", anchor=False)
    quiet(f"Over all {words.sectors}: in one {words.sector} it could be told whose hidden number was unlikely.")
    with st.container(key="tall_suites"):
        put(rows, columns, "Every rule of the suites, and how often it asked", "suites", framework)


def known_traps(framework: Framework, told: Sequence[Trap]) -> None:
    """What misleads in the published files that were taken in, and what was done about it."""
    st.header("Known traps of published files", anchor=False)
    if not told:
        st.text("No published file with a known trap has been taken in.")
        return
    rows = [
        {"file": one.title, "trap": one.trap, "done": one.done, "who": f"{one.publisher}, {uk_date(one.published)}"}
        for one in told
    ]
    columns = (
        Column("file", "File"),
        Column("trap", "What misleads"),
        Column("done", "What was done"),
        Column("who", "Publisher and day of the copy"),
    )
    put(rows, columns, "Published files, what misleads in them and what was done", "known_traps", framework)
