"""What a template says to whoever fills it in: how much is expected and by when, and what belongs where."""

from collections.abc import Mapping
from types import MappingProxyType

from impact.columns import ALSO_ALLOWED, EVIDENCE, NUMBERS, PARTS
from impact.framework import Indicator
from impact.kit.effort import minutes
from impact.kit.rows import Kit, Row
from impact.words import uk_date

COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "period": "The period that the row is about. It is filled in; leave it as it is.",
        "service_id": "The service that the row is about. It is filled in; leave it as it is.",
        "indicator_id": "Which indicator the row is about. It is filled in; every id is on the sheet Dictionary.",
        "what_is_asked": "The title of the indicator, for reading. Nothing in this column is taken in.",
        "breakdown": "Which group the row is about; blank means all people. It is filled in where you sent groups "
        "last time. For another group, add a row and name it here.",
        "numerator": "How many did: the part. Digits only, with a point for decimals; 0 for a true zero.",
        "denominator": "Out of how many: the whole. Digits only. The percentage is worked out from the two.",
        "value": "The number itself: a mean, a count, a level, a length of time; 1 for yes and 0 for not yet.",
        "n": "How many answers or people the value rests on: a whole number.",
        "sd": "The standard deviation of the answers that the mean is of.",
        "asked": "How many people were asked, for a survey: a whole number. May stay blank.",
        "marker": "A mark in place of a number (then leave the numbers blank), or beside one. The sheet Lists says "
        "what each means.",
        "note": "Anything to know about the numbers, at most 300 characters. Nothing about one person.",
        "last_time_period": "The period of which you sent this row last, for reading. Nothing here is taken in.",
        "last_time": "What you sent then: your own numbers, small ones as well. Keep this file within the service.",
        "last_time_note": "The note that you sent with it.",
    }
)
"""What belongs under each heading of the template."""

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "proportion": "a share",
        "rate": "a rate",
        "mean": "a mean",
        "count": "a count",
        "duration": "a length of time",
        "maturity": "a level",
        EVIDENCE: "a yes or not yet, with a note that says what shows it",
    }
)
"""What each kind of number is called."""


def needed(row: Row) -> tuple[str, ...]:
    """The number columns that must be filled in for a row, unless a mark stands in their place."""
    return PARTS[row.measure]


def optional(row: Row) -> tuple[str, ...]:
    """The number columns that may be filled in as well."""
    return ALSO_ALLOWED.get(row.measure, ())


def does_not_apply(row: Row) -> tuple[str, ...]:
    """The number columns that stay blank for a row."""
    return tuple(name for name in NUMBERS if name not in (*needed(row), *optional(row)))


def parts_words(measure: str) -> str:
    """What is filled in for a kind of number: 'numerator and denominator'."""
    *first, last = PARTS[measure]
    said = f"{', '.join(first)} and {last}" if first else last
    return f"{said}: 1 for yes, 0 for not yet" if measure == EVIDENCE else said


def meaning(row: Row, column: str) -> str:
    """What one cell of a row holds, in the words of the definition."""
    item = row.item
    if not isinstance(item, Indicator):
        return "1 for yes, 0 for not yet. A yes needs a note that says what shows it."
    whole = f"{_sentence(item.denominator)}." if item.denominator else ""
    if column == "numerator":
        return f"{_sentence(item.numerator)}."
    if column == "denominator":
        return whole or COLUMNS[column]
    if column == "value":
        return f"{_sentence(item.numerator)}. In: {item.unit}."
    return f"{COLUMNS[column]} {whole}" if column == "n" and item.measure == "mean" else COLUMNS[column]


def title(kit: Kit) -> str:
    """What the template is for: service, id and period."""
    return f"Return of {kit.service.name} ({kit.service.id}) for {kit.period.long_label}"


def expected_sentence(kit: Kit) -> str:
    """How many rows are expected of whom, for when and by when, and about how long they take."""
    rows, whose = len(kit.rows), f"{kit.service.name} for {kit.period.label}"
    if not rows:
        return f"Nothing is asked of {whose} yet."
    many = "One row is" if rows == 1 else f"{rows} rows are"
    return f"{many} expected of {whose}, by {uk_date(kit.due)}. Filling in takes about {minutes(kit)} minutes."


ABOUT_EFFORT = "The time is an estimate by the kinds of rows, not a measurement."
"""What the minutes rest on: nobody has measured them."""


def over_sentence(kit: Kit) -> str:
    """That a period still runs and can be sent only later; '' where it is over."""
    if kit.period.end <= kit.day:
        return ""
    return f"The period ends on {uk_date(kit.period.end)}: fill it in as you go, and send it after that day."


def steps(kit: Kit) -> tuple[str, ...]:
    """How a return is filled in and sent, in order."""
    return (
        "Fill in the white cells of the sheet Return, one row for each indicator; cells in light yellow may be filled "
        "in as well. Grey cells do not apply to that row: leave them blank.",
        "Write counts and plain numbers, and 0 for a true zero. Percentages and rates are worked out from the counts.",
        "Where you have no number, leave the number cells blank and choose a mark. Do not take the row out.",
        "Write small numbers as they are: what could show a person is hidden before anyone sees a figure.",
        "Write nothing about one person, in a note or anywhere else: no name, address, number or date of birth.",
        "You may add anything else of the Dictionary that is sent as often. Write a row under the last one and choose "
        "the indicator in it.",
        f"Save the file and choose it on the screen Returns by {uk_date(kit.due)}. Every cell is checked at once, "
        "and nothing is kept until you send it.",
    )


def whom_to_ask(kit: Kit) -> str:
    """Who answers questions about the template."""
    return f"If anything is unclear, ask {kit.framework.contact}."


def file_name(kit: Kit, ending: str) -> str:
    """A name that says whose template it is, and that it holds demonstration data where it does."""
    stem = f"{kit.service.id}_{kit.period.code.replace(' ', '-')}_template"
    return f"{stem}{'_demonstration' if kit.framework.demonstration else ''}.{ending}"


def _sentence(text: str) -> str:
    return text.strip().rstrip(".")
