"""Brings groups of people into one spelling, and asks where a cell names none: a sign, or a date that was a range."""

import re
from calendar import month_abbr
from collections.abc import Iterator

import polars as pl

from impact.ledger import Choices, Question
from impact.tidy.cell_questions import cells_said
from impact.tidy.letters import NOT_PLAIN, plain_letters, unguarded, without_footnote, words
from impact.tidy.setting_right import LETTERS_RULE, Places, where
from impact.tidy.symbols import ASKED, EVERYONE, SAME_SIGN

EVERYONE_RULE, GUARD_RULE, ANSWERED_RULE = "everyone", "guard-apostrophe", "group-answered"
GROUP = "group:"
"""What the ids of these questions begin with; behind it stands the cell."""

ALL, AS_FOUND = "everyone", "as-found"

_BEGINS_LIKE_EVERYONE = rf"(?i)^\W*(?:{'|'.join(sorted({word.split()[0] for word in EVERYONE}))})"
"""A quick look before each group is taken apart."""
_MOST_DATES, _MOST = 20, 2_000
"""Different dates up to which each is asked about, and cells that are looked at: more are no groups. Judgement."""

_MONTHS = "|".join(map(str.lower, month_abbr[1:]))
_DATES = (
    re.compile(rf"(?P<one>\d\d?)[-\s/](?P<month>{_MONTHS})[a-z]*"),
    re.compile(rf"(?P<month>{_MONTHS})[a-z]*[-\s/](?P<one>\d\d)"),
)
"""Days without a year, and months; a whole date is taken for one of birth, and refused."""
_MAY_BE_NONE = rf"(?i)^'?(?:[^\pL\pN]+$|\d\d?[-/\s]|(?:{_MONTHS})|\W*(?:n\W*a|na?n|nil|none|null|blank)\W*$)"
"""A quick look at what may be a sign or a date."""


def groups_right(cells: pl.Series, choices: Choices) -> pl.DataFrame:
    """found, made, rule of the different groups that are set right: by what they can only mean, or as answered."""
    label = without_footnote(plain_letters(pl.col("found")))
    everyone = pl.DataFrame({"found": cells.filter(cells.str.contains(_BEGINS_LIKE_EVERYONE))})
    everyone = everyone.filter(words(label).is_in(list(EVERYONE)))
    everyone = everyone.select("found", pl.lit("").alias("made"), pl.lit(EVERYONE_RULE).alias("rule"))
    answered = pl.DataFrame(list(_answered(cells, choices)), dict.fromkeys(everyone.columns, pl.String), orient="row")
    rest = cells.filter(~cells.is_in([*everyone["found"], *answered["found"]]))
    return pl.concat([everyone, answered, in_plain_letters(rest, guarded=True)])


def in_plain_letters(cells: pl.Series, *, guarded: bool = False) -> pl.DataFrame:
    """found, made, rule of the different texts with letters that only look plain; `guarded` as our exports guard."""
    strange = pl.DataFrame({"found": cells.filter(cells.str.contains(rf"{NOT_PLAIN}|^'" if guarded else NOT_PLAIN))})
    plain = plain_letters(pl.col("found"))
    bare = unguarded(plain) if guarded else plain
    rule = pl.when(bare == plain).then(pl.lit(LETTERS_RULE)).otherwise(pl.lit(GUARD_RULE))
    made = strange.with_columns(bare.alias("made"), rule.alias("rule"))
    return made.filter(pl.col("made") != pl.col("found"))


def group_questions(rows: pl.DataFrame, cells: pl.Series, places: Places, choices: Choices) -> Iterator[Question]:
    """Whom the cells mean that are a sign or a date, one question for each, with the cells that hold it."""
    asked = _asked(cells)
    dates = [cell for cell in asked if _range(cell)]
    for cell, options in asked.items():
        held = rows.filter(pl.col("breakdown") == cell).select("line", "block", pl.lit("breakdown").alias("name"))
        held = held.join(where(places, ["breakdown"]), ["block", "name"], maintain_order="left")
        first = held.row(0, named=True)
        answered = _answer(cell, choices) and (ANSWERED_RULE, first["letter"]) not in choices.declined
        if answered or (cell in dates and len(dates) > _MOST_DATES):
            continue
        meant = "Which group was it?" if cell in dates else "Who is meant?"
        reads = "a date stands, as a spreadsheet makes of a range," if cell in dates else "a sign stands"
        text = f"'{cell}' is in {cells_said(held)}: {reads} in place of a group of people. {meant}"
        yield Question(f"{GROUP}{_word(cell)}", text, options, first["letter"], first["heading"], first["line"])


def _asked(cells: pl.Series) -> dict[str, tuple[tuple[str, str], ...]]:
    """The cells that may not name a group, each with what it can be answered to mean."""
    some = cells.filter(cells.str.contains(_MAY_BE_NONE))
    return {cell: options for cell in some if (options := _doubted(cell))} if some.len() <= _MOST else {}


def _answered(cells: pl.Series, choices: Choices) -> Iterator[tuple[str, str, str]]:
    for cell in _asked(cells) if any(id.startswith(GROUP) for id in choices.answers) else ():
        answer = _answer(cell, choices)
        if answer and answer != AS_FOUND:
            yield cell, "" if answer == ALL else answer, ANSWERED_RULE


def _answer(cell: str, choices: Choices) -> str:
    return choices.answers.get(f"{GROUP}{_word(cell)}", "").strip()


def _word(cell: str) -> str:
    return cell.strip().casefold()


def _doubted(cell: str) -> tuple[tuple[str, str], ...]:
    """What a cell can be answered to mean, the likelier first; nothing for one that names a group."""
    word = _word(cell).removeprefix("'")
    stay = (AS_FOUND, "A group that is called so")
    if word in ASKED or word in SAME_SIGN:
        return (ALL, "All people: an empty cell"), stay
    range_ = _range(cell)
    return ((range_, f"The group {range_}"), stay) if range_ else ()


def _range(cell: str) -> str:
    """The range that a spreadsheet can have made this date of, from the lower number to the higher: '5-9'; else ""."""
    match = next((found for pattern in _DATES if (found := pattern.fullmatch(_word(cell)))), None)
    if match is None:
        return ""
    low, high = sorted((int(match["one"]), 1 + _MONTHS.split("|").index(match["month"])))
    return f"{low}-{high}" if 0 < low < high else ""
