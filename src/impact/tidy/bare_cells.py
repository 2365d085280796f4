"""A period cell without its dress: one kind of dash and space, no footnote sign, its mark set apart."""

import re
from dataclasses import dataclass

from impact.tidy.letters import PLAIN

_PLAIN = str.maketrans({**PLAIN, "_": "-"})
_QUOTES = str.maketrans(dict.fromkeys("'\"", " "))
_RAISED = re.compile(r"(?<=\S)[\u00b9\u00b2\u00b3\u2070\u2074-\u2079]+\s*$")
_NOTE = re.compile(r"\s*(?:[\[(](?:note\s*)?\d[\])]|[*†‡]+)$")
_WORDS = {
    "p": r"prov(?:\.|isional)?",
    "r": r"rev(?:\.|ised)?",
    "e": r"est(?:\.|imated?)?",
    "f": r"forecast",
    "": r"final",
}
_MARK = re.compile(
    "|".join(
        rf"\s*[\[(]\s*(?:{word}{f'|{letter}' if letter else ''})\s*[\])]$|(?<=[\s,;-]){word}$"
        for letter, word in _WORDS.items()
    )
)
_BY_WORD = {letter: re.compile(rf"{word}|{letter}" if letter else word) for letter, word in _WORDS.items()}


@dataclass(frozen=True, slots=True)
class Bare:
    """A cell in lower case and plain signs, and the letter of the mark that stood behind it, "" for none."""

    text: str
    mark: str = ""


def bared(cell: str) -> Bare:
    """A cell without fancy signs, the sign of a footnote, and a mark such as (prov) or [r].

    A raised figure is a footnote's; a figure of full size that is stuck to a year may belong to it, and stays.
    """
    text = _RAISED.sub("", cell).translate(_PLAIN).translate(_QUOTES).casefold()
    text = " ".join(text.split()).rstrip(" .,;:")
    text = _NOTE.sub("", text)
    marked = _MARK.search(text)
    if not marked:
        return Bare(text)
    word = marked[0].strip("[]() ")
    letter = next(letter for letter, pattern in _BY_WORD.items() if pattern.fullmatch(word))
    return Bare(text[: marked.start()].rstrip(" .,;:-"), letter)
