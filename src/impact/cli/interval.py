"""Commands that work out one figure with its interval at a desk: shares, rates, means and what they differ by."""

import json
from math import isnan
from typing import TYPE_CHECKING, Annotated

import typer

from impact.cli.numbers import above_nought, confidence_of, events_in, mean_of, none_or_more, share_of
from impact.cli.shared import said_plainly
from impact.problems import ImpactError

if TYPE_CHECKING:
    from impact.words.intervals import Worked

app = typer.Typer(
    no_args_is_help=True,
    help="Work out one figure with its confidence interval from numbers you type. Exit codes: 0 said, 2 it cannot be.",
)
_NEGATIVES = {"ignore_unknown_options": True}  # so that -4.5 is a number and not an option

Confidence = Annotated[str, typer.Option("--confidence", help="How sure: 95, 99.8 or another from 90 to under 100.")]
Per = Annotated[str, typer.Option("--per", help="For how many of the population the rate is given.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the numbers as JSON, unrounded.")]
Part = Annotated[str, typer.Argument(help="How many are counted (numerator).", show_default=False)]
Whole = Annotated[str, typer.Argument(help="Among how many (denominator).", show_default=False)]
Events = Annotated[str, typer.Argument(help="How many events.", show_default=False)]
Population = Annotated[str, typer.Argument(help="In how large a population.", show_default=False)]
Mean = Annotated[str, typer.Argument(help="The mean.", show_default=False)]
Count = Annotated[str, typer.Argument(help="How many it is the mean of.", show_default=False)]
Sd = Annotated[str, typer.Argument(help="The standard deviation.", show_default=False)]


@app.command(context_settings=_NEGATIVES)
def proportion(part: Part, whole: Whole, confidence: Confidence = "95", as_json: AsJson = False) -> None:
    """A share of people, with Wilson's limits: impact interval proportion 97 141."""
    with said_plainly():
        from impact.metrics.intervals import wilson

        x, n = share_of(part, whole)
        level = confidence_of(confidence)
        lower, upper = (100 * float(limit) for limit in wilson(x, n, level))
        say(f"{x:,.10g} of {n:,.10g} is", 100 * x / n, (lower, upper), level, "Wilson", as_json, unit="%")


@app.command(context_settings=_NEGATIVES)
def rate(
    events: Events,
    population: Population,
    per: Per = "100000",
    confidence: Confidence = "95",
    as_json: AsJson = False,
) -> None:
    """Events in a population, exact below 10 events and Byar's from 10: impact interval rate 55 25000 --per 100000."""
    with said_plainly():
        from impact.metrics import intervals

        x, n = events_in(events, population)
        times, level = above_nought(per, "number that the rate is per"), confidence_of(confidence)
        value, lower, upper = (float(one) for one in intervals.rate(x, n, level, times))
        method = poisson(x)
        say(f"{x:,.10g} in {n:,.10g} is", value, (lower, upper), level, method, as_json, unit=f" per {times:,.10g}")


@app.command(context_settings=_NEGATIVES)
def count(events: Events, confidence: Confidence = "95", as_json: AsJson = False) -> None:
    """A count of events: impact interval count 7."""
    with said_plainly():
        from impact.metrics.intervals import poisson_or_byar

        x, level = none_or_more(events, "events"), confidence_of(confidence)
        lower, upper = (float(limit) for limit in poisson_or_byar(x, level))
        say("The count is", x, (lower, upper), level, poisson(x), as_json)


@app.command(context_settings=_NEGATIVES)
def ratio(
    observed: Annotated[str, typer.Argument(help="Events seen.", show_default=False)],
    expected: Annotated[str, typer.Argument(help="Events expected.", show_default=False)],
    confidence: Confidence = "95",
    as_json: AsJson = False,
) -> None:
    """Events seen over events expected (indirectly standardised): impact interval ratio 30 24.5."""
    with said_plainly():
        from impact.metrics import intervals

        x, n = none_or_more(observed, "events seen"), above_nought(expected, "events expected")
        level = confidence_of(confidence)
        value, lower, upper = (float(one) for one in intervals.rate(x, n, level))
        start = f"{x:,.10g} seen over {n:,.10g} expected is"
        say(start, value, (lower, upper), level, poisson(x), as_json, unchanged=1)


@app.command(context_settings=_NEGATIVES)
def mean(mean: Mean, n: Count, sd: Sd, confidence: Confidence = "95", as_json: AsJson = False) -> None:
    """A mean, from its n and standard deviation, with Student's limits: impact interval mean 4.5 40 1.1."""
    with said_plainly():
        from impact.metrics.intervals import student_t

        middle, many, spread = mean_of(mean, n, sd)
        level = confidence_of(confidence)
        lower, upper = (float(limit) for limit in student_t(middle, many, spread, level))
        say(f"The mean of {many:,.10g} is", middle, (lower, upper), level, "Student's t", as_json)


@app.command(context_settings=_NEGATIVES)
def difference(
    part: Part, whole: Whole, part_before: Part, whole_before: Whole, confidence: Confidence = "95",
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """By how much two shares differ, the first less the second (Newcombe): impact interval difference 97 141 74 132."""
    with said_plainly():
        from impact.metrics.change import newcombe

        now, before = share_of(part, whole), share_of(part_before, whole_before)
        level = confidence_of(confidence)
        lower, upper = (100 * limit for limit in newcombe(*now, *before, level))
        value = 100 * (now[0] / now[1] - before[0] / before[1])
        start = f"{now[0]:,.10g} of {now[1]:,.10g} less {before[0]:,.10g} of {before[1]:,.10g} is"
        say(start, value, (lower, upper), level, "Newcombe", as_json, unit=" percentage points", unchanged=0)


@app.command("rate-ratio", context_settings=_NEGATIVES)
def rate_ratio(
    events: Events, population: Population, events_before: Events, population_before: Population,
    confidence: Confidence = "95", as_json: AsJson = False,
) -> None:  # fmt: skip
    """How many times one rate is another, the first over the second: impact interval rate-ratio 50 1000 100 1000."""
    with said_plainly():
        from impact.metrics.change import rate_ratio as ratio_of

        now, before = events_in(events, population), events_in(events_before, population_before)
        if before[0] == 0:
            raise ImpactError("The second rate has no events, so nothing can be said in times of it.")
        level = confidence_of(confidence)
        value, lower, upper = ratio_of(*now, *before, level)
        start = f"{now[0]:,.10g} in {now[1]:,.10g} over {before[0]:,.10g} in {before[1]:,.10g} is"
        say(start, value, (lower, upper), level, "Donner and Zou", as_json, unit=" times", unchanged=1)


@app.command("mean-difference", context_settings=_NEGATIVES)
def mean_difference(
    mean: Mean, n: Count, sd: Sd, mean_before: Mean, n_before: Count, sd_before: Sd, confidence: Confidence = "95",
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """By how much two means differ, the first less the second (Welch); each as mean, n and standard deviation."""
    with said_plainly():
        from impact.metrics.change import welch

        now, before = mean_of(mean, n, sd), mean_of(mean_before, n_before, sd_before)
        level = confidence_of(confidence)
        limits = welch(*now, *before, level)
        start = f"{now[0]:,.10g} less {before[0]:,.10g} is"
        say(start, now[0] - before[0], limits, level, "Welch", as_json, unchanged=0)


def say(
    start: str, value: float, limits: tuple[float, float], level: float, method: str, as_json: bool, *,
    unit: str = "", unchanged: float | None = None,
) -> None:  # fmt: skip
    """Print one figure with its limits; value, limits and unit are as the sentence has them."""
    from impact.words.intervals import Worked, interval_sentence

    one = Worked(start, value, *limits, level, method, unit, unchanged)
    said = interval_sentence(one)
    typer.echo(json.dumps(_as_json(one, said), ensure_ascii=False) if as_json else said)


def _as_json(one: "Worked", sentence: str) -> dict[str, object]:
    numbers = {"value": one.value, "lower": one.lower, "upper": one.upper}
    kept = {name: None if isnan(number) else number for name, number in numbers.items()}
    return {**kept, "confidence": one.confidence, "method": one.method, "unit": one.unit.strip(), "said": sentence}


def poisson(events: float) -> str:
    """Whose limits a count of events gets."""
    from impact.metrics.intervals import EXACT_BELOW

    return "exact Poisson" if events < EXACT_BELOW else "Byar"
