"""What a service is reminded of, in words that may be printed or sent: what, for when, how much, where, whom to ask."""

from collections.abc import Sequence
from datetime import date
from urllib.parse import urlencode

from impact.framework import Framework, Service
from impact.periods import FINANCIAL_YEAR, Period
from impact.standing import DUE, LATE, NOT_DUE, QUESTIONS, RECEIVED, Expected
from impact.words.numbers import uk_date
from impact.words.standings import questions

MOST_NAMED = 5
"""So many indicators that are not in yet are named; the template holds all of them."""


def reminder(service: Service, returns: Sequence[Expected], rules: Framework, today: date, address: str = "") -> str:
    """A reminder for one service, as plain text.

    returns  every return asked of the service, as known on the day
    address  where Impact is served, such as https://impact.example; "" leaves the link out
    """
    awaited = [one for one in returns if one.awaited]
    said = [
        f"{service.name}\nReturns to {rules.title}, {uk_date(today)}",
        _opening(awaited, returns),
        *([_list(awaited)] if awaited else []),
        *(_partly(one, rules) for one in _in_part(returns)),
        *_next(returns),
        *([_template(service, rules, address)] if _to_fill_in(returns) else []),
        f"If anything is unclear, or another day would suit you better, ask {rules.contact}. Thank you.",
        *([f"{rules.demonstration}."] if rules.demonstration else []),
    ]
    return "\n\n".join(said) + "\n"


def needs_reminder(returns: Sequence[Expected]) -> bool:
    """Whether anything is awaited from a service: a return, a word on a question, or the rest of its newest return."""
    return any(one.awaited for one in returns) or bool(_in_part(returns))


def reminders(texts: Sequence[str]) -> str:
    """Several reminders in one text, a ruled line between them."""
    return f"\n{'-' * 60}\n\n".join(texts)


def _opening(awaited: Sequence[Expected], returns: Sequence[Expected]) -> str:
    late = any(one.standing == LATE for one in awaited)
    if late:
        return "A friendly reminder. If what is named here is on its way already, thank you: nothing more is needed."
    if any(one.standing == DUE for one in awaited):
        return "This is a word in good time about what comes next."
    if needs_reminder(returns):
        return "Thank you for what you have sent. A little more would complete it."
    if not returns:
        return "Nothing is asked of you."
    return "Thank you: everything that was due from you has come in."


def _list(awaited: Sequence[Expected]) -> str:
    ordered = sorted(awaited, key=lambda one: (one.due, one.period.kind))
    return "\n".join(f"- {_line(one)}" for one in ordered)


def _line(one: Expected) -> str:
    name, many = _named(one.period), _indicators(len(one.asked))
    if one.standing == LATE:
        return f"{name}: {many}. It was due by {uk_date(one.due)} and is still welcome."
    if one.standing == QUESTIONS:
        open_ = f"{questions(one.questions)} about it {'is' if one.questions == 1 else 'are'} open"
        return (
            f"{name}: it has come in. {open_}, beside the return on the screen Returns; "
            "a sentence on each, or a corrected return, settles them."
        )
    return f"{name}: {many}. It is due by {uk_date(one.due)}."


def _in_part(returns: Sequence[Expected]) -> list[Expected]:
    """Of each kind of period, the newest return that came in, where some of it did not and it is still looked at."""
    newest: dict[str, Expected] = {}
    for one in sorted(returns, key=lambda one: one.period):
        if one.received:
            newest[one.period.kind] = one
    return [one for one in newest.values() if one.lacking and one.standing in (RECEIVED, QUESTIONS)]


def _to_fill_in(returns: Sequence[Expected]) -> bool:
    """Whether a template would help."""
    return any(one.standing in (DUE, LATE) for one in returns) or bool(_in_part(returns))


def _partly(one: Expected, rules: Framework) -> str:
    """Which indicators are not in a return that came; older returns are let be."""
    named = [f"{id} ({rules.indicator[id].title})" for id in one.lacking[:MOST_NAMED]]
    rest = len(one.lacking) - len(named)
    listed = ", ".join(named) + (f" and {rest} more" if rest else "")
    came = f"{one.came} {'is' if one.came == 1 else 'are'} in"
    return (
        f"Of the {_indicators(len(one.asked))} asked for in {_named(one.period)}, {came}. "
        f"The others are still welcome: {listed}."
    )


def _next(returns: Sequence[Expected]) -> list[str]:
    coming = [one for one in returns if one.standing == NOT_DUE]
    if not coming:
        return []
    first = min(coming, key=lambda one: one.due)
    begins = "After that comes" if needs_reminder(returns) else "Next comes"
    return [f"{begins} {_named(first.period)}: {_indicators(len(first.asked))}, due by {uk_date(first.due)}."]


def _template(service: Service, rules: Framework, address: str) -> str:
    asked = {"framework": rules.id, "service": service.id}
    link = f"\n{address.rstrip('/')}/template?{urlencode(asked)}" if address else ""
    return (
        f"Your template holds the rows that are expected. It is on the screen Templates: choose {service.name} there, "
        "fill in what you have, and choose the file on the screen Returns. Where there is no number, a mark takes its "
        f"place; the template says which.{link}"
    )


def _named(period: Period) -> str:
    return f"the year {period.long_label}" if period.kind == FINANCIAL_YEAR else period.label


def _indicators(many: int) -> str:
    return "1 indicator" if many == 1 else f"{many} indicators"
