"""How every picture looks: paper, ink, one accent, type that is large enough, nothing that blinks.

Colours: `look`. The page draws with `st.plotly_chart(figure, theme=None, config=PLAIN)`, so that what is
set here is what is seen, on a screen, in a pack and in print.
"""

from dataclasses import dataclass

import plotly.graph_objects as go

PLAIN = {"displayModeBar": False, "displaylogo": False, "doubleClick": False, "scrollZoom": False, "responsive": True}
"""The configuration of every picture: no tool bar, since each of its buttons would be a stop of the tab key."""

FONT = '"Source Sans", "Segoe UI", Helvetica, Arial, sans-serif'
SERIES = ("#12436d", "#28a197", "#801650", "#f46a25")
"""At most four lines, each named beside it. Source: Government Analysis Function."""


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one theme; `result` picks light or dark from a ResultLook."""

    paper: str
    plate: str
    ink: str
    quiet: str
    rule: str
    link: str
    accent: str
    band: str
    target: str
    benchmark: str
    whole: str
    tints: tuple[str, ...]
    tint_ink: tuple[str, ...]
    series: tuple[str, ...]


LIGHT = Palette(
    paper="#f7f5f1",
    plate="#ffffff",
    ink="#0b0c0c",
    quiet="#505a5f",
    rule="#d9d5cc",
    link="#81868d",
    accent="#0b5394",
    band="rgba(11, 83, 148, 0.16)",
    target="#12436d",
    benchmark="#8a5a00",
    whole="#686f79",
    tints=("#ffffff", "#d7e5e4", "#9fc4c1", "#4f918d", "#0b5c58"),
    tint_ink=("#0b0c0c", "#0b0c0c", "#0b0c0c", "#0b0c0c", "#ffffff"),
    series=SERIES,
)
DARK = Palette(
    paper="#14181d",
    plate="#1d232b",
    ink="#f3f2f1",
    quiet="#b4bcc7",
    rule="#3a434e",
    link="#76808c",
    accent="#8ec5ff",
    band="rgba(142, 197, 255, 0.20)",
    target="#9cc9f0",
    benchmark="#f0c36a",
    whole="#a7adb6",
    tints=("#14181d", "#24403f", "#2f6764", "#4aa39c", "#8ddbd3"),
    tint_ink=("#f3f2f1", "#f3f2f1", "#ffffff", "#0b0c0c", "#0b0c0c"),
    series=("#9cc9f0", "#5fd0c5", "#e0a3d0", "#f4a259"),
)


@dataclass(frozen=True, slots=True)
class Sizes:
    """Type and line sizes in pixels."""

    text: int
    small: int
    line: float
    marker: int


SCREEN, BOARD = Sizes(15, 13, 2.5, 7), Sizes(28, 28, 4, 12)
"""Board mode is read from the other end of a room: no type under 28."""


def palette(dark: bool) -> Palette:
    """The colours of the theme asked for."""
    return DARK if dark else LIGHT


def sizes(board: bool) -> Sizes:
    """The sizes for a screen or for the board room."""
    return BOARD if board else SCREEN


def style(fig: go.Figure, *, board: bool = False, dark: bool = False, height: int = 380) -> go.Figure:
    """A picture made to look like every other; changes and returns the figure it is given.

    Fonts are set one by one and the colour order is written out, because Streamlit's theme replaces the
    one and does not apply the other. The height is for a screen; the board room gets 720 pixels.
    """
    colour, size = palette(dark), sizes(board)
    font = {"family": FONT, "size": size.text, "color": colour.ink}
    small = {**font, "size": size.small}
    fig.update_layout(
        template="none",
        colorway=list(colour.series),
        font=font,
        paper_bgcolor=colour.paper,
        plot_bgcolor=colour.paper,
        height=720 if board else height,
        showlegend=False,
        dragmode=False,
        hovermode="closest",
        hoverlabel={"font": small, "bgcolor": colour.plate, "bordercolor": colour.rule, "align": "left"},
    )
    if fig.layout.margin.l is None:
        fig.update_layout(margin={"l": 8, "r": 8, "t": 12, "b": 8})
    plain = {
        "tickfont": small,
        "zeroline": False,
        "showline": False,
        "automargin": True,
        "fixedrange": True,
        "ticklabelstandoff": 6,
    }
    fig.update_xaxes(**plain, showgrid=False)
    fig.update_yaxes(**plain, gridcolor=colour.rule, gridwidth=1)
    fig.for_each_annotation(
        lambda note: note.update(font={"family": FONT, "size": max(note.font.size or 0, size.small)})
    )
    return fig
