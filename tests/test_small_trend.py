"""A small line says what the protected frame says, and nothing that it hides."""

import json
from typing import Any

import plotly.graph_objects as go

from impact.charts import small_trend
from impact.charts.style import DARK, LIGHT
from impact.framework import Framework
from protected import figures, series, shown


def drawn(fig: go.Figure) -> dict[str, Any]:
    return json.loads(json.dumps(fig.to_dict(), default=list))


def at(value: float) -> dict[str, float]:
    return {"value": value, "lower": value - 4, "upper": value + 4}


def test_a_small_line_names_its_first_and_last_period_and_its_newest_figure(framework: Framework) -> None:
    layout = drawn(small_trend(shown(series(at(50), at(55), at(60))), framework.indicator["S01"]))["layout"]

    assert len(layout["xaxis"]["ticktext"]) == 2
    assert [note["text"] for note in layout["annotations"]] == ["<b>60%</b>"]


def test_a_hidden_point_is_a_gap_with_its_mark(framework: Framework) -> None:
    fig = drawn(small_trend(shown(series(at(50), {"marker": "c"}, at(60))), framework.indicator["S01"]))

    line = next(one for one in fig["data"] if one.get("name") == "figures")
    assert line["y"] == [50.0, None, 60.0]
    assert "[c]" in [note["text"] for note in fig["layout"]["annotations"]]


def test_the_target_is_drawn_where_it_is_a_value(framework: Framework) -> None:
    fig = drawn(small_trend(shown(series(at(50), at(60))), framework.indicator["S01"], target=85))

    assert [shape["y0"] for shape in fig["layout"]["shapes"]] == [85]


def test_it_takes_the_paper_of_its_theme_and_stands_empty_without_figures(framework: Framework) -> None:
    empty = shown(figures().iloc[:0])

    for dark, palette in ((False, LIGHT), (True, DARK)):
        fig = small_trend(empty, framework.indicator["S01"], dark=dark)
        assert drawn(fig)["layout"]["paper_bgcolor"] == palette.paper
