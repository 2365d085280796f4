"""Which rules a kept row has passed: nothing of a return is kept while one of them is broken."""

import hashlib
from datetime import date
from functools import cache
from pathlib import Path

from impact.contract.people import PERSON_RULES
from impact.contract.rules_number import number_rules
from impact.contract.rules_row import row_rules
from impact.contract.rules_what import what_rules
from impact.framework.models import Framework


def rules_passed(framework: Framework, day: date) -> tuple[str, ...]:
    """The ids of every rule of the contract that a row taken in on a day is held to, each once, in their order."""
    rules = [one.id for one in (*what_rules(framework, day), *row_rules(), *number_rules())]
    return tuple(dict.fromkeys((*rules, *PERSON_RULES)))


@cache
def as_written() -> str:
    """The SHA-256 of the contract as it is written: all its modules and lists of words, in the order of their names.

    Any change of a rule changes it, and so does a change of its words; how a system ends lines does not.
    """
    digest = hashlib.sha256()
    for file in sorted((*_HERE.glob("*.py"), *_HERE.glob("*.txt"))):
        digest.update(f"{file.name}\n".encode() + file.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


_HERE = Path(__file__).resolve().parent
