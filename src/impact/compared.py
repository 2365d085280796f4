"""A checked return beside what was known before: what is new, what changes, what stays, and what is not in it."""

from dataclasses import dataclass, field
from typing import Any

import polars as pl

from impact.columns import NUMBERS
from impact.periods import Period
from impact.projection import KEY

SAID = (*NUMBERS, "marker", "note")
"""What a row says of its key."""

KNOWN, LAST_TIME = "known already", "sent last time"
"""Why a row is missed: it is known for this very period, or it was sent for the period before."""


_ABOUT = ("indicator_id", "breakdown")
_TEXTS = ("service_id", "period_kind", *_ABOUT)
_DAYS, _BEFORE_1970 = 4_000_000, 719_162
"""More days than a calendar of four-figure years has, and how many of them lie before 1 January 1970."""


def _none() -> pl.DataFrame:
    return pl.DataFrame()


@dataclass(frozen=True, slots=True)
class Compared:
    """How many rows of a return are new, changed and unchanged, and how many it does not hold; with their rows.

    new_rows      CLEAN ROWS whose key was not known
    changed_rows  line, cell, the key, period_end, and each of SAID as `..._before` and as it is sent now
    missing_rows  the key, period_end, `why` (KNOWN or LAST_TIME) and what was last said of it (SAID). Nothing
                  of them is deleted: what is known stays as it was.
    """

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    missing: int = 0
    new_rows: pl.DataFrame = field(default_factory=_none)
    changed_rows: pl.DataFrame = field(default_factory=_none)
    missing_rows: pl.DataFrame = field(default_factory=_none)


def compare(rows: pl.DataFrame, before: pl.DataFrame) -> Compared:
    """A return beside the counts known of its services: rows new, changed (old beside new), unchanged, missing.

    rows    CLEAN ROWS
    before  COUNTS of the services in `rows`: every indicator and period, or no missing row can be told

    A mark counts as a change like a number, and so does a note. A row is missing where it was known for a
    service and period of this return, or was sent for the period of the same kind just before.
    """
    sent, known = _numbered(rows, before)
    said = known.select("number", *(pl.col(name).alias(f"{name}_before") for name in SAID), known=pl.lit(True))
    beside = sent.join(said, on="number", how="left", maintain_order="left")
    differs = pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name}_before")) for name in SAID)
    new_rows = beside.filter(pl.col("known").is_null()).select(rows.columns)
    changed_rows = beside.filter(pl.col("known") & differs)
    pairs = [name for one in SAID for name in (f"{one}_before", one)]
    missing = _missing(sent, known)
    return Compared(
        new_rows.height,
        changed_rows.height,
        rows.height - new_rows.height - changed_rows.height,
        missing.height,
        new_rows,
        changed_rows.select("line", "cell", *KEY, "period_end", *pairs),
        missing,
    )


def changed_as_json(compared: Compared) -> list[dict[str, Any]]:
    """The changed rows for another program: each its place, its key, and what was said `before` beside `now`.

    Each holds line, cell, service_id, indicator_id, period (its code), period_kind, period_start, period_end,
    breakdown, changed (the names that differ); before and now hold every one of SAID, null where nothing was sent.
    """
    told = []
    for row in compared.changed_rows.iter_rows(named=True):
        before, now = ({name: row[f"{name}{which}"] for name in SAID} for which in ("_before", ""))
        period = Period(row["period_start"], row["period_end"], row["period_kind"])
        place = {name: row[name] for name in ("line", "cell", *KEY, "period_end")}
        changed = [name for name in SAID if before[name] != now[name]]
        told.append({**place, "period": period.code, "changed": changed, "before": before, "now": now})
    return told


def _numbered(rows: pl.DataFrame, before: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Both with `number`, the same for the same key, and `period`, the same for the same service, kind and start.

    `next_number` and `next_period` are those of the period of the same kind that follows. A join on one
    whole number is several times faster than on five columns of text.
    """
    columns = [*_TEXTS, "period_start", "period_end"]
    both = pl.concat([frame.select(columns) for frame in (rows, before)])
    code = {name: pl.col(name).cast(pl.Categorical(pl.Categories.random())).to_physical() for name in _TEXTS}
    day = {name: pl.col(name).to_physical().cast(pl.Int64) + _BEFORE_1970 for name in ("period_start", "period_end")}
    coded = both.select(**{name: one.cast(pl.UInt64) for name, one in (code | day).items()})
    place = _joined("service_id", "period_kind") * _DAYS
    about, width = _joined(*_ABOUT), (pl.col("indicator_id").max() + 1) * (pl.col("breakdown").max() + 1)
    periods = {"period": place + pl.col("period_start"), "next_period": place + pl.col("period_end") + 1}
    numbers = {name.replace("period", "number"): period * width + about for name, period in periods.items()}
    numbered = coded.select(**periods, **numbers)
    texts = [pl.col(name).fill_null("") for name in ("marker", "note")]
    ours, theirs = numbered[: rows.height], numbered[rows.height :]
    return rows.with_columns(texts).hstack(ours), before.with_columns(texts).hstack(theirs)


def _joined(first: str, second: str) -> pl.Expr:
    """Two codes as one whole number."""
    return pl.col(first) * (pl.col(second).max() + 1) + pl.col(second)


def _missing(sent: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """The rows that this return does not hold; of the period before, this return's own word wins."""
    columns = [*KEY, "period_end", "why", *SAID]
    periods = sent.select("period", this_start="period_start", this_end="period_end").unique()
    kept = known.join(periods, on="period", how="semi").join(sent, on="number", how="anti")
    last = pl.concat([part.select(*KEY, *SAID, "number", "next_number", "next_period") for part in (known, sent)])
    last = last.join(periods, left_on="next_period", right_on="period", how="inner", maintain_order="left")
    gone = last.unique("number", keep="last").join(sent, left_on="next_number", right_on="number", how="anti")
    gone = gone.join(known, left_on="next_number", right_on="number", how="anti").with_columns(
        period_start="this_start", period_end="this_end"
    )
    parts = (kept.with_columns(why=pl.lit(KNOWN)), gone.with_columns(why=pl.lit(LAST_TIME)))
    found = pl.concat([part.select(columns) for part in parts])
    return found.sort("service_id", "period_start", "indicator_id", "breakdown")
