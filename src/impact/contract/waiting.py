"""Which cells wait for the answer to a question about periods; that they cannot be read is not said as well."""

from collections.abc import Sequence

import polars as pl

from impact.contract.facts import Facts
from impact.contract.faults import Faults
from impact.contract.rules_what import ANOTHER_KIND, UNREADABLE
from impact.ledger import Question


def without_waiting(faults: Faults, known: Facts, questions: Sequence[Question]) -> Faults:
    """The faults without those of the periods that an answer can make readable; of all others every one stays.

    questions   what is open: of each, its `cells` wait
    """
    asked = [cell for question in questions for cell in question.cells]
    if not asked:
        return faults
    rows = known.rows["what"].is_in(_whats(known.whats, asked)).arg_true()
    unread = pl.col("rule").is_in([UNREADABLE, ANOTHER_KIND])
    return faults.where(~(unread & pl.col("row").is_in(rows.implode())).fill_null(value=False))


def _whats(whats: pl.DataFrame, asked: Sequence[tuple[str, str | None]]) -> pl.Series:
    """Places of the combinations whose period waits; where no kind is wanted, as of an unknown id, by its text."""
    cells = pl.DataFrame(asked, {"period": pl.String, "wanted": pl.String}, orient="row")
    alike = whats.select("period", "wanted").with_row_index("what")
    same = alike.join(cells, ["period", "wanted"], "semi")
    no_kind = alike.filter(pl.col("wanted").is_null() & pl.col("period").is_in(cells["period"].implode()))
    return pl.concat([same, no_kind])["what"].implode()
