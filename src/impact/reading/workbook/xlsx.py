"""Reads the sheets of an Excel workbook (.xlsx)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import polars as pl
from python_calamine import CalamineSheet

from impact.reading.workbook import laying, scan, values
from impact.reading.workbook.displayed import Shown
from impact.reading.workbook.laying import Laid
from impact.reading.workbook.listing import Entry, Listing, formats, listing, said_of_parts
from impact.reading.workbook.parts import Parts
from impact.reading.workbook.plain import plain
from impact.reading.workbook.sheet import Listed, Sheet, cell_name, laid_out

_TOP_BYTES = 200_000
"""How much of a sheet is read to see its headings."""
_TOP_ROWS = 40


@dataclass(frozen=True)
class Xlsx:
    """An Excel workbook that is opened, its sheets not yet read."""

    parts: Parts
    listed: Listing

    @property
    def remarks(self) -> Sequence[str]:
        """Sentences on what the workbook brings along that is not read."""
        return list(said_of_parts(self.parts))

    @cached_property
    def sheets(self) -> Sequence[Listed]:
        """Every sheet of cells in order; where there are several, with its top rows to choose by."""
        entries = self.listed.entries
        if len(entries) == 1:
            return [Listed(entries[0].name, entries[0].hidden, 1)]
        filled, tops = zip(*map(self._glance, entries), strict=True)
        opened = values.open_sheets([top.close for top in tops], self._strings)
        rows = [_cells(top, sheet, {}).head(_TOP_ROWS) for top, sheet in zip(tops, opened, strict=True)]
        return [
            Listed(entry.name, entry.hidden, count, [row[1:] for row in top.rows()])
            for entry, count, top in zip(entries, filled, rows, strict=True)
        ]

    def read(self, place: int) -> Sheet:
        """A sheet by its place in `sheets`."""
        entry = self.listed.entries[place]
        laid = laying.laid(self._content(entry), entry.part)
        hidden = scan.hidden_lines(laid.content, laid.body)
        around = scan.around_of(laid.content, laid.body, entry.part)
        shown = {style: lru_cache(100_000)(how) for style, how in formats(self.parts, self.listed).items()}
        cells = _cells(laid, values.open_sheets([laid.close], self._strings)[0], shown)
        return Sheet(
            cells,
            hidden_lines=hidden,
            hidden_columns=[
                column for column in laid.columns if any(a <= column < b for a, b in around.hidden_columns)
            ],
            filtered=bool(hidden) and (around.filtered or self._has_filtered_tables()),
            merged=around.merged,
            uncalculated=_uncalculated(laid),
        )

    @cached_property
    def _strings(self) -> bytes:
        part = self.listed.strings
        return plain(self.parts.read(part), part).replace(*_NO_TEXT) if part else b""

    def _has_filtered_tables(self) -> bool:
        return any(
            b"filterColumn" in self.parts.read(name) for name in self.parts.held if name.startswith("xl/tables/")
        )

    def _content(self, entry: Entry) -> bytes:
        return plain(self.parts.read(entry.part), entry.part).replace(*_NO_TEXT)

    def _glance(self, entry: Entry) -> tuple[int, Laid]:
        """How many cells of a sheet hold a value, and its top."""
        content = self._content(entry)
        begin, end = scan.body_of(content)
        filled = content.count(b"</v>", begin, end) + content.count(b"</is>", begin, end)
        cut = content.rfind(b"</row>", begin, begin + _TOP_BYTES) + len(b"</row>")
        if end - begin > _TOP_BYTES and cut > begin:
            content = content[:cut] + b"</sheetData></worksheet>"
        return filled, laying.laid(content, entry.part)


_NO_TEXT = (b"_x0000_", b"")
"""How a workbook writes the character that no text may hold, and what is left of it."""


def open_xlsx(parts: Parts) -> Xlsx:
    """An Excel workbook; raises Refusal where it is of a kind that is not opened, or spoiled."""
    return Xlsx(parts, listing(parts))


def _cells(laid: Laid, sheet: CalamineSheet, shown: Mapping[int, Shown]) -> pl.DataFrame:
    rows, columns = values.texts(sheet, shown, laid.special(list(shown)))
    return laid_out([laid.lines[row] for row in rows], {laid.columns[place]: columns[place] for place in columns})


def _uncalculated(laid: Laid) -> list[str]:
    return [cell_name(*cell) for cell in laid.cells.filter("uncalculated").select("line", "column").rows()]
