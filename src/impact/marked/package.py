"""A workbook as the parts it is packed from, so that some can be changed and all others stay byte for byte."""

import io
import posixpath
import re
import zipfile
from xml.etree import ElementTree

from impact.problems import ImpactError

CONTENT_TYPES = "[Content_Types].xml"

MOST_BYTES = 1_000_000_000
"""Bytes of a workbook unpacked. Judgement."""

CANNOT_BE_MARKED = "This workbook is built in a way that cannot be marked. Take the marked CSV file instead."

DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEETML = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_KINDS = {
    "worksheet": f"{_SHEETML}.worksheet+xml",
    "comments": f"{_SHEETML}.comments+xml",
    "vmlDrawing": "application/vnd.openxmlformats-officedocument.vmlDrawing",
}
_NO_RELATIONS = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'


class Package:
    """The parts of an XLSX workbook by their names."""

    def __init__(self, content: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(entry.file_size for entry in packed.infolist()) > MOST_BYTES:
                raise ImpactError(CANNOT_BE_MARKED)
            self.parts = {entry.filename: packed.read(entry) for entry in packed.infolist() if not entry.is_dir()}
        self.workbook = next(iter(self.related("", "officeDocument").values()), "")

    def packed(self) -> bytes:
        """The workbook as a file."""
        whole = io.BytesIO()
        with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as packed:
            for name, part in self.parts.items():
                packed.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED, 4)
        return whole.getvalue()

    def related(self, part: str, kind: str) -> dict[str, str]:
        """The parts of a kind that a part names: id -> name; "" is the package itself."""
        found = {}
        named = {name.lower(): name for name in self.parts}
        rels = self.parts.get(named.get(_rels(part).lower(), ""))
        for one in ElementTree.fromstring(rels) if rels else ():
            if one.get("Type", "").rpartition("/")[2] == kind and one.get("TargetMode") != "External":
                target = posixpath.join("/" + posixpath.dirname(part), one.get("Target", ""))
                name = posixpath.normpath(target).lstrip("/").lower()
                if name in named:
                    found[one.get("Id", "")] = named[name]
        return found

    def sheets(self) -> dict[str, str]:
        """The worksheets by the names on their tabs -> their parts."""
        parts = self.related(self.workbook, "worksheet")
        found = {}
        for one in ElementTree.fromstring(self.parts[self.workbook]).iter():
            if _local(one.tag) == "sheet":
                id = next((value for key, value in one.attrib.items() if _local(key) == "id"), "")
                if id in parts:
                    found[one.get("name", "")] = parts[id]
        return found

    def add_sheet(self, name: str, part: str, content: bytes) -> None:
        """A new worksheet behind all others."""
        workbook = self.parts[self.workbook]
        taken = [int(number) for number in re.findall(rb'\bsheetId="(\d+)"', workbook)]
        id = self.add(part, content, "worksheet", self.workbook)
        attributes = f'name="{name}" sheetId="{max(taken, default=0) + 1}" r:id="{id}" xmlns:r="{DOCUMENT}"'
        self.parts[self.workbook] = _before_end(workbook, "sheets", f"sheet {attributes}")

    def add(self, part: str, content: bytes, kind: str, beside: str) -> str:
        """A new part, named from the part `beside` it; gives the id it has there."""
        self.parts[part] = content
        types = self.parts.get(CONTENT_TYPES, b"")
        told = f'Override PartName="/{part}"' if kind != "vmlDrawing" else 'Default Extension="vml"'
        if told.encode() not in types:
            self.parts[CONTENT_TYPES] = _before_end(types, "Types", f'{told} ContentType="{_KINDS[kind]}"')
        rels = self.parts.get(_rels(beside), _NO_RELATIONS)
        rels = re.sub(rb"<((?:\w+:)?Relationships)([^>]*)/>\s*$", rb"<\1\2></\1>", rels)
        number = 1 + max((int(found) for found in re.findall(rb'\bId="rId(\d+)"', rels)), default=0)
        target = f'Id="rId{number}" Type="{DOCUMENT}/{kind}" Target="/{part}"'
        self.parts[_rels(beside)] = _before_end(rels, "Relationships", f"Relationship {target}")
        return f"rId{number}"

    def free(self, part: str) -> str:
        """A name for a new part that is not taken: 'xl/faults.xml', or else 'xl/faults2.xml'."""
        stem, ending = posixpath.splitext(part)
        taken = {name.lower() for name in self.parts}
        number = 2
        while part.lower() in taken:
            part, number = f"{stem}{number}{ending}", number + 1
        return part


def _rels(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _before_end(part: bytes, name: str, element: str) -> bytes:
    """A part with one more element as the last inside the element of this name."""
    end = re.search(rb"</((?:\w+:)?)" + name.encode() + rb"\s*>", part)
    if end is None:
        raise ImpactError(CANNOT_BE_MARKED)
    return part[: end.start()] + b"<" + end[1] + element.encode() + b"/>" + part[end.start() :]
