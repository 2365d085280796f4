"""What is asked about a column, and what it resembles."""

import re
from collections.abc import Collection, Sequence

from impact.columns import NUMBERS, RETURN_COLUMNS
from impact.ledger import Question
from impact.problems import Problem, nearest
from impact.reading import TextTable
from impact.tidy.claims import Column, Doubt
from impact.tidy.headings import Headings, Target
from impact.tidy.hints import Hint
from impact.tidy.spelt_periods import period_in, years_in
from impact.tidy.synonyms import IGNORE, SAID, SYNONYMS, plain

TOO_MANY = 60
"""Unknown columns up to which each is asked about; what each resembles takes milliseconds. Judgement."""

MANY = "headings"
"""The id of the question about more of them."""

_ALIKE = 0.8
"""Likeness from which a word other than our own headings is proposed (difflib's ratio). Judgement."""

_NUMBER = re.compile(r"[<£]?\s?\d[\d,.\s]*%?|[*.:~-]+")
_CELLS = 50
_MOST = 0.75
"""Share of a column's different cells, the first _CELLS of them, that show what it holds. Judgement."""


def has_cells(table: TextTable, column: Column) -> bool:
    """Whether a column holds any text."""
    cells = table.rows[column.key]
    return any(map(str.strip, cells.head(_CELLS).to_list())) or bool((cells.str.strip_chars() != "").any())


def resembled(
    table: TextTable, column: Column, known: Headings, missing: Sequence[str], free: Sequence[str]
) -> list[Target]:
    """What an unknown column may be, the likelier first: by its heading, then by its cells.

    missing  the return columns that it may be
    free     the return columns that a heading over figures may say in this sheet
    """
    found = [Target(name) for name in _by_heading(column, missing)]
    found += [Target(name) for name in _by_cells(table, column, known, missing)]
    if column.heading:
        found += [target for target in _figures(column.heading, known) if target.dims.keys() <= set(free)]
    return list(dict.fromkeys(found))


def _by_heading(column: Column, missing: Sequence[str]) -> list[str]:
    ours = nearest(column.key, tuple(missing)) if column.heading else None
    words = {word: name for word, name in SYNONYMS.items() if name in missing and len(word) > 3}
    other = _near(plain(column.heading), list(words))
    return [name for name in (ours, words.get(other or "")) if name]


def _near(word: str, known: Sequence[str]) -> str | None:
    from difflib import get_close_matches

    return next(iter(get_close_matches(word, known, n=1, cutoff=_ALIKE)), None)


def _by_cells(table: TextTable, column: Column, known: Headings, missing: Sequence[str]) -> list[str]:
    cells = table.rows[column.key].head(1000).str.strip_chars().unique(maintain_order=True)
    shown = [cell for cell in cells if cell][:_CELLS]
    tests = {
        "period": lambda cell: (spelt := period_in(cell)) is not None and not plain(spelt.rest),
        "service_id": lambda cell: bool(known.sender(cell)),
        "indicator_id": lambda cell: bool(known.item(cell)),
    }
    return [
        name
        for name, fits in tests.items()
        if name in missing and shown and sum(map(fits, shown)) >= _MOST * len(shown)
    ]


def may_be_numbers(table: TextTable, column: Column, missing: Collection[str]) -> list[Target]:
    """The parts of a figure that are missing, where the cells of a column are numbers."""
    cells = [cell for cell in table.rows[column.key].head(_CELLS).str.strip_chars() if cell]
    if not cells or sum(bool(_NUMBER.fullmatch(cell)) for cell in cells) < _MOST * len(cells):
        return []
    return [Target(name) for name in ("numerator", "denominator", "value") if name in missing]


def _figures(heading: str, known: Headings) -> list[Target]:
    """An indicator or a period named beside words that are not understood, or a title misspelt."""
    spelt = period_in(heading)
    words = plain(heading)
    ids = {id for id in known.titles if f" {plain(id)} " in f" {words} "}
    if len(ids) == 1 or (not ids and spelt):
        return [Target(indicator=next(iter(ids), ""), period=spelt.code if spelt else "")]
    titles = {plain(title): id for id, title in known.titles.items()}
    close = _near(words, list(titles))
    return [Target(indicator=titles[close])] if close else []


def about_unknown(
    column: Column, alike: Sequence[Target], numbers: Sequence[Target], missing: Sequence[str], known: Headings
) -> tuple[Question, Problem]:
    """An unknown column as a question, and as a fault for whoever cannot answer.

    alike    what it resembles
    numbers  what else it may be because its cells are numbers
    """
    said = "This heading is not known" if column.heading else "This column has cells and no heading"
    own = next((target.column for target in alike if target.column in RETURN_COLUMNS), None)
    close = nearest(column.key, tuple(missing)) or nearest(column.key, RETURN_COLUMNS) or own
    meant = f" Did you mean '{close}'?" if close and (column.heading or own) else ""
    problem = Problem(
        "unknown-column", f"{said}.{meant} Correct it, or delete the column.", None, column.letter, column.heading
    )
    text = f"{_begun(column)} {'is not known' if column.heading else 'has cells and no heading'}. What does it hold?"
    likely = [*alike, *(target for target in numbers if target not in alike)]
    rest = [Target(name) for name in missing if Target(name) not in likely]
    return _question(column, text, [*likely, Target(IGNORE), *rest], known), problem


def about_many(columns: Sequence[Column]) -> tuple[Question, Problem]:
    """More unknown columns than anyone would answer for, as one question and one fault."""
    first, last = columns[0], columns[-1]
    said = f"{len(columns):,} headings are not known, from column {first.letter} to column {last.letter}"
    remedy = f"{said}. Correct them, or delete the columns."
    options = ((IGNORE, "Leave all of these columns out"),)
    question = Question(MANY, f"{said}. May they be left out?", options, first.letter, first.heading)
    return question, Problem("unknown-column", remedy, None, first.letter, first.heading)


def about_doubt(column: Column, doubt: Doubt, known: Headings) -> Question:
    """A column that can be two things, as a question."""
    return _question(column, f"{_begun(column)} {doubt.why}. What does it hold?", doubt.targets, known)


def about_obligatory(column: Column, name: str, known: Headings) -> Question:
    """A column that was left out though nothing else can be what it is."""
    text = f"{_begun(column)} is left out, and no other column is {SAID[name]}. What does it hold?"
    return _question(column, text, [Target(name), Target(IGNORE)], known)


def about_clash(target: Target, columns: Sequence[Column], known: Headings) -> Question:
    """Several columns that claim to be the same, as a question which of them is."""
    named = " and ".join(str(column) for column in columns)
    text = f"{named[0].upper()}{named[1:]} can each be {_said(target, known)}. Which one is it?"
    options = tuple((column.letter, f"{_begun(column)}; the rest is left out") for column in columns)
    return Question(which(target), text, options, columns[0].letter, columns[0].heading)


def about_year(columns: Sequence[Column], told: Sequence[Hint]) -> Question:
    """Columns of figures whose headings name a quarter or a term and no year, as one question for the year."""
    said = {year: where for where, text in reversed(told) if (year := years_in(text))}
    years = list(reversed(said))
    named = ", ".join(str(column) for column in columns[:4]) + (" and others" if len(columns) > 4 else "")
    text = f"{named[0].upper()}{named[1:]}: no year is named"
    if not years:
        return Question(
            "year", f"{text}. Which year is it, such as 2025-26?", (), columns[0].letter, columns[0].heading
        )
    options = tuple((year, year) for year in years)
    text = f"{text}, and {said[years[0]]}. Which year is it?"
    return Question("year", text, options, columns[0].letter, columns[0].heading)


def which(target: Target) -> str:
    """The id of the question which of several columns a target is."""
    return f"which:{target.text.replace(' ', '_')}"


def missing_of(taken: Collection[str], *, wide: bool) -> list[str]:
    """The return columns that are not taken, the obligatory ones first; in a wide sheet none for numbers."""
    names = [name for name in RETURN_COLUMNS if name not in taken]
    return [name for name in names if not wide or name not in NUMBERS]


def _question(column: Column, text: str, targets: Sequence[Target], known: Headings) -> Question:
    options = tuple((target.text, _label(target, known)) for target in dict.fromkeys(targets))
    return Question(f"heading:{column.letter}", text, options, column.letter, column.heading)


def _begun(column: Column) -> str:
    text = str(column)
    return text[0].upper() + text[1:]


def _label(target: Target, known: Headings) -> str:
    if target.column == IGNORE:
        return "Leave this column out"
    said = _said(target, known)
    return said[0].upper() + said[1:]


def _said(target: Target, known: Headings) -> str:
    if not target.dims:
        return SAID[target.column]
    about = [known.names.get(target.service, ""), target.indicator, known.titles.get(target.indicator, "")]
    about = [*about, target.period]
    return f"{' '.join(filter(None, about))}, {SAID[target.full.column]}"
