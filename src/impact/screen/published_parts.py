"""Published figures as a sheet: each beside England and the region, with whose it is and how old."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from impact.disclosure import Protected
from impact.framework import Area, Framework, Indicator
from impact.metrics.slots import Scope
from impact.screen import cache, latest
from impact.screen.cache import Key
from impact.screen.cards import Column, File, download, link, sheet
from impact.words import marked_text, period_of, uk_date

DIRECTION = {"higher": "higher is better", "lower": "lower is better", "none": "no good direction"}


_NOTE = "Published figures; the last column says by whom and when."


def published(framework: Framework) -> list[Indicator]:
    """The indicators that are published by others, in the framework's order."""
    return [one for one in framework.indicators if one.fed_by == "published"]


@st.cache_resource(show_spinner=False, max_entries=16)
def known(key: Key) -> Mapping[str, str]:
    """The published indicators that have a figure, by id: each by its title, in the framework's order."""
    there = set(cache.figures(key).frame.indicator_id)
    return {one.id: one.title for one in published(cache.framework(key)) if one.id in there}


def place_of(framework: Framework, figures: Protected) -> tuple[Scope, str]:
    """Whose published figures are shown: the home area's, else the benchmark's, else the sum of all senders."""
    areas = set(figures.frame[figures.frame.scope_kind == "area"].scope_id)
    for area in (framework.home, framework.benchmark):
        if area is not None and area.id in areas:
            return "area", area.id
    return "whole", ""


def place_name(framework: Framework, kind: Scope, place: str) -> str:
    """The name of whose figures are shown."""
    return framework.area[place].name if kind == "area" else framework.place


def whose_sentence(framework: Framework, place: str) -> str:
    """That these figures are real, whose they are, and what the plate above is about."""
    real = f"These are real figures about {place}, published by others; each row says by whom and when."
    if not framework.demonstration:
        return f"{real} {framework.data_note}"
    return (
        f"{real} The plate \u201c{framework.demonstration}\u201d is about the returns on the other screens. Those "
        f"{framework.words.services} are invented, and no figure of theirs is on this page."
    )


def neighbours_sentence(framework: Framework) -> str:
    """Which model of neighbours is used, and how old it is; '' where there is none."""
    vintages = sorted({one.vintage for one in framework.areas if "neighbour" in one.roles and one.vintage})
    if not vintages:
        return ""
    return f"Most alike: the areas nearest to {framework.place} by the {' and the '.join(vintages)}."


def published_sheet(key: Key) -> None:
    """Every published indicator: the place's newest figure beside England and the region, and where it is from."""
    download(*_sheet(key), "all_csv")


@st.cache_resource(show_spinner=False, max_entries=16)
def _sheet(key: Key) -> File:
    figures, framework = cache.figures(key), cache.framework(key)
    kind, place = place_of(framework, figures)
    asked = published(framework)
    found = latest.stories(key, tuple((one.id, kind, place) for one in asked))
    beside = [one for role in ("benchmark", "region") for one in framework.areas if role in one.roles][:2]
    beside = [one for one in beside if kind == "area" and one.id != place]
    from_where = latest.publications(key)
    rows = []
    for one in asked:
        told = latest.latest(found[(one.id, kind, place)])
        rows.append(
            {
                "name": link(one.question or one.title, "indicator", indicator=one.id),
                "title": one.title,
                **told,
                **{area.id: _beside(figures, one, area, str(told.get("period", ""))) for area in beside},
                "direction": DIRECTION[one.direction],
                "publisher": _publisher(one, from_where),
            }
        )
    where = place_name(framework, kind, place)
    columns = latest.filled(rows, _columns(where, beside))
    sheet(rows, columns, f"Published figures of {where}")
    return File(rows, columns, "published_figures", _NOTE)


def _columns(where: str, beside: Sequence[Area]) -> list[Column]:
    return [
        Column("name", "Question"),
        Column("title", "Measured by"),
        Column("figure", where, number=True),
        latest.PERIOD,
        *(Column(area.id, area.name, number=True) for area in beside),
        Column("direction", "Direction"),
        latest.CHANGED,
        latest.NOTE,
        Column("publisher", "Published by"),
    ]


def _beside(figures: Protected, indicator: Indicator, area: Area, period: str) -> str:
    """Another area's newest figure; its period is said where it is not the same."""
    rows = figures.one(indicator.id, "area", area.id).frame
    if rows.empty:
        return ""
    same = [row for _, row in rows.iterrows() if period_of(row).label == period]
    row: pd.Series[Any] = same[-1] if same else rows.iloc[-1]
    return marked_text(row, indicator) + ("" if same else f" ({period_of(row).label})")


def _publisher(indicator: Indicator, from_where: dict[str, Any]) -> str:
    known = from_where.get(indicator.id)
    if known is None:
        return indicator.publisher
    day = f", {uk_date(known.published)}" if known.published else ""
    return f"{known.publisher}{day}"
