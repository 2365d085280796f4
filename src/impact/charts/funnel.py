"""Services on one indicator by how many were counted, between limits that widen where little was; in no order."""

import numpy as np
import plotly.graph_objects as go

from impact.charts.style import palette, sizes, style
from impact.metrics.funnel_plot import Plot
from impact.words import number


def funnel(
    plot: Plot,
    sizes_of: tuple[float, ...],
    names: tuple[str, ...],
    unit: str,
    *,
    chosen: str = "",
    board: bool = False,
    dark: bool = False,
) -> go.Figure:
    """The funnel with a point for each service; only the chosen one is named, the table names all.

    sizes_of   where each service lies along the foot: how many were counted
    """
    colour, size = palette(dark), sizes(board)
    fig = go.Figure()
    for limits, dash, label, stands in (
        (plot.foot_outer, "dot", "99.8%", "bottom"),
        (plot.foot_inner, "dash", "95%", "top"),
    ):
        for edge in limits:
            line = {"color": colour.whole, "width": 1.4, "dash": dash}
            fig.add_scatter(x=plot.foot, y=edge, mode="lines", line=line, hoverinfo="skip")
        top = np.asarray(limits[1])
        if np.isfinite(top[-1]):
            fig.add_annotation(
                x=plot.foot[-1],
                y=top[-1],
                text=label,
                xanchor="left",
                yanchor=stands,
                showarrow=False,
                font={"size": size.small, "color": colour.quiet},
            )
    fig.add_hline(y=plot.whole, line={"color": colour.ink, "width": 1.4})
    ours = [name == chosen for name in names]
    fig.add_scatter(
        x=sizes_of,
        y=plot.value,
        mode="markers",
        marker={
            "color": [colour.accent if one else colour.paper for one in ours],
            "line": {"color": colour.accent, "width": 2},
            "size": [size.marker * 1.6 if one else size.marker * 1.3 for one in ours],
        },
        text=[f"{name}: {number(value)}{unit}" for name, value in zip(names, plot.value, strict=True)],
        hoverinfo="text",
        showlegend=False,
    )
    for x, y, name, named in zip(sizes_of, plot.value, names, ours, strict=True):
        if named:
            fig.add_annotation(
                x=x,
                y=y,
                text=f"<b>{name}</b>",
                yshift=16,
                showarrow=False,
                font={"size": size.small, "color": colour.ink},
            )
    fig.update_xaxes(title={"text": "how many were counted", "font": {"size": size.small}}, rangemode="tozero")
    fig.update_yaxes(ticksuffix=unit if unit == "%" else "")
    return style(fig, board=board, dark=dark)
