"""Brings ids, names and groups into one spelling, so that what means the same is the same."""

from collections.abc import Iterator

import polars as pl

from impact.framework.models import Framework
from impact.ledger import Choices, Question
from impact.reading import Different
from impact.tidy.groups import GUARD_RULE, group_questions, groups_right, in_plain_letters
from impact.tidy.known_ids import Known, items, meant, senders
from impact.tidy.letters import CONTROL, unguarded
from impact.tidy.setting_right import CHANGES, Places, applied, listed, placed, taken_back, where

CONTROL_RULE = "control-characters"
_LABELS = ("service_id", "indicator_id", "breakdown")


def tidy_labels(
    rows: pl.DataFrame,
    places: Places,
    framework: Framework,
    choices: Choices,
    different: Different | None = None,
) -> tuple[pl.DataFrame, pl.DataFrame, list[Question]]:
    """The rows with ids as the framework spells them and labels in plain letters; fixes; questions about groups.

    rows     line, block and RETURN_COLUMNS as text
    places   for each block, where each return column came from
    different   the different texts of the rows' columns, if they are known

    An id is set right where the cell can mean one id alone: other case or punctuation, its name or title, an old
    code of an area, zeros that a spreadsheet took off. A misspelt one stays, and the contract proposes the nearest.
    """
    known = {"service_id": senders(framework), "indicator_id": items(framework)}
    texts = different or Different(rows)
    spelt = [*_spelt(texts, places, known, choices), *_notes(texts, places)]
    asked = placed(places, ["breakdown"])
    questions = list(group_questions(rows, texts.of("breakdown"), places, choices)) if asked else []
    if not spelt:
        return rows, listed(rows, places, pl.DataFrame(schema=CHANGES)), questions
    cells = pl.concat([_changes(rows, name, right) for name, right in spelt])
    cells = cells.join(where(places, [name for name, _ in spelt]), ["block", "name"], maintain_order="left")
    changes = taken_back(cells, choices).select(list(CHANGES))
    return applied(rows, changes), listed(rows, places, changes), questions


def _spelt(
    texts: Different, places: Places, known: dict[str, Known], choices: Choices
) -> Iterator[tuple[str, pl.DataFrame]]:
    """For each column with cells to be set right: the column, and found, made, rule of its different cells."""
    for name in placed(places, _LABELS):
        cells = texts.of(name)
        if name in known:
            strange = cells.filter((cells != "") & ~cells.is_in(known[name].ids))
            right = _ids(strange, known[name]) if strange.len() else None
        else:
            right = groups_right(cells, choices)
        if right is not None and right.height:
            yield name, right


def _ids(cells: pl.Series, known: Known) -> pl.DataFrame:
    by_id = meant(cells, known).rename({"id": "made"})
    rest = in_plain_letters(cells.filter(~cells.is_in(by_id["found"].to_list())))
    return pl.concat([by_id.select("found", "made", "rule"), rest])


def _notes(texts: Different, places: Places) -> Iterator[tuple[str, pl.DataFrame]]:
    """Notes stay as they are but for controls that no reader sees, and the apostrophe that guards a formula's sign."""
    if not placed(places, ["note"]):
        return
    notes = texts.of("note")
    held = notes.filter(notes.str.contains(rf"{CONTROL}|^'"))
    if held.len():
        seen = pl.col("found").str.replace_all(CONTROL, "").str.strip_chars()
        rule = pl.when(unguarded(seen) == seen).then(pl.lit(CONTROL_RULE)).otherwise(pl.lit(GUARD_RULE))
        right = pl.DataFrame({"found": held}).with_columns(unguarded(seen).alias("made"), rule.alias("rule"))
        yield "note", right.filter(pl.col("made") != pl.col("found"))


def _changes(rows: pl.DataFrame, name: str, right: pl.DataFrame) -> pl.DataFrame:
    """Every cell of a column that is among those to be set right, with its block: CHANGES and block."""
    cells = rows.select("block", pl.col(name).alias("found"), pl.lit(name).alias("name")).with_row_index("row")
    cells = cells.join(right, "found", maintain_order="left").with_columns(pl.col("made").alias("cell"))
    return cells.select(*CHANGES, "block")
