"""Writes into a sheet of a workbook as it was saved, and leaves every other letter of it as it is."""

import re
from collections.abc import Mapping
from xml.parsers import expat

from impact.columns import MARK_COLUMNS
from impact.marked.cells import text_cell
from impact.marked.text import Added

OURS = "marked in a return"
"""Stands in the rules by which cells are coloured, so that they are known when the workbook comes again."""

_AFTER_NOTES = frozenset(
    {
        *("legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts"),
        *("extLst", "AlternateContent"),
    }
)
_AFTER_COLOURS = _AFTER_NOTES | {
    *("dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter", "rowBreaks"),
    *("colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags", "drawing", "legacyDrawing"),
}
"""What stands in a sheet behind the notes of its cells, and behind the rules by which these are coloured."""

_SPANS = re.compile(rb'\sspans="[^"]*"')
_NEW_PART = re.compile("(<(?:conditionalFormatting|legacyDrawing))")
_DIGITS = "0123456789"

Texts = Mapping[int, tuple[str, str]]


def rewritten(sheet: bytes, texts: Texts, added: Added, colours: str, notes: str) -> bytes:
    """A sheet with two columns written into it, and the rules by which we coloured its cells before taken out.

    texts     row -> what its two cells hold
    colours   rules by which cells are coloured now, and `notes` what names the notes of the sheet; both "" if none
    """
    seen = _Sheet(sheet, texts, added)
    colours, notes = (_NEW_PART.sub(rf"\1{seen.namespace}", part) for part in (colours, notes))
    cuts = [*seen.cuts, (seen.colours, seen.colours, colours), (seen.notes, seen.notes, notes)]
    pieces, done = [], 0
    for start, end, text in sorted(cuts, key=lambda cut: cut[0]):
        pieces += [sheet[done:start], text.encode("ascii", "xmlcharrefreplace")]
        done = end
    return b"".join([*pieces, sheet[done:]])


def has_notes(sheet: bytes) -> bool:
    """Whether a sheet has notes already."""
    return bool(re.search(rb"<(?:\w+:)?legacyDrawing\s", sheet))


class _Sheet:
    """What is to be cut out of a sheet and put in its place: (first byte, end, text), and where more belongs."""

    def __init__(self, sheet: bytes, texts: Texts, added: Added) -> None:
        self.cuts: list[tuple[int, int, str]] = []
        self.colours = self.notes = 0
        self._sheet, self._texts, self._added = sheet, texts, added
        self._places: dict[str, int] = {}
        self._pending: dict[int, str | None] = {}
        self._row, self._column, self._depth = 0, -1, 0
        self._named: dict[str, str] = {}
        self._inside = False
        self._open: tuple[int, str] | None = None
        self._rule, self._formula = 0, ""
        self.namespace, self._style = "", ""
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.Parse(sheet, True)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if self._inside:
            if name == self._named["c"] and (self._pending or self._open):
                self._before_cell(attributes)
            elif name == self._named["row"]:
                self._begin_row(int(attributes.get("r", self._row + 1)))
            return
        if self._depth == 0:
            prefix = name.rpartition(":")[0]
            self._named = {one: f"{prefix}:{one}" if prefix else one for one in ("sheetData", "row", "c")}
            self.namespace = f' xmlns="{attributes[f"xmlns:{prefix}"]}"' if prefix else ""
        elif self._depth == 1:
            self._begin_part(name.rpartition(":")[2])
            self._inside = name == self._named["sheetData"]
        self._depth += 1

    def _end(self, name: str) -> None:
        if self._inside and name != self._named["sheetData"]:
            if name == self._named["row"]:
                self._end_row()
            return
        self._inside = False
        self._depth -= 1
        if self._depth == 0:
            self._begin_part("")
            self.colours = self.colours or self._parser.CurrentByteIndex
            self.notes = self.notes or self._parser.CurrentByteIndex
        elif self._depth == 1 and name.endswith("conditionalFormatting"):
            self._parser.CharacterDataHandler = None
            if OURS in self._formula:
                self._open = self._rule, ""

    def _place(self, reference: str) -> int:
        letters = reference.rstrip(_DIGITS)
        if not letters:
            return self._column + 1
        if letters not in self._places:
            place = 0
            for letter in letters:
                place = place * 26 + ord(letter) - ord("A") + 1
            self._places[letters] = place - 1
        return self._places[letters]

    def _begin_row(self, row: int) -> None:
        self._row, self._column, self._style = row, -1, ""
        pair = self._texts.get(row)
        if pair:
            self._pending = dict(sorted(zip(self._added[:2], pair, strict=True)))
            start = self._parser.CurrentByteIndex
            spans = _SPANS.search(self._sheet, start, self._sheet.index(b">", start))
            if spans:
                self.cuts.append((spans.start(), spans.end(), ""))
        elif self._added.replaced:
            self._pending = dict.fromkeys(self._added[:2])

    def _before_cell(self, attributes: dict[str, str]) -> None:
        """Close the cell that is being replaced, and put in what belongs before the cell that begins here."""
        here = self._parser.CurrentByteIndex
        self._column = self._place(attributes.get("r", ""))
        self._close(here)
        for place in [place for place in self._pending if place < self._column]:
            self._insert(here, place)
        if self._column in self._pending:
            text = self._pending.pop(self._column)
            self._open = here, self._cell(self._column, text)
        self._style = attributes.get("s", "")

    def _end_row(self) -> None:
        here = self._parser.CurrentByteIndex
        self._close(here)
        for place in list(self._pending):
            self._insert(here, place)

    def _insert(self, here: int, place: int) -> None:
        text = self._cell(place, self._pending.pop(place))
        if text:
            self.cuts.append((here, here, text))

    def _cell(self, place: int, text: str | None) -> str:
        if text is None:
            return ""
        style = f' s="{self._style}"' if self._style and text in MARK_COLUMNS else ""
        return text_cell(self._row, place, text, f"{self.namespace}{style}")

    def _begin_part(self, local: str) -> None:
        here = self._parser.CurrentByteIndex
        self._close(here)
        if local == "conditionalFormatting":
            self._rule, self._formula = here, ""
            self._parser.CharacterDataHandler = self._read
        if local in _AFTER_COLOURS:
            self.colours = self.colours or here
        if local in _AFTER_NOTES:
            self.notes = self.notes or here

    def _read(self, text: str) -> None:
        self._formula += text

    def _close(self, here: int) -> None:
        if self._open:
            self.cuts.append((self._open[0], here, self._open[1]))
            self._open = None
