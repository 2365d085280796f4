"""The rules on a row's marks and note, and on rows that say the same twice."""

import polars as pl

from impact import marks
from impact.columns import EVIDENCE, NUMBERS
from impact.contract.rule import About, Row, Rule, quoted

LONGEST_NOTE = 300
"""Characters in a note; more is seldom about counts (framework-method, g.1)."""

_PLACE = pl.int_range(pl.len(), dtype=pl.UInt32)


def row_rules() -> list[Rule]:
    """The rules on a row's marks and note, and on rows that repeat another."""
    number = (pl.col("numerator") != "") | (pl.col("value") != "")
    repeats = pl.col("known") & (pl.col("first_row") != _PLACE)
    yes_without_note = (pl.col("measure") == EVIDENCE) & (pl.col("value_read") == 1) & (pl.col("note") == "")
    return [
        Rule("unknown-mark", "marker", pl.col("marks").is_null(), _unknown_mark),
        Rule("mark-with-number", "marker", pl.col("replaced") & number, _mark_with_number),
        Rule("repeated", "", repeats, _repeated),
        Rule("note-too-long", "note", pl.col("note").str.len_chars() > LONGEST_NOTE, _note_too_long),
        Rule(
            "evidence-without-note",
            "note",
            yes_without_note,
            lambda row, about: "A yes needs a sentence behind it. Write here what shows it.",
        ),
    ]


def _unknown_mark(row: Row, about: About) -> str:
    instead = ", ".join(letter for letter, mark in marks.MARKS.items() if mark.replaces_number)
    beside = ", ".join(letter for letter, mark in marks.MARKS.items() if not mark.replaces_number)
    return f"{quoted(row['marker'])} is not a known mark. Use {instead} in place of a number, or {beside} beside one."


def _mark_with_number(row: Row, about: About) -> str:
    return f"The mark {row['marks']} stands in place of a number, and a number was sent too. Take one of the two out."


def _repeated(row: Row, about: About) -> str:
    place = f"row {row['first_line']}"
    if row["first_line"] == row["line"]:
        letter = next((about.places[row["first_block"]].get(name, ("",))[0] for name in ("numerator", "value")), "")
        place = f"column {letter} of this row" if letter else "another column of this row"
    theirs, ours = _numbers(row, "first_"), _numbers(row, "")
    beside = "Both say the same" if theirs == ours else f"There it is {theirs}, here {ours}"
    return (
        f"This repeats {place}: the same service, indicator, period and breakdown. {beside}. Keep one of the two rows."
    )


def _numbers(row: Row, which: str) -> str:
    """What a row says, in a few words: 'numerator 9, denominator 12'."""
    said = [f"{name} {row[which + name]}" for name in (*NUMBERS, "marker") if row[which + name]]
    return ", ".join(said) or "blank"


def _note_too_long(row: Row, about: About) -> str:
    return f"This note has {len(row['note'])} characters; the most is {LONGEST_NOTE}. Shorten it."
