"""Which cells of a marked workbook are coloured, what their notes say, and what its list of faults holds."""

from collections.abc import Iterator, Sequence

import polars as pl
from xlsxwriter.utility import xl_cell_to_rowcol, xl_rowcol_to_cell

from impact.columns import MARK_COLUMNS
from impact.marked.companion import MOST_LISTED, MOST_NOTES, Listed, Shown, Spot
from impact.marked.saying import worded
from impact.marked.text import Added
from impact.reading import TextTable

_LONGEST_NOTE = 1_000


def shown(marks: pl.DataFrame, table: TextTable, added: Added, sheet: str, head: Sequence[str]) -> Shown:
    """Everything that is to be seen of MARKS on the sheet of this name, with sentences above the list of faults."""
    found = worded(marks, table).sort("line", nulls_last=False, maintain_order=True)
    spots = _spots(found, table)
    every = list(zip(spots, found["blocks"], strict=True))
    every += [((at - 1, place), blocks) for at, blocks in found.select("at", "blocks").rows() for place in added[:2]]
    faults = {spot for spot, blocks in every if spot and blocks}
    doubts = {spot for spot, _ in every if spot} - faults
    listed = list(_listed(found.head(MOST_LISTED), spots, table))
    if found.height > MOST_LISTED:
        more = f"And {found.height - MOST_LISTED:,} more: the column {MARK_COLUMNS[1]} says them all."
        listed.append(Listed("", "", "", "", "", more))
    return Shown(sheet, list(faults), list(doubts), _notes(found, spots), head, listed)


def counted(marks: pl.DataFrame) -> str:
    """How much there is to mend and how much to look at: '12 to mend, 1 to look at'."""
    faults = int(marks["blocks"].sum())
    said = [f"{faults:,} to mend"] if faults else []
    doubts = marks.height - faults
    return ", ".join([*said, f"{doubts:,} to look at"] if doubts or not faults else said)


def _spots(found: pl.DataFrame, table: TextTable) -> list[Spot | None]:
    """The cell of each mark: of a whole row its first, of a whole column its heading, of the whole file none."""
    places = {letter: xl_cell_to_rowcol(f"{letter}1")[1] for letter in found["column"].unique() if letter}
    places[""] = xl_cell_to_rowcol(f"{table.letters[0]}1")[1]
    return [
        None if line is None and not column else ((line or table.header_line) - 1, places[column])
        for line, column in found.select("line", "column").iter_rows()
    ]


def _notes(found: pl.DataFrame, spots: Sequence[Spot | None]) -> dict[Spot, str]:
    notes: dict[Spot, str] = {}
    for spot, words in zip(spots, found["bare"], strict=True):
        if spot in notes:
            notes[spot] = f"{notes[spot]}\n{words}"[:_LONGEST_NOTE]
        elif spot and len(notes) < MOST_NOTES:
            notes[spot] = words[:_LONGEST_NOTE]
    return notes


def _listed(found: pl.DataFrame, spots: Sequence[Spot | None], table: TextTable) -> Iterator[Listed]:
    headings = dict(zip(table.letters, table.columns, strict=True))
    columns = found.select("line", "column", "rule", "bare").iter_rows()
    for spot, (line, column, rule, words) in zip(spots, columns, strict=False):
        cell = xl_rowcol_to_cell(*spot) if spot else ""
        yield Listed(cell, str(line or ""), column, headings.get(column, ""), rule, words)
