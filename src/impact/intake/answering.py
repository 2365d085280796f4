"""Which of the questions about a return were answered before: the same one about the same figures, explained."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import polars as pl

from impact.problems import Problem
from impact.projection import KEY
from impact.sources import LOCAL_TIME
from impact.store import FIGURES, one_row_each
from impact.words.explained import Explanation, answered_sentence


@dataclass(frozen=True, slots=True)
class Answered:
    """A doubt, and the explanation given before that answers it as long as it holds."""

    doubt: Problem
    explanation: Explanation

    @property
    def sentence(self) -> str:
        """Who answered it, when and how, how long that holds, and what was asked."""
        return answered_sentence(str(self.doubt), self.explanation)


def answered(doubts: Sequence[Problem], rows: pl.DataFrame, given: pl.DataFrame) -> tuple[Answered, ...]:
    """The doubts that an explanation given before answers, in their order; the others are to be asked.

    rows    CLEAN ROWS that are doubted
    given   the record's EXPLANATIONS that may still hold

    It answers the same rule about a row of the same key that says the same figures; of several the newest does.
    A doubt about a whole return, or about all that a service sent, is asked every time.
    """
    if given.is_empty():
        return ()
    placed = _placed(doubts, rows)
    same = placed.join(given, on=["rule", *KEY, *FIGURES], how="inner", nulls_equal=True)
    newest = same.sort("known_from").unique("doubt_id", keep="last").sort("doubt_id")
    return tuple(Answered(doubts[row["doubt_id"]], _explanation(row)) for row in newest.iter_rows(named=True))


def doubts_as_json(doubts: Iterable[Problem], before: Iterable[Answered]) -> list[dict[str, Any]]:
    """Every doubt for another program, with what answered it before: reason, given_by, given_on, until; else null."""
    by_doubt = {one.doubt: asdict(one.explanation) for one in before}
    return [asdict(doubt) | {"answered": by_doubt.get(doubt)} for doubt in doubts]


def _placed(doubts: Sequence[Problem], rows: pl.DataFrame) -> pl.DataFrame:
    """Each doubt about a row, by its place among all doubts as doubt_id, with that row."""
    asked = [(place, one.line, one.column, one.rule) for place, one in enumerate(doubts) if one.line is not None]
    schema = {"doubt_id": pl.Int64, "line": pl.Int64, "column_letter": pl.String, "rule": pl.String}
    numbered = rows.with_row_index("observation_id")
    return one_row_each(pl.DataFrame(asked, schema=schema, orient="row").join(numbered, on="line"))


def _explanation(row: dict[str, Any]) -> Explanation:
    day = row["known_from"].astimezone(LOCAL_TIME).date()
    return Explanation(row["reason"], row["given_by"], day, row["until"])
