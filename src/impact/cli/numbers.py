"""Numbers as people type them at a desk: digits, thousands with commas, a decimal point."""

import math
import re

from impact.problems import ImpactError

_THOUSANDS = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?")
_DIGITS = re.compile(r"-?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.I | re.A)


def number_in(text: str) -> float | None:
    """The number that a text holds; None if it holds none."""
    plain = text.strip().replace("−", "-")
    plain = plain.replace(",", "") if _THOUSANDS.fullmatch(plain) else plain
    if not _DIGITS.fullmatch(plain):
        return None
    found = float(plain)
    return found if math.isfinite(found) else None


def number_of(text: str, what: str) -> float:
    """The number that an argument holds; an ImpactError says which of them is none."""
    found = number_in(text)
    if found is None:
        raise ImpactError(f"'{text}' was given for the {what} and is no number. Write digits, such as 1204 or 4.5.")
    return found


def confidence_of(text: str) -> float:
    """A confidence as a share, from "95", "99.8%" or "0.95"."""
    from impact.metrics.intervals import confidence_level

    found = number_in(text.strip().removesuffix("%"))
    try:
        level = confidence_level(math.nan if found is None else found)
    except ValueError:
        level = 1.0
    if level >= 1:
        raise ImpactError(
            f"'{text}' is no confidence to work with. Write one from 90 to under 100, such as 95 or 99.8."
        )
    return level


def share_of(part: str, whole: str) -> tuple[float, float]:
    """A numerator and a denominator of which it is a part; an ImpactError says what cannot be."""
    x, n = none_or_more(part, "numerator"), above_nought(whole, "denominator")
    if x > n:
        raise ImpactError(
            f"The numerator {x:,.10g} is more than the denominator {n:,.10g}. Give the part first, then the whole."
        )
    return x, n


def events_in(events: str, population: str) -> tuple[float, float]:
    """Events and the population they came in; an ImpactError says what cannot be."""
    return none_or_more(events, "events"), above_nought(population, "population")


def mean_of(mean: str, n: str, sd: str) -> tuple[float, float, float]:
    """A mean, its n and its standard deviation; an ImpactError says what cannot be."""
    middle, many = number_of(mean, "mean"), number_of(n, "number it is the mean of")
    if many < 2:
        raise ImpactError(f"A mean of {many:,.10g} has no interval. It takes 2 or more.")
    return middle, many, none_or_more(sd, "standard deviation")


def none_or_more(text: str, what: str) -> float:
    """A number of nought or more; an ImpactError where it is less."""
    found = number_of(text, what)
    if found < 0:
        raise ImpactError(f"{text} was given for the {what}. Write 0 or more.")
    return found


def above_nought(text: str, what: str) -> float:
    """A number above nought; an ImpactError where it is not."""
    found = number_of(text, what)
    if found <= 0:
        raise ImpactError(f"{text} was given for the {what}. Write a number above 0.")
    return found
