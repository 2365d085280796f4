"""The two icons of each series (does it change, would it meet its target), or the reason why there is none."""

from collections.abc import Sequence
from typing import Any

import narwhals as nw
import numpy as np
import numpy.typing as npt

from impact.metrics.spc.flat import Flat
from impact.metrics.spc.frames import Native, better, changes, with_columns
from impact.metrics.spc.limits import FEWEST, TOLERANCE

PASS, FAIL, INCONSISTENT = "pass", "fail", "inconsistent"
"""Whether common cause alone would always, never, or sometimes meet the target."""

NO_VARIATION, TOO_FEW, MISSING = "no variation", "too few points", "missing"
"""Why there is no variation icon: all values are equal, no two neighbours are known, the newest value is missing."""

NO_TARGET, NO_DIRECTION, NO_LIMITS = "no target", "no direction", "no limits"
"""Why there is no assurance icon."""


def icons(points: Native, by: Sequence[str]) -> Native:
    """Each series' two icons, from its last point: one row per series.

    points    from `charted`, as sorted there
    returns   by, date (of the last point), points and known (in its last stretch), on_trial (fewer known than
              FEWEST), lacking (points until they are not), still, mean, lower, upper, target (if `points` has one),
              variation (COMMON ...; "" where it cannot be told), towards, why_no_variation (NO_VARIATION goes with
              COMMON, for there is nothing to be seen in what does not move), assurance (PASS ..., "" where it cannot
              be told) and why_none: the reason why there is no assurance

    Where nothing varies, the value itself is compared with the target, and meeting it exactly is meeting it; without
    screening NHSRplotthedots has limits there, and a target on a limit is INCONSISTENT as anywhere.
    """
    frame = nw.from_native(points, eager_only=True)
    ends = np.zeros(len(frame), dtype=bool)
    ends[Flat.of(changes(frame, by)).last()] = True
    last = frame.filter(nw.new_series("last", ends, backend=frame.implementation))
    about = ["points", "known", "still", "mean", "lower", "upper", *(["target"] if "target" in last.columns else [])]
    kept = last.select(*by, "date", *about, "towards", on_trial=nw.col("known") < FEWEST)
    lacking = np.maximum(FEWEST - last["known"].to_numpy(), 0)
    return with_columns(kept, lacking=lacking, **_varied(last), **_assured(last)).to_native()


def _varied(last: "nw.DataFrame[Any]") -> dict[str, npt.NDArray[Any]]:
    missing = np.isnan(last["value"].cast(nw.Float64).to_numpy())
    upper, lower = last["upper"].to_numpy(), last["lower"].to_numpy()
    unlimited, still = np.isnan(upper), upper == lower
    shows = last["shows"].to_numpy().astype(str)
    inside = last["rule"].to_numpy().astype(str) == ""
    why = np.select([missing, unlimited & inside, still & inside], [MISSING, TOO_FEW, NO_VARIATION], "")
    return {"variation": np.where((why == "") | (why == NO_VARIATION), shows, ""), "why_no_variation": why}


def _assured(last: "nw.DataFrame[Any]") -> dict[str, npt.NDArray[Any]]:
    lower, upper = last["lower"].to_numpy(), last["upper"].to_numpy()
    has_target = "target" in last.columns
    target = last["target"].cast(nw.Float64).to_numpy() if has_target else np.full(len(lower), np.nan)
    slack = TOLERANCE * np.maximum(np.abs(target), np.maximum(np.abs(lower), np.abs(upper)))
    way = np.where(target - upper > slack, -1, np.where(lower - target > slack, 1, 0)) * better(last)
    way = np.where((way == 0) & last["still"].to_numpy().astype(bool), 1, way)
    why = np.select([np.isnan(target), better(last) == 0, np.isnan(upper)], [NO_TARGET, NO_DIRECTION, NO_LIMITS], "")
    word = np.where(way > 0, PASS, np.where(way < 0, FAIL, INCONSISTENT))
    return {"assurance": np.where(why == "", word, ""), "why_none": why}
