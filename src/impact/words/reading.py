"""How a file was read, in a few plain lines."""

from impact.tidy.understood import Understood
from impact.words.fixes import fix_line

_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "upright strokes"}
_LINE_ENDS = {
    "LF": "as on Linux and Mac (LF)",
    "CRLF": "as on Windows (CRLF)",
    "CR": "as on old Macs (CR)",
    "mixed": "in several ways",
}

_COLUMNS, _MISFITS = 60, 5
"""Columns, and rows that do not fit, that are shown; of more, the number is said. Judgement."""


def reading_lines(made: Understood) -> list[str]:
    """What was understood of a file: its form, its rows, its columns, what was left out or set right."""
    lines = [_form(made), _rows(made)]
    shown = made.columns[:_COLUMNS]
    lines += [f"Column {letter}: {_heading(heading)}{_meant(heading, is_, made)}" for letter, heading, is_ in shown]
    if len(made.columns) > _COLUMNS:
        lines.append(f"... and {len(made.columns) - _COLUMNS:,} more columns.")
    lines += _misfits(made)
    lines += list(made.remarks)
    lines += [fix_line(group) for group in made.fix_groups]
    if made.refused:
        lines.append(f"It is no return yet. {made.refused}")
    return lines


def _form(made: Understood) -> str:
    if made.sheet:
        others = [name for name in made.sheets if name != made.sheet]
        rest = f" (the others: {', '.join(others)})" if others else ""
        return f"A workbook; the sheet '{made.sheet}' was read{rest}."
    separator = _DELIMITERS.get(made.delimiter, f"'{made.delimiter}'")
    ends = _LINE_ENDS.get(made.line_ends, made.line_ends)
    return f"Text in {made.encoding}, cells kept apart by {separator}, lines ended {ends}."


def _rows(made: Understood) -> str:
    many = len(made.header_lines) > 1
    heads = f"Headings in row{'s' if many else ''} {', '.join(map(str, made.header_lines))}"
    if made.first_line is None:
        return f"{heads}; no rows under them."
    rows = "1 row" if made.row_count == 1 else f"{made.row_count:,} rows"
    return f"{heads}; {rows} of data, from row {made.first_line:,} to row {made.last_line:,}."


def _heading(heading: str) -> str:
    return f"'{heading}'" if heading else "no heading"


def _meant(heading: str, meant: str, made: Understood) -> str:
    if not meant:
        return "" if made.refused else ", not known yet"
    return ", left out" if meant == "ignore" else "" if meant == heading else f", taken as {meant}"


def _misfits(made: Understood) -> list[str]:
    """Rows that do not fit under the headings: how many, and the first few with the reason."""
    count = len(made.misfits)
    if not count:
        return []
    counted = "1 row does not fit and is" if count == 1 else f"{count:,} rows do not fit and are"
    first = f"{counted} not among the rows of data{':' if count <= _MISFITS else ', the first of them:'}"
    return [first, *(f"  {problem}" for problem in made.misfits[:_MISFITS])]
