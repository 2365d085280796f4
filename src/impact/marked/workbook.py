"""A workbook given back as it came, its faulty cells coloured, with two columns and a list of all faults added."""

import re
from collections.abc import Mapping
from typing import NamedTuple
from xml.sax.saxutils import escape

from xlsxwriter.utility import xl_rowcol_to_cell

from impact.columns import MARK_COLUMNS
from impact.marked.companion import AUTHOR, Companion, Shown, companion
from impact.marked.package import CANNOT_BE_MARKED, DOCUMENT, Package
from impact.marked.room import with_room
from impact.marked.saying import Said
from impact.marked.sheet import has_notes, rewritten
from impact.marked.text import Added
from impact.problems import ImpactError

LIST, OTHER_LIST = "Faults", "Faults in this return"
"""The name of the sheet that lists all faults, and the one it has where its sender has a sheet of that name."""

MENDED = "Nothing to mend here any more."

_FORMATS = re.compile(rb"<((?:\w+:)?)dxfs\b[^>]*?(?:/>|>(.*?)</(?:\w+:)?dxfs\s*>)", re.DOTALL)
_BEHIND_FORMATS = re.compile(rb"</?((?:\w+:)?)(?:tableStyles|colors|extLst|styleSheet(?=\s*>))\b")
_NOTE = re.compile(rb"(<((?:\w+:)?)comment\b([^>]*)>).*?(</(?:\w+:)?comment\s*>)", re.DOTALL)
_AUTHOR = re.compile(rb"<(?:\w+:)?author\s*(?:/>|>(.*?)</(?:\w+:)?author\s*>)", re.DOTALL)


class Target(NamedTuple):
    """The sheet that is marked: its part of the workbook, the row of its headings, and where the columns go."""

    part: str
    header_line: int
    added: Added


def write_marks(package: Package, target: Target, said: Said, shown: Shown) -> None:
    """Write everything that is said into a workbook."""
    sheet = with_room(package.parts[target.part], target.added)
    rules = max((int(found) for found in re.findall(rb'\spriority="(\d+)"', sheet)), default=0)
    styles = next(iter(package.related(package.workbook, "styles").values()), "")
    if not styles:
        raise ImpactError(CANNOT_BE_MARKED)
    new = companion(shown, _count(package.parts[styles]), rules)
    package.parts[styles] = _with_formats(package.parts[styles], new.formats)
    notes = _write_notes(
        package, target.part, new, {xl_rowcol_to_cell(*spot): said for spot, said in shown.notes.items()}
    )
    texts = {**said, target.header_line: MARK_COLUMNS}
    package.parts[target.part] = rewritten(sheet, texts, target.added, new.colours, notes)
    _write_list(package, new.listing, target.added.replaced)


def _count(styles: bytes) -> int:
    found = _FORMATS.search(styles)
    return len(re.findall(rb"<(?:\w+:)?dxf[\s>/]", found[0])) if found else 0


def _with_formats(styles: bytes, formats: tuple[str, ...]) -> bytes:
    """The styles of a workbook with more formats behind those that rules name already."""
    found = _FORMATS.search(styles)
    behind = found or _BEHIND_FORMATS.search(styles)
    assert behind is not None, "the styles have no end"
    prefix = found[1] if found else behind[1]
    spelt = "".join(formats).encode()
    if uri := re.search(rb"xmlns:%s\"([^\"]+)\"" % prefix.replace(b":", b"="), styles) if prefix else None:
        spelt = spelt.replace(b"<dxf>", b'<dxf xmlns="%s">' % uri[1])
    old = (found[2] or b"") if found else b""
    count = str(_count(styles) + len(formats)).encode()
    whole = b'<%sdxfs count="%s">%s%s</%sdxfs>' % (prefix, count, old, spelt, prefix)
    return styles[: behind.start()] + whole + styles[found.end() if found else behind.start() :]


def _write_notes(package: Package, part: str, new: Companion, wanted: Mapping[str, str]) -> str:
    """Put the notes on cells in; gives what names them in the sheet, "" where that has notes already.

    Where its sender has notes of their own in the sheet, no more are added, and ours from before say what holds now.
    """
    if not has_notes(package.parts[part]):
        if not new.notes:
            return ""
        id = package.add(package.free("xl/drawings/vmlDrawing1.vml"), new.shapes, "vmlDrawing", part)
        package.add(package.free("xl/comments1.xml"), new.notes, "comments", part)
        return f'<legacyDrawing xmlns:r="{DOCUMENT}" r:id="{id}"/>'
    shapes = list(package.related(part, "vmlDrawing").values())
    for notes in package.related(part, "comments").values():
        authors = [name or b"" for name in _AUTHOR.findall(package.parts[notes])]
        if authors == [AUTHOR.encode()] and len(shapes) == 1 and new.notes:
            package.parts[notes], package.parts[shapes[0]] = new.notes, new.shapes
        else:
            ours = {str(place).encode() for place, name in enumerate(authors) if name == AUTHOR.encode()}
            package.parts[notes] = _said_anew(package.parts[notes], ours, wanted)
    return ""


def _said_anew(notes: bytes, ours: set[bytes], wanted: Mapping[str, str]) -> bytes:
    def anew(note: re.Match[bytes]) -> bytes:
        attributes = dict(re.findall(rb'\b(\w+)="([^"]*)"', note[3]))
        if attributes.get(b"authorId") not in ours:
            return note[0]
        text = escape(wanted.get(attributes[b"ref"].decode(), MENDED)).encode()
        return b"%s<%stext><%st>%s</%st></%stext>%s" % (note[1], note[2], note[2], text, note[2], note[2], note[4])

    return _NOTE.sub(anew, notes)


def _write_list(package: Package, listing: bytes, again: bool) -> None:
    names = {name.lower(): part for name, part in package.sheets().items()}
    if again:
        ours = next((name for name in (OTHER_LIST, LIST) if name.lower() in names), None)
    else:
        ours = OTHER_LIST if OTHER_LIST.lower() in names else None
    if ours:
        package.parts[names[ours.lower()]] = listing
    else:
        name = OTHER_LIST if LIST.lower() in names else LIST
        package.add_sheet(name, package.free("xl/worksheets/faults.xml"), listing)
