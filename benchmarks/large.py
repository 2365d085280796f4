"""A place of any size for the benchmarks: its framework, and the projection that years of returns would leave."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import numpy as np
import polars as pl

from impact.columns import NUMBERS
from impact.framework import Framework, Indicator, Service, load
from impact.periods import Period, containing
from impact.projection.files import mark_of, write
from impact.projection.intervals import SORTED

BOROUGH = load(Path(__file__).resolve().parents[1] / "data" / "framework")
FIRST = date(2016, 4, 1)
LATER = timedelta(days=60)
"""How long after a return its revision comes."""

SUPERSEDED = 5 / 24
"""Of so many observations that count, this share replaced an earlier one: half a million of 2.4 million."""

MOMENT = pl.Datetime("us", "UTC")
SCHEMA = (
    *("observation_id", "submission_id", "line", "cell", "service_id", "indicator_id"),
    *("period_start", "period_end", "period_kind", "breakdown", *NUMBERS, "marker", "note"),
    *("received_at", "withdrawn_at", "known_from", "known_to"),
)
"""The columns of the projection's file, in order."""


@dataclass(frozen=True, slots=True)
class Size:
    """How many services, indicators and months."""

    services: int = 200
    indicators: int = 100
    months: int = 120

    @property
    def counted(self) -> int:
        """Observations that count; the superseded ones come on top."""
        return self.services * self.indicators * self.months


def framework(size: Size) -> Framework:
    """The borough's theory of change, roadmap and rules, over many more services and monthly indicators."""
    sent = [one for one in BOROUGH.indicators if one.fed_by != "published"]
    indicators = tuple(_monthly(sent[at % len(sent)], at // len(sent)) for at in range(size.indicators))
    known = {one.id for one in indicators}
    whole = {name: getattr(BOROUGH, name) for name in Framework.model_fields}
    return Framework.model_validate(
        whole
        | {
            "id": "large",
            "first_period": FIRST,
            "sectors": tuple(one.model_copy(update={"indicators": ()}) for one in BOROUGH.sectors),
            "services": tuple(_service(at) for at in range(size.services)),
            "areas": (),
            "indicators": indicators,
            "pairs": (),
            "criteria": tuple(one for one in BOROUGH.criteria if one.kind == "evidence" or one.ref in known),
        }
    )


def months(size: Size) -> list[Period]:
    """The months of the place, the oldest first."""
    found = [containing(FIRST, "month")]
    while len(found) < size.months:
        found.append(found[-1].next())
    return found


def projection_file(folder: Path, size: Size, rules: Framework) -> Path:
    """Write the projection's file for a place of some size; answers its path."""
    rows = pl.concat([rows_of(one, size, rules) for one in sorted(rules.indicators, key=lambda one: one.id)])
    return write(folder, rules.id, rows, newest(size), "0" * 16, mark_of({}))


def projection_file_in_parts(folder: Path, size: Size, rules: Framework) -> Path:
    """The same, made indicator by indicator, for places that do not fit into memory at once."""
    folder.mkdir(parents=True, exist_ok=True)
    parts = [folder / f"part{at:04}" for at, _ in enumerate(rules.indicators)]
    for path, one in zip(parts, sorted(rules.indicators, key=lambda one: one.id), strict=True):
        rows_of(one, size, rules).write_parquet(path)
    path = folder / f"{rules.id}.{newest(size)}.{'0' * 16}-{mark_of({})}.parquet"
    pl.scan_parquet(parts).sink_parquet(path, compression="zstd")
    for part in parts:
        part.unlink()
    return path


def newest(size: Size) -> int:
    """The number of the newest submission: each service's month, and what may come later in place of some of it."""
    return 2 * size.services * size.months


def _monthly(one: Indicator, copy: int) -> Indicator:
    named = one.id if copy == 0 else f"{one.id}x{copy}"
    changes = {"id": named, "frequency": "month", "sectors": ("ALL",), "needs_tags": ()}
    return one.model_copy(update=changes)


def _service(at: int) -> Service:
    sector = BOROUGH.sectors[at % len(BOROUGH.sectors)].id
    tags = ("asks_people", "meets_public")
    return Service(id=f"SV{at:05}", name=f"Service {at}", sector=sector, rhythm="month", reach="universal", tags=tags)


def rows_of(indicator: Indicator, size: Size, rules: Framework) -> pl.DataFrame:
    """One indicator's rows as the projection keeps them: those that count, and those that were replaced."""
    draw = np.random.default_rng([1, *indicator.id.encode()])
    place = list(rules.indicator).index(indicator.id)
    keys = _keys(size, rules).with_columns(
        pl.lit(indicator.id).alias("indicator_id"),
        observation_id=place * size.services * size.months * 2 + pl.int_range(pl.len()),
        line=pl.lit(place + 2, pl.Int64),
        cell=pl.lit(f"E{place + 2}"),
    )
    told = keys.with_columns(**_numbers(indicator, keys.height, draw))
    again = pl.Series(draw.random(keys.height) < SUPERSEDED)
    moment = pl.col("received_at")
    earlier = told.filter(again).with_columns(known_to=moment + LATER, numerator=(pl.col("numerator") / 2).floor())
    now = told.with_columns(
        received_at=pl.when(again).then(moment + LATER).otherwise(moment),
        submission_id=pl.col("submission_id") + again.cast(pl.Int64),
        observation_id=pl.col("observation_id") + pl.when(again).then(keys.height).otherwise(0),
    )
    both = pl.concat([now, earlier.select(now.columns)]).with_columns(known_from=moment)
    return both.select(SCHEMA).sort(*SORTED)


def _keys(size: Size, rules: Framework) -> pl.DataFrame:
    """Every service and month with what is alike for all indicators, as the first return of it says."""
    periods = months(size)
    spans = pl.DataFrame(
        {
            "period_start": [one.start for one in periods],
            "period_end": [one.end for one in periods],
            "received_at": [datetime.combine(one.end + timedelta(days=20), time(9), UTC) for one in periods],
        },
        schema_overrides={"received_at": MOMENT},
    )
    empty = {name: pl.lit("") for name in ("breakdown", "marker", "note")}
    return (
        pl.DataFrame({"service_id": [one.id for one in rules.services]})
        .join(spans, how="cross")
        .with_columns(
            submission_id=2 * pl.int_range(pl.len()) + 1,
            period_kind=pl.lit("month"),
            withdrawn_at=pl.lit(None, MOMENT),
            known_to=pl.lit(None, MOMENT),
            **empty,
        )
    )


def _numbers(indicator: Indicator, many: int, draw: np.random.Generator) -> dict[str, pl.Series | pl.Expr]:
    """What services sent by the kind of measure; the rest is not there."""
    nothing = pl.lit(None, pl.Float64)
    size = draw.integers(40, 160, many).astype(float)
    sent: dict[str, pl.Series | pl.Expr] = dict.fromkeys(NUMBERS, nothing)
    if indicator.measure in ("proportion", "rate"):
        return sent | {
            "numerator": pl.Series(draw.binomial(size.astype(int), 0.6) * 1.0),
            "denominator": pl.Series(size),
        }
    if indicator.measure == "mean":
        middle = draw.normal((indicator.low + indicator.high) / 2, (indicator.high - indicator.low) / 20, many)
        spread = np.full(many, (indicator.high - indicator.low) / 6)
        return sent | {"value": pl.Series(middle), "n": pl.Series(size), "sd": pl.Series(spread)}
    high = int(indicator.high) if indicator.measure == "maturity" else 30
    return sent | {"value": pl.Series(draw.integers(0, high + 1, many) * 1.0), "n": pl.Series(size)}
