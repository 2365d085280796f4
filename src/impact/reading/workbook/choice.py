"""Which sheet of a workbook is read: the one that was named, or the likeliest to be a return."""

from collections.abc import Collection, Iterator, Sequence

from impact.columns import RETURN_COLUMNS
from impact.problems import nearest
from impact.reading.headings import OBLIGATORY
from impact.reading.keys import key_of
from impact.reading.workbook.refusal import Refusal
from impact.reading.workbook.said import listed
from impact.reading.workbook.sheet import Listed


def chosen(sheets: Sequence[Listed], named: str, known: Collection[str]) -> int:
    """The place of the sheet to read; raises Refusal where the one that was named is not there, or none holds anything.

    Where none is named it is the one with all obligatory headings in a row, else with several known ones, else with
    most cells filled; a hidden sheet only if nothing else holds anything.
    """
    full = [place for place, sheet in enumerate(sheets) if sheet.filled and not sheet.is_fault_list]
    if named:
        return _named(sheets, named)
    if not full:
        raise Refusal("has nothing in its cells. Fill in one row for each indicator and send it again.")
    keys = {*RETURN_COLUMNS, *known}
    return max(full, key=lambda place: (not sheets[place].hidden, *_likeness(sheets[place], keys), -place))


def said_of_choice(sheets: Sequence[Listed], place: int, named: str) -> Iterator[str]:
    """Sentences on the sheets that were not read, and on why."""
    others = [sheet for other, sheet in enumerate(sheets) if other != place and not sheet.is_fault_list]
    visible = [sheet for sheet in others if sheet.filled and not sheet.hidden]
    hidden = _quoted(sheet.name for sheet in others if sheet.filled and sheet.hidden)
    empty = _quoted(sheet.name for sheet in others if not sheet.filled)
    if not named and (alike := _alike(sheets[place], visible)):
        yield (
            f"Of the sheets of this workbook '{sheets[place].name}' was read. "
            f"If the return is on {listed(_quoted(sheet.name for sheet in alike), 'or')}, choose that sheet."
        )
    if sheets[place].hidden:
        yield f"The sheet '{sheets[place].name}' is hidden in the workbook; it was read all the same."
    if hidden:
        yield f"The {_sheets(hidden)} {listed(hidden)} {'is' if len(hidden) == 1 else 'are'} hidden and not read."
    if empty:
        yield f"The {_sheets(empty)} {listed(empty)} {'is' if len(empty) == 1 else 'are'} empty."


def _alike(read: Listed, others: Sequence[Listed]) -> list[Listed]:
    """The sheets that may as well be the return: of one with all obligatory headings only others with them."""
    return [sheet for sheet in others if _has_our_headings(sheet) or not _has_our_headings(read)]


def _named(sheets: Sequence[Listed], named: str) -> int:
    names = [sheet.name for sheet in sheets]
    for folded in (str, str.strip, lambda name: name.strip().casefold()):
        for place, name in enumerate(names):
            if folded(name) == folded(named):
                return place
    if len(names) == 1:
        raise Refusal(f"has no sheet '{named}'; its only sheet is '{names[0]}'. Choose that.")
    close = nearest(named, names)
    hint = f"The nearest is '{close}'. " if close else ""
    raise Refusal(f"has no sheet '{named}'; it has {listed(_quoted(names))}. {hint}Choose one of them.")


def _likeness(sheet: Listed, known: Collection[str]) -> tuple[bool, bool, int]:
    several = any(len(row & set(known)) >= 2 for row in _keys(sheet))
    return _has_our_headings(sheet), several, sheet.filled


def _has_our_headings(sheet: Listed) -> bool:
    return any(row.issuperset(OBLIGATORY) for row in _keys(sheet))


def _keys(sheet: Listed) -> list[set[str]]:
    return [{key_of(cell) for cell in row if cell} for row in sheet.top]


def _quoted(names: Iterator[str] | Sequence[str]) -> list[str]:
    return [f"'{name}'" for name in names]


def _sheets(names: Sequence[str]) -> str:
    return "sheet" if len(names) == 1 else "sheets"
