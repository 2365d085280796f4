"""Sentences on what has to be said aloud of a sheet: what is hidden, what is merged, what was never calculated."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from impact.reading.grid import LINE
from impact.reading.keys import column_letter
from impact.reading.workbook.sheet import Area, Sheet

_SHOWN = 5
"""Places named in a sentence; of more, the number is said. Judgement."""


def listed(words: Sequence[str], joint: str = "and") -> str:
    """The first few words in a row: 'A, B and C', or 'A, B, C, D, E and 12 more'."""
    shown = list(words[:_SHOWN]) if len(words) > _SHOWN + 1 else list(words)
    if len(shown) < len(words):
        shown.append(f"{len(words) - len(shown):,} more")
    return f" {joint} ".join(filter(None, [", ".join(shown[:-1]), *shown[-1:]]))


def runs(places: Sequence[int]) -> list[tuple[int, int]]:
    """Ascending numbers as runs without a gap: 5, 6, 7, 12 is (5, 7) and (12, 12)."""
    if not places:
        return []
    breaks = [(one, other) for one, other in pairwise(places) if other != one + 1]
    return list(
        zip([places[0], *(other for _, other in breaks)], [*(one for one, _ in breaks), places[-1]], strict=True)
    )


def said_of(sheet: Sheet) -> Iterator[str]:
    """What is hidden in a sheet and was read all the same, and what was read as blank."""
    filled = set(sheet.cells[LINE]) if sheet.hidden_lines else set()
    lines = [line for line in sorted(set(sheet.hidden_lines)) if line in filled]
    if lines:
        yield _hidden("row", [str(a) if a == b else f"{a} to {b}" for a, b in runs(lines)], len(lines), sheet.filtered)
    held = {int(name[1:]) for name in sheet.cells.columns if name != LINE}
    columns = [place for place in sorted(set(sheet.hidden_columns)) if place in held]
    if columns:
        yield _hidden("column", list(map(column_letter, columns)), len(columns), False)
    if sheet.uncalculated:
        yield _uncalculated(sheet.uncalculated)


def said_of_merged(areas: Sequence[Area]) -> str:
    """Merged cells whose value was read for the first of them alone."""
    named = listed([area.name for area in areas])
    if len(areas) == 1:
        what = f"The cells {named} are merged; what they hold was read for {areas[0].first} alone."
    else:
        what = f"The cells {named} are merged; what they hold was read for the first cell of each alone."
    return f"{what} If it holds for all of them, unmerge them and write it in each."


def _hidden(what: str, places: Sequence[str], count: int, filtered: bool) -> str:
    one = count == 1
    named = f"{what.capitalize()}{'' if one else 's'} {listed(places)}"
    by = "hidden by a filter" if filtered else "hidden"
    return (
        f"{named} {'is' if one else 'are'} {by} in the sheet; {'it was' if one else 'they were'} read all the same. "
        f"Delete what is not meant to count."
    )


def _uncalculated(cells: Sequence[str]) -> str:
    if len(cells) == 1:
        what = f"The formula in cell {cells[0]} was saved without its result, so the cell was read as blank."
    else:
        what = f"{len(cells):,} formulas were saved without their results (cells {listed(cells)}), and read as blank."
    return f"{what} Open the workbook in a spreadsheet, save it there, and send it again."
