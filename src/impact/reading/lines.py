"""Where the lines of a text file end, and which of them each row starts on.

A physical line ends with LF, CRLF or a lone CR, inside quotation marks as well: so an editor counts them, and
so do all messages to senders. A row ends only where a line ends outside quotation marks.
"""

from collections import Counter
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Places = npt.NDArray[np.int64]

LF, CRLF, CR, MIXED = "LF", "CRLF", "CR", "mixed"

_LF, _CR, _QUOTE = 10, 13, 34


def line_of(content: bytes, position: int) -> int:
    """The physical line (from 1) on which a byte stands."""
    before = content[:position]
    return before.count(b"\n") + before.count(b"\r") - before.count(b"\r\n") + 1


def named(ends: Counter[str]) -> str:
    """What the ends of a file's rows are called together; one row without an end counts as LF."""
    kinds = [kind for kind, count in ends.items() if count]
    return (kinds[0] if kinds else LF) if len(kinds) <= 1 else MIXED


def unquoted_ends(content: bytes) -> Counter[str]:
    """How often each kind of line end occurs in a text without quotation marks."""
    if b"\r" not in content:
        return Counter({LF: int(b"\n" in content)})
    both = content.count(b"\r\n")
    return Counter({CRLF: both, LF: content.count(b"\n") - both, CR: content.count(b"\r") - both})


@dataclass(frozen=True)
class Layout:
    """Where the rows of a text stand, when all its quotation marks are where they should be.

    ends        the places (bytes) where rows end
    starts_on   the physical line on which each row starts
    quotes      the places of all quotation marks: a place is inside a cell in quotation marks when an odd
                number of them stands before it
    line_ends   LF, CRLF or mixed, looked at outside quotation marks
    """

    ends: Places
    starts_on: Places
    quotes: Places
    line_ends: str

    def cells_in_rows(self, content: bytes, delimiter: str) -> Places:
        """How many cells each row has."""
        found = np.flatnonzero(np.frombuffer(content, np.uint8) == ord(delimiter))
        if self.quotes.size:
            found = found[np.searchsorted(self.quotes, found) % 2 == 0]
        return np.diff(np.searchsorted(found, self.ends), prepend=0) + 1


def layout(content: bytes, delimiter: str) -> Layout | None:
    """Where the rows stand; None where quotation marks or lone CRs leave any doubt.

    In doubt is every text with a quotation mark that neither opens a cell, nor closes one, nor is doubled
    inside one. Lone CRs outside quotation marks must have been made LFs before.
    """
    text = np.frombuffer(content, np.uint8)
    quotes = np.flatnonzero(text == _QUOTE) if b'"' in content else np.empty(0, np.int64)
    if quotes.size and not _regular(text, quotes, ord(delimiter)):
        return None
    if b"\r" in content and _has_lone_cr(text):
        return None
    ends = np.flatnonzero(text == _LF)
    outside = np.searchsorted(quotes, ends) % 2 == 0 if quotes.size else np.ones(ends.size, np.bool_)
    row_ends = ends[outside]
    starts_on = np.concatenate(([1], np.flatnonzero(outside) + 2))
    crlf = int((text[row_ends[row_ends > 0] - 1] == _CR).sum()) if b"\r" in content else 0
    kinds = Counter({CRLF: crlf, LF: row_ends.size - crlf})
    if content.endswith(b"\n"):
        starts_on = starts_on[:-1]
    else:
        row_ends = np.append(row_ends, len(content))
    return Layout(row_ends, starts_on, quotes, named(kinds))


def _regular(text: npt.NDArray[np.uint8], quotes: Places, delimiter: int) -> bool:
    if quotes.size % 2:
        return False
    edges = np.zeros(256, np.bool_)
    edges[[delimiter, _LF, _CR]] = True
    opening, closing = quotes[0::2], quotes[1::2]
    doubled = opening[1:] == closing[:-1] + 1
    opens = edges[text[opening - 1]]
    opens[0] |= opening[0] == 0
    opens[1:] |= doubled
    closes = edges[text[np.minimum(closing + 1, text.size - 1)]]
    closes[-1] |= closing[-1] == text.size - 1
    closes[:-1] |= doubled
    return bool(opens.all() and closes.all())


def _has_lone_cr(text: npt.NDArray[np.uint8]) -> bool:
    places = np.flatnonzero(text == _CR)
    return bool(places[-1] == text.size - 1 or (text[places + 1] != _LF).any())
