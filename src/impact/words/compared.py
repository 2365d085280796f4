"""A return beside what was known before, in a sentence: what is new, what changes, and what is not in it."""

from impact.words.consequences import many
from impact.words.numbers import upper_first


def compared_sentence(new: int, changed: int, unchanged: int) -> str:
    """What a return brings: '3 rows are new, 1 row changes and 26 rows stay as they are.'"""
    said = [
        f"{many(new, 'row')} {'are' if new > 1 else 'is'} new",
        f"{many(changed, 'row')} {'change' if changed > 1 else 'changes'}",
        f"{many(unchanged, 'row')} {'stay as they are' if unchanged > 1 else 'stays as it is'}",
    ]
    return upper_first(f"{', '.join(said[:-1])} and {said[-1]}.")


def missing_sentence(known: int, last_time: int) -> str:
    """What a return does not hold; "" where nothing is missed.

    known      rows known for its services and periods already
    last_time  rows sent for the period before
    """
    said = []
    if known:
        told = (
            "are not in this return and stay as they are" if known > 1 else "is not in this return and stays as it is"
        )
        said.append(f"{many(known, 'row')} known for the same period {told}: nothing is deleted.")
    if last_time:
        told = (
            "were sent for the period before and are not sent now"
            if last_time > 1
            else ("was sent for the period before and is not sent now")
        )
        said.append(f"{many(last_time, 'row')} {told}.")
    return " ".join(said)
