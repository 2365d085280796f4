"""Commands for the returns calendar: what is due from whom, reminders, and what is decided about a return."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from impact.cli.printing import show
from impact.cli.shared import (
    BOROUGH,
    AsAtOption,
    Desk,
    Format,
    FormatOption,
    FrameworkOption,
    HomeOption,
    desk_at,
    known_one,
    now,
    said_plainly,
)
from impact.named_periods import named_periods
from impact.periods import Period

if TYPE_CHECKING:
    from collections.abc import Sequence

    from impact.framework import Framework
    from impact.standing import Expected

ALL = "all"


class By(StrEnum):
    """What completeness and timeliness are told for."""

    service = "service"
    sector = "sector"


def due(
    service: Annotated[str, typer.Option("--service", help="One service, by id or name (SV05). Without it: all.")] = "",
    sector: Annotated[str, typer.Option("--sector", help="One sector, by id or name (SEC6). Without it: all.")] = "",
    everything: Annotated[
        bool, typer.Option("--all", help="Every return since the first period, and not only those that wait.")
    ] = False,
    by: Annotated[
        By | None, typer.Option("--by", help="Show how complete and how timely returns are, by service or sector.")
    ] = None,
    reminders: Annotated[
        bool, typer.Option("--reminders", help="Print a reminder for each service that something is awaited from.")
    ] = False,
    address: Annotated[str, typer.Option("--address", help="Where Impact is served, for the links in reminders.")] = "",
    home: HomeOption = Path("var"),
    framework: FrameworkOption = BOROUGH,
    as_at: AsAtOption = None,
    form: FormatOption = Format.table,
) -> None:
    """Show which returns are due or late, from whom and for when, and which came back with questions.

    Exit codes: 0 shown (also when nothing is due), 2 something asked for is not known.
    """
    with said_plainly():
        desk = desk_at(home, framework, as_at)
        found = _asked_for(desk, service, sector)
        if form is Format.table and not reminders:
            typer.echo(f"{_sentence(found, desk)}\n")
        if reminders:
            _show_reminders(found, desk, form, address, named=bool(service))
        elif by:
            show(_tallies(found, desk, by), desk, form, (by.value, "in_time", "complete"))
        else:
            rows = [_row(one, desk.rules) for one in found if everything or one.awaited]
            overtaken = ("overtaken",) if any(row["overtaken"] for row in rows) else ()
            show(rows, desk, form, ("service", "period", "due", "stands", *overtaken, "asked", "came"))


def decide(
    service: Annotated[str, typer.Argument(help="The service, by id or name; 'all' for everyone's period.")],
    period: Annotated[str, typer.Argument(help="The period, as in returns: '2026-27 Q2', '2025-26 Spring', 2025-26.")],
    act: Annotated[str, typer.Argument(help="accept, sign-off, reopen, lock or unlock.")],
    by: Annotated[str, typer.Option("--by", help="Whose decision it is: a person's name.")],
    reason: Annotated[str, typer.Option("--reason", help="Why; needed to reopen, lock and unlock.")] = "",
    home: HomeOption = Path("var"),
    framework: FrameworkOption = BOROUGH,
) -> None:
    """Keep a decision about a service's return: accept it, sign it off, reopen, lock or unlock it.

    Exit codes: 0 kept, 2 it cannot be decided as the return stands, or something named is not known.
    """
    with said_plainly():
        desk = desk_at(home, framework, None)
        from impact import deciding  # slow to load, and --help needs none
        from impact.answers.locks import EVERY_SERVICE
        from impact.words import uk_date

        known = {one.id: one.name for one in desk.rules.services}
        everyone = service.strip().casefold() == ALL
        id = EVERY_SERVICE if everyone else known_one(service, known, desk.rules.words.service)
        acts = {doing: done for done, doing in deciding.DOING.items()}
        meant = acts[known_one(act.replace("-", " "), acts, "decision")]
        about = _period(period, _asked_for(desk, id, ""), known.get(id, f"any {desk.rules.words.service}"))
        kept = deciding.decide(desk.sources, desk.view, id, about, meant, by, now(), reason)
    whose = f"everyone's {about.label}" if everyone else f"{known[id]}, {about.label}"
    typer.echo(f"Kept: {whose} {kept.act} on {uk_date(kept.day)} by {kept.given_by}.")


def _asked_for(desk: Desk, service: str, sector: str) -> "list[Expected]":
    from impact.answers import returns_calendar

    rules = desk.rules
    services = {one.id: one.name for one in rules.services}
    only = known_one(service, services, rules.words.service) if service else ""
    within = known_one(sector, {one.id: one.name for one in rules.sectors}, rules.words.sector) if sector else ""
    return [
        one
        for one in returns_calendar(desk.sources, desk.view)
        if only in ("", one.service_id) and within in ("", rules.service[one.service_id].sector)
    ]


def _sentence(found: "Sequence[Expected]", desk: Desk) -> str:
    from impact.standing import tally
    from impact.words.standings import calendar_sentence, nothing_asked

    today = desk.view.today
    if all(one.fed_by == "published" for one in desk.rules.indicators):
        return nothing_asked(desk.rules)
    return calendar_sentence(found, tally(found, today), today)


def _show_reminders(found: "Sequence[Expected]", desk: Desk, form: Format, address: str, *, named: bool) -> None:
    """A reminder for each service that something is awaited from; for one that was named, in any case."""
    from impact.words.reminders import needs_reminder, reminder, reminders

    rows = []
    for service in desk.rules.services:
        ours = [one for one in found if one.service_id == service.id]
        if ours and (named or needs_reminder(ours)):
            text = reminder(service, ours, desk.rules, desk.view.today, address)
            rows.append({"service_id": service.id, "service": service.name, "reminder": text})
    if form is not Format.table:
        show(rows, desk, form, ("service_id", "service", "reminder"))
    else:
        typer.echo(reminders([row["reminder"] for row in rows]) or "Nothing is awaited from anyone.", nl=not rows)


def _tallies(found: "Sequence[Expected]", desk: Desk, by: By) -> list[dict[str, Any]]:
    from impact.standing import tally
    from impact.words.standings import complete_text, in_time_text

    rules = desk.rules
    rows: list[dict[str, Any]] = []
    for part in rules.services if by is By.service else rules.sectors:
        ours = [one for one in found if part.id in (one.service_id, rules.service[one.service_id].sector)]
        told = tally(ours, desk.view.today)
        said = {"in_time": in_time_text(told), "complete": complete_text(told.came, told.asked)}
        counts = {"returns_due": told.returns, "returns_in_time": told.in_time, "returns_later": told.came_late}
        if ours:
            row = {f"{by.value}_id": part.id, by.value: part.name, **said, **counts}
            rows.append({**row, "figures_asked": told.asked, "figures_in": told.came})
    return rows


def _row(one: "Expected", rules: "Framework") -> dict[str, Any]:
    from impact.sources import LOCAL_TIME
    from impact.words.standings import overtaken_text, standing_text

    service, decided = rules.service[one.service_id], one.decided
    return {
        "service_id": service.id,
        "service": service.name,
        "sector_id": service.sector,
        "period_code": one.period.code,
        "period": one.period.label,
        "kind": one.period.kind,
        "due": one.due,
        "standing": one.standing,
        "stands": standing_text(one),
        "days_late": one.days_late,
        "received": one.received.astimezone(LOCAL_TIME).date() if one.received else None,
        "asked": len(one.asked),
        "came": one.came,
        "lacking": " ".join(one.lacking),
        "questions": one.questions,
        "decided_on": decided.day if decided else None,
        "decided_by": decided.given_by if decided else "",
        "reason": decided.reason if decided else "",
        "overtaken": overtaken_text(one),
    }


def _period(text: str, offered: "Sequence[Expected]", whose: str) -> Period:
    """The period that a text names among those of some returns; an ImpactError names the nearest."""

    def absent(meant: Period, near: Period | None) -> str:
        hint = f" The nearest is {near.code}." if near else ""
        return f"No return is asked of {whose} for {meant.code}.{hint}"

    return named_periods(text, (one.period for one in offered), absent)[0]
