"""Why a workbook is not opened, in words that follow the name of the file."""

from impact.problems import ImpactError

SAVE_AGAIN = "Open it in a spreadsheet, save it again as 'Excel Workbook (.xlsx)', and send that file."
SAVE_AS_XLSX = "Open it, choose 'Save as', then 'Excel Workbook (.xlsx)', and send that file."
SPLIT = "Send one file for each period, with one row for each indicator."
COPY_CELLS = "Copy its cells into a new workbook, save that, and send it."
LINKED = "The workbook takes values from other workbooks; they were read as they were last saved."


class Refusal(ImpactError):
    """A sentence that lacks its subject, the file's name; and the way out."""


def damaged(what: str) -> Refusal:
    """The refusal of a workbook in which something cannot be read: 'the part xl/workbook.xml'."""
    return Refusal(f"is damaged: {what} cannot be read. {SAVE_AGAIN}")


def protected() -> Refusal:
    """The refusal of a workbook that opens with a password only."""
    return Refusal(f"is protected with a password, so it cannot be opened. Take the password off. {SAVE_AS_XLSX}")


def macros() -> Refusal:
    """The refusal of a workbook that holds programs."""
    return Refusal(f"holds macros, which are programs, and such workbooks are not opened. {SAVE_AS_XLSX}")
