"""Every number and every text of a pack, so that others can hold it against what may be shown."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from impact.packs.model import Chart, Figure, Pack, Section
from impact.periods import Period


@dataclass(frozen=True, slots=True)
class Number:
    """One number of a chart: whose figure, of which period, which of its numbers, as it is read."""

    indicator_id: str
    scope_kind: str
    scope_id: str
    period: Period
    what: Literal["value", "lower", "upper"]
    number: float


def numbers_of(pack: Pack) -> tuple[Number, ...]:
    """Every number that a pack's charts hold, areas that are compared with among them; targets are no figures."""
    return tuple(one for figure in pack.figures if figure.chart for one in _drawn(figure, figure.chart))


def texts_of(pack: Pack) -> tuple[str, ...]:
    """Everything in words that a reader of a pack may meet, whichever file it became."""
    stamp = pack.stamp
    about = (pack.title, pack.sentence, stamp.place, stamp.label, stamp.hiding, *(said for _, said in pack.marks))
    return (*about, *(text for section in pack.sections for text in _said(section)))


def _drawn(figure: Figure, chart: Chart) -> Iterator[Number]:
    place = (figure.indicator_id, figure.scope_kind, figure.scope_id)
    for point in chart.points:
        values: tuple[tuple[Literal["value", "lower", "upper"], float | None], ...]
        values = (("value", point.value), ("lower", point.lower), ("upper", point.upper))
        yield from (Number(*place, point.period, what, number) for what, number in values if number is not None)
        if chart.beside_id and point.beside is not None:
            yield Number(figure.indicator_id, "area", chart.beside_id, point.period, "value", point.beside)


def _said(section: Section) -> Iterator[str]:
    yield from (section.title, *section.sentences)
    yield from (text for one in section.lists for text in (one.heading, *one.lines) if text)
    tables = [*section.tables, *(one.table for one in section.figures if one.table)]
    for table in tables:
        yield table.caption
        yield from (heading.text for heading in table.headings)
        yield from (cell for row in table.rows for cell in row)
    for figure in section.figures:
        yield from (figure.title, figure.sentence, *figure.notes, *figure.back)
        if figure.chart:
            yield from (figure.chart.alt, figure.chart.newest, figure.chart.target, figure.chart.beside)
