"""A chart of a pack as PowerPoint's own, with its numbers in a workbook inside, to be opened and used again."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from impact.packs.model import Chart, Point
from impact.packs.slide_parts import EDGE, FACE, INK, QUIET, RULE, SMALLEST, WIDE, described, shade
from impact.words.explained import MARK

ACCENT, BAND, TARGET, BESIDE = "0B5394", "7FA6C9", "12436D", "8A5A00"
ANEW = "Figure, as defined from then on"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the chart: its name, a number or a gap for each period, and how it is drawn."""

    name: str
    values: tuple[float | None, ...]
    colour: str
    width: float
    dash: str = ""
    figure: bool = False


def add_chart(slide: Any, chart: Chart) -> None:
    """A line chart on a slide: the figure, its interval, its target and what it is compared with."""
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE
    from pptx.util import Inches

    lines = lines_of(chart)
    data = CategoryChartData(number_format=_format(chart))
    data.categories = [_label(one) for one in chart.points]
    for line in lines:
        data.add_series(line.name, line.values)
    place = (Inches(EDGE), Inches(2.3), Inches(WIDE - 2 * EDGE), Inches(4.05))
    frame = slide.shapes.add_chart(XL_CHART_TYPE.LINE_MARKERS, *place, data)
    frame.name = f"Chart: {chart.name}"
    described(frame, chart.alt)
    _dress(frame.chart, chart)
    for series, line in zip(frame.chart.plots[0].series, lines, strict=True):
        _draw(series, line)
        if line.figure:
            _name_points(series, line, chart)


def lines_of(chart: Chart) -> tuple[Line, ...]:
    """The lines of a chart in the order in which they are drawn; a change of definition cuts the figure's in two."""
    points = chart.points
    stretches = list(dict.fromkeys(one.stretch for one in points if one.value is not None))
    found = [
        Line(ANEW if at else "Figure", _only(points, stretch), ACCENT, 3, figure=True)
        for at, stretch in enumerate(stretches)
    ]
    others = (
        Line("95% interval, from", tuple(one.lower for one in points), BAND, 1),
        Line("95% interval, to", tuple(one.upper for one in points), BAND, 1),
        Line(chart.target[:1].upper() + chart.target[1:], tuple(one.target for one in points), TARGET, 2, "dot"),
        Line(chart.beside, tuple(one.beside for one in points), BESIDE, 2, "dash-dot"),
    )
    return (*found, *(one for one in others if any(value is not None for value in one.values)))


def _only(points: Sequence[Point], stretch: int) -> tuple[float | None, ...]:
    return tuple(one.value if one.stretch == stretch else None for one in points)


def _label(point: Point) -> str:
    """A period at the foot, with the mark of what is not shown in it."""
    return point.period.label if point.value is not None else f"{point.period.label} {point.mark}".strip()


def _format(chart: Chart) -> str:
    return f'General"{chart.suffix}"' if chart.suffix else "General"


def _dress(drawn: Any, chart: Chart) -> None:
    """Axes over the same range as in print, quiet lines, type that is large enough, the lines named below."""
    from pptx.enum.chart import XL_LEGEND_POSITION
    from pptx.util import Pt

    drawn.font.size, drawn.font.name = Pt(SMALLEST), FACE
    drawn.font.color.rgb = shade(INK)
    drawn.has_title, drawn.has_legend = False, True
    drawn.legend.position, drawn.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    values, periods = drawn.value_axis, drawn.category_axis
    values.minimum_scale, values.maximum_scale = chart.low, chart.high
    values.tick_labels.number_format, values.tick_labels.number_format_is_linked = _format(chart), False
    values.major_gridlines.format.line.color.rgb = shade(RULE)
    values.format.line.fill.background()
    periods.format.line.color.rgb = shade(QUIET)


def _draw(series: Any, line: Line) -> None:
    from pptx.enum.chart import XL_MARKER_STYLE
    from pptx.enum.dml import MSO_LINE
    from pptx.util import Pt

    dashes = {"dot": MSO_LINE.ROUND_DOT, "dash-dot": MSO_LINE.DASH_DOT}
    series.smooth = False
    series.format.line.width = Pt(line.width)
    series.format.line.color.rgb = shade(line.colour)
    if line.dash:
        series.format.line.dash_style = dashes[line.dash]
    series.marker.style = XL_MARKER_STYLE.CIRCLE if line.figure else XL_MARKER_STYLE.NONE
    if line.figure:
        series.marker.size = 8
        series.marker.format.fill.solid()
        series.marker.format.fill.fore_color.rgb = shade(line.colour)
        series.marker.format.line.color.rgb = shade(line.colour)


def _name_points(series: Any, line: Line, chart: Chart) -> None:
    """The newest figure in words beside its point, and a letter over each point that somebody explained."""
    shown = [at for at, one in enumerate(chart.points) if one.value is not None]
    said = {at: MARK for at in shown if chart.points[at].explained}
    said[shown[-1]] = f"{chart.newest} {said.get(shown[-1], '')}".strip()
    for at, text in said.items():
        if line.values[at] is not None:
            _say(series.points[at].data_label, text)


def _say(label: Any, text: str) -> None:
    from pptx.enum.chart import XL_LABEL_POSITION
    from pptx.enum.lang import MSO_LANGUAGE_ID
    from pptx.util import Pt

    label.position = XL_LABEL_POSITION.ABOVE
    run = label.text_frame.paragraphs[0].add_run()
    run.text = text
    run.font.size, run.font.bold, run.font.name = Pt(SMALLEST + 2), True, FACE
    run.font.color.rgb = shade(ACCENT)
    run.font.language_id = MSO_LANGUAGE_ID.ENGLISH_UK
