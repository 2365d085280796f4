"""Pictures say what the protected frame says, and nothing that it hides."""

import json
from collections.abc import Callable
from itertools import pairwise
from types import SimpleNamespace as Result
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest

from impact.charts import dots, peers, small_multiples, stage_counts, trend
from impact.charts.style import BOARD, DARK, LIGHT
from impact.disclosure import protect
from impact.framework import Framework
from impact.layout import lay_out, path_through
from protected import figures, of_period, quarters, series, shown


def drawn(fig: go.Figure) -> dict[str, Any]:
    """A picture as the browser gets it, arrays written out."""
    return json.loads(json.dumps(fig.to_dict(), default=list))


def said(fig: go.Figure) -> list[str]:
    return [note["text"] for note in drawn(fig)["layout"].get("annotations", [])]


def line(fig: go.Figure, name: str) -> dict[str, Any]:
    return next(trace for trace in drawn(fig)["data"] if trace.get("name") == name)


def at(value: float, wide: float = 4.0) -> dict[str, float]:
    return {"value": value, "lower": value - wide, "upper": value + wide}


HIDDEN = {"marker": "c"}


def test_a_hidden_point_has_no_height_and_a_mark_at_the_foot(framework: Framework) -> None:
    s01 = framework.indicator["S01"]

    fig = trend(shown(series(at(50), HIDDEN, at(60))), s01)

    assert line(fig, s01.title)["y"] == [50.0, None, 60.0]
    [mark] = [note for note in drawn(fig)["layout"]["annotations"] if note["text"] == "[c]"]
    assert (mark["x"], mark["y"]) == (1, 0)


def test_a_point_says_its_marks_and_a_hidden_one_its_reason_and_mark(framework: Framework) -> None:
    s01 = framework.indicator["S01"]

    fig = trend(shown(series({**at(50), "marker": "p r"}, HIDDEN, at(60))), s01)

    assert [said.partition(": ")[2] for said in line(fig, s01.title)["text"]] == [
        "50% [p][r] (46 to 54)",
        "Hidden to protect people [c]",
        "60% (56 to 64)",
    ]


def test_hidden_numbers_cannot_stretch_the_axis_or_show_in_the_picture(framework: Framework) -> None:
    s17 = framework.indicator["S17"]
    common = {"indicator_id": "S17", "denominator": 1000.0}
    safe = {**common, "numerator": 40.0, **at(4.0, 1.0)}
    small, large = ({**common, "numerator": 3.0, **at(value)} for value in (1.0, 77.7))

    pictures = [drawn(trend(protect(series(safe, row, safe), framework), s17)) for row in (small, large)]

    assert pictures[0] == pictures[1]
    assert "77.7" not in json.dumps(pictures[1])


def test_a_period_without_a_row_stays_a_gap(framework: Framework) -> None:
    frame = series(at(50), at(52), at(60)).drop(index=1)

    fig = trend(shown(frame), framework.indicator["S01"])

    assert line(fig, framework.indicator["S01"].title)["y"] == [50.0, None, 60.0]
    assert len(drawn(fig)["layout"]["xaxis"]["ticktext"]) == 3
    assert "[c]" not in said(fig)


def test_nothing_is_drawn_over_a_break(framework: Framework) -> None:
    s01 = framework.indicator["S01"]
    frame = series(at(50), at(52), at(60), at(61)).assign(stretch=[0, 0, 1, 1])

    fig = trend(shown(frame), s01)

    assert line(fig, s01.title)["y"] == [50.0, 52.0, None, 60.0, 61.0]
    assert line(fig, s01.title)["x"] == [0, 1, 1.5, 2, 3]
    assert line(fig, "interval")["y"].count(None) == 2


def test_periods_stand_in_the_order_of_time_whatever_the_order_of_rows(framework: Framework) -> None:
    frame = series(at(50), at(52), at(60)).iloc[[2, 0, 1]]

    fig = trend(shown(frame), framework.indicator["S01"])

    assert line(fig, framework.indicator["S01"].title)["y"] == [50.0, 52.0, 60.0]
    assert drawn(fig)["layout"]["xaxis"]["ticktext"][-1] == "Jul to Sep<br>2026"


@pytest.mark.parametrize(
    ("indicator", "value", "axis"),
    [("S01", 50.0, [0, 100]), ("S09", 8.0, [0, 10]), ("S02", 60.0, [0, 100]), ("W06", 5.0, [1, 7])],
)
def test_the_value_axis_is_whole_for_per_cents_and_scores(
    framework: Framework, indicator: str, value: float, axis: list[float]
) -> None:
    rows = series(*({"indicator_id": indicator, **at(value, 1.0)} for _ in range(3)))

    assert drawn(trend(shown(rows), framework.indicator[indicator]))["layout"]["yaxis"]["range"] == axis


def test_each_point_stands_beside_the_target_that_was_in_force_then(framework: Framework) -> None:
    own = shown(series({"value": 50}, {"value": 55}, {"value": 60}))
    first, second, _ = quarters(3)

    fig = trend(own, framework.indicator["S01"], target=85, targets={first: None, second: 70})

    assert list(line(fig, "target")["y"]) == [None, None, 70, 70, 85, 85]
    assert list(line(fig, "target")["x"]) == [-0.4, 0.5, 0.5, 1.5, 1.5, 2.4]
    assert "target 85%" in said(fig)


def test_target_and_benchmark_are_named_on_their_lines(framework: Framework) -> None:
    own, other = shown(series(at(50), at(60))), shown(series(at(40), at(45)))

    fig = trend(own, framework.indicator["S01"], target=85, benchmark=other, benchmark_name="England")

    assert {"target 85%", "England", "<b>60%</b>"} <= set(said(fig))
    assert line(fig, "target")["line"]["dash"] == "dot"
    assert line(fig, "England")["line"]["dash"] == "dashdot"


def test_the_band_breaks_where_the_line_does(framework: Framework) -> None:
    fig = trend(shown(series(at(50), at(51), HIDDEN, at(60), at(61))), framework.indicator["S01"])

    assert line(fig, "interval")["x"] == [0, 1, 1, 0, None, 3, 4, 4, 3, None]


def test_an_explained_point_stands_in_a_diamond_with_a_letter_of_its_own(framework: Framework) -> None:
    s01, (first, second, third) = framework.indicator["S01"], quarters(3)

    fig = trend(shown(series(at(50), HIDDEN, at(95, 2))), s01, explained=[first, second, third])

    mark = line(fig, "explained")
    assert (mark["x"], mark["y"], mark["text"]) == ([0, 1, 2], [50.0, None, 95.0], ["<b>E</b>", "", "<b>E</b>"])
    assert (mark["marker"]["symbol"], mark["marker"]["color"]) == ("diamond-open", LIGHT.ink)
    assert mark["textposition"] == ["top center", "top center", "bottom center"]
    assert mark["hoverinfo"] == "skip"


def test_what_nobody_explained_carries_no_mark(framework: Framework) -> None:
    plain = trend(shown(series(at(50), at(60))), framework.indicator["S01"])
    hidden = trend(shown(series(at(50), HIDDEN)), framework.indicator["S01"], explained=quarters(1))

    assert not [trace for fig in (plain, hidden) for trace in drawn(fig)["data"] if trace.get("name") == "explained"]


def sectors(framework: Framework, **values: dict[str, Any]) -> pd.DataFrame:
    rows = [at(55), *({"scope_kind": "sector", "scope_id": id, **row} for id, row in values.items())]
    return figures(*({**of_period(period), **row} for period in quarters(3) for row in rows))


def test_sectors_stand_by_the_alphabet_on_one_axis_beside_the_whole(framework: Framework) -> None:
    frame = sectors(framework, SEC2=at(90), SEC1=at(20), SEC7=HIDDEN)

    fig = small_multiples(shown(frame), framework.indicator["S01"], framework)

    assert said(fig)[:3] == ["<b>Adult-facing services</b>", "<b>Health</b>", "<b>Schools and early years</b>"]
    whole = [trace for trace in drawn(fig)["data"] if trace["name"] == "borough"]
    assert [trace["y"] for trace in whole] == [[55.0] * 3] * 3
    assert line(fig, "Adult-facing services")["y"] == [None] * 3
    assert said(fig).count("[c]") == 3
    assert drawn(fig)["layout"]["yaxis2"]["matches"] == "y"


def part(id: str, baseline: float, target: float) -> Result:
    return Result(indicator_id=id, baseline=baseline, target=target)


def test_a_dot_stands_where_the_figure_is_on_the_way_to_its_target(framework: Framework) -> None:
    fig = dots([part("S01", 50.0, 90.0)], shown(figures(at(70.0, 4.0))), framework)

    line_of, dot = drawn(fig)["data"]
    assert line_of["x"] == pytest.approx([40.0, 60.0])
    assert dot["x"] == [50.0]
    assert "<b>70% (66 to 74)</b><br>target 90%" in said(fig)


def test_a_dot_goes_towards_the_target_where_lower_is_better(framework: Framework) -> None:
    row = {"indicator_id": "S09", **at(10.0, 1.0)}

    assert drawn(dots([part("S09", 15.0, 5.0)], shown(figures(row)), framework))["data"][1]["x"] == [50.0]


def test_a_hidden_measure_has_its_mark_in_place_of_a_dot(framework: Framework) -> None:
    fig = dots([part("S01", 50.0, 90.0)], shown(figures(HIDDEN)), framework)

    assert not drawn(fig).get("data")
    assert "[c]" in said(fig)


def test_boxes_stand_in_their_horizon_and_do_not_overlap(framework: Framework) -> None:
    layout = lay_out(framework)
    order = {horizon.id: at for at, horizon in enumerate(framework.horizons)}

    assert all(layout.places[node.id][0] == order[node.horizon] for node in framework.nodes)
    for column in order.values():
        heights = sorted(y for x, y in layout.places.values() if x == column)
        assert all(below - above >= 1 - 1e-9 for above, below in pairwise(heights))
        assert heights[0] >= 0.5 - 1e-9 and heights[-1] <= layout.rows - 0.5 + 1e-9


def test_every_link_runs_from_its_source_to_its_target_by_every_column(framework: Framework) -> None:
    layout = lay_out(framework)

    for link in framework.links:
        route = layout.routes[link.id]
        assert (route[0], route[-1]) == (layout.places[link.source], layout.places[link.target])
        if link.kind == "causal":
            assert [x for x, _ in route] == list(range(int(route[0][0]), int(route[-1][0]) + 1)) or len(route) == 2


def test_a_path_follows_what_leads_to_a_node_and_on_from_it(framework: Framework) -> None:
    nodes, links = path_through(framework, "SO2")

    assert {"IN1", "AC6", "OP3", "SO2", "MO4", "MO7", "IM2"} <= nodes
    assert "SO3" not in nodes
    assert "LK63" not in links


def test_stages_are_counted_by_sector_with_the_number_in_the_bar(framework: Framework) -> None:
    stages = [
        Result(service_id=service.id, stage_id="ST2" if at % 2 else "ST0")
        for at, service in enumerate(framework.services_of("SEC1"))
    ]

    fig = stage_counts(stages, framework)

    bars = {trace["name"]: trace for trace in drawn(fig)["data"]}
    place = bars["Sensitive"]["y"].index("Schools and early years")
    assert [bars[name]["x"][place] for name in ("Starting out", "Aware", "Sensitive")] == [2, 0, 2]
    assert bars["Sensitive"]["text"][place] == "2"
    assert bars["Aware"]["text"][place] == ""
    names = [name.replace("<br>", " ") for name in bars["Aware"]["y"]]
    assert names == sorted(names)


def test_peers_stand_in_a_set_order_and_a_hidden_one_has_its_mark(framework: Framework) -> None:
    ids = ["E08000030", "E08000002", "E12000002", "E08000005", "E92000001", "E08000008"]
    rows = [{"scope_kind": "area", "scope_id": id, "indicator_id": "P04", **at(10.0 + n)} for n, id in enumerate(ids)]
    rows[5] = {"scope_kind": "area", "scope_id": ids[5], "indicator_id": "P04", "marker": "c"}

    fig = peers(shown(figures(*rows)), framework.indicator["P04"], framework)

    assert drawn(fig)["layout"]["yaxis"]["ticktext"] == [
        "<b>Rochdale</b>",
        "England",
        "North West",
        "<b>Most alike, nearest first</b>",
        "Walsall",
        "Tameside",
        "<b>Others in Greater Manchester</b>",
        "Bury",
    ]
    assert said(fig).count("[c]") == 1


PICTURES: dict[str, Callable[..., go.Figure]] = {
    "trend": lambda fw, **how: trend(shown(series(at(50), at(60))), fw.indicator["S01"], **how),
    "small_multiples": lambda fw, **how: small_multiples(
        shown(sectors(fw, SEC1=at(50))), fw.indicator["S01"], fw, **how
    ),
    "dots": lambda fw, **how: dots([part("S01", 50.0, 90.0)], shown(figures(at(70))), fw, **how),
    "stage_counts": lambda fw, **how: stage_counts([Result(service_id="SV01", stage_id="ST1")], fw, **how),
    "peers": lambda fw, **how: peers(
        shown(figures({"scope_kind": "area", "scope_id": "E08000005", "indicator_id": "P04", **at(10)})),
        fw.indicator["P04"],
        fw,
        **how,
    ),
}


@pytest.mark.parametrize("name", PICTURES)
def test_every_picture_has_the_paper_of_its_theme_and_no_legend_of_defaults(framework: Framework, name: str) -> None:
    for dark, palette in ((False, LIGHT), (True, DARK)):
        layout = drawn(PICTURES[name](framework, dark=dark))["layout"]

        assert layout["paper_bgcolor"] == palette.paper
        assert layout["colorway"] == list(palette.series)
        assert not layout["template"].get("layout")


@pytest.mark.parametrize("name", PICTURES)
def test_in_the_board_room_no_type_is_under_28_pixels(framework: Framework, name: str) -> None:
    layout = drawn(PICTURES[name](framework, board=True))["layout"]

    sizes = [note["font"]["size"] for note in layout.get("annotations", [])]
    sizes += [layout[axis]["tickfont"]["size"] for axis in ("xaxis", "yaxis")]
    assert min(sizes) >= BOARD.small == 28


@pytest.mark.parametrize("name", PICTURES)
def test_no_picture_fails_where_there_is_nothing_to_show(framework: Framework, name: str) -> None:
    empty = shown(figures().iloc[:0])
    s01 = framework.indicator["S01"]
    pictures = {
        "trend": lambda: trend(empty, s01, target=85, benchmark=empty),
        "small_multiples": lambda: small_multiples(empty, s01, framework),
        "dots": lambda: dots([], empty, framework),
        "stage_counts": lambda: stage_counts([], framework),
        "peers": lambda: peers(empty, s01, framework),
    }

    assert "nan" not in json.dumps(drawn(pictures[name]())).lower().replace("finance", "")
