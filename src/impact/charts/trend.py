"""The wide line of one indicator, with its interval, its target and what it is compared with."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd
import plotly.graph_objects as go

from impact.charts.axes import (
    band,
    by_period,
    has_interval,
    hover_text,
    is_per_cent,
    mark_gaps,
    periods_of,
    short_label,
    tick_places,
    value_at,
    value_range,
    with_breaks,
)
from impact.charts.style import Palette, Sizes, palette, sizes, style
from impact.disclosure import Protected
from impact.framework import Indicator
from impact.periods import Period
from impact.words import target_text, value_text
from impact.words.explained import MARK

MOST_LABELS = 14
HEIGHT = 420


@dataclass(frozen=True, slots=True)
class End:
    """Where a line ends on the right, and what is written there in place of a legend."""

    x: float
    y: float
    text: str
    colour: str


def trend(
    series: Protected,
    indicator: Indicator,
    *,
    target: float | None = None,
    targets: Mapping[Period, float | None] | None = None,
    benchmark: Protected | None = None,
    benchmark_name: str = "",
    explained: Collection[Period] = (),
    board: bool = False,
    dark: bool = False,
) -> go.Figure:
    """One indicator over time; a gap stays a gap, and a hidden point is a mark at the foot.

    Goes with `words.figure_sentence` of the same series. `series` and `benchmark` hold one scope each;
    the benchmark is drawn for the periods of the series. A target that is a level has no place on an axis
    of services, so there it is left to the words. `targets` are the levels in force in some periods, where
    they were others than `target`: its line steps, so that each point stands beside the one that held then,
    and the newest beside today's.
    A shown point of a period in `explained` stands in a diamond with the letter E; why it is as it is, the
    page says in words below.
    """
    colour, size = palette(dark), sizes(board)
    periods = periods_of(series.frame)
    rows = by_period(series.frame, periods)
    at = [float(place) for place in range(len(periods))]
    beside = by_period(benchmark.frame, periods) if benchmark is not None else []
    others = [value_at(row) for row in beside]
    per_cent = is_per_cent(series.frame, indicator)
    if per_cent and indicator.measure == "maturity":
        target = None
    held = [(targets or {}).get(one, target) for one in periods[:-1]] + [target]
    low, high = value_range(series.frame, indicator, [target, *held, *others])
    fig = go.Figure()
    _draw_interval(fig, at, rows, colour, size)
    ends = []
    if target is not None:
        ends += _draw_target(fig, at, held, target, indicator, colour, size)
    if beside:
        ends += _draw_benchmark(fig, at, others, benchmark_name, colour, size)
    ends += _draw_line(fig, at, rows, periods, indicator, colour, size)
    _mark_explained(fig, rows, [one in explained for one in periods], low + 0.85 * (high - low), colour, size)
    room = size.marker if explained and periods[-1] in explained else 0
    name_ends(fig, ends, (high - low) / HEIGHT, size, room)
    mark_gaps(fig, at, rows, low, colour.quiet)
    fig.update_yaxes(range=[low, high], ticksuffix="%" if per_cent else "", nticks=6)
    ticks = tick_places(len(periods), 7 if board else MOST_LABELS)
    labels = [short_label(periods[place]) for place in ticks]
    fig.update_xaxes(tickvals=ticks, ticktext=labels, range=[-0.4, len(periods) - 1 + 0.4])
    longest = max((len(end.text.removeprefix("<b>").removesuffix("</b>")) for end in ends), default=0)
    fig.update_layout(margin={"l": 8, "r": max(240, 15 * longest + 30) if board else 130, "t": 16, "b": 8})
    return style(fig, board=board, dark=dark, height=HEIGHT)


def _draw_interval(
    fig: go.Figure, at: Sequence[float], rows: Sequence[pd.Series | None], colour: Palette, size: Sizes
) -> None:
    """The band over unbroken runs, and a bar where a point stands alone."""
    x, y = band(at, rows)
    fig.add_scatter(x=x, y=y, fill="toself", fillcolor=colour.band, mode="none", hoverinfo="skip", name="interval")
    whole = [has_interval(row) for row in rows]
    for place, row in zip(at, rows, strict=True):
        here = int(place)
        alone = whole[here] and not any(whole[max(here - 1, 0) : here]) and not any(whole[here + 1 : here + 2])
        if alone and row is not None:
            ends = [float(row["lower"]), float(row["upper"])]
            line = {"color": colour.band, "width": size.marker * 2}
            fig.add_scatter(x=[place, place], y=ends, mode="lines", line=line, hoverinfo="skip", name="interval")


def _draw_line(
    fig: go.Figure,
    at: Sequence[float],
    rows: Sequence[pd.Series | None],
    periods: Sequence[Period],
    indicator: Indicator,
    colour: Palette,
    size: Sizes,
) -> list[End]:
    values = [value_at(row) for row in rows]
    said = [hover_text(row, period, indicator) for row, period in zip(rows, periods, strict=True)]
    x, y, text = with_breaks(at, values, said, rows)
    fig.add_scatter(
        x=x,
        y=y,
        mode="lines+markers",
        connectgaps=False,
        line={"color": colour.accent, "width": size.line},
        marker={"size": size.marker, "color": colour.accent},
        text=text,
        hovertemplate="%{text}<extra></extra>",
        name=indicator.title,
    )
    last = max((place for place, value in enumerate(values) if value is not None), default=0)
    newest = rows[last] if rows else None
    if newest is None or pd.isna(newest["value"]):
        return []
    return [End(at[last], float(newest["value"]), f"<b>{value_text(newest, indicator)}</b>", colour.accent)]


def _mark_explained(
    fig: go.Figure,
    rows: Sequence[pd.Series | None],
    explained: Sequence[bool],
    ceiling: float,
    colour: Palette,
    size: Sizes,
) -> None:
    """A diamond around each point and a letter beside it: shape and letter, no colour of its own.

    ceiling  the value from which on the letter stands below its point, so that it stays in the picture
    """
    values = [value_at(row) if told else None for row, told in zip(rows, explained, strict=True)]
    if any(value is not None for value in values):
        fig.add_scatter(
            x=list(range(len(values))),
            y=values,
            mode="markers+text",
            marker={"symbol": "diamond-open", "size": size.marker * 2.6, "color": colour.ink, "line": {"width": 2}},
            text=[f"<b>{MARK}</b>" if value is not None else "" for value in values],
            textposition=["bottom center" if (value or 0) > ceiling else "top center" for value in values],
            textfont={"size": size.text, "color": colour.ink},
            hoverinfo="skip",
            name="explained",
        )


def _draw_target(
    fig: go.Figure,
    at: Sequence[float],
    held: Sequence[float | None],
    target: float,
    indicator: Indicator,
    colour: Palette,
    size: Sizes,
) -> list[End]:
    """The level in force in each period, as steps half way between them; a period without one is a gap."""
    line = {"color": colour.target, "width": size.line * 0.7, "dash": "dot"}
    ends = [-0.4, len(at) - 0.6]
    x: list[float] = ends
    y: list[float | None] = [target, target]
    if any(level != target for level in held):
        edges = [ends[0], *(place - 0.5 for place in at[1:]), ends[1]]
        x = [edge for pair in pairwise(edges) for edge in pair]
        y = [level for level in held for _ in range(2)]
    fig.add_scatter(x=x, y=y, mode="lines", line=line, hoverinfo="skip", connectgaps=False, name="target")
    return [End(ends[1], target, f"target {target_text(target, indicator)}", colour.target)]


def _draw_benchmark(
    fig: go.Figure, at: Sequence[float], values: Sequence[float | None], name: str, colour: Palette, size: Sizes
) -> list[End]:
    line = {"color": colour.benchmark, "width": size.line * 0.7, "dash": "dashdot"}
    fig.add_scatter(x=list(at), y=list(values), mode="lines", line=line, hoverinfo="skip", name=name)
    last = max((place for place, value in enumerate(values) if value is not None), default=None)
    return [] if last is None else [End(at[last], values[last] or 0.0, name, colour.benchmark)]


def name_ends(fig: go.Figure, ends: Sequence[End], unit: float, size: Sizes, room: int) -> None:
    """Write the names at the right ends; those that would lie on each other are moved apart.

    unit  how much of the value axis one pixel covers
    room  pixels that a mark around the last point takes
    """
    apart = size.text * 1.3 * unit
    height = float("-inf")
    for end in sorted(ends, key=lambda one: one.y):
        height = max(end.y, height + apart)
        fig.add_annotation(
            x=end.x, y=end.y, text=end.text, showarrow=False, xanchor="left", xshift=size.marker + 4 + room,
            yshift=(height - end.y) / unit, font_color=end.colour, align="left",
        )  # fmt: skip
