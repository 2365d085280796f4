"""What stands around a file's rows and may name their period or their service."""

from pathlib import PurePath

from impact.reading import TextTable

Hint = tuple[str, str]
"""Where it stands, in words, and the text."""


def hints(table: TextTable, filename: str) -> list[Hint]:
    """The title rows, the sheet's name and the file's name, in this order."""
    titles = table.fixes.filter(table.fixes["rule"] == "title-row").select("line", "found").rows()
    found = [(f"row {line} says '{text}'", text) for line, text in titles]
    if table.sheet:
        found.append((f"the sheet is called '{table.sheet}'", table.sheet))
    if filename:
        path = PurePath(filename)
        found.append((f"the file is called '{path.name}'", path.stem))
    return found
