"""Writes the XML of a sheet as most programs write it, where one wrote it in an unusual way.

Usual means UTF-8, no prefixes, no comments, and every row and cell with its place first; that is quick to look
through. Anything else is taken apart and put together again, which is slow and right.
"""

import re
from xml.sax.saxutils import escape, quoteattr

from impact.reading.workbook.markup import Attributes, walk
from impact.reading.workbook.refusal import damaged
from impact.reading.workbook.sheet import LAST_COLUMN, LAST_ROW, cell_name

_ROOT = 4096
"""Bytes among which the first element stands with its namespaces."""
_PREFIX = re.compile(rb"<(\w+):(?:worksheet|sst)[\s>]")
_BEGINS = re.compile(
    rb'(?:\xef\xbb\xbf)?(?:<\?xml(?: version="1.[01]")?(?: encoding="(?i:utf-8)")?[^>]{0,30}\?>)?\s*<\w'
)
_UNUSUAL = tuple(map(re.compile, (rb'<c(?! r="[A-Z])[\s/>]', rb'<row(?! r="[1-9])[\s/>]', rb"<!", rb"<\?(?!xml )")))
_PLACE = re.compile(r"([A-Z]{1,3})[1-9]\d{0,6}")
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def plain(content: bytes, part: str) -> bytes:
    """A sheet, or the list of its strings, as most programs write it; raises Refusal where it is not well-formed."""
    usual = _is_utf8(content) and _BEGINS.match(content) and not any(form.search(content) for form in _UNUSUAL)
    prefix = _PREFIX.search(content[:_ROOT])
    if not usual or (prefix and b" xmlns=" in content[:_ROOT]):
        return rewritten(content, part)
    if prefix:
        bare = content.replace(b"<%s:" % prefix[1], b"<").replace(b"</%s:" % prefix[1], b"</")
        return plain(bare.replace(b"xmlns:%s=" % prefix[1], b"xmlns=", 1), part)
    return content


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def rewritten(content: bytes, part: str) -> bytes:
    """The same cells and strings, written in the usual way; raises Refusal where it is not well-formed."""
    writer = _Writer(part)
    walk(content, part, writer.start, writer.end, writer.text)
    return "".join(writer.written).encode()


class _Writer:
    """Writes elements down again, and gives rows and cells that lack a place the one after the last."""

    def __init__(self, part: str) -> None:
        self.part = part
        self.written: list[str] = []
        self.line = 0
        self.column = -1

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "row":
            attributes = self._placed_row(attributes)
        elif name == "c":
            attributes = self._placed_cell(attributes)
        elif name == "t":
            attributes = {"xml:space": "preserve"}
        elif not self.written:
            attributes = {"xmlns": _MAIN}
        shown = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
        self.written.append(f"<{name}{shown}>")

    def end(self, name: str) -> None:
        self.written.append(f"</{name}>")

    def text(self, text: str) -> None:
        self.written.append(escape(text, {"\r": "&#13;"}))

    def _placed_row(self, attributes: Attributes) -> Attributes:
        told = attributes.pop("r", "")
        self.line = int(told) if told.isdecimal() and len(told) < 8 else self.line + 1
        self.column = -1
        if not 0 < self.line <= LAST_ROW:
            raise damaged(f"the part '{self.part}'")
        return {"r": str(self.line), **attributes}

    def _placed_cell(self, attributes: Attributes) -> Attributes:
        told = _PLACE.fullmatch(attributes.get("r", ""))
        self.column = column_place(told[1]) if told else self.column + 1
        if self.line == 0 or self.column >= LAST_COLUMN:
            raise damaged(f"the part '{self.part}'")
        placed = {"r": cell_name(self.line, self.column)}
        return placed | {key: attributes[key] for key in ("s", "t") if key in attributes}


def column_place(letters: str) -> int:
    """The place of a column from 0 by its letters: A is 0, XFD is 16383."""
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - 64
    return place - 1
