"""A funnel of many units: each one's value, the limits where it lies, and whether they differ more than by chance."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from impact.metrics.funnel import (
    INNER,
    OUTER,
    Kind,
    foot,
    placed,
    pooled,
    proportion_limits,
    ratio_limits,
    within,
)
from impact.metrics.intervals import Limits, Numbers
from impact.metrics.overdispersion import FEWEST, Scale, Spread, spread, widened


@dataclass(frozen=True, slots=True)
class Plot:
    """One funnel; values and limits are times the multiplier, one item a unit, or one a place along the foot.

    whole             the line: the pooled value; the multiplier itself of a ratio, which is held against 1
    inner, outer      limits at each unit's own size, 95% and 99.8%: its denominator, or for a ratio or rate whose
                      limits are not widened the events seen (without events there is no upper limit: NaN)
    place             where each unit lies (a word of `funnel`)
    spread            how far units lie apart; None for fewer than FEWEST units, or where it cannot be said
    widened           whether the limits allow for that spread
    foot              persons of a proportion, events of a ratio or rate
    foot_inner, foot_outer   the limits there
    """

    kind: Kind
    whole: float
    value: Numbers
    inner: Limits
    outer: Limits
    place: npt.NDArray[np.str_]
    spread: Spread | None
    widened: bool
    foot: Numbers
    foot_inner: Limits
    foot_outer: Limits


def plotted(
    numerator: npt.ArrayLike, denominator: npt.ArrayLike, kind: Kind, multiplier: float = 1, *, widen: bool = False
) -> Plot:
    """The funnel of some units, one row each.

    numerator, denominator   part and whole, observed and expected, or events and population
    widen                    limits allow for ordinary differences between units; nothing changes where there is
                             no more spread than chance
    ValueError               for counts that cannot be, and where limits cannot be widened (the message says why)
    """
    x, n = np.asarray(numerator, dtype=float), np.asarray(denominator, dtype=float)
    place = placed(x, n, kind)
    whole = 1.0 if kind == "ratio" else pooled(x, n)
    scale: Scale = "arcsine" if kind == "proportion" else "log"
    base = n * whole if kind == "rate" else n
    apart = _apart(x, base, scale)
    places = foot(n, kind, whole)
    wide = widen and apart is not None and apart.widens
    if widen:
        _refuse_widening(len(x), apart)
    over = apart if wide else None
    own, along = (n, places) if kind == "proportion" else (base, places) if wide else (x, places)
    inner, outer, *on_foot = (_limits(kind, at, whole, level, over) for at in (own, along) for level in (INNER, OUTER))
    if wide:
        place = within(x / n, inner, outer)
    scaled = [(low * multiplier, high * multiplier) for low, high in (inner, outer, *on_foot)]
    return Plot(
        kind, whole * multiplier, x / n * multiplier, scaled[0], scaled[1], place, apart, wide, places, *scaled[2:]
    )


def _apart(x: Numbers, base: Numbers, scale: Scale) -> Spread | None:
    if len(x) < FEWEST or np.array_equal(x, base) or not x.sum() > 0:
        return None
    return spread(x, base, scale)


def _refuse_widening(units: int, apart: Spread | None) -> None:
    if units < FEWEST:
        raise ValueError(f"Limits are widened for {FEWEST} units or more; here are {units}.")
    if apart is None or np.isinf(apart.phi):
        raise ValueError("Limits cannot be widened here: a unit with nothing observed has no place on the log scale.")


def _limits(kind: Kind, size: Numbers, whole: float, level: float, apart: Spread | None) -> Limits:
    """Limits at some sizes: people of a proportion, events seen, or events expected where they are widened."""
    if kind == "proportion":
        return widened(size, "arcsine", apart.tau2, whole, level) if apart else proportion_limits(size, whole, level)
    if apart is None:
        return ratio_limits(size, level, whole)
    low, high = widened(size, "log", apart.tau2, 1, level)
    return low * whole, high * whole
