"""Opens an OpenDocument workbook (.ods), as LibreOffice writes: all its sheets in one go."""

from collections.abc import Sequence
from dataclasses import dataclass

from impact.reading.workbook.markup import walk
from impact.reading.workbook.ods_sheets import Reader
from impact.reading.workbook.ods_table import Table
from impact.reading.workbook.parts import Parts
from impact.reading.workbook.refusal import LINKED, SAVE_AGAIN, Refusal, macros, protected
from impact.reading.workbook.sheet import Listed, Sheet

_TOP_ROWS = 40
_LISTS = ("script-lc.xml", "script-lb.xml", "/")
"""Lists of programs, which are there even where there is none to list."""


@dataclass(frozen=True)
class Ods:
    """An OpenDocument workbook that is opened and read."""

    tables: Sequence[Table]
    remarks: Sequence[str]

    @property
    def sheets(self) -> Sequence[Listed]:
        """Every sheet in order, with its top rows to choose by."""
        return [
            Listed(
                table.name, table.hidden, sum(map(len, table.rows)), [[*row.values()] for row in table.rows[:_TOP_ROWS]]
            )
            for table in self.tables
        ]

    def read(self, place: int) -> Sheet:
        """A sheet by its place in `sheets`."""
        return self.tables[place].sheet()


def open_ods(parts: Parts) -> Ods:
    """An OpenDocument workbook; raises Refusal where it is protected, holds macros, or is spoiled."""
    if b"encryption-data" in parts.read_if_there("meta-inf/manifest.xml"):
        raise protected()
    if any(name.startswith(("basic/", "scripts/")) and not name.endswith(_LISTS) for name in parts.held):
        raise macros()
    reader = Reader()
    walk(parts.read("content.xml"), "content.xml", reader.start, reader.end, reader.text)
    if not reader.tables:
        raise Refusal(f"has no sheet of cells that can be read. {SAVE_AGAIN}")
    return Ods(reader.tables, [LINKED] if reader.linked else [])
