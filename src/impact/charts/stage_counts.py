"""How many services of each sector have reached each step of the roadmap."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap
from typing import TYPE_CHECKING

import plotly.graph_objects as go

from impact.charts.style import Palette, palette, sizes, style
from impact.framework import Framework

if TYPE_CHECKING:
    from impact.metrics.stages import ServiceStage


def stage_counts(
    stages: Sequence[ServiceStage], framework: Framework, *, board: bool = False, dark: bool = False
) -> go.Figure:
    """Services at each stage by sector, as counts in tints of one calm scale; sectors by the alphabet.

    Goes with `words.stage_sentence` of one service, or with the page's own count of services at each
    stage. Steps deepen with the stage and carry their number; nothing is averaged.
    """
    colour, size = palette(dark), sizes(board)
    at = {one.service_id: one.stage_id for one in stages if one.service_id in framework.service}
    sectors = sorted(framework.sectors, key=lambda sector: sector.name)
    names = ["<br>".join(wrap(sector.name, 34)) for sector in sectors]
    fig = go.Figure()
    for stage in sorted(framework.stages, key=lambda stage: stage.rank):
        fill, ink = tint(stage.rank, len(framework.stages), colour)
        many = [sum(at.get(one.id) == stage.id for one in framework.services_of(sector.id)) for sector in sectors]
        fig.add_bar(
            y=names,
            x=many,
            orientation="h",
            name=stage.name,
            marker={"color": fill, "line": {"color": colour.link, "width": 1}},
            text=[str(count) if count else "" for count in many],
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            textfont={"size": size.text, "color": ink},
            hovertemplate=f"%{{y}}: %{{x}} at {stage.name}<extra></extra>",
        )
    fig.update_layout(barmode="stack", bargap=0.35, margin={"l": 480 if board else 260, "r": 16, "t": 48, "b": 8})
    style(fig, board=board, dark=dark, height=120 + 52 * len(sectors))
    fig.update_layout(
        showlegend=True,
        legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "traceorder": "normal"},
        legend_font={"size": size.small, "color": colour.ink},
    )
    fig.update_xaxes(showticklabels=False)
    return fig.update_yaxes(autorange="reversed", showgrid=False)


def tint(rank: int, many: int, colour: Palette) -> tuple[str, str]:
    """The tint of a step and the ink upon it; any number of steps is spread over the five tints."""
    place = round(rank * (len(colour.tints) - 1) / max(many - 1, 1))
    return colour.tints[place], colour.tint_ink[place]
