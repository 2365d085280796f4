"""A board pack as a PDF to print: tagged for those who listen, with the day of its figures as its date."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from impact.packs.drawing import svg
from impact.packs.model import Figure, Pack, Section, Table
from impact.words import look_of, uk_date
from impact.words.numbers import upper_first
from impact.words.packs import fingerprints, made_of, marks_sentence

FONT = "Libertinus Serif"
"""The text face that the typesetter brings along, so that a machine without fonts makes the same pages."""

STANDARD: Final = "ua-1"
"""PDF/UA-1: tagged, in order, in a language, every picture with words in its place."""

_LAYOUT = Path(__file__).with_name("pack.typ")
_COLOURS = {
    **{"ink": "#0b0c0c", "quiet": "#4d545c", "rule": "#d9d5cc"},
    **{"accent": "#0b5394", "target": "#12436d", "beside": "#8a5a00"},
}


def pdf(pack: Pack) -> bytes:
    """The document's bytes; the same pack gives the same ones, on a machine with or without fonts and network."""
    import typst  # brings its compiler along; nobody else needs it

    made = typst.compile(
        str(_LAYOUT),
        root=str(_LAYOUT.parent),
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"pack": json.dumps(_told(pack), ensure_ascii=False)},
        pdf_standards=STANDARD,
    )
    return made


def _told(pack: Pack) -> dict[str, Any]:
    """The pack as the layout reads it."""
    stamp = pack.stamp
    known = f"as known on {uk_date(stamp.day)}"
    made = made_of(stamp.framework, stamp.chain, stamp.policy, stamp.contents)
    prints = fingerprints(stamp.framework, stamp.chain, stamp.policy, stamp.contents)
    return {
        "title": pack.title,
        "sentence": pack.sentence,
        "place": stamp.place,
        "label": stamp.label,
        "known": upper_first(known),
        "day": [stamp.day.year, stamp.day.month, stamp.day.day],
        "font": FONT,
        "foot": [" · ".join(filter(None, (stamp.place, known, stamp.label))), made, stamp.hiding],
        "about": [one for one in (stamp.hiding, marks_sentence(pack.marks), *prints) if one],
        "sections": [_section(one) for one in pack.sections],
    }


def _section(section: Section) -> dict[str, Any]:
    return {
        "title": section.title,
        "sentences": section.sentences,
        "lists": [{"heading": one.heading, "lines": one.lines} for one in section.lists],
        "tables": [_table(one, _shares(one, section.tables)) for one in section.tables],
        "figures": [_figure(one) for one in section.figures],
    }


def _figure(figure: Figure) -> dict[str, Any]:
    chart = figure.chart
    drawn = {"svg": svg(chart, _COLOURS, font=FONT), "alt": chart.alt} if chart else None
    return {
        "title": figure.title,
        "sentence": figure.lead,
        "chart": drawn,
        "table": _table(figure.table, _NARROW) if figure.table else None,
        "notes": [*figure.notes, *figure.back],
    }


def _table(table: Table, shares: Sequence[int]) -> dict[str, Any]:
    return {
        "caption": table.caption,
        "headings": [one.text for one in table.headings],
        "numbers": [one.number for one in table.headings],
        "shares": list(shares),
        "rows": [[_cell(table, at, text) for at, text in enumerate(row)] for row in table.rows],
    }


_NARROW: Sequence[int] = ()
"""A table whose columns are as wide as what stands in them."""


def _shares(table: Table, beside: Sequence[Table]) -> list[int]:
    """How the columns share the page, by their longest text; tables of one kind under each other agree."""
    alike = [row for one in beside if one.headings == table.headings for row in one.rows]
    heads = [one.text for one in table.headings]
    longest = [max(len(row[at]) for row in [*alike, heads]) + 3 for at in range(len(heads))]
    return [min(many, _WIDEST if at else _FIRST) for at, many in enumerate(longest)]


_FIRST, _WIDEST = 38, 26
"""Letters of the longest text for which the first column, and any other, is given room in one line. Judgement."""


def _cell(table: Table, at: int, text: str) -> Any:
    if at != table.result:
        return text
    look = look_of(text)
    return {"word": text, "mark": look.mark, "shade": look.light}
