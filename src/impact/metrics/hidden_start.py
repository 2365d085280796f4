"""Whether a level aimed for would tell where an indicator began, though that is hidden to protect people."""

import pandas as pd

from impact.framework.models import Indicator, Target
from impact.metrics.progress import RELATIVE, first_of
from impact.metrics.withheld import there, withheld


def start_is_hidden(figures: pd.DataFrame, indicator: Indicator) -> bool:
    """Whether one of the figures that an indicator's start is made of is hidden.

    figures   FIGURES of one scope after the gate; a figure that came later tells nothing of the start, hidden or not
    """
    return bool(withheld(first_of(figures[there(figures)], indicator)).any())


def tells_start(target: Target | None, figures: pd.DataFrame, indicator: Indicator) -> bool:
    """Whether a target must be left out: it is set from where the indicator began, and that start is hidden.

    Source: `conventions` (e.5, rule 7): nothing that is shown may be made of a figure that is hidden.
    """
    return target is not None and target.style in RELATIVE and start_is_hidden(figures, indicator)
