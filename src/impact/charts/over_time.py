"""One indicator as a chart over time: its ordinary ups and downs, and the points that are more than that."""

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from impact.charts.axes import by_period, mark_gaps, short_label, tick_places
from impact.charts.signals import COMMON_DOT, LETTERS, SIGNALS, signal_of
from impact.charts.style import Palette, Sizes, palette, sizes, style
from impact.charts.trend import MOST_LABELS, End, name_ends
from impact.disclosure import Protected
from impact.framework import Indicator
from impact.periods import containing
from impact.words import target_text
from impact.words.over_time import Steps

HEIGHT = 380

Row = Mapping[str, Any]


def over_time(
    points: Sequence[Row],
    series: Protected,
    indicator: Indicator,
    steps: Steps,
    *,
    target: float | None = None,
    board: bool = False,
    dark: bool = False,
) -> go.Figure:
    """A series with its mean, its limits and its marked points; limits begin anew at a line that says so.

    Goes with `words.over_time.series_sentence`. `points` are rows of `spc.charted`, one a period; `series` holds the
    same scope's protected figures, whose marks stand at the foot where a period is not shown. A limit that lies
    beyond what the indicator can be is not drawn.
    """
    colour, size = palette(dark), sizes(board)
    low, high = _range(points, indicator, target)
    fig = go.Figure()
    ends = _draw_limits(fig, points, (low, high), steps, colour, size)
    last = len(points) - 1
    if target is not None:
        line = {"color": colour.target, "width": size.line * 0.7, "dash": "dot"}
        fig.add_scatter(x=[-0.4, last + 0.4], y=[target] * 2, mode="lines", line=line, hoverinfo="skip", name="target")
        ends.append(End(last + 0.4, target, f"target {target_text(target, indicator)}", colour.target))
    _draw_points(fig, points, steps, size, dark)
    ends.append(End(last + 0.4, points[last]["value"], f"<b>{steps.number(points[last]['value'])}</b>", colour.ink))
    name_ends(fig, ends, (high - low) / HEIGHT, size, size.marker)
    _draw_rebases(fig, points, high, colour)
    periods = [containing(one["date"], steps.kind) for one in points]
    mark_gaps(fig, [*map(float, range(len(points)))], by_period(series.frame, periods), low, colour.quiet)
    ticks = tick_places(len(points), 7 if board else MOST_LABELS)
    fig.update_xaxes(tickvals=ticks, ticktext=[short_label(periods[one]) for one in ticks], range=[-0.5, last + 0.5])
    suffix = "%" if indicator.measure == "proportion" else ""
    fig.update_yaxes(range=[low, high], ticksuffix=suffix, nticks=6)
    fig.update_layout(margin={"l": 8, "r": _room(ends, board=board), "t": 24, "b": 8})
    return style(fig, board=board, dark=dark, height=HEIGHT)


def _room(ends: Sequence[End], *, board: bool) -> int:
    """Pixels that the names at the right ends take."""
    longest = max(len(end.text.removeprefix("<b>").removesuffix("</b>")) for end in ends)
    return max(240, 15 * longest + 30) if board else max(110, 7 * longest + 30)


def bounds(indicator: Indicator) -> tuple[float, float]:
    """The least and the most that an indicator can be."""
    if indicator.measure in ("mean", "maturity"):
        return float(indicator.low), float(indicator.high)
    return 0.0, 100.0 if indicator.measure == "proportion" else float("inf")


def _range(points: Sequence[Row], indicator: Indicator, target: float | None) -> tuple[float, float]:
    """The value axis: what is drawn with a little room, within what can be."""
    least, most = bounds(indicator)
    drawn = [one[name] for one in points for name in ("value", "lower", "upper") if one[name] is not None]
    drawn = [*(one for one in drawn if least <= one <= most), *([target] if target is not None else [])]
    room = (max(drawn) - min(drawn)) * 0.12 or max(abs(drawn[0]) * 0.1, 1.0)
    return max(least, min(drawn) - room), min(most, max(drawn) + room)


def _draw_limits(
    fig: go.Figure, points: Sequence[Row], seen: tuple[float, float], steps: Steps, colour: Palette, size: Sizes
) -> list[End]:
    """Of each stretch the mean and, where they are in sight, its limits; those of the newest are named."""
    ends = []
    for stretch in sorted({one["stretch"] for one in points}):
        places = [place for place, one in enumerate(points) if one["stretch"] == stretch]
        newest = places[-1] == len(points) - 1
        for name, dash, said in (
            ("mean", "solid", "mean"),
            ("upper", "dash", "upper limit"),
            ("lower", "dash", "lower limit"),
        ):
            level = points[places[-1]][name]
            if level is None or level != level or not seen[0] <= level <= seen[1]:
                continue
            line = {"color": colour.quiet, "width": size.line * (0.7 if name == "mean" else 0.5), "dash": dash}
            x = [places[0] - 0.4, places[-1] + 0.4]
            fig.add_scatter(x=x, y=[level, level], mode="lines", line=line, hoverinfo="skip", name=said)
            if newest:
                ends.append(End(x[1], level, f"{said} {steps.number(level)}", colour.quiet))
    return ends


def _draw_points(fig: go.Figure, points: Sequence[Row], steps: Steps, size: Sizes, dark: bool) -> None:
    """The line in grey, and on it each point: a dot, or the shape and the letter of what it shows."""
    x: list[float] = []
    y: list[float | None] = []
    for place, one in enumerate(points):
        if one["rebase"]:
            x, y = [*x, place - 0.5], [*y, None]
        x, y = [*x, place], [*y, one["value"]]
    grey = COMMON_DOT.shade(dark)
    line, dot = {"color": grey, "width": size.line * 0.8}, {"size": size.marker, "color": grey}
    fig.add_scatter(x=x, y=y, mode="lines+markers", line=line, marker=dot, connectgaps=False, hoverinfo="skip")
    for shows, signal in SIGNALS.items():
        here = [place for place, one in enumerate(points) if signal_of(one) is signal]
        if here:
            ink = palette(dark).paper
            fig.add_scatter(
                x=here, y=[points[one]["value"] for one in here], mode="markers+text", name=shows,
                marker={"symbol": signal.symbol, "size": size.marker * 3, "color": signal.shade(dark)},
                text=[f"<b>{LETTERS[points[one]['towards']]}</b>" for one in here],
                textfont={"size": size.small, "color": ink}, textposition="middle center", hoverinfo="skip",
            )  # fmt: skip


def _draw_rebases(fig: go.Figure, points: Sequence[Row], top: float, colour: Palette) -> None:
    """A line before each point at which limits begin anew; why, the page says in words below."""
    for place, one in enumerate(points):
        if one["rebase"]:
            fig.add_vline(x=place - 0.5, line={"color": colour.ink, "width": 1.5, "dash": "dot"})
            fig.add_annotation(
                x=place - 0.5, y=top, text="limits begin anew", showarrow=False, xanchor="left", xshift=4,
                yanchor="top", font_color=colour.ink,
            )  # fmt: skip
