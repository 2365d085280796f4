"""What a return was held to before it is kept: the contract, and the plausibility suites that were run."""

import hashlib
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from impact.contract.passed import as_written, rules_passed
from impact.framework import Framework
from impact.plausibility import Judged, Outcome
from impact.store import Passage, Rulebook

CONTRACT = "contract"
"""What the contract is called in the record; a suite has the name it gives itself."""


def passages(rules: Framework, day: date, judged: Judged, suites: Path) -> tuple[Passage, ...]:
    """The contract, whose every rule each row keeps, and each suite with what its expectations made of the rows.

    suites   the folder of the suites that were run; there is none of them where nobody was there to answer
    """
    contract = Rulebook(CONTRACT, "", as_written(), dict.fromkeys(rules_passed(rules, day), ""))
    names = dict.fromkeys((one.suite, one.version) for one in judged.outcomes)
    return (Passage(contract), *(_passage(judged, *name, suites) for name in names))


def _passage(judged: Judged, suite: str, version: str, suites: Path) -> Passage:
    ours = [one for one in judged.outcomes if one.suite == suite]
    sha256 = hashlib.sha256((suites / f"{suite}.json").read_bytes().replace(b"\r\n", b"\n")).hexdigest()
    of_rule = {id: [one for one in ours if one.rule == id] for id in dict.fromkeys(one.rule for one in ours)}
    book = Rulebook(suite, version, sha256, {id: " ".join(one.holds for one in some) for id, some in of_rule.items()})
    return Passage(book, {id: _outcome(some) for id, some in of_rule.items()})


def _outcome(some: Sequence[Outcome]) -> tuple[int, int]:
    """What came of one rule, which may look twice: rows that could be judged, and rows that were asked about."""
    return max(one.judged for one in some), sum(one.unusual for one in some)
