"""One kept return in sentences: what came in, what of it counts, and where each question about it stands."""

from collections.abc import Sequence
from datetime import date

from impact.words.explained import Explanation, explanation_text
from impact.words.numbers import uk_date

MOST_NAMED = 12
"""Stretches of lines that are named; of more only that there are more."""


def receipt_sentence(
    number: int,
    origin: str,
    came: date,
    rows: int,
    counting: int,
    instead: Sequence[tuple[int | None, int]],
    withdrawn: tuple[date, str] | None = None,
    day: date | None = None,
) -> str:
    """The first line of a kept return: from whom, when, and how much of it counts.

    origin     who sent it, and what for where that can be said: 'Family Hubs for Jul to Sep 2026'
    instead    (the return whose rows count in place of some, how many)
    withdrawn  the day and the name; None if it was not
    day        the past day that is shown; None for today
    """
    what = f"Return {number} from {origin} came in on {uk_date(came)}"
    if withdrawn:
        gone = f"{what} and was withdrawn on {uk_date(withdrawn[0])} by {withdrawn[1]}"
        return f"{gone}; {_counting(rows, 0, day)}{_again(instead)}."
    return f"{what}; {_counting(rows, counting, day)}{_replaced(rows, instead)}."


def _counting(rows: int, counting: int, day: date | None) -> str:
    shown = f"on {uk_date(day)}" if day else "today"
    if counting == rows:
        one = "its only row" if rows == 1 else f"all {rows:,} of its rows"
        return f"{one} {_verb(rows, day)} {shown}"
    if not counting:
        return f"none of its {rows:,} rows {_verb(1, day)} {shown}" if rows > 1 else f"its only row {_no(day)} {shown}"
    return f"{counting:,} of its {rows:,} rows {_verb(counting, day)} {shown}"


def _verb(many: int, day: date | None) -> str:
    return "counted" if day else "counts" if many == 1 else "count"


def _no(day: date | None) -> str:
    return "did not count" if day else "does not count"


def _replaced(rows: int, instead: Sequence[tuple[int | None, int]]) -> str:
    told = [(many, f"by return {number}") for number, many in instead if number is not None]
    if not told:
        return ""
    if len(told) == 1 and told[0][0] == rows:
        return f"; {'it was' if rows == 1 else 'all were'} replaced {told[0][1]}"
    first, *others = told
    said = f"{first[0]:,} {'was' if first[0] == 1 else 'were'} replaced {first[1]}"
    return "; " + ", ".join([said, *(f"{many:,} {by}" for many, by in others)])


def _again(instead: Sequence[tuple[int | None, int]]) -> str:
    told = [f"for {many:,} of them return {number}" for number, many in instead if number is not None]
    counts = "counts" if len(told) == 1 else "count"
    return f"; {' and '.join(told)} {counts} instead" if told else ""


def withdrawal_sentence(
    number: int, counting: int, falls_back: Sequence[tuple[int | None, int]], *, done: bool = False
) -> str:
    """What withdrawing a return would do, or did: 'Its 24 rows would no longer count: for 20 of them return 9 ...'."""
    if not counting:
        return f"None of the rows of return {number} {'counted' if done else 'counts'}, so no figure {_moves(done)}."
    again = "counts again" if done else "would count again"
    some = [
        f"{many:,} of them" if many < counting else "it" if counting == 1 else "all of them" for _, many in falls_back
    ]
    told = [
        f"for {part} {f'return {before} {again}' if before is not None else 'nothing else is known'}"
        for part, (before, _) in zip(some, falls_back, strict=True)
    ]
    rows = "Its 1 row" if counting == 1 else f"Its {counting:,} rows"
    counts = f"no longer {'counts' if counting == 1 else 'count'}" if done else "would no longer count"
    return f"{rows} {counts}: {', '.join(told)}. The file stays in the record."


def _moves(done: bool) -> str:
    return "changes" if done else "would change"


def lines_text(lines: Sequence[int], *, more: bool = False) -> str:
    """Lines of a file, in order, as people name them: '2 to 5, 9 and 14', or '2 to 5, 9 and more'."""
    runs: list[list[int]] = []
    for line in lines:
        if runs and line == runs[-1][-1] + 1:
            runs[-1][1:] = [line]
        else:
            runs.append([line])
    named = [f"{run[0]} to {run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs[:MOST_NAMED]]
    if more or len(runs) > MOST_NAMED:
        return f"{', '.join(named)} and more"
    return f"{', '.join(named[:-1])} and {named[-1]}" if len(named) > 1 else "".join(named)


def standing_text(state: str, explanation: Explanation | None) -> str:
    """Where a question about a return stands, after its state: 'open', 'explained', 'lapsed' or 'settled'."""
    if state == "explained" and explanation:
        return f"Explained by {explanation_text(explanation)}"
    if state == "lapsed" and explanation:
        until = f" held until {uk_date(explanation.until)}" if explanation.until else " no longer holds"
        return f"Asked again: what {explanation.given_by} explained on {uk_date(explanation.given_on)}{until}."
    if state == "settled":
        said = f" It was explained by {explanation_text(explanation, past=True)}" if explanation else ""
        return f"No longer asked: what it was about does not count any more.{said}"
    return "Waits for an answer."


def waiting_sentence(waiting: int, asked: int) -> str:
    """How many questions wait: '2 of 5 questions wait for an answer.'"""
    if not asked:
        return "Nothing was asked about it."
    if not waiting:
        answered = "The one question about it is answered."
        return answered if asked == 1 else f"None of its {asked} questions waits for an answer."
    if asked == 1:
        return "One question waits for an answer."
    return f"{waiting} of {asked} questions {'waits' if waiting == 1 else 'wait'} for an answer."
