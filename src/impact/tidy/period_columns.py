"""What the cells of a column mean once all of them are seen: their dates in one order, each doubt asked once."""

from collections.abc import Iterable, Sequence

from impact import periods
from impact.ledger import Choices
from impact.tidy.bare_cells import bared
from impact.tidy.day_order import in_order
from impact.tidy.days import days_in, is_no_date
from impact.tidy.period_cells import ANSWERED, MARK, SPELLING, Cell, Dated, Made, Settled, Source
from impact.tidy.period_questions import about, chosen
from impact.tidy.period_readings import Said, said_in

_LONGEST = 60
"""Characters of a cell that may name a period; the longest of ours has 40. Judgement."""


def settled(
    source: Source, seen: Iterable[tuple[str, str | None, int]], beside: Sequence[str], choices: Choices
) -> Settled:
    """What the different cells of a column become.

    seen    each text with the kind of period wanted and its first line; those that need nothing may be among them
    beside  years that the file names, the likelier first, for cells that name none: "2025-26"
    """
    cells = [_cell(*one) for one in seen if len(one[0]) <= _LONGEST]
    odd = [cell for cell in cells if not periods.parse(cell.text, cell.wanted)]
    numbers_are_days = not any(is_no_date(cell.bare) for cell in cells)
    found, dated, doubts = Settled(), list[Dated](), dict[str, list[tuple[Cell, Said]]]()
    for cell in odd:
        if bare := periods.parse(cell.bare, cell.wanted):
            found.made.append(Made(cell, bare, MARK if cell.mark else SPELLING))
        elif days := days_in(cell.bare):
            dated += [Dated(cell, days)] if numbers_are_days or not days.serial else []
        elif said := said_in(cell.bare, cell.wanted):
            doubts.setdefault(said.doubt, []).append((cell, said))
    found.made += [Made(cell, said.ways[""], SPELLING) for cell, said in doubts.pop("", [])]
    found.add(in_order(source, dated, choices))
    for doubt, doubtful in doubts.items():
        found.add(_answered(source, doubt, doubtful, beside, choices))
    found.questions.sort(key=lambda question: question.line or 0)
    return found


def _cell(text: str, wanted: str | None, line: int) -> Cell:
    bare = bared(text)
    return Cell(text, wanted, line, bare.text, bare.mark)


def _answered(
    source: Source, doubt: str, doubtful: Sequence[tuple[Cell, Said]], beside: Sequence[str], choices: Choices
) -> Settled:
    """A doubt as answered, or the question; cells that share no way of reading them raise none and stay."""
    common = [way for way in doubtful[0][1].ways if all(way in said.ways for _, said in doubtful)]
    if not common:
        return Settled()
    taken_back = (ANSWERED, source.letter) in choices.declined
    way = chosen(doubt, "" if taken_back else choices.answers.get(source.id(doubt), ""), common)
    if way is None:
        return Settled(questions=[about(doubt, source, doubtful, common, beside)])
    return Settled([Made(cell, said.ways[way], ANSWERED) for cell, said in doubtful if way in said.ways])
