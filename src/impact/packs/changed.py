"""What changed since the last board, as a pack tells it: results first, then steps and figures, then what came in."""

from collections.abc import Collection, Sequence
from datetime import date

from impact.answers.changes import Changes, changes
from impact.answers.last_board import QUARTER_AGO, Board, boards
from impact.framework import Framework, Indicator
from impact.packs.choosing import CHANGED, PARTS
from impact.packs.model import Lines, Section
from impact.sources import Sources, UnknownFramework, View, view_on
from impact.words import uk_date
from impact.words.packs import NO_BOARD, NOTHING_BEFORE, more_sentence

MOST = 8
"""Changes of one kind that are told one by one. Judgement: a page."""


def last_board(sources: Sources, view: View, since: date | None = None) -> Board:
    """The board that a pack is beside: of a day given, else the newest noted one of an earlier day, else a quarter ago.

    A board of the pack's own day is passed over: that is the one it was made for, and it stays as it was.
    """
    if since is not None:
        return Board(since.isoformat(), "", view_on(view.framework_id, view.today, since, view.viewer))
    return next(one for one in boards(sources, view) if one.view.today < view.today)


def changed(
    sources: Sources, view: View, rules: Framework, indicators: Sequence[Indicator], since: date | None
) -> Section:
    """What is shown otherwise than at the last board (or on the day given), and what came in between."""
    board = last_board(sources, view, since)
    try:
        found = changes(sources, board.view, view)
    except UnknownFramework:
        return Section(CHANGED, PARTS[CHANGED], (NOTHING_BEFORE,))
    lead = (NO_BOARD, found.sentence) if board.id == QUARTER_AGO else (found.sentence,)
    return Section(CHANGED, f"What changed since {uk_date(board.view.today)}", lead, _lists(found, indicators))


def _lists(found: Changes, indicators: Collection[Indicator]) -> tuple[Lines, ...]:
    """Outcomes, steps and the pack's own figures of the whole, then what came in; of each kind a page at most."""
    ours = {one.id for one in indicators}
    figures = [
        one.what.sentence
        for one in found.figures
        if one.what.seen and one.what.key.scope_kind == "whole" and one.what.key.indicator_id in ours
    ]
    told = {
        "Outcomes": [one.what.sentence for one in found.nodes],
        "Steps of the roadmap": [one.what.sentence for one in found.stages if one.what.moves],
        "Figures of this pack": figures,
        "What came in, was decided or ran out": [one.sentence for one in found.causes],
    }
    return tuple(Lines(heading, _cut(lines)) for heading, lines in told.items() if lines)


def _cut(lines: Sequence[str]) -> tuple[str, ...]:
    more = more_sentence(len(lines) - MOST)
    return (*lines[:MOST], more) if more else tuple(lines)
