"""Services on one indicator, like with like: the funnel, what it says, every service in the order of the alphabet."""

import streamlit as st

from impact.answers.funnels import Funnel, funnel
from impact.charts import PLAIN
from impact.charts.funnel import funnel as drawn
from impact.framework import Framework, Indicator
from impact.metrics.funnel import ABOVE_INNER, ABOVE_OUTER, INSIDE
from impact.screen import cache, pictures
from impact.screen.cache import Key
from impact.screen.cards import Column, is_dark, quiet
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
    found = funnel(cache.figures(key), indicator, framework, sector)
    words = framework.words
    st.header(f"{words.services.capitalize()} beside each other", anchor=False)
    if found is None:
        quiet(
            f"{words.services.capitalize()} are not compared by this: it takes counts, a good direction and at least "
            f"three {words.services} whose counts are shown."
        )
        return
    unit = "%" if indicator.measure == "proportion" else ""
    said = funnel_sentences(found.plot, unit, (words.service, words.services))
    heading = f"{indicator.title}, {found.period.label}: {said[1]}"
    st.subheader(heading, anchor=False)
    _drawn(key, indicator.id, sector, service, heading, is_dark())
    for one in (said[0], *said[2:]):
        st.text(one)
    quiet(CASE_MIX)
    name, note = f"{indicator.id}_{found.period.code}_{words.services}", pictures.origin_note(framework, indicator)
    pictures.on_demand(_rows(found, framework), _COLUMNS, heading, name, note, "funnel_csv")


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
def _drawn(key: Key, indicator_id: str, sector: str, service: str, sentence: str, dark: bool) -> None:
    framework = cache.framework(key)
    found = funnel(cache.figures(key), framework.indicator[indicator_id], framework, sector)
    if found is None:
        return
    names = tuple(framework.service[one].name for one in found.services)
    foot = found.denominator if found.plot.kind == "proportion" else found.numerator
    unit = "%" if found.plot.kind == "proportion" else ""
    chosen = framework.service[service].name if service in framework.service else ""
    figure = drawn(found.plot, foot, names, unit, chosen=chosen, dark=dark)
    st.plotly_chart(figure, theme=None, config=PLAIN, alt=sentence)
