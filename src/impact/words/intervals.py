"""A figure worked out at a desk with the range that chance leaves it, in one sentence."""

from dataclasses import dataclass
from math import floor, log10

from impact.words.numbers import number


@dataclass(frozen=True, slots=True)
class Worked:
    """One figure with its limits, ready to be said.

    start       how the sentence begins: "97 of 141 is"
    unit        what stands behind every number: "%", " per 100,000", "" for none
    method      whose limits they are: "Wilson"
    unchanged   the value that means no difference: 0 or 1; None where nothing is compared
    """

    start: str
    value: float
    lower: float
    upper: float
    confidence: float
    method: str
    unit: str = ""
    unchanged: float | None = None


def interval_sentence(one: Worked) -> str:
    """'97 of 141 is 68.8%. With 95% confidence it lies between 60.7% and 75.9% (Wilson).'"""
    value, upper = (f"{precise(number)}{one.unit}" for number in (one.value, one.upper))
    lower = f"{precise(one.lower)}{'%' if one.unit == '%' else ''}"
    said = f"{one.start} {value}. With {confidence_text(one.confidence)} confidence it lies between {lower} and {upper}"
    return f"{said} ({one.method}).{_difference(one)}"


def confidence_text(confidence: float) -> str:
    """'95%', '99.8%'."""
    return f"{round(100 * confidence, 6):g}%"


def precise(value: float) -> str:
    """A number with three digits that count, and no fewer than the whole ones: '0.042', '1.22', '68.8', '1,204'."""
    if value == 0 or abs(value) >= 99.95:
        return number(value)
    decimals = 2 - floor(log10(abs(value)))
    return f"{value:.{decimals}f}".rstrip("0").rstrip(".").replace("-", "−")


def _difference(one: Worked) -> str:
    if one.unchanged is None:
        return ""
    if one.lower <= one.unchanged <= one.upper:
        return " The two could be the same: chance alone explains as much."
    return " The two differ by more than chance alone explains."
