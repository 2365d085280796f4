"""What was set right by itself in a file, rule by rule, in words."""

from collections.abc import Mapping

from impact.ledger import FixGroup

RULES: Mapping[str, str] = {
    # around the data
    "title-row": "rows above the headings left out as titles",
    "note-row": "rows between the headings left out as notes",
    "units-row": "a row of units left out",
    "repeated-heading": "headings that stand there once more left out",
    "total-row": "rows left out as totals",
    "footnote-row": "rows left out as footnotes",
    "merged-cell": "labels of merged cells written into each of their cells",
    # headings and shape
    "heading-by-title": "a heading known by its title",
    "heading-by-synonym": "a heading known by another word for it",
    "heading-with-year": "a year put to a heading, as answered",
    "heading-remembered": "a heading taken as it was the time before",
    "heading-answered": "a heading taken as its sender said",
    "repeated-column": "a column left out that repeats another",
    "wide-to-long": "columns of figures read as one row each",
    "period-for-all": "one period for all rows, as answered",
    "service-for-all": "one service for all rows, as answered",
    # ids and labels
    "plain-letters": "spaces, quotation marks and dashes made plain",
    "control-characters": "signs that nobody sees taken out of notes",
    "guard-apostrophe": "an apostrophe taken off that kept a text from being run as a formula",
    "group-answered": "groups of people read as answered",
    "everyone": "a word for everyone made an empty breakdown",
    "id-spelling": "ids spelt as in the framework",
    "leading-zeros": "zeros put back that a spreadsheet took off an id",
    "id-by-old-code": "old codes of places made the codes of today",
    "id-by-name": "names made the ids they belong to",
    "id-with-name": "names beside an id taken out",
    # periods
    "period-joined": "a year and its quarter, term or month read as one period",
    "period-spelling": "periods spelt as in the template",
    "date-to-period": "dates made the period that they lie in",
    "serial-date": "days that a spreadsheet counts made a period",
    "period-mark": "marks beside a period moved into their own column",
    "period-answered": "periods read as answered",
    "day-first": "dates read with the day first",
    "month-first": "dates read with the month first",
    "year-of": "a year put to periods, as answered",
    "year-ends": "single years read as answered",
    "quarter-year": "quarters of single years read as answered",
    "month-meant": "months read as the period they belong to, as answered",
    "term-number": "numbers of terms read as answered",
    # numbers
    "thousands": "commas or spaces between thousands taken out",
    "decimal-comma": "decimal commas made points",
    "decimal-comma-answered": "commas in numbers read as answered",
    "thousands-answered": "points between thousands taken out, as answered",
    "number-spelling": "numbers written in plain digits",
    "long-decimals": "numbers rounded to nine decimals",
    "percent-sign": "per cent signs taken off",
    "pound-sign": "pound signs taken off",
    "share-answered": "shares made per cent, as answered",
    "footnote-sign": "footnote signs taken off numbers",
    "mark-beside-number": "marks beside a number moved into their own column",
    "mark-moved": "marks in place of a number moved into their own column",
    "mark-spelling": "marks written as their letter",
    "sign-answered": "signs read as answered",
    "blank-sign": "signs for nothing made empty cells",
}
"""Rule of the ledger -> what was done."""


LEFT_OUT = "left out"
"""What the ledger says became of a row that is no data."""


def rule_text(rule: str) -> str:
    """What a rule of the ledger did, in words; of one that has none here, its own name with spaces."""
    return RULES.get(rule, rule.replace("-", " "))


def fix_sentence(group: FixGroup) -> str:
    """All fixes of one rule in one column in a line: 'Column E (numerator): commas ... taken out, 12 times, ...'."""
    place = f"Column {group.column}" if group.column else "The file"
    named = f"{place} ({group.heading})" if group.column and group.heading else place
    times = f", {group.count:,} times" if group.count > 1 else ""
    return f"{named}: {rule_text(group.rule)}{times}{_example(group)}."


def fix_line(group: FixGroup) -> str:
    """The same with its rows: 'The file: rows left out as totals: 'Total' (row 30).'"""
    if not group.lines:
        return fix_sentence(group)
    lines = [f"{line:,}" for line in group.lines]
    more = " and more" if group.count > len(lines) else ""
    return f"{fix_sentence(group).removesuffix('.')} (row{'s' if len(lines) > 1 else ''} {', '.join(lines)}{more})."


def _example(group: FixGroup) -> str:
    if not group.found:
        return f": '{group.made}'" if group.made else ""
    became = "" if group.made == LEFT_OUT else f", now '{group.made}'"
    return f", such as '{group.found}'{became}" if group.count > 1 else f": '{group.found}'{became}"
