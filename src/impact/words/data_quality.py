"""How good the data is, in words: how timely, what was set right, what was asked and what became of it."""

from collections.abc import Sequence
from statistics import median

from impact.standing import Tally
from impact.words.standings import days, questions

SUITES = {"service_return": "Services' returns", "published_return": "Published figures"}
"""A suite as the record names it -> whose rows it is run over."""

TOO_FEW = "too few services to tell"


def open_sentence(waiting: int) -> str:
    """How many questions wait for an answer: 'No question is open.'"""
    if not waiting:
        return "No question is open."
    return f"{questions(waiting)} {'is' if waiting == 1 else 'are'} open."


def came_sentence(told: Tally) -> str:
    """How returns came whose day has passed: '316 came in time, 1 came later and 3 are not in yet.'"""
    if not told.returns:
        return "No return was due yet."
    parts = [f"{told.in_time:,} came in time"]
    parts += [f"{told.came_late:,} came later"] if told.came_late else []
    parts += [f"{told.not_in:,} {'is' if told.not_in == 1 else 'are'} not in yet"] if told.not_in else []
    return f"{_listed(parts)}."


def late_text(late: Sequence[int]) -> str:
    """How late returns were that came after their day: 'typically 4 days, at most 12 days'; "" for none."""
    if not late:
        return ""
    if len(late) == 1:
        return days(late[0])
    return f"typically {days(round(median(late)))}, at most {days(max(late))}"


def set_right_sentence(returns: int, mended: int, cells: int, withdrawn: int) -> str:
    """How many returns had something set right by itself, and how many were withdrawn."""
    if not returns:
        return "No return has come in yet."
    of = f"{returns:,} returns" if returns > 1 else "1 return"
    if mended:
        said = f"In {mended:,} of {of} something was set right by itself: {_things(cells)} in all."
    else:
        said = f"Of {of}, each was taken as it came: nothing had to be set right."
    return f"{said} {_withdrawn(withdrawn)}"


SENT_BACK = (
    "A file that cannot be read safely is given back at once, with every fault marked. Nothing of it is kept, so it "
    "is not counted here."
)


def asked_sentence(asked: int, answered: int, settled: int, waiting: int) -> str:
    """What became of the questions: '12 questions were asked: 7 are answered, 2 are settled and 3 are open.'"""
    if not asked:
        return "No question was asked about what came in."
    parts = [(answered, "answered"), (settled, "settled by what came later"), (waiting, "open")]
    told = [f"{many:,} {'is' if many == 1 else 'are'} {what}" for many, what in parts if many]
    return f"{questions(asked)} {'was' if asked == 1 else 'were'} asked: {_listed(told)}."


def judged_sentence(returns: int, judged: int) -> str:
    """Over how many returns the suites were run."""
    if returns == judged:
        return ""
    if not judged:
        return (
            "No suite that asks about unlikely figures was run over these returns. Suites are run when somebody sends "
            "a return and can answer, not when a record is loaded from files."
        )
    rest = returns - judged
    others = "the other one was" if rest == 1 else f"the other {rest:,} were"
    return f"The suites were run over {judged:,} of {returns:,} returns; {others} loaded from files."


def rows_text(judged: int | None, asked: int | None) -> str:
    """What a rule asked about: 'of 120 rows asked about 3'; words where that is not told or nothing was judged."""
    if judged is None or asked is None:
        return TOO_FEW
    if not judged:
        return "no row could be judged yet"
    rows = f"{judged:,} rows" if judged > 1 else "1 row"
    return f"of {rows} asked about {asked:,}" if asked else f"of {rows} asked about none"


def _listed(parts: Sequence[str]) -> str:
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def _things(many: int) -> str:
    return "1 cell or heading" if many == 1 else f"{many:,} cells or headings"


def _withdrawn(many: int) -> str:
    if not many:
        return "None was withdrawn."
    return "1 return was withdrawn." if many == 1 else f"{many:,} returns were withdrawn."
