"""The command that makes a rate comparable between places whose people differ in age."""

from typing import TYPE_CHECKING

from impact.cli.checking import FileArgument, SheetOption
from impact.cli.desk_table import cell_of, column_of
from impact.cli.files import content_of
from impact.cli.interval import AsJson, Confidence, Per, say
from impact.cli.numbers import above_nought, confidence_of
from impact.cli.shared import said_plainly
from impact.problems import ImpactError

if TYPE_CHECKING:
    from impact.reading import TextTable

EVENTS, POPULATION = ("events", "numerator", "observed", "x"), ("population", "denominator", "n")
STANDARD = ("standard", "standard_population", "stdpop")
REFERENCE = (("reference_events", "x_ref"), ("reference_population", "n_ref"))
"""Headings that are known for each column, the first ones first."""


def standardised(
    file: FileArgument,
    per: Per = "100000",
    confidence: Confidence = "95",
    sheet: SheetOption = "",
    as_json: AsJson = False,
) -> None:
    """A rate standardised for age, from a FILE with one row an age band: events, population and standard.

    With reference_events and reference_population in place of standard it is the ratio of events seen to events
    expected (indirect). Exit codes: 0 said, 2 FILE could not be read or holds what cannot be.
    """
    with said_plainly():
        from impact.reading import read_table

        known = (*EVENTS, *POPULATION, *STANDARD, *REFERENCE[0], *REFERENCE[1])
        table = read_table(content_of(file), file.name, sheet, known)
        times, level = above_nought(per, "number that the rate is per"), confidence_of(confidence)
        events, population = _numbers(table, EVENTS, "events"), _numbers(table, POPULATION, "population")
        try:
            if any(name in table.keys for name in REFERENCE[0]):
                _indirect(table, events, population, level, as_json)
            else:
                _direct(events, population, _numbers(table, STANDARD, "standard"), level, times, as_json)
        except ValueError as error:
            raise ImpactError(str(error)) from error


def _direct(
    events: list[float], population: list[float], standard: list[float], level: float, times: float, as_json: bool
) -> None:
    from impact.metrics.standardised import directly_standardised

    found = directly_standardised(events, population, standard, level, times)
    if found.value != found.value:
        raise ImpactError(
            f"There are {found.observed:,.10g} events in all. A directly standardised rate takes 10 or more."
        )
    start = f"{found.observed:,.10g} in {sum(population):,.10g}, directly standardised, is"
    say(start, found.value, (found.lower, found.upper), level, "Dobson", as_json, unit=f" per {times:,.10g}")


def _indirect(table: "TextTable", events: list[float], population: list[float], level: float, as_json: bool) -> None:
    from impact.cli.interval import poisson
    from impact.metrics.standardised import indirectly_standardised

    reference = [_numbers(table, names, names[0].replace("_", " ")) for names in REFERENCE]
    found = indirectly_standardised(events, population, reference[0], reference[1], level)
    start = f"{found.observed:,.10g} seen over {found.expected:,.1f} expected is"
    limits = (found.lower, found.upper)
    say(start, found.value, limits, level, poisson(found.observed), as_json, unchanged=1)


def _numbers(table: "TextTable", known: tuple[str, ...], what: str) -> list[float]:
    key = column_of(table, known, what)
    place = table.keys.index(key)
    return [cell_of(table, line, place, text) for line, text in table.rows.select("line", key).iter_rows()]
