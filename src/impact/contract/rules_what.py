"""The rules on who, what and when: judged once for each combination of service, indicator and period."""

from collections.abc import Callable
from datetime import date

import polars as pl

from impact import periods
from impact.contract.facts import OUT_OF_SCOPE, PUBLISHED_FOR_SERVICE, SERVICE_ITEM_FOR_AREA
from impact.contract.rule import About, Row, Rule, quoted
from impact.framework.models import Framework

_KINDS = {
    periods.MONTH: "month",
    periods.QUARTER: "quarter",
    periods.TERM: "school term",
    periods.FINANCIAL_YEAR: "financial year",
    periods.ACADEMIC_YEAR: "school year",
    periods.CALENDAR_YEAR: "calendar year",
}
UNREADABLE, ANOTHER_KIND = "period-unreadable", "period-of-another-kind"
_ARTICLES = {"period": "a period", "service_id": "a service id", "indicator_id": "an indicator id"}


def what_rules(framework: Framework, today: date) -> list[Rule]:
    """The rules on a row's ids and period, as they stand today."""
    sent = {name: pl.col(name) != "" for name in _ARTICLES}
    return [
        *(Rule("missing", name, ~sent[name], _missing(name)) for name in _ARTICLES),
        Rule("unknown-service", "service_id", sent["service_id"] & pl.col("subject").is_null(), _unknown_service),
        Rule(
            "unknown-indicator", "indicator_id", sent["indicator_id"] & pl.col("measure").is_null(), _unknown_indicator
        ),
        Rule(OUT_OF_SCOPE, "indicator_id", pl.col("fit") == OUT_OF_SCOPE, _out_of_scope),
        Rule(PUBLISHED_FOR_SERVICE, "indicator_id", pl.col("fit") == PUBLISHED_FOR_SERVICE, _published_for_service),
        Rule(SERVICE_ITEM_FOR_AREA, "indicator_id", pl.col("fit") == SERVICE_ITEM_FOR_AREA, _service_item_for_area),
        *_period_rules(framework, today),
    ]


def _period_rules(framework: Framework, today: date) -> list[Rule]:
    unread = (pl.col("period") != "") & pl.col("period_start").is_null()
    too_early = (pl.col("period_end") < framework.first_period) & ~pl.col("published")
    return [
        Rule(UNREADABLE, "period", unread & pl.col("period_other").is_null(), _period_unreadable),
        Rule(ANOTHER_KIND, "period", pl.col("period_other").is_not_null(), _period_of_another_kind),
        Rule("period-not-over", "period", pl.col("period_end") > today, _period_not_over),
        Rule("period-too-early", "period", too_early, _period_too_early),
        Rule("period-locked", "period", pl.col("locked"), _period_locked),
    ]


def _missing(name: str) -> Callable[[Row, About], str]:
    def remedy(row: Row, about: About) -> str:
        written = f", such as {periods.examples(row['wanted'])}" if name == "period" and row["wanted"] else ""
        return f"This cell is empty, and every row needs {_ARTICLES[name]}. Write it{written}, or take the row out."

    return remedy


def _unknown_service(row: Row, about: About) -> str:
    sent = row["service_id"]
    known = about.senders.get(sent)
    if known:
        return f"{quoted(sent)} is a name. Write its id, {known[0]}."
    close = about.nearest_sender(sent)
    if close:
        return f"{quoted(sent)} is not a known service. Did you mean {close[0]} ({close[1]})? Write that id."
    return f"{quoted(sent)} is not a known service. Write an id from the list of services."


def _unknown_indicator(row: Row, about: About) -> str:
    sent = row["indicator_id"]
    known = about.items.get(sent)
    if known:
        return f"{quoted(sent)} is a title. Write its id, {known[0]}."
    close = about.nearest_item(sent)
    if close:
        return f"{quoted(sent)} is not a known indicator. Did you mean {close[0]} ({close[1]})? Write that id."
    return f"{quoted(sent)} is not a known indicator. Write an id from the list of definitions."


def _out_of_scope(row: Row, about: About) -> str:
    name = about.framework.service[row["service_id"]].name
    return (
        f"{row['indicator_id']} ({row['title']}) is not asked of {name} ({row['service_id']}). "
        "Check both ids, or take the row out."
    )


def _published_for_service(row: Row, about: About) -> str:
    return (
        f"{row['indicator_id']} ({row['title']}) is a published figure, kept by area and not sent by services. "
        "Take the row out."
    )


def _service_item_for_area(row: Row, about: About) -> str:
    return (
        f"{row['indicator_id']} ({row['title']}) is sent by services, and {row['service_id']} is an area. "
        "Write a service id, or take the row out."
    )


def _period_unreadable(row: Row, about: About) -> str:
    kinds = [row["wanted"]] if row["wanted"] else list(_KINDS)[1:4]
    return f"{quoted(row['period'])} is not a period. Write it as in {'; '.join(map(periods.examples, kinds))}."


def _period_of_another_kind(row: Row, about: About) -> str:
    return (
        f"{quoted(row['period'])} is a {_KINDS[row['period_other']]}, and {row['indicator_id']} is sent by "
        f"{row['service_id']} for each {_KINDS[row['wanted']]}. Write it as in {periods.examples(row['wanted'])}."
    )


def _period_not_over(row: Row, about: About) -> str:
    end: date = row["period_end"]
    return f"{row['period']} ends on {_day(end)}. Send it once it is over, or correct the period."


def _period_too_early(row: Row, about: About) -> str:
    return (
        f"{row['period']} ended before {_day(about.framework.first_period)}, when this record begins. "
        "Correct the period, or take the row out."
    )


def _period_locked(row: Row, about: About) -> str:
    return (
        f"{row['period']} is locked for {row['service_id']}, so that figures shown to the board stay as they were. "
        "Ask the programme team to unlock it, or take the row out."
    )


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
