"""Room for two columns in a sheet of a workbook: where nothing is merged, wide enough, and not hidden."""

import re

from xlsxwriter.utility import xl_cell_to_rowcol

from impact.marked.text import Added

WIDTHS = (24, 90)
"""Letters that show in the two columns."""

_ROWS = re.compile(rb"<((?:\w+:)?)sheetData\b")
_COLUMNS = re.compile(rb"<(?:\w+:)?cols\s*>(.*?)</(?:\w+:)?cols\s*>", re.DOTALL)
_COLUMN = re.compile(rb"<(?:\w+:)?col\s[^>]*/>")
_EDGE = re.compile(rb'\b(min|max)="(\d+)"')
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*\bref="[A-Z]+\d+:([A-Z]+)(\d+)"')


def right_of_merged(sheet: bytes, header_line: int, added: Added) -> Added:
    """Where the two columns go so that no cells that are merged, from the headings down, cover them."""
    if added.replaced:
        return added
    ends = [letters.decode() for letters, row in _MERGED.findall(sheet) if int(row) >= header_line]
    first = max([added.codes, *(xl_cell_to_rowcol(f"{letters}1")[1] + 1 for letters in ends)])
    return Added(first, first + 1)


def with_room(sheet: bytes, added: Added) -> bytes:
    """A sheet in which the two columns are wide and to be seen; all others look as they did."""
    rows = _ROWS.search(sheet)
    assert rows is not None, "a sheet without rows"
    prefix, head = rows[1], sheet[: rows.start()]
    found = _COLUMNS.search(head)
    new = [
        (place + 1, b'<%scol min="%d" max="%d" width="%d" customWidth="1"/>' % (prefix, place + 1, place + 1, width))
        for place, width in zip(added[:2], WIDTHS, strict=True)
    ]
    kept = [piece for column in _COLUMN.findall(found[1] if found else b"") for piece in _around(column, added)]
    whole = b"<%scols>%s</%scols>" % (prefix, b"".join(text for _, text in sorted([*kept, *new])), prefix)
    before, behind = (found.start(), found.end()) if found else (len(head), len(head))
    return b"".join([head[:before], whole, head[behind:], sheet[rows.start() :]])


def _around(column: bytes, added: Added) -> list[tuple[int, bytes]]:
    """What is said of a run of columns, said anew of those among them that are not ours, each with its first."""
    edges = {name: int(number) for name, number in _EDGE.findall(column)}
    first, last = edges[b"min"], edges[b"max"]
    pieces = []
    for end in [*(place for place in sorted(added[:2]) if first <= place + 1 <= last), last]:
        if first <= end:
            pieces.append((first, _from_to(column, first, end)))
        first = end + 2
    return pieces


def _from_to(column: bytes, first: int, last: int) -> bytes:
    return _EDGE.sub(lambda edge: b'%s="%d"' % (edge[1], first if edge[1] == b"min" else last), column)
