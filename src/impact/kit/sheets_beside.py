"""The sheets beside the return: how to fill it in, everything that may be sent, and the lists to choose from."""

from collections.abc import Iterable

from xlsxwriter.worksheet import Worksheet

from impact.columns import PARTS
from impact.kit.choosing import FIRST_LINE_OF_LISTS, groups, marks
from impact.kit.dictionary import HEADINGS, dictionary
from impact.kit.looks import Looks
from impact.kit.printing import set_up_print
from impact.kit.rows import Kit
from impact.kit.told import (
    ABOUT_EFFORT,
    COLUMNS,
    KINDS,
    expected_sentence,
    over_sentence,
    parts_words,
    steps,
    title,
    whom_to_ask,
)

_WIDTHS = {"title": 34, "question": 34, "numerator": 42, "denominator": 34, "why": 42, "caveat": 42, "source": 34}
_USUAL_WIDTH = 16
Pair = tuple[str, str]


def write_how_to(sheet: Worksheet, kit: Kit, look: Looks) -> None:
    """What is expected and by when, the steps, the columns, the kinds of number, the marks, whom to ask."""
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 96)
    sheet.hide_gridlines(2)
    sheet.write_string(0, 0, title(kit), look.title)
    about = (kit.framework.demonstration, expected_sentence(kit), over_sentence(kit), ABOUT_EFFORT)
    line = 1
    for sentence in filter(None, about):
        sheet.write_string(line, 0, sentence, look.strong_line)
        line += 1
    parts: tuple[tuple[str, Iterable[Pair]], ...] = (
        ("Steps", ((f"{number}.", text) for number, text in enumerate(steps(kit), start=1))),
        ("What belongs in each column", COLUMNS.items()),
        ("What is filled in for each kind of number", ((KINDS[kind], parts_words(kind)) for kind in PARTS)),
        ("Marks", ((letter, f"{meaning} ({place})") for letter, meaning, place in marks())),
        ("Questions", (("", whom_to_ask(kit)),)),
    )
    for heading, pairs in parts:
        line = _write_pairs(sheet, line + 1, heading, pairs, look)
    set_up_print(sheet, kit, landscape=False)


def write_dictionary(sheet: Worksheet, kit: Kit, look: Looks) -> None:
    """One row for each item that the service may send."""
    sheet.write_string(0, 0, f"Everything that {kit.service.name} may send", look.title)
    for at, (name, heading) in enumerate(HEADINGS.items()):
        sheet.write_string(FIRST_LINE_OF_LISTS - 2, at, heading, look.heading)
        sheet.set_column(at, at, _WIDTHS.get(name, _USUAL_WIDTH))
    for line, entry in enumerate(dictionary(kit.framework, kit.service), start=FIRST_LINE_OF_LISTS - 1):
        for at, name in enumerate(HEADINGS):
            sheet.write_string(line, at, entry[name], look.text)
    sheet.freeze_panes(FIRST_LINE_OF_LISTS - 1, 2)
    set_up_print(sheet, kit, landscape=True)


def write_lists(sheet: Worksheet, kit: Kit, look: Looks) -> None:
    """The lists behind the drop-downs: groups, and marks with their meanings."""
    sheet.write_string(0, 0, "The lists to choose from", look.title)
    letters, meanings, places = zip(*marks(), strict=True)
    columns = {
        "Groups sent last time": groups(kit),
        "Marks": letters,
        "What the mark means": meanings,
        "Where it stands": places,
    }
    for at, (heading, items) in enumerate(columns.items()):
        sheet.write_string(FIRST_LINE_OF_LISTS - 2, at, heading, look.heading)
        sheet.set_column(at, at, 40 if at == 2 else 24)
        for line, item in enumerate(items, start=FIRST_LINE_OF_LISTS - 1):
            sheet.write_string(line, at, item, look.text)
    set_up_print(sheet, kit, landscape=False)


def _write_pairs(sheet: Worksheet, line: int, heading: str, pairs: Iterable[Pair], look: Looks) -> int:
    """A heading with a table of two columns under it; answers the line after it."""
    sheet.write_string(line, 0, heading, look.strong_line)
    for term, text in pairs:
        line += 1
        sheet.write_string(line, 0, term, look.strong)
        sheet.write_string(line, 1, text, look.prose)
    return line + 1
