"""Refuses documents, pictures, web pages and packed files, each by what it is, with the way from it to a return."""

import re
from collections.abc import Sequence

from impact.reading.refusals import SAVE_AS_CSV, UnreadableReturn

_COPY = "Copy the figures into the template, and send that."
_UNPACK = "Unpack it, and send the CSV file or workbook that is in it."
_EXPORT = "Export the figures as CSV from the system that they come from, and send that file."
_NUMBERS = "In Numbers choose 'Export to', then 'CSV', and send that file."

_MAGIC = (
    (b"\x89PNG", "a picture", _COPY),
    (b"\xff\xd8\xff", "a picture", _COPY),
    (b"GIF8", "a picture", _COPY),
    (b"II*\x00", "a picture", _COPY),
    (b"MM\x00*", "a picture", _COPY),
    (b"%PDF", "a PDF document", _COPY),
    (b"{\\rtf", "a text document (RTF)", _COPY),
    (b"\x1f\x8b", "a packed (gzip) file", _UNPACK),
    (b"Rar!", "a packed (RAR) file", _UNPACK),
    (b"7z\xbc\xaf", "a packed (7z) file", _UNPACK),
    (b"PAR1", "a Parquet file", _EXPORT),
)
"""First bytes -> what such a file is, and what to do."""

_PACKED, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_PACKED_HOLDS = (
    (b"word/document.xml", "a Word document", _COPY),
    (b"ppt/presentation.xml", "a presentation", _COPY),
    (b"application/vnd.oasis.opendocument.text", "a text document (ODT)", _COPY),
    (b"Index/Document.iwa", "an Apple Numbers file", _NUMBERS),
    (b"", "a packed (ZIP) file", _UNPACK),
)
_OLE_HOLDS = (
    ("WordDocument\0".encode("utf-16-le"), "a Word document", _COPY),
    ("PowerPoint Document\0".encode("utf-16-le"), "a presentation", _COPY),
    (b"", "an older Office file", SAVE_AS_CSV),
)

_WEB_PAGE = rb"(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|(?:html|head|body|meta|style|table)\b)"
_TEXTS = (
    (_WEB_PAGE, "a web page, as some systems export under the name of a workbook", SAVE_AS_CSV),
    (rb"<\?xml\b.*urn:schemas-microsoft-com:office:spreadsheet", "a workbook of Excel 2003 (XML)", SAVE_AS_CSV),
    (rb"<\?xml\b", "an XML file", _EXPORT),
    (rb"mime-version:", "a saved web page or an e-mail", SAVE_AS_CSV),
    (rb'\[\s*[\[{]|\{\s*"[^"\n]*"\s*:', "a JSON file", _EXPORT),
)
"""How a text begins that is no table -> what it is, and what to do."""
_TOP = 4_000


def refuse_other_formats(content: bytes, filename: str) -> None:
    """Raises UnreadableReturn for pictures, documents and packed files, known by their first bytes."""
    known: Sequence[tuple[bytes, str, str]] = _MAGIC
    if content.startswith((_PACKED, _OLE)):
        inside = _PACKED_HOLDS if content.startswith(_PACKED) else _OLE_HOLDS
        known = [(b"", what, way) for part, what, way in inside if part in content]
    for magic, what, way in known:
        if content.startswith(magic):
            raise _refusal(filename, what, way)


def refuse_other_texts(content: bytes, filename: str) -> None:
    """Raises UnreadableReturn for web pages, XML, JSON and the like, known by how their text (UTF-8) begins."""
    top = content[:_TOP].lstrip()
    for begins, what, way in _TEXTS:
        if re.match(begins, top, re.IGNORECASE | re.DOTALL):
            raise _refusal(filename, what, way)


def _refusal(filename: str, what: str, way: str) -> UnreadableReturn:
    return UnreadableReturn(f"'{filename}' is {what}, and returns are CSV files or XLSX workbooks. {way}")
