"""The parts that a workbook is packed from, unpacked only as far as an ordinary workbook goes.

What a packed file says of its own size is held to the limits before anything is unpacked, and no more is ever
unpacked than it said.
"""

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass
from functools import cached_property

from impact.reading.workbook.refusal import COPY_CELLS, SPLIT, Refusal, damaged, protected

MAX_PARTS = 5_000
"""Parts of a workbook; an ordinary one has fewer than a hundred. Judgement."""
MAX_UNPACKED = 400_000_000
"""Bytes of all parts together: some nine million cells. Judgement."""
MAX_RATIO = 200
"""How many times its packed size a large part may have; a sheet of nothing but noughts has some 30. Judgement."""
_LARGE = 10_000_000

_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_UNREADABLE = (
    *(zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, struct.error),
    *(EOFError, OSError, NotImplementedError, RuntimeError, ValueError, OverflowError, IndexError),
)
"""What zipfile raises for bytes that are no packed file, or a spoiled one."""


@dataclass(frozen=True)
class Parts:
    """The parts of a packed file by their names in lower case, as programs do not agree on these."""

    archive: zipfile.ZipFile
    held: dict[str, zipfile.ZipInfo]

    @cached_property
    def is_ods(self) -> bool:
        """Whether it is an OpenDocument workbook, as LibreOffice writes."""
        if "content.xml" not in self.held:
            return False
        kind = self.held.get("mimetype")
        return kind is not None and kind.file_size < 200 and self.read("mimetype").strip().startswith(_ODS)

    @property
    def is_workbook(self) -> bool:
        """Whether it is a workbook of any kind, and not a document or a folder of files."""
        return any(name.startswith("xl/") for name in self.held) or self.is_ods

    def under(self, *beginnings: str) -> bool:
        """Whether there is any part whose name begins so."""
        return any(name.startswith(beginnings) for name in self.held)

    def read(self, name: str) -> bytes:
        """The bytes of a part; raises Refusal where it is lacking or spoiled."""
        found = self.held.get(name.lower())
        if found is None:
            raise damaged(f"the part '{name}'" if name else "one of its parts")
        if found.flag_bits & 1:
            raise protected()
        try:
            return self.archive.read(found)
        except _UNREADABLE as error:
            raise damaged(f"the part '{found.filename}'") from error

    def read_if_there(self, name: str) -> bytes:
        """The bytes of a part; none where it is lacking."""
        return self.read(name) if name.lower() in self.held else b""


def open_parts(content: bytes) -> Parts | None:
    """The parts of a packed file, or None where its list of parts cannot be read.

    Raises Refusal if it holds more than MAX_PARTS, or unpacks to more than an ordinary workbook does.
    """
    if content.count(b"PK\x01\x02") > MAX_PARTS:
        raise Refusal(f"is packed from more than {MAX_PARTS:,} parts, as no ordinary workbook is. {COPY_CELLS}")
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except _UNREADABLE:
        return None
    parts = Parts(archive, {part.filename.lower(): part for part in archive.infolist()})
    if parts.is_workbook:
        _refuse_bombs(archive.infolist())
    return parts


def _refuse_bombs(parts: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MAX_UNPACKED:
        raise Refusal(
            f"unpacks to {unpacked / 1_000_000:,.0f} MB; the most that can be read is "
            f"{MAX_UNPACKED / 1_000_000:.0f} MB. {SPLIT}"
        )
    for part in parts:
        if part.file_size > _LARGE and part.file_size > MAX_RATIO * max(part.compress_size, 1):
            raise Refusal(
                f"unpacks to more than {MAX_RATIO} times its size, as no ordinary workbook does. {COPY_CELLS}"
            )
