"""Refuses what cannot be a return, in one sentence that says what to send in its place."""

from impact.problems import ImpactError

MAX_BYTES = 120_000_000
"""Largest file accepted: some two million rows, a thousand times an ordinary return. Judgement."""

SAVE_AS_CSV = "Open it in a spreadsheet, choose 'Save as', then 'CSV UTF-8', and send that file."


class UnreadableReturn(ImpactError):
    """A file that could not be opened as a return; the message says what to send in its place."""


def refuse_by_size(size: int, filename: str) -> None:
    """Raises UnreadableReturn if a file of `size` bytes is too large, so that it need not be read at all."""
    if size > MAX_BYTES:
        raise UnreadableReturn(
            f"'{filename}' has {size / 1_000_000:,.0f} MB; the most that can be read is "
            f"{MAX_BYTES / 1_000_000:.0f} MB. Send one file for each period, with one row for each indicator."
        )


def refuse_the_empty(content: bytes, filename: str) -> None:
    """Raises UnreadableReturn if there is nothing but blanks; `content` may be bytes as sent or as UTF-8."""
    if not content[:4096].strip() and not content.strip():
        raise UnreadableReturn(f"'{filename}' is empty. Save the sheet again as 'CSV UTF-8' and send that file.")
