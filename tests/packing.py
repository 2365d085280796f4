"""A board pack made by hand for the tests of its files: every kind of part, a gap, a break, an explained point."""

from datetime import date
from typing import Any

from impact.packs.model import Chart, Figure, Heading, Lines, Pack, Point, Section, Stamp, Table
from impact.periods import Period, between

QUARTERS = between(date(2025, 7, 1), date(2026, 9, 30), "quarter")
LABEL = "Demonstration data: <invented> services"


def point(period: Period, value: float | None, **more: Any) -> Point:
    """A point with an interval of two to each side, a target of 85 and an area at 60."""
    ends = (None, None) if value is None else (value - 2, value + 2)
    usual = {"stretch": 0, "mark": "", "explained": False, "target": 85.0, "beside": 60.0}
    return Point(period, value, *ends, **(usual | more))


POINTS = (
    point(QUARTERS[0], 52.5),
    point(QUARTERS[1], None, mark="[c]"),
    point(QUARTERS[2], 58.1, target=80.0),
    point(QUARTERS[3], 61.0, explained=True),
    point(QUARTERS[4], 67.4, stretch=1),
)


def figure(id: str, points: tuple[Point, ...] = POINTS) -> Figure:
    """A figure with a chart and the same in a table."""
    title = f"People who felt heard & understood ({id})"
    said = f"{title}: 67.4% of people who answered. The target is 85%."
    chart = Chart(title, said, points, 0.0, 100.0, "%", "67.4%", "target 85%", "England", "E92")
    heads = (Heading("Period"), Heading("Figure", True), Heading("Target", True), Heading("England", True))
    rows = tuple(
        (one.period.label, one.mark or f"{one.value:g}%", f"{one.target:g}%", f"{one.beside:g}%") for one in points
    )
    table = Table(f"{title}: the figures of the chart", heads, rows)
    return Figure(id, "whole", "", title, said, ("20 of 21 services sent this.",), chart, table, ("Source: returns.",))


def pack(*ids: str) -> Pack:
    """A pack with these figures, sealed."""
    heads = (Heading("Outcome"), Heading("Result"), Heading("Of the way", True), Heading("What it rests on"))
    rows = tuple((f"Outcome number {at}", "moving", "36% (20 to 40)", "2 of 2 measures, " * 9) for at in range(12))
    sections = (
        Section("bright", "Bright spots", ("1 bright spot is on show.",), (Lines("Ward 4 <b>", ("It was quiet.",)),)),
        Section("outcomes", "Outcomes", ("Moving well: one.",), tables=(Table("Up to 1 year", heads, rows, result=1),)),
        Section("changed", "What changed", ("Little.",), (Lines("Figures", ("This one changed for good. ",) * 40),)),
        Section("figures", "Figures", figures=tuple(figure(one) for one in ids)),
    )
    stamp = Stamp(
        "Trauma-informed Rochdale", date(2026, 11, 22), LABEL, "f" * 64, "c" * 64, "b" * 64, "Small numbers are hidden."
    )
    marks = (("c", "hidden because it could show a person"),)
    return Pack("Board pack “autumn” \\ <2026>", "Of 24 outcomes, 5 move.", sections, marks, stamp).sealed()
