"""All charts over time of one scope side by side: two plates, words, a small line, the newest figure, its target."""

from collections.abc import Sequence
from html import escape
from typing import Any

import streamlit as st

from impact.answers.over_time import OverTime, by_chance
from impact.charts.sparkline import HEIGHT, WIDTH, sparkline
from impact.framework import Framework, Indicator
from impact.metrics.slots import Scope
from impact.screen import cache, pictures
from impact.screen.cache import Key
from impact.screen.cards import Column, File, Html, download, is_dark, link, quiet, sheet
from impact.screen.choices import choose
from impact.screen.indicator_choices import WHOLE, read_scope
from impact.screen.over_time_parts import charts_of, steps_of
from impact.screen.scopes import ALL, by_name
from impact.words import target_text
from impact.words.chance import chance_sentence
from impact.words.over_time_grid import (
    KEY,
    TOO_SHORT,
    Plate,
    assurance_plate,
    grid_sentence,
    line_words,
    since_words,
    variation_plate,
)

CHANGED = "changed"

_COLUMNS = (
    Column("name", "Indicator"),
    Column("varies", "Does it change?"),
    Column("aim", "Would it meet its target?"),
    Column("said", "In words"),
    Column("line", "Over time"),
    Column("latest", "Newest figure", number=True),
    Column("target", "Target", number=True),
)


def choose_scope(key: Key, framework: Framework) -> tuple[str, str, str]:
    """Of whom, which level, and whether only what changed is shown; the address keeps all three."""
    with st.container(horizontal=True, key="filters"):
        scope = choose("Of", _scopes(key), "scope", WHOLE)
        levels = {ALL: "All levels"} | {one.level: one.level.capitalize() for one in framework.indicators}
        level = choose("Level", levels, "level")
        shown = choose("Show", {ALL: "All charts", CHANGED: "Only those that changed"}, "show")
    return scope, "" if level == ALL else level, shown


@st.cache_resource(show_spinner=False, max_entries=16)
def _scopes(key: Key) -> dict[str, str]:
    """The whole, every sector and every service that has a figure."""
    framework = cache.framework(key)
    pairs = cache.figures(key).frame[["scope_kind", "scope_id"]].drop_duplicates()
    there = set(pairs.itertuples(index=False, name=None))
    found = {WHOLE: framework.home.name if framework.home else f"The whole {framework.words.whole}"}
    for kind, parts in (("sector", framework.sectors), ("service", framework.services)):
        found |= {f"{kind}:{one.id}": one.name for one in by_name(parts) if (kind, one.id) in there}
    return found


def charts(key: Key, scope_kind: Scope, scope_id: str, level: str) -> list[OverTime]:
    """The charts of a scope and a level, in the framework's order."""
    framework = cache.framework(key)
    every = charts_of(key, scope_kind, scope_id)
    return [one for one in every if level in ("", framework.indicator[one.indicator_id].level)]


def first_line(found: Sequence[OverTime]) -> str:
    """How many charts have changed, and which way."""
    read = [one for one in found if one.judged]
    return grid_sentence([one.icon["variation"] for one in read], len(found) - len(read))


@st.cache_data(show_spinner=False, max_entries=128)
def beside_chance(key: Key, scope: str, level: str) -> None:
    """How many would flag by chance alone, and how the plates are read."""
    chance = by_chance(tuple(charts(key, *read_scope(scope), level)), cache.framework(key))
    quiet(chance_sentence(chance, "chart", "charts", "would show a change at the newest figure"))


def grid(key: Key, scope: str, level: str, shown: str) -> None:
    """One sheet for each level, one row an indicator; then all of it as CSV, and the key."""
    kept = _sheets(key, scope, level, shown, is_dark())
    if kept is None:
        st.text("None of these charts shows a change. Choose all charts to see them.")
        return
    download(*kept, "grid_csv")
    quiet(KEY)


@st.cache_resource(show_spinner=False, max_entries=128)
def _sheets(key: Key, scope: str, level: str, shown: str, dark: bool) -> File | None:
    framework = cache.framework(key)
    found = charts(key, *read_scope(scope), level)
    listed = [one for one in found if shown != CHANGED or one.changed]
    if not listed:
        return None
    levels = list(dict.fromkeys(one.level for one in framework.indicators))
    rows: list[dict[str, Any]] = []
    for level in levels:
        ours = [one for one in listed if framework.indicator[one.indicator_id].level == level]
        if ours:
            told = [_row(one, framework.indicator[one.indicator_id], scope, dark) for one in ours]
            st.header(level.capitalize(), anchor=False)
            with st.container(key=f"over_time_{level}"):
                sheet(told, _COLUMNS, f"{level.capitalize()}: charts over time")
            rows += told
    return File(rows, _COLUMNS, f"charts-over-time-{scope.replace(':', '-')}", pictures.origin_note(framework))


def _row(one: OverTime, indicator: Indicator, scope: str, dark: bool) -> dict[str, Any]:
    steps, last = steps_of(one, indicator), one.points[-1]
    aim = one.icon["target"]
    known = aim is not None and aim == aim and (indicator.measure != "maturity" or scope.startswith("service"))
    varies, assured = (variation_plate(one.icon), assurance_plate(one.icon)) if one.judged else (TOO_SHORT, None)
    return {
        "name": link(indicator.title, "indicator", indicator=indicator.id, scope="" if scope == WHOLE else scope),
        "varies": _plate(varies, trial=one.icon["on_trial"]),
        "aim": _plate(assured, trial=one.icon["on_trial"]) if assured else "",
        "said": since_words(one.icon, last, steps, judged=one.judged),
        "line": _line(one, line_words(one.points, steps), dark),
        "latest": _newest(steps.number(last["value"]), steps.when(last["date"])),
        "target": target_text(aim, indicator) if known else "",
    }


def _plate(plate: Plate, *, trial: bool) -> Html:
    """Letter and shape beside the word; the letter is for the eye, the word for everyone."""
    kind = f"plate-{plate.kind.replace(' ', '-')}{' on-trial' if trial else ''}"
    mark = f'<span class="icon {kind}" aria-hidden="true"><b>{plate.letter}</b></span>' if plate.letter else ""
    letter = f" ({plate.letter})" if plate.letter not in ("", "~") else ""
    return Html(f'<span class="spc">{mark}<span>{escape(plate.word)}</span></span>', f"{plate.word}{letter}")


def _line(one: OverTime, alt: str, dark: bool) -> Html:
    address = sparkline(one.points, limits=one.judged, dark=dark)
    image = f'<img class="spark" width="{WIDTH}" height="{HEIGHT}" alt="{escape(alt)}" src="{address}">'
    return Html(image, alt)


def _newest(figure: str, period: str) -> Html:
    return Html(f'<b>{escape(figure)}</b><span class="when">{escape(period)}</span>', f"{figure}, {period}")
