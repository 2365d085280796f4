"""The template as a workbook: the rows to fill in, how to, everything that may be sent, the lists to choose from."""

import io
from datetime import datetime, time

from xlsxwriter.workbook import Workbook

from impact.kit.looks import looks
from impact.kit.rows import Kit
from impact.kit.sheet_return import write_return
from impact.kit.sheets_beside import write_dictionary, write_how_to, write_lists
from impact.kit.told import title

_PLAIN = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
"""Every text stays a text: nothing that a service once wrote is run or followed."""


def as_xlsx(kit: Kit) -> bytes:
    """The template as XLSX; the same kit gives the same bytes, dated by the kit's day and never by the clock."""
    out = io.BytesIO()
    with Workbook(out, _PLAIN) as book:
        book.set_properties(
            {
                "title": title(kit),
                "subject": kit.framework.demonstration,
                "comments": kit.framework.demonstration,
                "created": datetime.combine(kit.day, time()),
            }
        )
        book.set_size(2400, 1400)
        look = looks(book)
        sheets = [book.add_worksheet(name) for name in ("Return", "How to fill this in", "Dictionary", "Lists")]
        write_return(sheets[0], kit, look)
        write_how_to(sheets[1], kit, look)
        write_dictionary(sheets[2], kit, look)
        write_lists(sheets[3], kit, look)
        sheets[0].activate()
    return out.getvalue()
