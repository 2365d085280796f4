"""What an Excel workbook says of itself: its sheets, its formats, and what it brings along that is not opened."""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from impact.reading.workbook.displayed import Shown, shown_as
from impact.reading.workbook.markup import Attributes, walk
from impact.reading.workbook.parts import Parts
from impact.reading.workbook.refusal import LINKED, SAVE_AGAIN, SAVE_AS_XLSX, Refusal, macros


@dataclass(frozen=True, slots=True)
class Entry:
    """One sheet of cells as the workbook lists it: its name, whether it is hidden, and the part that holds it."""

    name: str
    hidden: bool
    part: str


@dataclass(frozen=True, slots=True)
class Listing:
    """An Excel workbook without its cells: its sheets in order, and the parts that all of them share."""

    entries: tuple[Entry, ...]
    from_1904: bool
    strings: str
    styles: str


def listing(parts: Parts) -> Listing:
    """What the workbook lists; raises Refusal where it is of a kind that is not opened, or spoiled."""
    _refuse_other_kinds(parts)
    main = next((part for kind, part in _related(parts, "").values() if kind == "officeDocument"), "xl/workbook.xml")
    related = _related(parts, main)
    named: list[Attributes] = []
    from_1904 = False

    def start(name: str, attributes: Attributes) -> None:
        nonlocal from_1904
        if name == "sheet":
            named.append(attributes)
        elif name == "workbookPr":
            from_1904 = is_true(attributes.get("date1904", ""))

    walk(parts.read(main), main, start)
    if any(kind == "xlMacrosheet" for kind, _ in related.values()):
        raise macros()
    shared = {kind: part for kind, part in related.values() if part in parts.held}
    entries = tuple(_sheets(named, related))
    if not entries:
        raise Refusal(f"has no sheet of cells that can be read. {SAVE_AGAIN}")
    return Listing(entries, from_1904, shared.get("sharedStrings", ""), shared.get("styles", ""))


def is_true(written: str) -> bool:
    """Whether an attribute says yes."""
    return written in ("1", "true", "on")


def said_of_parts(parts: Parts) -> Iterator[str]:
    """Sentences on what a workbook brings along that is not read."""
    if parts.under("xl/externallinks/"):
        yield LINKED
    if parts.under("xl/connections.xml"):
        yield "The workbook fetches values from elsewhere; they were read as they were last saved."
    if parts.under("xl/embeddings/", "objectreplacements/"):
        yield "The workbook holds other documents inside; they were not read."


def formats(parts: Parts, listed: Listing) -> dict[int, Shown]:
    """How numbers are displayed in the styles of a workbook, by the number of the style; plain ones left out."""
    codes: dict[int, str] = {}
    used: list[int] = []
    inside = False

    def start(name: str, attributes: Attributes) -> None:
        nonlocal inside
        if name == "numFmt":
            codes[_whole(attributes.get("numFmtId", ""))] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            inside = True
        elif name == "xf" and inside:
            used.append(_whole(attributes.get("numFmtId", "")))

    def end(name: str) -> None:
        nonlocal inside
        inside = inside and name != "cellXfs"

    if listed.styles:
        walk(parts.read(listed.styles), listed.styles, start, end)
    known = {format_: shown_as(codes.get(format_, format_), listed.from_1904) for format_ in set(used)}
    return {style: shown for style, format_ in enumerate(used) if (shown := known[format_]) is not None}


def _refuse_other_kinds(parts: Parts) -> None:
    kinds = parts.read_if_there("[content_types].xml")
    if parts.under("xl/macrosheets/", "xl/vbaproject") or b"macroEnabled" in kinds or b"vbaProject" in kinds:
        raise macros()
    if parts.under("xl/workbook.bin"):
        raise Refusal(f"is a binary workbook (.xlsb), and returns are CSV files or XLSX workbooks. {SAVE_AS_XLSX}")


def _related(parts: Parts, part: str) -> dict[str, tuple[str, str]]:
    """The parts that a part points to: id -> (kind, name in lower case)."""
    folder, name = posixpath.split(part)
    where = posixpath.join(folder, "_rels", f"{name}.rels")
    found: dict[str, tuple[str, str]] = {}

    def start(name: str, attributes: Attributes) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            kind = attributes.get("Type", "").rpartition("/")[2]
            target = posixpath.normpath(posixpath.join("/", folder, unquote(attributes.get("Target", ""))))
            found[attributes.get("Id", "")] = kind, target.lstrip("/").lower()

    if held := parts.read_if_there(where):
        walk(held, where, start)
    return found


def _sheets(named: list[Attributes], related: dict[str, tuple[str, str]]) -> Iterator[Entry]:
    for sheet in named:
        kind, part = related.get(sheet.get("id", ""), ("", ""))
        if kind == "worksheet":
            yield Entry(sheet.get("name", ""), sheet.get("state", "visible") != "visible", part)


def _whole(written: str) -> int:
    return int(written) if written.isdecimal() and len(written) < 9 else 0
