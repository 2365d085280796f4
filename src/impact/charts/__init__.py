"""Figures as pictures: each takes protected frames or results and gives one plotly figure; the map is markup.

Nothing here computes a figure, and no other package draws. Every picture's docstring names the sentence
it goes with; the page uses that sentence as heading and as `alt`.
"""

from plotly.graph_objects import Figure

from impact.charts.dots import dots
from impact.charts.peers import peers
from impact.charts.small_multiples import small_multiples
from impact.charts.small_trend import small_trend
from impact.charts.stage_counts import stage_counts
from impact.charts.style import PLAIN, style
from impact.charts.trend import trend
from impact.charts.ways import ways

__all__ = [
    "PLAIN",
    "Figure",
    "dots",
    "peers",
    "small_multiples",
    "small_trend",
    "stage_counts",
    "style",
    "trend",
    "ways",
]
