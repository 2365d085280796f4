"""Services on one indicator, like with like: the funnel, what it says, every service in the order of the alphabet."""

import streamlit as st

from impact.answers.funnels import Funnel, funnel
from impact.charts import PLAIN
from impact.charts.funnel import funnel as drawn
from impact.framework import Framework, Indicator
from impact.metrics.funnel import ABOVE_INNER, ABOVE_OUTER, INSIDE
from impact.screen import cache, pictures
from impact.screen.cache import Key
from impact.screen.cards import Column, File, download, is_dark, quiet, sheet
from impact.screen.scopes import by_name
from impact.words import number, quantity
from impact.words.bright import CASE_MIX
from impact.words.funnels import funnel_sentences

_COLUMNS = (
    Column("name", "Service"),
    Column("figure", "Figure", number=True),
    Column("counted", "Counted", number=True),
    Column("base", "Out of", number=True),
    Column("lies", "Beside the others"),
)


def beside_each_other(
    key: Key, framework: Framework, indicator: Indicator, sector: str = "", service: str = ""
) -> None:
    """The funnel of an indicator with its sentences; says so where services cannot be compared by it."""
    words = framework.words
    st.header(f"{words.services.capitalize()} beside each other", anchor=False)
    if _found(key, indicator.id, sector) is None:
        quiet(
            f"{words.services.capitalize()} are not compared by this: it takes counts, a good direction and at least "
            f"three {words.services} whose counts are shown."
        )
        return
    _drawn(key, indicator.id, sector, service, is_dark())
    with pictures.folded():
        download(*_table(key, indicator.id, sector), "funnel_csv")


@st.cache_resource(show_spinner=False, max_entries=128)
def _found(key: Key, indicator_id: str, sector: str) -> Funnel | None:
    framework = cache.framework(key)
    return funnel(cache.figures(key), framework.indicator[indicator_id], framework, sector)


def _said(found: Funnel, framework: Framework) -> list[str]:
    """What the funnel shows: its heading first, then the other sentences."""
    unit = "%" if found.indicator.measure == "proportion" else ""
    first, heading, *more = funnel_sentences(found.plot, unit, (framework.words.service, framework.words.services))
    return [f"{found.indicator.title}, {found.period.label}: {heading}", first, *more]


@st.cache_resource(show_spinner=False, max_entries=128)
def _table(key: Key, indicator_id: str, sector: str) -> File:
    framework, found = cache.framework(key), _found(key, indicator_id, sector)
    assert found is not None
    rows = _rows(found, framework)
    sheet(rows, _COLUMNS, _said(found, framework)[0])
    name = f"{indicator_id}_{found.period.code}_{framework.words.services}"
    return File(rows, _COLUMNS, name, pictures.origin_note(framework, found.indicator))


def _rows(found: Funnel, framework: Framework) -> list[dict[str, str]]:
    at = {one: place for place, one in enumerate(found.services)}
    return [
        {
            "name": one.name,
            "figure": quantity(float(found.plot.value[at[one.id]]), found.indicator),
            "counted": number(found.numerator[at[one.id]], 0),
            "base": number(found.denominator[at[one.id]], 0),
            "lies": _lies(str(found.plot.place[at[one.id]])),
        }
        for one in by_name([one for one in framework.services if one.id in at])
    ]


def _lies(place: str) -> str:
    if place == INSIDE:
        return "within what chance does"
    side = "above" if place in (ABOVE_INNER, ABOVE_OUTER) else "below"
    return f"{side} the others by more than chance; worth asking why"


@st.cache_data(show_spinner=False, max_entries=128)
def _drawn(key: Key, indicator_id: str, sector: str, service: str, dark: bool) -> None:
    framework, found = cache.framework(key), _found(key, indicator_id, sector)
    assert found is not None
    heading, *said = _said(found, framework)
    st.subheader(heading, anchor=False)
    names = tuple(framework.service[one].name for one in found.services)
    foot = found.denominator if found.plot.kind == "proportion" else found.numerator
    unit = "%" if found.plot.kind == "proportion" else ""
    chosen = framework.service[service].name if service in framework.service else ""
    figure = drawn(found.plot, foot, names, unit, chosen=chosen, dark=dark)
    st.plotly_chart(figure, theme=None, config=PLAIN, alt=heading)
    for one in said:
        st.text(one)
    quiet(CASE_MIX)
