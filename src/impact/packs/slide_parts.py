"""What every slide is made of: a title of its own, large type, tables, notes, and the stamp at its foot."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any, TypeVar

from impact.packs.model import Pack, Table
from impact.words import look_of, uk_date
from impact.words.packs import made_of

WIDE, HIGH, EDGE = 13.333, 7.5, 0.6
"""A slide and its margin, in inches."""

TITLE, BODY, SMALLEST, FOOT = 30, 20, 14, 9
"""Sizes of type in points; 14 is 28 pixels at 1080 lines, the least that a room can read. The foot is for the file."""

INK, QUIET, RULE, PAPER, PLATE = "0B0C0C", "4D545C", "CFCAC0", "F7F5F1", "FFFFFF"

FACE = "Calibri"
ROOM, ROWS = 13, 12
"""Lines of body type on a slide, and of a table below its headings."""

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph on a slide."""

    text: str
    size: int = BODY
    bold: bool = False
    dash: bool = False


def pages_of(items: Iterable[Item], needs: Callable[[Item], int], most: int = ROOM) -> list[list[Item]]:
    """Items shared out over slides, each as full as it may be; no slide for none.

    needs   how many lines an item takes; most: how many a slide holds
    """
    pages: list[list[Item]] = []
    room = 0
    for one in items:
        if not pages or needs(one) > room:
            pages, room = [*pages, []], most
        pages[-1].append(one)
        room -= needs(one)
    return pages


def lines_of(line: Line) -> int:
    """How many lines of body type a paragraph takes, with the space below it; rather too many than too few."""
    return ceil(len(line.text) * line.size / (84 * BODY)) * ceil(line.size / BODY) + (line.size > BODY)


def rows_of(row: Sequence[str], table: Table) -> int:
    """How many lines of body type a row of a table takes."""
    letters = [max(1, int(width * 8.5)) for width in _widths(table)]
    return max(ceil(len(cell) / room) for cell, room in zip(row, letters, strict=True))


class Deck:
    """A presentation of a pack, as slides are added to it."""

    def __init__(self, pack: Pack) -> None:
        from pptx import Presentation  # slow to load, and only packs of slides need it
        from pptx.util import Inches

        self.pack, self.file = pack, Presentation()
        self.file.slide_width, self.file.slide_height = Inches(WIDE), Inches(HIGH)

    def slide(self, title: str) -> Any:
        """A new slide with a title."""
        slide = self.file.slides.add_slide(self.file.slide_layouts.get_by_name("Title Only"))
        slide.background.fill.solid()
        slide.background.fill.fore_color.rgb = shade(PAPER)
        size = TITLE if len(title) <= 56 else TITLE - 6
        _placed(slide.shapes.title, EDGE, 0.4, WIDE - 2 * EDGE, 0.9)
        _fill(slide.shapes.title.text_frame, [Line(title, size, bold=True)])
        return slide

    def write(self, slide: Any, lines: Sequence[Line], top: float = 1.35, height: float = 5.3) -> None:
        """Paragraphs on a slide, from so many inches below its upper edge."""
        if lines:
            box = slide.shapes.add_textbox(0, 0, 0, 0)
            _placed(box, EDGE, top, WIDE - 2 * EDGE, height)
            _fill(box.text_frame, lines)

    def table(self, slide: Any, table: Table, rows: Sequence[Sequence[str]]) -> None:
        """A real table, its first row the headings."""
        from pptx.util import Inches

        wide = WIDE - 2 * EDGE
        frame = slide.shapes.add_table(
            len(rows) + 1, len(table.headings), Inches(EDGE), Inches(1.4), Inches(wide), Inches(0.4 * (len(rows) + 1))
        )
        described(frame, table.caption)
        for column, width in zip(frame.table.columns, _widths(table), strict=True):
            column.width = Inches(width)
        frame.table.horz_banding, frame.table.first_col = False, True
        for at, cells in enumerate([[one.text for one in table.headings], *rows]):
            for place, text in enumerate(cells):
                _cell(frame.table.cell(at, place), text, table, at, place)

    def note(self, slide: Any, lines: Iterable[str]) -> None:
        """What the speaker reads."""
        _fill(slide.notes_slide.notes_text_frame, [Line(one, 12) for one in lines if one])

    def stamp(self) -> None:
        """At the foot of every slide: whose figures, which day's, what they were made from, which slide of how many."""
        stamp = self.pack.stamp
        about = " · ".join(filter(None, (stamp.place, f"as known on {uk_date(stamp.day)}", stamp.label)))
        made = made_of(stamp.framework, stamp.chain, stamp.policy, stamp.contents)
        for at, slide in enumerate(self.file.slides, start=1):
            box = slide.shapes.add_textbox(0, 0, 0, 0)
            box.name = "Stamp"
            _placed(box, EDGE, 6.8, WIDE - 2 * EDGE, 0.6)
            count = f"Slide {at} of {len(self.file.slides)}"
            _fill(box.text_frame, [Line(one, FOOT) for one in (f"{about} · {count}", made, stamp.hiding)], QUIET)


def shade(colour: str) -> Any:
    """A colour, written '0B5394', as PowerPoint's files hold it."""
    from pptx.dml.color import RGBColor

    return RGBColor.from_string(colour)


def described(frame: Any, text: str) -> None:
    """What is heard in place of a chart, and before a table."""
    frame._element.nvGraphicFramePr.cNvPr.set("descr", text)


def _placed(shape: Any, left: float, top: float, width: float, height: float) -> None:
    from pptx.util import Inches

    shape.left, shape.top, shape.width, shape.height = (Inches(one) for one in (left, top, width, height))


def _fill(frame: Any, lines: Sequence[Line], colour: str = INK) -> None:
    from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
    from pptx.util import Pt

    frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.TOP
    frame.margin_left = frame.margin_right = 0
    for at, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
        paragraph.alignment = PP_ALIGN.LEFT
        paragraph.space_after = Pt(line.size * 0.4 if line.size > FOOT else 0)
        _run(paragraph, f"– {line.text}" if line.dash else line.text, line.size, line.bold, colour)


def _run(paragraph: Any, text: str, size: int, bold: bool, colour: str) -> None:
    from pptx.enum.lang import MSO_LANGUAGE_ID
    from pptx.util import Pt

    run = paragraph.add_run()
    run.text = text
    run.font.size, run.font.bold, run.font.name = Pt(size), bold, FACE
    run.font.color.rgb = shade(colour)
    run.font.language_id = MSO_LANGUAGE_ID.ENGLISH_UK


def _cell(cell: Any, text: str, table: Table, at: int, place: int) -> None:
    from pptx.enum.text import PP_ALIGN

    cell.fill.solid()
    cell.fill.fore_color.rgb = shade(RULE if at == 0 else PLATE)
    paragraph = cell.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.RIGHT if table.headings[place].number else PP_ALIGN.LEFT
    colour, bold = INK, at == 0
    if place == table.result and at:
        look = look_of(text)
        text, colour, bold = f"{look.mark} {text}", look.light.lstrip("#").upper(), True
    _run(paragraph, text, SMALLEST, bold, colour)


def _widths(table: Table) -> list[float]:
    """How wide each column is, in inches: by its longest text, but none takes the room of all."""
    heads = [one.text for one in table.headings]
    longest = [min(max(len(row[at]) for row in [heads, *table.rows]) + 2, 44) for at in range(len(heads))]
    return [(WIDE - 2 * EDGE) * one / sum(longest) for one in longest]
