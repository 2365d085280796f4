"""Opens a return as it was sent: every cell as text, with the line it stands on.

Nothing is guessed silently. What a file is written in, where its headings are and which rows are no data is
found out, said, and listed; what cannot be opened is refused in one sentence that says what to do.
"""

from collections.abc import Collection

from impact.columns import RETURN_COLUMNS
from impact.problems import nearest
from impact.reading.decode import MAC, UTF_8, UTF_8_BOM, UTF_16_BE, UTF_16_LE, WINDOWS, decoded
from impact.reading.delimited import open_text
from impact.reading.different import Codes, Different, Texts
from impact.reading.given_back import without_marks
from impact.reading.grid import Grid
from impact.reading.headings import OBLIGATORY
from impact.reading.keys import column_letter, key_of
from impact.reading.other_formats import refuse_other_formats, refuse_other_texts
from impact.reading.refusals import (
    MAX_BYTES,
    UnreadableReturn,
    refuse_by_size,
    refuse_the_empty,
)
from impact.reading.table import TextTable, as_table

__all__ = [
    "MAC",
    "MAX_BYTES",
    "OBLIGATORY",
    "UTF_8",
    "UTF_8_BOM",
    "UTF_16_BE",
    "UTF_16_LE",
    "WINDOWS",
    "Codes",
    "Different",
    "Grid",
    "TextTable",
    "Texts",
    "UnreadableReturn",
    "column_letter",
    "key_of",
    "read_table",
    "refuse_by_size",
    "refuse_without_headings",
]


def read_table(
    content: bytes,
    filename: str,
    sheet: str = "",
    known_headings: Collection[str] = (),
    declined: frozenset[tuple[str, str]] = frozenset(),
) -> TextTable:
    """The cells of a CSV file or workbook as text, whatever its headings are.

    sheet           the sheet of a workbook to read; "" lets the likeliest be taken
    known_headings  headings, as written or as keys, by which the row of headings is recognised beside ours
    declined        (rule, "") of the rules by which rows are left out, where the sender wants such rows kept

    Raises UnreadableReturn, with the way out, if the file cannot be opened, has no such sheet or holds no rows.
    """
    refuse_by_size(len(content), filename)
    refuse_the_empty(content, filename)
    known = {*RETURN_COLUMNS, *map(key_of, known_headings)}
    grid = _workbook(content, filename, sheet, known, declined)
    if grid is None:
        refuse_other_formats(content, filename)
        text = decoded(content, filename)
        refuse_the_empty(text.content, filename)
        refuse_other_texts(text.content, filename)
        if sheet:
            raise UnreadableReturn(
                f"'{filename}' is a text file and has no sheet '{sheet}'. Leave the sheet out, or send the workbook."
            )
        grid = open_text(text, filename, known)
    return as_table(without_marks(grid), filename, known, declined)


def _workbook(
    content: bytes, filename: str, sheet: str, known: Collection[str], declined: frozenset[tuple[str, str]]
) -> Grid | None:
    from impact.reading.workbook import is_workbook, open_workbook  # takes calamine along, which CSV files need not

    return open_workbook(content, filename, sheet, known, declined) if is_workbook(content) else None


def refuse_without_headings(table: TextTable, filename: str) -> None:
    """Raises UnreadableReturn if none of the columns can be one of OBLIGATORY, naming what is lacking.

    Cells are named only where they resemble one of ours, so that a list of people is refused without a name.
    """
    lacking = [wanted for wanted in OBLIGATORY if wanted not in table.keys]
    if not lacking:
        return
    needed = f"The headings {', '.join(OBLIGATORY[:-1])} and {OBLIGATORY[-1]} are needed in one row"
    close = {wanted: nearest(wanted, table.keys) for wanted in lacking}
    if len(lacking) == len(OBLIGATORY) and not any(close.values()):
        raise UnreadableReturn(
            f"{needed}, and '{filename}' has none of them. "
            "Start from the template: a return holds counts, one row for each indicator."
        )
    headings = dict(zip(table.keys, table.columns, strict=True))
    named = ", ".join(
        f"'{wanted}'" + (f" (the nearest is '{headings[key]}')" if key else "") for wanted, key in close.items()
    )
    raise UnreadableReturn(
        f"{needed}; row {table.header_line} of '{filename}' lacks {named}. Write the headings as in the template."
    )
