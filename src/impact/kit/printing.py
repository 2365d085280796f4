"""How a sheet of the template prints, with whose data it is at the top of every page."""

from xlsxwriter.worksheet import Worksheet

from impact.kit.rows import Kit
from impact.kit.told import title

_A4 = 9
_LONGEST = 200
"""Characters of a title in a header; a spreadsheet takes 255 for all of it."""


def set_up_print(sheet: Worksheet, kit: Kit, *, landscape: bool) -> None:
    """A4, one page wide, its first row repeated where the sheet has headings across."""
    sheet.set_paper(_A4)
    if landscape:
        sheet.set_landscape()
        sheet.repeat_rows(0)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.8, bottom=0.6)
    sheet.set_header(f"&L{_plain(title(kit))}&R{_plain(kit.framework.demonstration)}")
    sheet.set_footer("&L&A&RPage &P of &N")


def _plain(text: str) -> str:
    """A text in a header, where an ampersand begins a code."""
    return text[:_LONGEST].replace("&", "&&")
