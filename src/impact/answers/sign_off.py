"""What somebody has to see before a return is accepted or signed off: which returns wait, and what is still asked."""

from collections.abc import Sequence

from impact import store
from impact.answers.doubts import Doubted, waiting_doubts
from impact.sources import Sources, View
from impact.standing import ACCEPTED, QUESTIONS, RECEIVED, Expected

WAIT_TO_BE_ACCEPTED = (RECEIVED, QUESTIONS)


def waiting(expected: Sequence[Expected]) -> list[Expected]:
    """The returns that wait for somebody's word: to be accepted, or once accepted for a champion's sign-off."""
    return [one for one in expected if one.standing in (*WAIT_TO_BE_ACCEPTED, ACCEPTED)]


def open_questions(sources: Sources, view: View, one: Expected) -> tuple[Doubted, ...]:
    """What is still asked about one return: about its figures, and about the file that it came in; oldest first."""
    rows = store.open_doubts(sources.engine, view.framework_id, view.as_at, view.today).to_dicts()
    wanted = (one.service_id, one.period.start, one.period.kind)
    ids = set()
    for row in rows:
        figure = (row["service_id"], row["period_start"], row["period_kind"])
        of_file = row["indicator_id"] is None and row["submission_id"] == one.submission_id
        if figure == wanted or (of_file and row["service_id"] in (None, one.service_id)):
            ids.add(row["doubt_id"])
    return tuple(doubt for doubt in waiting_doubts(sources, view) if doubt.id in ids)
