"""What is wrong, said to the person who can mend it."""

from dataclasses import dataclass


class ImpactError(Exception):
    """Something anyone may meet; its message is fit to show and holds the remedy."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault or one doubt in a return, for its sender: where, what was found, what to do.

    line        physical line of the file as opened (1-based); None where it is about the whole file
    column      letter as a spreadsheet shows it ("F"); "" where it is about a whole row or file
    heading     the column's heading, "" if none
    found       the value as sent, shortened by whoever shows it
    remedy      one sentence: what is wrong and what to do
    rule        stable id of the rule, for counting and for tests
    blocks      True: nothing is kept until it is mended. False: a doubt; it asks and does not block.
    service_id  the service or area it is about, where all that it sent is doubted; else ""
    """

    rule: str
    remedy: str
    line: int | None = None
    column: str = ""
    heading: str = ""
    found: str = ""
    blocks: bool = True
    service_id: str = ""

    @property
    def place(self) -> str:
        """Where, in the words of a spreadsheet: 'Row 14, column F (numerator)'."""
        named = f"{self.column} ({self.heading})" if self.heading else self.column
        if self.line is None:
            return f"Column {named}" if self.column else "The file"
        return f"Row {self.line}, column {named}" if self.column else f"Row {self.line}"

    def __str__(self) -> str:
        return f"{self.place}: {self.remedy}"


def nearest(word: str, known: list[str] | tuple[str, ...]) -> str | None:
    """The known word that a misspelt one most likely means; None when nothing is close.

    One that only looks alike, with O for 0 or l for 1, is nearer than any other: 'W0l' means W01, not W10.
    """
    from difflib import get_close_matches

    folded = word.strip().casefold()
    by_folded = {name.casefold(): name for name in known}
    by_looks = {name.translate(_LOOK_ALIKE): name for name in by_folded}
    alike = by_looks.get(folded.translate(_LOOK_ALIKE))
    found = [alike] if alike else get_close_matches(folded, by_folded, n=1, cutoff=0.6)
    return by_folded[found[0]] if found else None


_LOOK_ALIKE = str.maketrans("oil", "011")
