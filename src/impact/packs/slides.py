"""A board pack as slides: a sentence and a real chart on each, with what to say and its source in the notes."""

import io
from collections.abc import Iterator, Sequence
from datetime import datetime, time
from typing import TypeVar

from impact.packs.model import Figure, Pack, Section, Table
from impact.packs.slide_chart import add_chart
from impact.packs.slide_parts import BODY, ROWS, SMALLEST, Deck, Line, lines_of, pages_of, rows_of
from impact.packs.zipped import same_bytes
from impact.words import uk_date
from impact.words.packs import fingerprints, marks_sentence

Page = TypeVar("Page")


def pptx(pack: Pack) -> bytes:
    """The presentation's bytes; the same pack gives the same ones."""
    deck = Deck(pack)
    _first(deck, pack)
    for section in pack.sections:
        _section(deck, section)
    _last(deck, pack)
    deck.stamp()
    about = deck.file.core_properties
    about.title, about.author, about.subject = pack.title, pack.stamp.place, pack.sentence
    about.language, about.last_modified_by, about.revision = pack.language, pack.stamp.place, 1
    about.created = about.modified = datetime.combine(pack.stamp.day, time())
    out = io.BytesIO()
    deck.file.save(out)
    return same_bytes(out.getvalue(), pack.stamp.day)


def _first(deck: Deck, pack: Pack) -> None:
    stamp = pack.stamp
    about = f"{stamp.place}. As known on {uk_date(stamp.day)}."
    slide = deck.slide(pack.title)
    deck.write(slide, [Line(pack.sentence, size=32), Line(about), Line(stamp.label, bold=True)], top=2.0)
    deck.note(slide, [pack.sentence, about, stamp.label])


def _section(deck: Deck, section: Section) -> None:
    lines = [Line(one, size=24) for one in section.sentences]
    for some in section.lists:
        lines += [Line(some.heading, bold=True)] if some.heading else []
        lines += [Line(one, dash=True) for one in some.lines]
    for title, page in _titled(section.title, pages_of(lines, lines_of)):
        slide = deck.slide(title)
        deck.write(slide, page)
        deck.note(slide, [one.text for one in page])
    for table in section.tables:
        _table(deck, section, table)
    for figure in section.figures:
        _figure(deck, figure)


def _table(deck: Deck, section: Section, table: Table) -> None:
    name = table.caption if table.caption.startswith(section.title) else f"{section.title}: {table.caption}"
    for title, rows in _titled(name, pages_of(table.rows, lambda row: rows_of(row, table), ROWS)):
        slide = deck.slide(title)
        deck.table(slide, table, rows)
        deck.note(slide, [title, *("; ".join(filter(None, row)) for row in rows)])


def _figure(deck: Deck, figure: Figure) -> None:
    """Its sentence over its chart; where there is no chart, the sentence and what it rests on."""
    slide = deck.slide(figure.title)
    if figure.chart is None:
        deck.write(slide, [Line(figure.lead, size=24), *(Line(one) for one in figure.notes)])
    else:
        deck.write(slide, [Line(figure.lead, size=BODY)], height=1.1)
        add_chart(slide, figure.chart)
        deck.write(slide, [Line(one, size=SMALLEST) for one in figure.notes[:1]], top=6.35, height=0.45)
    numbers = "; ".join(_row(row) for row in figure.table.rows) if figure.table else ""
    deck.note(slide, [figure.sentence, *figure.notes, f"The figures: {numbers}." if numbers else "", *figure.back])


def _row(cells: Sequence[str]) -> str:
    return f"{cells[0]}: {', '.join(filter(None, cells[1:]))}"


def _last(deck: Deck, pack: Pack) -> None:
    stamp = pack.stamp
    prints = fingerprints(stamp.framework, stamp.chain, stamp.policy, stamp.contents)
    said = [one for one in (stamp.hiding, marks_sentence(pack.marks), *prints) if one]
    slide = deck.slide("What this pack was made from")
    deck.write(slide, [Line(one, size=SMALLEST + 2) for one in said])
    deck.note(slide, said)


def _titled(title: str, pages: Sequence[Page]) -> Iterator[tuple[str, Page]]:
    for at, page in enumerate(pages, start=1):
        yield (f"{title} ({at} of {len(pages)})" if len(pages) > 1 else title), page
