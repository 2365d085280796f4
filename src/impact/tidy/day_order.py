"""Whether the dates of a column begin with the day or the month: a cell proves it, or it is asked; never by cell."""

from collections.abc import Mapping, Sequence

from impact import periods
from impact.ledger import Choices
from impact.periods import Period
from impact.tidy.days import CERTAIN, DAY_FIRST, MONTH_FIRST, turned
from impact.tidy.month_spans import exactly
from impact.tidy.period_cells import ANSWERED, DATE, SERIAL, SPELLING, Dated, Made, Settled, Source, said
from impact.tidy.period_questions import ORDER, TURNED, about_order, about_turned

Readable = tuple[Dated, Mapping[str, Period]]
"""A date in digits, with the period that it names in each order."""

_SAID = {DAY_FIRST: "dates are day first", MONTH_FIRST: "dates are month first"}


def in_order(source: Source, dated: Sequence[Dated], choices: Choices) -> Settled:
    """What the cells of a column that name days become: the period of the kind wanted that holds them.

    While it is asked whether a program changed day and month over, the dates that it left as text wait as well.
    """
    machine = [one for one in dated if one.days.machine and _readings(one)]
    digits = [one for one in dated if one.in_digits and (_rule(one), source.letter) not in choices.declined]
    words = [one for one in dated if not one.days.machine and not one.in_digits]
    found = Settled([Made(one.cell, period, _rule(one)) for one in words for period in _readings(one).values()])
    typed = _in_digits(source, digits, choices)
    kept = _by_machine(source, machine, digits, typed, choices)
    found.add(kept)
    found.add(Settled(questions=typed.questions) if kept.questions else typed)
    return found


def _readings(one: Dated) -> Mapping[str, Period]:
    """Order -> the period that a cell names in that order; none where no period of the kind wanted does."""
    found = {order: _period(one, order) for order in one.days.spans}
    return {order: period for order, period in found.items() if period}


def _period(one: Dated, order: str) -> Period | None:
    first, last = one.days.spans[order]
    if first != last:
        return exactly((first, last), one.cell.wanted)
    return periods.containing(first, one.cell.wanted) if one.cell.wanted else None


def _rule(one: Dated) -> str:
    return DATE if all(first == last for first, last in one.days.spans.values()) else SPELLING


def _in_digits(source: Source, digits: Sequence[Dated], choices: Choices) -> Settled:
    """Dates such as 01/04/2025, all in the order that was answered, or that one of them proves."""
    readable = [(one, readings) for one in digits if (readings := _readings(one))]
    taken_back = {rule for rule, letter in choices.declined if letter == source.letter}
    answer = choices.answers.get(source.id(ORDER), "").strip().lower()
    proofs = {one.order: one for one in sorted(digits, key=lambda one: -one.cell.line) if one.order}
    doubtful = [one for one, readings in readable if len(set(readings.values())) > 1]
    if not readable:
        return Settled()
    if answer in _SAID and answer not in taken_back:
        return _one_order(source, readable, answer, proofs.get(answer), ", as answered")
    if len(proofs) == 2:
        return _asked(source, readable, proofs[DAY_FIRST], proofs[MONTH_FIRST])
    if proofs:
        ((order, proof),) = proofs.items()
        return Settled() if order is None or order in taken_back else _one_order(source, readable, order, proof)
    if doubtful:
        return _asked(source, readable, min(doubtful, key=lambda one: one.cell.line))
    return Settled([Made(one.cell, next(iter(readings.values())), _rule(one)) for one, readings in readable])


def _one_order(
    source: Source,
    readable: Sequence[Readable],
    order: str,
    proof: Dated | None,
    how: str = "",
) -> Settled:
    """The cells that are dates in one order; what shows it is listed for the whole column."""
    made = [Made(one.cell, readings[order], _rule(one)) for one, readings in readable if order in readings]
    cell = (proof or min((one for one, _ in readable), key=lambda one: one.cell.line)).cell
    text = said([cell]) if source.in_cells else f"'{cell.text}'"
    return Settled(
        made, fixes=[(order, None, source.letter, source.headings[0], text, _SAID[order] + how)] * bool(made)
    )


def _asked(source: Source, readable: Sequence[Readable], *shown: Dated) -> Settled:
    ways = [(one.cell, _readings(one)) for one in shown]
    return Settled(questions=[about_order(source, ways, [one.cell for one, _ in readable])])


def _by_machine(
    source: Source, machine: Sequence[Dated], digits: Sequence[Dated], typed: Settled, choices: Choices
) -> Settled:
    """Days as a spreadsheet or a program keeps them, unless day and month may have been changed over before.

    typed  what becomes of the dates in digits once that is answered
    """
    if machine and _may_be_turned(machine, digits):
        answer = "" if (ANSWERED, source.letter) in choices.declined else choices.answers.get(source.id(TURNED), "")
        if answer == "turned":
            return Settled([Made(one.cell, period, ANSWERED) for one in machine if (period := _turned(one))])
        if answer != "as-written":
            first = min(machine, key=lambda one: one.cell.line)
            waiting = [*(one.cell for one in machine), *(made.cell for made in typed.made)]
            return Settled(questions=[about_turned(source, first, waiting)])
    edges = all(_is_edge(one, _readings(one)[CERTAIN]) for one in machine if one.days.serial)
    rules = {True: SERIAL if edges else DATE, False: DATE}
    return Settled([Made(one.cell, _readings(one)[CERTAIN], rules[one.days.serial]) for one in machine])


def _may_be_turned(machine: Sequence[Dated], digits: Sequence[Dated]) -> bool:
    """Whether a program that takes the month first may have read these days: then none is after the 12th.

    It is likely where each of them turned round is the first day of a period and not all are as they stand, or
    where the dates that it left as text all have their day after the 12th.
    """
    periods_turned = [_turned(one) for one in machine]
    if not all(periods_turned) or all(_is_edge(one, _readings(one)[CERTAIN]) for one in machine):
        return False
    firsts = all(
        period and turned(one.days.spans[CERTAIN][0]) == period.start
        for one, period in zip(machine, periods_turned, strict=True)
    )
    return firsts or (bool(digits) and all(one.order == DAY_FIRST for one in digits))


def _turned(one: Dated) -> Period | None:
    day = turned(one.days.spans[CERTAIN][0])
    return periods.containing(day, one.cell.wanted) if day and one.cell.wanted else None


def _is_edge(one: Dated, period: Period) -> bool:
    return one.days.spans[CERTAIN][0] in (period.start, period.end)
