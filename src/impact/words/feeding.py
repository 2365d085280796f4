"""What one kept row enters, in one sentence."""

from impact.framework import Framework
from impact.periods import Period
from impact.words.consequences import many

COUNTS, REPLACED, WITHDRAWN, UNUSED = "counts", "replaced", "withdrawn", "enters nothing"
"""What becomes of a row: it enters figures; another return's row counts in its place; its return was withdrawn; or
it counts and enters no figure, since it is about some people (a breakdown) or about nothing that is added up."""


def feeds_sentence(row: str, becomes: str, instead: int | None, entered: tuple[int, int, int]) -> str:
    """What becomes of a row: 'Cell E5 of return 12 (“X”, Jul to Sep 2026, Y) enters 3 figures, ...'.

    row      from `row_text`
    becomes  COUNTS, REPLACED, WITHDRAWN or UNUSED
    instead  the return whose row counts in its place; None where none does
    entered  how many figures, outcomes and criteria it enters
    """
    in_place = f" Return {instead} counts in its place." if instead else ""
    if becomes == WITHDRAWN:
        return f"{row} enters nothing: its return was withdrawn.{in_place}"
    if becomes == REPLACED:
        return f"{row} enters nothing: it was replaced.{in_place}"
    if becomes == UNUSED:
        return f"{row} counts, and enters no figure: it is about some people only, or is not added up."
    figures, outcomes, criteria = entered
    told = [many(figures, "figure"), many(outcomes, "outcome")]
    return f"{row} enters {', '.join(told)} and {many(criteria, 'criterion', 'criteria')} of the roadmap."


def row_text(number: int, cell: str, service_id: str, item: str, period: Period, framework: Framework) -> str:
    """Which row: 'Cell E5 of return 12 (“X”, Jul to Sep 2026, Family Hubs)'."""
    titles = {one.id: one.title for one in framework.evidence} | {
        id: one.title for id, one in framework.indicator.items()
    }
    known = framework.service.get(service_id) or framework.area.get(service_id)
    about = f"“{titles.get(item, item)}”, {period.label}, {known.name if known else service_id}"
    return f"Cell {cell} of return {number} ({about})"
