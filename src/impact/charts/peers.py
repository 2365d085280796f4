"""A published figure of the place beside England, its region, its neighbours and its group."""

from collections.abc import Iterator

import pandas as pd
import plotly.graph_objects as go

from impact.charts.axes import has_interval, value_range
from impact.charts.style import Palette, Sizes, palette, sizes, style
from impact.disclosure import Protected
from impact.framework import Area, Framework, Indicator
from impact.marks import shown
from impact.words import interval_text, marked_text, period_of


def peers(
    figures: Protected, indicator: Indicator, framework: Framework, *, board: bool = False, dark: bool = False
) -> go.Figure:
    """Each area's newest figure as a dot with its interval; the place itself in the accent, no order by value.

    Goes with `words.figure_sentence` of the place. `figures` holds area rows of one indicator; the newest
    period that the home area has is drawn. Order: the place, England, region; then neighbours, nearest
    first; then the rest of the group by the alphabet.
    """
    colour, size = palette(dark), sizes(board)
    rows = _newest(figures.frame, framework)
    listed = list(_listed(framework, set(rows)))
    low, high = value_range(pd.DataFrame(list(rows.values()), columns=figures.frame.columns), indicator, close=True)
    fig = go.Figure()
    labels = {}
    for place, (heading, area) in enumerate(listed):
        if area is None:
            labels[place] = f"<b>{heading}</b>"
            continue
        home = "home" in area.roles
        labels[place] = f"<b>{area.name}</b>" if home else area.name
        _draw(fig, place, rows[area.id], indicator, low, home, colour, size)
    fig.update_yaxes(tickvals=list(labels), ticktext=list(labels.values()), range=[len(listed) - 0.4, -0.6])
    percent = "%" if indicator.measure == "proportion" else ""
    fig.update_xaxes(range=[low, high], ticksuffix=percent, nticks=6, side="top")
    fig.update_layout(margin={"l": 400 if board else 200, "r": 330 if board else 200, "t": 36, "b": 8})
    style(fig, board=board, dark=dark, height=70 + 27 * len(listed))
    if board:
        fig.update_layout(height=max(720, 70 + 44 * len(listed)))
    fig.update_xaxes(showgrid=True, gridcolor=colour.rule)
    return fig.update_yaxes(showgrid=False)


def _newest(frame: pd.DataFrame, framework: Framework) -> dict[str, pd.Series]:
    """Area id -> its row, all of the newest period that the home area (or else anyone) has."""
    home = frame[frame.scope_id == framework.home.id] if framework.home else frame.iloc[:0]
    period = (home if not home.empty else frame).period_end.max()
    return {row["scope_id"]: row for _, row in frame[frame.period_end == period].iterrows()}


def _listed(framework: Framework, known: set[str]) -> Iterator[tuple[str, Area | None]]:
    areas = [area for area in framework.areas if area.id in known]
    for role in ("home", "benchmark", "region"):
        yield from (("", area) for area in areas if role in area.roles)
    neighbours = sorted((a for a in areas if "neighbour" in a.roles), key=lambda area: area.neighbour_rank or 0)
    if neighbours:
        yield "Most alike, nearest first", None
        yield from (("", area) for area in neighbours)
    taken = {"home", "benchmark", "region", "neighbour"}
    rest = sorted((a for a in areas if not taken & set(a.roles)), key=lambda area: area.name)
    if rest:
        yield f"Others in {rest[0].group}" if rest[0].group else "Others", None
        yield from (("", area) for area in rest)


def _draw(
    fig: go.Figure,
    place: int,
    row: pd.Series,
    indicator: Indicator,
    foot: float,
    home: bool,
    colour: Palette,
    size: Sizes,
) -> None:
    paint = colour.accent if home else colour.whole
    if pd.isna(row["value"]):
        mark = shown(row["marker"]) or "no figure"
        fig.add_annotation(x=foot, y=place, text=mark, showarrow=False, xanchor="left", font_color=colour.quiet)
        return
    if has_interval(row):
        ends, line = [float(row["lower"]), float(row["upper"])], {"color": paint, "width": size.line}
        fig.add_scatter(x=ends, y=[place, place], mode="lines", line=line, hoverinfo="skip")
    said = f"{marked_text(row, indicator)} {interval_text(row, indicator)}".strip()
    fig.add_scatter(
        x=[float(row["value"])],
        y=[place],
        mode="markers",
        marker={
            "size": size.marker * (1.8 if home else 1.4),
            "color": paint,
            "symbol": "diamond" if home else "circle",
        },
        text=[f"{period_of(row).label}: {said}"],
        hovertemplate="%{text}<extra></extra>",
    )
    note = f"<b>{said}</b>" if home else said
    fig.add_annotation(
        x=1, xref="paper", y=place, text=note, showarrow=False, xanchor="left", xshift=14, align="left",
        font_color=paint if home else colour.ink,
    )  # fmt: skip
