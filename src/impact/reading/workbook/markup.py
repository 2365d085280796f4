"""Goes through the XML that workbooks are written in, element by element, without ever looking outside it."""

from collections.abc import Callable
from xml.parsers import expat

from impact.reading.workbook.refusal import SAVE_AGAIN, Refusal, damaged

Attributes = dict[str, str]
Start = Callable[[str, Attributes], None]


def walk(
    content: bytes,
    part: str,
    start: Start,
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Call `start` and `end` for every element and `text` for the text between them, in order.

    Names come without the namespace, but for those of OpenDocument, which come as 'table:table-row'.
    Raises Refusal, naming the part, where it is no well-formed XML or declares entities of its own.
    """
    short = _Short()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_declarations
    parser.StartElementHandler = lambda name, told: start(short[name], {short[key]: told[key] for key in told})
    parser.EndElementHandler = (lambda name: end(short[name])) if end else None
    parser.CharacterDataHandler = text
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise damaged(f"the part '{part}'") from error


class _Short(dict[str, str]):
    """Names without their namespace, each worked out once."""

    def __missing__(self, name: str) -> str:
        space, _, local = name.rpartition(" ")
        words = space.split(":")
        self[name] = f"{words[-2]}:{local}" if words[0] == "urn" and len(words) > 2 else local
        return self[name]


def _refuse_declarations(*_: object) -> None:
    raise Refusal(f"declares entities of its own, as no spreadsheet program does. {SAVE_AGAIN}")
