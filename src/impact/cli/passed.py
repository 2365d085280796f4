"""What kept rows were held to before they were kept, as the commands that walk back print it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from impact.answers.passed import HeldTo
    from impact.store import Rulebook


def passed(held: "HeldTo") -> str:
    """What the rows passed, in a sentence."""
    from impact.words.lineage import passed_sentence

    contracts = [(one.sha256, len(one.rules)) for one in held.contracts]
    suites = [(f"{one.name} {one.version}", one.sha256, len(one.rules), many) for one, many in held.suites]
    return passed_sentence(contracts, suites, held.rows, held.unrecorded)


def row_passes(held: "HeldTo", row: "pd.Series") -> dict[str, Any]:
    """What one row passed in words, and the ids of the rules that asked about it when it was kept."""
    from impact.words.lineage import NOT_RECORDED, row_passed

    one = held.of_row.get(int(row["observation_id"]))
    said = row_passed(one.contract, one.suite, len(one.held), one.asked) if one else NOT_RECORDED
    return {
        "rules_passed": said,
        "suite_rules_passed": " ".join(one.held) if one else "",
        "rules_that_asked": " ".join(one.asked) if one else "",
    }


def rulebooks(held: "HeldTo") -> dict[str, Any]:
    """What JSON holds of it beside the rows: each rulebook with its rules in words."""
    books = [
        {
            "name": one.name,
            "version": one.version,
            "sha256": one.sha256,
            "rows": many,
            "rules": [{"rule": rule, "looked_for": said} for rule, said in _rules(one)],
        }
        for one, many in held.rulebooks
    ]
    return {"passed": passed(held), "rows_not_recorded": held.unrecorded, "rulebooks": books}


def rules_named(held: "HeldTo") -> Iterator[str]:
    """A paragraph for each rulebook that names its rules in words."""
    from impact.words.lineage import short_sha

    for one in held.contracts:
        said = "; ".join(words for _, words in _rules(one))
        yield f"The contract ({short_sha(one.sha256)}) refuses a row with any of these: {said}.\n"
    for one, _ in held.suites:
        said = " ".join(words for _, words in _rules(one))
        yield f"Suite {one.name} {one.version} ({short_sha(one.sha256)}) asks where any does not hold: {said}\n"


def _rules(book: "Rulebook") -> list[tuple[str, str]]:
    from impact.words.causes import CAUSES

    return [(rule, said or CAUSES.get(rule, rule)) for rule, said in book.rules.items()]
