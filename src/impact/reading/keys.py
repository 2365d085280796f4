"""The name of a column as the rest of the code knows it, and as a spreadsheet does."""


def key_of(heading: str) -> str:
    """A heading as a name: lower case, spaces and hyphens as "_"."""
    return heading.strip().lower().replace(" ", "_").replace("-", "_")


def column_letter(index: int) -> str:
    """The letters of a column by its place from 0: 0 is A, 25 is Z, 26 is AA, 16383 is XFD."""
    letters = ""
    place = index + 1
    while place:
        place, last = divmod(place - 1, 26)
        letters = chr(ord("A") + last) + letters
    return letters
