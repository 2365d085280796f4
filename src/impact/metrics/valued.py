"""What the sums of a slot say: the value, its spread, how far it could lie from the truth by chance, and its marks.

Sums come as a table in polars, whatever engine added them up; limits are numpy.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from impact.framework.models import Framework
from impact.marks import MARKS
from impact.metrics.intervals import poisson_or_byar, student_t, wilson
from impact.metrics.slots import KEYS, Scope
from impact.metrics.sums import Sums

Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Columns = dict[str, npt.NDArray[Any]]
Of = Callable[[str], Numbers]
"""A column by its name, of the rows that limits are worked out for."""


def valued(added: Sums, scope: Scope, framework: Framework) -> pl.DataFrame:
    """FIGURES of one kind of scope but for their coverage, from the sums of each slot.

    added   as `sums.summed` or `sums.alone` give them
    """
    table: pl.DataFrame = added.select(*KEYS).to_native()
    sums = {name: added[name].to_numpy() for name in added.columns if name not in KEYS}
    about = _about(added, framework)
    there = sums["parts"] > 0
    is_part = about["part"] & (sums["counted"] > 0)
    own = (scope in ("service", "area")) & ~is_part
    weighed = about["mean"] & (sums["known_n"] == sums["parts"])
    known_n = (weighed | (own & (sums["known_n"] > 0))) & there
    told = {
        "numerator": _where(is_part, sums["numerator"]),
        "denominator": _where(is_part, sums["denominator"]),
        "value": _where(there, _value(sums, about, is_part, own)),
        "n": _where(known_n, sums["n"]),
        "sd": _where(there, _spread(sums, weighed, own)),
        "asked": _where((sums["known_asked"] == sums["parts"]) & there, sums["asked"]),
    }
    told["lower"], told["upper"] = _limited(told, about)
    counted = {name: sums[name] for name in ("parts", "parts_hidden", "carried", "usual")}
    numbers = [pl.Series(name, of, dtype=pl.Float64) for name, of in (told | counted).items()]
    return table.with_columns(*numbers, _marker(added.to_native()), levels=pl.lit(""))


def _about(added: Sums, framework: Framework) -> Columns:
    """What each row's indicator says of itself: whether it is a part of a whole, a mean or a count, and so on."""
    ids: pl.Series = added["indicator_id"].to_native()
    codes = ids.dtype if isinstance(ids.dtype, pl.Enum) else pl.Enum(list(framework.indicator))
    listed = [framework.indicator.get(one) for one in codes.categories]
    said = {
        "part": np.array([one is not None and one.measure in ("proportion", "rate") for one in listed], dtype=bool),
        "mean": np.array([one is not None and one.measure == "mean" for one in listed], dtype=bool),
        "count": np.array([one is not None and one.measure == "count" for one in listed], dtype=bool),
        "multiplier": [float(one.multiplier) if one else np.nan for one in listed],
        "way": [_WAYS.index(one.interval) if one and one.interval in _WAYS else -1 for one in listed],
    }
    place = ids.cast(codes).to_physical().to_numpy()
    return {name: np.array(values)[place] for name, values in said.items()}


def _where(here: Flags, numbers: Numbers) -> Numbers:
    return np.where(here, numbers, np.nan)


def _value(sums: Columns, about: Columns, is_part: Flags, own: Flags) -> Numbers:
    """Counts divided; counts added; the weighted middle; or, at one service or area, the value sent."""
    base = _where(sums["denominator"] > 0, sums["denominator"])
    divided = about["multiplier"] * sums["numerator"] / base
    added = _where(about["count"], sums["sent"])
    pooled_or_added = np.where(is_part, divided, np.where(about["mean"], sums["middle"], added))
    return np.where(own, sums["sent"], pooled_or_added)


def _spread(sums: Columns, weighed: Flags, own: Flags) -> Numbers:
    several = _where(sums["n"] > 1, sums["n"])
    joined = np.sqrt((sums["within"] + sums["between"]) / (several - 1))
    sent = _where(own & (sums["only_sd"] > 0), sums["only_sd"])
    return np.where((sums["unknown_spread"] == 0) & weighed, joined, sent)


def _limited(told: Columns, about: Columns) -> tuple[Numbers, Numbers]:
    """The limits of each row by its indicator's way; each way is worked out for its own rows alone."""
    lower, upper = (np.full(len(told["value"]), np.nan) for _ in range(2))
    for way, limits in enumerate(_LIMITS.values()):
        here = np.flatnonzero(about["way"] == way)
        if len(here):
            lower[here], upper[here] = limits(partial(_at, told, here), about["multiplier"][here])
    return lower, upper


def _at(told: Columns, here: npt.NDArray[np.intp], name: str) -> Numbers:
    return told[name][here]


def _of_share(of: Of, times: Numbers) -> tuple[Numbers, Numbers]:
    lower, upper = wilson(of("numerator"), of("denominator"))
    return times * lower, times * upper


def _of_events(of: Of, times: Numbers) -> tuple[Numbers, Numbers]:
    lower, upper = poisson_or_byar(of("numerator"))
    denominator = of("denominator")
    base = _where(denominator > 0, denominator)
    return times * lower / base, times * upper / base


def _of_mean(of: Of, _: Numbers) -> tuple[Numbers, Numbers]:
    return student_t(of("value"), of("n"), of("sd"))


_LIMITS = {"wilson": _of_share, "byar_or_exact": _of_events, "t": _of_mean}
_WAYS = tuple(_LIMITS)


def _marker(table: pl.DataFrame) -> pl.Series:
    """The marks to show, in the order of MARKS; one that replaces a number is shown where there is none."""
    empty = pl.col("parts") <= 0
    shown = [
        pl.when((pl.col(f"mark_{letter}") > 0) & (empty if mark.replaces_number else True)).then(pl.lit(letter))
        for letter, mark in MARKS.items()
        if (table[f"mark_{letter}"] > 0).any()
    ]
    text = pl.concat_str(shown, separator=" ", ignore_nulls=True) if shown else pl.lit("")
    return table.with_columns(marker=text)["marker"]
