"""Board packs: what a board is shown, as one HTML page, as slides or to print, the same whenever it is made again.

A pack is put together once (`contents`) from answers that have passed the gate, and then only laid out.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath

from impact.packs.changed import last_board
from impact.packs.choosing import MOST_FIGURES, PARTS, Chosen, PackRefused, usual_figures
from impact.packs.contents import contents
from impact.packs.html import html
from impact.packs.model import Pack
from impact.packs.numbers import Number, numbers_of, texts_of
from impact.packs.printed import pdf
from impact.packs.slides import pptx

__all__ = [
    "KINDS",
    "MOST_FIGURES",
    "PARTS",
    "Chosen",
    "Kind",
    "Number",
    "Pack",
    "PackRefused",
    "contents",
    "file_name",
    "html",
    "kind_of",
    "last_board",
    "numbers_of",
    "pdf",
    "pptx",
    "texts_of",
    "usual_figures",
]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: what it is called, how it is known to a browser, and what writes it."""

    name: str
    mime: str
    write: Callable[[Pack], bytes]


KINDS = {
    "html": Kind("HTML page", "text/html", html),
    "pptx": Kind("PowerPoint", "application/vnd.openxmlformats-officedocument.presentationml.presentation", pptx),
    "pdf": Kind("PDF to print", "application/pdf", pdf),
}
"""By the ending of the file's name."""


def kind_of(file: PurePath) -> Kind:
    """The kind of pack that a file's name asks for; raises PackRefused for any other ending."""
    found = KINDS.get(file.suffix.lower().lstrip("."))
    if found is None:
        raise PackRefused(f"'{file.name}' does not say which kind of pack to make. End it in .html, .pptx or .pdf.")
    return found


def file_name(pack: Pack, ending: str) -> str:
    """What a pack's file is called where nobody named it: 'board-pack-2026-11-22.pdf'."""
    return f"board-pack-{pack.stamp.day.isoformat()}.{ending}"
