"""What an indicator's screen says of one scope: the series as a sheet, and the place beside other areas."""

import streamlit as st

from impact.metrics.slots import Scope
from impact.screen import cache, pictures
from impact.screen.cache import Key
from impact.screen.cards import File, quiet, sheet
from impact.screen.indicator_choices import scope_options
from impact.screen.series import CAME, series_columns, series_rows
from impact.words.beside import beside_sentence, neighbours_note


@st.cache_resource(show_spinner=False, max_entries=256)
def series_sheet(key: Key, indicator_id: str, scope: str, scope_kind: Scope, scope_id: str) -> File:
    """Every period with its figure, what it rests on, and a link to the cells behind it."""
    framework = cache.framework(key)
    indicator = framework.indicator[indicator_id]
    told = pictures.story(key, indicator_id, scope_kind, scope_id)
    rows = series_rows(told.series.frame, indicator, framework, told.explained, indicator=indicator_id, scope=scope)
    columns = [*series_columns(told.series.frame, framework, told.explained), CAME]
    sheet(rows, columns, f"{indicator.title}: {scope_options(key, indicator_id)[scope]}")
    name = f"{indicator_id}-{scope.replace(':', '-')}"
    return File(rows, columns, name, pictures.origin_note(framework, indicator))


def beside_others(key: Key, indicator_id: str) -> None:
    """The published figure of the place beside other areas, with whom they are chosen by; nothing where it has none."""
    heading = _beside(key, indicator_id)
    if heading:
        pictures.peers(key, indicator_id, heading)
        quiet(neighbours_note(cache.framework(key)))


@st.cache_resource(show_spinner=False, max_entries=256)
def _beside(key: Key, indicator_id: str) -> str:
    figures, framework = cache.figures(key), cache.framework(key)
    areas = figures.where((figures.frame.indicator_id == indicator_id) & (figures.frame.scope_kind == "area"))
    return beside_sentence(areas, framework.indicator[indicator_id], framework) if len(areas.frame) else ""
