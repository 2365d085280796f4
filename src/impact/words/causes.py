"""What faults of one kind are called, and one sentence for all of them in one column."""

from impact.contract import FaultGroup

CAUSES: dict[str, str] = {
    "asked": "a question to answer",
    "bounds": "outside what this indicator can be",
    "evidence-without-note": "a yes without a sentence behind it",
    "level": "not one of the levels",
    "mark-with-number": "a mark beside a number that it replaces",
    "missing": "empty",
    "more-than-asked": "more people than were asked",
    "negative": "less than zero",
    "no-figures": "no figures",
    "not-a-number": "not written as a number",
    "not-a-number/comma": "numbers with a comma",
    "not-a-number/date": "dates where a number belongs",
    "not-a-number/formula-error": "a formula's error",
    "not-a-number/money": "amounts of money",
    "not-a-number/range": "ranges where one number belongs",
    "not-a-number/scientific": "scientific notation that has lost digits",
    "not-a-number/small": "'fewer than' in place of a number",
    "not-a-number/words": "words where a number belongs",
    "not-whole": "not a whole number",
    "note-too-long": "too long a note",
    "nothing-sent": "neither a number nor a mark",
    "out-of-scope": "not asked of this service",
    "over-the-total": "more than the total",
    "part-missing": "a part of the figure is missing",
    "part-not-wanted": "a part that does not belong to this figure",
    "percentage": "a percentage in place of counts",
    "period-locked": "a locked period",
    "period-not-over": "a period that is not over",
    "period-of-another-kind": "another kind of period than the one asked for",
    "period-too-early": "before this record begins",
    "period-unreadable": "not a period",
    "period-unreadable/date": "dates that cannot be read as a period",
    "period-unreadable/digits": "digits that cannot be read as a period",
    "period-unreadable/formula-error": "a formula's error",
    "person-birth-date": "what looks like a date of birth",
    "person-email": "what looks like an e-mail address",
    "person-heading": "a heading about one person",
    "person-name": "what looks like people's names",
    "person-nhs-number": "what looks like an NHS number",
    "person-ni-number": "what looks like a National Insurance number",
    "person-postcode": "what looks like a postcode",
    "person-rows": "what looks like one row for each person",
    "person-upn": "what looks like a unique pupil number",
    "published-for-service": "a published figure, not sent by services",
    "repeated": "the same figure twice",
    "service-indicator-for-area": "sent by services, not for an area",
    "too-few-cells": "a lost separator",
    "too-many-cells": "more cells than headings",
    "total-of-nought": "a total of 0",
    "unknown-column": "a heading that is not known",
    "unknown-indicator": "not a known indicator",
    "unknown-mark": "not a known mark",
    "unknown-service": "not a known service",
    "unreadable": "a file that cannot be read",
}
"""Cause of a fault -> what it is called after the number of cells: '214 cells in column D: not written as a number'."""


def group_sentence(group: FaultGroup) -> str:
    """All faults of one cause in one column: '214 cells in column D (numerator): dates where a number belongs.'"""
    cause = CAUSES[group.cause]
    named = f"{group.column} ({group.heading})" if group.heading else group.column
    if not group.lines:
        return f"Column {named}: {cause}." if named else f"The file: {cause}."
    what = "cell" if group.column else "row"
    counted = f"1 {what}" if group.count == 1 else f"{group.count:,} {what}s"
    place = f" in column {named}" if named else ""
    return f"{counted}{place}: {cause}. {_lines(group)}"


def _lines(group: FaultGroup) -> str:
    """The first lines: 'Row 4.', 'Rows 4, 6 and 9.', 'Rows 4, 6, 9, 12, 15 and more.'"""
    lines = [f"{line:,}" for line in group.lines]
    if len(lines) == 1:
        return f"Row {lines[0]}."
    more = group.count > len(lines)
    shown = f"{', '.join(lines)} and more" if more else f"{', '.join(lines[:-1])} and {lines[-1]}"
    return f"Rows {shown}."


def faults_sentence(groups: list[FaultGroup], filename: str) -> str:
    """How many faults of how many causes a file has, in one line."""
    count = sum(group.count for group in groups)
    if not count:
        return f"Nothing in '{filename}' has to be mended."
    things = "1 thing has" if count == 1 else f"{count:,} things have"
    causes = "" if len(groups) < 2 else f", in {len(groups)} groups"
    return f"{things} to be mended before '{filename}' can be sent{causes}. Nothing was kept."
