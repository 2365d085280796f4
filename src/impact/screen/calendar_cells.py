"""The cells of the returns calendar: where a return stands, how full it is, when, and all of it as CSV."""

import re
from collections.abc import Sequence
from datetime import date
from html import escape
from typing import Any

from impact.framework import Framework, Service
from impact.periods import Period
from impact.screen import pictures
from impact.screen.cards import Column, File, Html, link
from impact.sources import LOCAL_TIME
from impact.standing import Expected, tally
from impact.words import uk_date
from impact.words.standings import MARKS, complete_text, in_time_text, share, standing_sentence, standing_text


def stands(one: Expected, words: str) -> Html:
    """Where a return stands as mark and words; what is awaited is set in stronger type."""
    kind = " awaited" if one.awaited else ""
    mark = f'<span aria-hidden="true">{MARKS[one.standing]}</span>'
    said = _DAY.sub(lambda day: day[0].replace(" ", "\N{NO-BREAK SPACE}"), escape(words))
    return Html(f'<span class="standing{kind}">{mark}<span>{said}</span></span>', words)


_DAY = re.compile(r"\b\d{1,2} [A-Z][a-z]{2} \d{4}\b")


def of(expected: Sequence[Expected], service: Service) -> list[Expected]:
    """The returns of one service."""
    return [one for one in expected if one.service_id == service.id]


def day_text(day: date) -> str:
    """A day as written here, on one line."""
    return uk_date(day).replace(" ", "\N{NO-BREAK SPACE}")


def to_service(service: Service) -> Html:
    """A service's name, which leads to its own returns."""
    return link(service.name, "calendar", sector=service.sector, service=service.id)


def cells(ours: Sequence[Expected], periods: Sequence[Period]) -> dict[str, Any]:
    """Where a service's returns of some periods stand, by the period's code."""
    return {one.period.code: stands(one, standing_text(one)) for one in ours if one.period in periods}


def told_cells(ours: Sequence[Expected], today: date) -> dict[str, Any]:
    """How timely and how full some returns are."""
    told = tally(ours, today)
    return {"in_time": in_time_text(told), "complete": fill(told.came, told.asked)}


def fill(came: int, asked: int) -> Any:
    """How complete something is: a bar for the eye, words and numbers for everyone."""
    text = complete_text(came, asked)
    if not asked:
        return text
    bar = f'<span class="fill" aria-hidden="true"><i style="width:{100 * came / asked:.1f}%"></i></span>'
    return Html(f'<span class="complete">{bar}<span>{escape(text)}</span></span>', text)


def lacking(one: Expected, most: int | None = None) -> str:
    """The ids of the indicators that are not in a return that came; `most` names so many and counts the others."""
    if not one.received:
        return ""
    rest = len(one.lacking[most:]) if most is not None else 0
    return " ".join(one.lacking[:most]) + (f" and {rest} more" if rest else "")


def file_of(expected: Sequence[Expected], framework: Framework, name: str) -> File:
    """Every return as one row of a file, as it stands on the view's day."""
    columns = (
        Column("service", framework.words.service.capitalize()),
        Column("period", "Period"),
        Column("due", "Due by"),
        Column("standing", "Where it stands"),
        Column("said", "In words"),
        Column("received", "Came in first"),
        Column("asked", "Figures asked for"),
        Column("came", "Figures that are in"),
        Column("share", "Share"),
        Column("lacking", "Not in"),
    )
    rows = [
        {
            "service": framework.service[one.service_id].name,
            "period": one.period.code,
            "due": one.due.isoformat(),
            "standing": one.standing,
            "said": standing_sentence(one),
            "received": one.received.astimezone(LOCAL_TIME).date().isoformat() if one.received else "",
            "asked": len(one.asked),
            "came": one.came,
            "share": share(one.came, len(one.asked)),
            "lacking": lacking(one),
        }
        for one in expected
    ]
    return File(rows, columns, name, pictures.origin_note(framework))
