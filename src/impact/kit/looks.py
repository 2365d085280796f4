"""How the template's workbook looks: ink on white, grey where nothing applies, one rule under each row."""

from dataclasses import dataclass

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

INK, RULE, PAPER, GREY, OPTIONAL = "#0b0c0c", "#cfcac0", "#f7f5f1", "#d9d9d9", "#fff8dc"
_FONT = {"font_name": "Arial", "font_size": 10, "font_color": INK, "valign": "top"}


@dataclass(frozen=True)
class Looks:
    """The formats of one workbook; text cells hold what is typed as text, so that '3-5' does not become a date."""

    heading: Format
    reference_heading: Format
    given: Format
    white: Format
    optional: Format
    grey: Format
    text: Format
    reference: Format
    title: Format
    strong: Format
    strong_line: Format
    prose: Format


def looks(book: Workbook) -> Looks:
    """The formats of a workbook."""
    cell = {**_FONT, "border": 1, "border_color": RULE}
    heading = {**cell, "bold": True, "bg_color": PAPER, "bottom": 2, "text_wrap": True}
    return Looks(
        heading=book.add_format(heading),
        reference_heading=book.add_format({**heading, "italic": True, "bold": False}),
        given=book.add_format({**cell, "bg_color": PAPER, "num_format": "@"}),
        white=book.add_format({**cell, "align": "right"}),
        optional=book.add_format({**cell, "align": "right", "bg_color": OPTIONAL}),
        grey=book.add_format({**cell, "bg_color": GREY, "pattern": 1}),
        text=book.add_format({**cell, "num_format": "@", "text_wrap": True}),
        reference=book.add_format({**cell, "italic": True, "bg_color": PAPER, "num_format": "@", "text_wrap": True}),
        title=book.add_format({**_FONT, "bold": True, "font_size": 14}),
        strong=book.add_format({**_FONT, "bold": True, "text_wrap": True}),
        strong_line=book.add_format({**_FONT, "bold": True}),
        prose=book.add_format({**_FONT, "text_wrap": True}),
    )
