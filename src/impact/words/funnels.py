"""A funnel in sentences: how many lie outside, what chance alone would do, and whether all differ more than that."""

from collections import Counter

from impact.metrics.chance import outside_limits
from impact.metrics.funnel import ABOVE_INNER, ABOVE_OUTER, BELOW_INNER, BELOW_OUTER, INSIDE
from impact.metrics.funnel_plot import Plot
from impact.words.chance import chance_sentence
from impact.words.intervals import precise

_TOLD = {
    ABOVE_OUTER: "above the 99.8% limits",
    ABOVE_INNER: "above the 95% limits",
    BELOW_INNER: "below the 95% limits",
    BELOW_OUTER: "below the 99.8% limits",
}


UNITS = ("unit", "units")


def funnel_sentences(plot: Plot, unit: str, who: tuple[str, str] = UNITS) -> list[str]:
    """What a funnel says, one sentence after another.

    unit   stands behind a number ("%", " per 100,000")
    who    what lies in the funnel, one and many: ("service", "services")
    """
    many = len(plot.place)
    said = [f"{'The expectation' if plot.kind == 'ratio' else 'All together'}: {precise(plot.whole)}{unit}."]
    said.append(_outside(plot, many, who))
    said.append(chance_sentence(outside_limits(many), *who, "would lie outside the 95% limits"))
    return said + _spread(plot, who)


def _outside(plot: Plot, many: int, who: tuple[str, str]) -> str:
    counted = Counter(plot.place.tolist())
    parts = [f"{counted[place]} {'lies' if counted[place] == 1 else 'lie'} {told}" for place, told in _TOLD.items()
             if counted[place]]  # fmt: skip
    if not parts:
        return (
            f"All {many} {who[1]} lie inside the 95% limits."
            if many > 1
            else f"The one {who[0]} lies inside the 95% limits."
        )
    rest = counted[INSIDE]
    inside = f" The other {'one lies' if rest == 1 else f'{rest} lie'} inside." if rest else ""
    return f"Of {many} {who[1]} {', '.join(parts)}.{inside}"


def _spread(plot: Plot, who: tuple[str, str]) -> list[str]:
    apart = plot.spread
    if apart is None or not apart.widens:
        return []
    phi = f"(phi {apart.phi:.2f} where chance gives 1)"
    wide = f"{who[1].capitalize()} differ more than chance alone would make them {phi}"
    return [f"{wide}; the limits allow for it." if plot.widened else f"{wide}; --widen makes the limits allow for it."]
