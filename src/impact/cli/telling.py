"""What a check says to people: faults by cause, questions, doubts, what was set right by itself, what would change."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from impact.contract import FaultGroup
    from impact.intake import Receipt
    from impact.ledger import Choices
    from impact.tidy.understood import Understood

MOST_SAID = 5
"""Faults of one group that are printed for people; JSON and a marked file hold all of them."""


def said_of(receipt: "Receipt", choices: "Choices | None" = None) -> list[str]:
    """What a check says to people: the faults by group, the questions, the doubts, how the file was read.

    choices   what was chosen at the command line, so that an answer that is none can be named
    """
    from impact.words.causes import faults_sentence

    groups = receipt.problems.groups()
    lines = [faults_sentence(groups, receipt.filename)] if groups else []
    for group in groups:
        lines += _of_group(receipt, group)
    lines += _questions(receipt, choices.answers if choices and not choices.declined else {})
    lines += doubted(receipt)
    if not receipt.blocked:
        lines.append(f"{receipt.filename}: ready to send. {changes(receipt)}")
    return lines + set_right(receipt.understood)


def doubted(receipt: "Receipt") -> list[str]:
    """What is asked and does not stop a return, what was answered before, and what was signed off and lapses."""
    asked = [f"Worth a look. {doubt}" for doubt in receipt.doubts]
    return [*asked, *(one.sentence for one in receipt.answered), *(one.sentence for one in receipt.taken_back)]


def set_right(made: "Understood") -> list[str]:
    """What has to be known of how a file was read: remarks, and every kind of fix with what takes it back."""
    from impact.words.fixes import fix_line

    lines = [f"About the file. {remark}" for remark in made.remarks]
    if made.fix_groups:
        lines.append("Set right by itself; --leave with the name at the end of a line takes it back:")
    lines += [f"  {fix_line(group)} [{':'.join(filter(None, group.key))}]" for group in made.fix_groups[:_MOST_FIXES]]
    if len(made.fix_groups) > _MOST_FIXES:
        lines.append(f"  ... and {len(made.fix_groups) - _MOST_FIXES:,} more kinds; impact inspect says them all.")
    return lines


_MOST_FIXES = 30
"""Kinds of fixes that are printed: a wide sheet has one for each heading. Judgement."""


def changes(receipt: "Receipt") -> str:
    """How many rows are new, changed, the same, and not in it, in a line."""
    told = receipt.compared
    gone = f" {told.missing} that were known or sent last time are not in it." if told.missing else ""
    return f"Rows: {told.new} new, {told.changed} changed, {told.unchanged} the same as before.{gone}"


def _of_group(receipt: "Receipt", group: "FaultGroup") -> list[str]:
    """A group's faults one by one; once for all of them where each would say the same."""
    from impact.words.causes import group_sentence

    said = receipt.problems.of(group, MOST_SAID)
    if group.count == 1:
        return list(map(str, said))
    if len({problem.remedy for problem in receipt.problems.of(group, _COMPARED)}) == 1:
        return [f"{group_sentence(group)} {said[0].remedy}"]
    lines = [group_sentence(group), *map(str, said)]
    if group.count > MOST_SAID:
        lines.append(f"... and {group.count - MOST_SAID:,} more like these; --json or --marked FILE has them all.")
    return lines


_COMPARED = 200
"""Faults of a group that are compared before one sentence stands for all. Judgement."""


def _questions(receipt: "Receipt", answers: Mapping[str, str]) -> list[str]:
    """The questions, each with how to answer it; one that was answered by what is no answer to it says so."""
    from impact.tidy import as_problems

    lines = []
    for question, asked in zip(receipt.questions, as_problems(receipt.questions), strict=True):
        wrong = answers.get(question.id)
        lines.append(f"To answer. {asked.remedy}" + (f" '{wrong}' is no answer to it." if wrong is not None else ""))
    return lines
