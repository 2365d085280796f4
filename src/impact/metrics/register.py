"""Everything that services sent which criteria are judged by, kept as columns and laid out one service at a time."""

from bisect import bisect_right
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from math import isnan
from typing import NamedTuple

import narwhals as nw
import pandas as pd
import polars as pl

from impact.framework.models import Framework
from impact.metrics.rounding import rounded
from impact.metrics.slots import Counts
from impact.metrics.sums import collected

PEER_VALID_MONTHS = 24
"""How long a peer's confirmation lasts where no criterion says so (judgement)."""

NAN = float("nan")
OF = ("service_id", "ref")
SENT = {
    **{"end": pl.Date, "start": pl.Date, "kind": pl.String, "marker": pl.String, "base": pl.Float64},
    **dict.fromkeys(("value", "numerator", "denominator", "n", "sd"), pl.Float64),
    "stretch": pl.Int64,
}
"""What is kept of each thing sent, by service and indicator or evidence id."""


class Sent(NamedTuple):
    """One thing a service sent; `base`: how many people, answers or things it rests on, NaN unknown."""

    end: date
    start: date
    kind: str
    marker: str
    base: float
    value: float
    numerator: float
    denominator: float
    n: float
    sd: float
    stretch: int | None


@dataclass(slots=True)
class _OfService:
    """What one service sent, oldest first, with the days it is about; and whether a peer confirmed it on a day."""

    service: str
    sent: dict[str, list[Sent]]
    ends: dict[str, list[date]]
    confirmed: dict[date, bool]


@dataclass
class Register:
    """Everything that services sent, oldest first, by service and indicator or evidence id.

    Rows become objects for one service at a time, so that memory does not grow with how many there are: ask for
    everything of one service before the next.

    kept      OF and SENT, sorted by service, what it is about, last and first day
    reasons   why a criterion (id) does not apply to a service (id), as far as that was asked; it holds on every day
    """

    kept: pl.DataFrame
    framework: Framework
    reasons: dict[tuple[str, str], str] = field(default_factory=dict, repr=False)
    _last: _OfService = field(default_factory=lambda: _OfService("", {}, {}, {}), repr=False)

    @property
    def sent(self) -> dict[tuple[str, str], list[Sent]]:
        """All of it at once."""
        return {(one, ref): rows for one in self._places for ref, rows in self._of(one).sent.items()}

    def until(self, service: str, ref: str, day: date) -> list[Sent]:
        """What had ended by a day, oldest first."""
        ours = self._of(service)
        rows = ours.sent.get(ref)
        return rows[: bisect_right(ours.ends[ref], day)] if rows else []

    @cached_property
    def peer_evidence(self) -> dict[str, int]:
        """The evidence ids that confirm by a peer, with how many months each lasts."""
        lasts = {one.ref: one.valid_months for one in self.framework.criteria if one.kind == "evidence"}
        return {one.id: lasts.get(one.id, PEER_VALID_MONTHS) for one in self.framework.evidence if one.confirms_peer}

    def confirmed(self, service: str, day: date) -> bool:
        """Whether a peer's confirmation is in date on a day."""
        known = self._of(service).confirmed
        if day not in known:
            known[day] = any(self._confirms(service, ref, day, months) for ref, months in self.peer_evidence.items())
        return known[day]

    def _confirms(self, service: str, ref: str, day: date, months: int) -> bool:
        newest = newest_of(self.until(service, ref, day))
        return newest is not None and newest.value == 1 and newest.end >= before(day, months)

    @cached_property
    def _places(self) -> dict[str, tuple[int, int]]:
        """Where each service's rows begin, and how many there are."""
        runs = self.kept["service_id"].rle().struct.unnest()
        begins = (runs["len"].cum_sum() - runs["len"]).to_list()
        return dict(zip(runs["value"].to_list(), zip(begins, runs["len"].to_list(), strict=True), strict=True))

    def _of(self, service: str) -> _OfService:
        if self._last.service != service:
            rows = self.kept.slice(*self._places.get(service, (0, 0)))
            sent: dict[str, list[Sent]] = {}
            for ref, *told in rows.select("ref", *SENT).iter_rows():
                sent.setdefault(ref, []).append(Sent(*told))
            self._last = _OfService(service, sent, {ref: [one.end for one in found] for ref, found in sent.items()}, {})
        return self._last


def register(counts: Counts, figures: pd.DataFrame, framework: Framework) -> Register:
    """What criteria are judged by: the evidence in COUNTS and the FIGURES of services, rounded where shown so."""
    refs = {one.ref for one in framework.criteria}
    ours = rounded(figures[(figures.scope_kind == "service") & figures.indicator_id.isin(refs)], framework)
    both = pl.concat([_of_figures(ours, framework), _of_evidence(counts, framework)])
    return Register(both.sort(*OF, "end", "start", maintain_order=True), framework)


@lru_cache(maxsize=4096)
def before(day: date, months: int) -> date:
    """The day some months before another (the last of that month where it has no such day)."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def newest_of(rows: list[Sent]) -> Sent | None:
    """The newest with a value, of rows with the oldest first."""
    return next((one for one in reversed(rows) if not isnan(one.value)), None)


def _of_figures(figures: pd.DataFrame, framework: Framework) -> pl.DataFrame:
    names = {"scope_id": "service_id", "indicator_id": "ref", "period_end": "end", "period_start": "start"}
    names |= {"period_kind": "kind"}
    columns = [name for name in (*names, *SENT) if name in figures]
    rows = pl.from_pandas(figures[columns]).rename(names)
    divided = [one.id for one in framework.indicators if one.measure in ("proportion", "rate")]
    base = pl.when(pl.col("ref").is_in(divided)).then("denominator").otherwise("n")
    return _as_kept(rows.with_columns(base=base))


def _of_evidence(counts: Counts, framework: Framework) -> pl.DataFrame:
    ids = [one.id for one in framework.evidence]
    names = {"indicator_id": "ref", "period_end": "end", "period_start": "start", "period_kind": "kind"}
    if not ids:
        return pl.DataFrame(schema={**dict.fromkeys(OF, pl.String), **SENT})
    asked = counts.lazy().filter(nw.col("indicator_id").is_in(ids)).select("service_id", *names, "value", "marker")
    return _as_kept(collected(asked).to_native().rename(names))


def _as_kept(rows: pl.DataFrame) -> pl.DataFrame:
    """The columns of OF and SENT; what is not there or not known is NaN, "" or, for a stretch, null."""
    absent = [pl.lit(None, kind).alias(name) for name, kind in SENT.items() if name not in rows.columns]
    found = rows.with_columns(absent).select(*(pl.col(name).cast(pl.String) for name in OF), *_cast())
    return found.with_columns(pl.col(pl.Float64).fill_null(NAN), pl.col("marker").fill_null(""))


def _cast() -> list[pl.Expr]:
    return [pl.col(name).cast(kind) for name, kind in SENT.items()]
