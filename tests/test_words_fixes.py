"""Every rule by which something is set right by itself has words that its sender can read."""

import ast
import re
from pathlib import Path

import pytest

from impact.ledger import FixGroup
from impact.reading import aside
from impact.words.fixes import LEFT_OUT, RULES, fix_line, fix_sentence, rule_text

SOURCE = Path(__file__).resolve().parents[1] / "src" / "impact"
NO_RULES = {
    *("too-many-cells", "too-few-cells", "unknown-column", "no-figures"),  # faults, which their senders mend
    *("date-order", "turned-dates", "as-written", "as-found", "thousands-point"),  # questions and answers
    "yyyy-mm-dd",
}
"""Words with a hyphen in the reader that name no rule of the ledger."""


def rules_of_the_reader() -> dict[str, str]:
    """Every text like a rule's name in reading and tidy -> the file it stands in."""
    found = {}
    for folder in ("reading", "tidy"):
        for file in (SOURCE / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_bytes())):
                text = node.value if isinstance(node, ast.Constant) else None
                if isinstance(text, str) and re.fullmatch(r"[a-z]+(-[a-z]+)+", text) and text not in NO_RULES:
                    found[text] = file.name
    return found


def test_every_rule_of_the_reader_has_words():
    lacking = {rule: file for rule, file in rules_of_the_reader().items() if rule not in RULES}

    assert lacking == {}, "give these words in src/impact/words/fixes.py, or name them in NO_RULES"


def test_no_words_are_kept_for_a_rule_that_is_gone():
    named = "\n".join(file.read_text() for folder in ("reading", "tidy") for file in (SOURCE / folder).rglob("*.py"))

    assert [rule for rule in RULES if f'"{rule}"' not in named] == []


def test_a_rule_without_words_is_told_by_its_name():
    assert rule_text("something-quite-new") == "something quite new"


@pytest.mark.parametrize(
    ("group", "said"),
    [
        (FixGroup("thousands", "E", "numerator", 12, (2, 3), "1,234", "1234"),
         "Column E (numerator): commas or spaces between thousands taken out, 12 times, such as '1,234', now '1234'."),
        (FixGroup("thousands", "E", "", 1, (2,), "1,234", "1234"),
         "Column E: commas or spaces between thousands taken out: '1,234', now '1234'."),
        (FixGroup("total-row", "", "", 1, (9,), "Total", "left out"),
         "The file: rows left out as totals: 'Total'."),
        (FixGroup("title-row", "", "", 2, (1, 2), "Hubs", "left out"),
         "The file: rows above the headings left out as titles, 2 times, such as 'Hubs'."),
        (FixGroup("period-for-all", "", "", 1, (), "", "2025-26 Q1"),
         "The file: one period for all rows, as answered: '2025-26 Q1'."),
        (FixGroup("blank-sign", "G", "n", 1, (4,), "-", ""),
         "Column G (n): signs for nothing made empty cells: '-', now ''."),
    ],
)  # fmt: skip
def test_a_fix_in_a_line(group, said):
    assert fix_sentence(group) == said


def test_what_the_reader_calls_left_out_is_told_as_that():
    assert aside.LEFT_OUT == LEFT_OUT


@pytest.mark.parametrize(
    ("count", "lines", "said"),
    [
        (1, (30,), "The file: rows left out as totals: 'Total' (row 30)."),
        (2, (1, 1_030), "The file: rows left out as totals, 2 times, such as 'Total' (rows 1, 1,030)."),
        (9, (1, 3), "The file: rows left out as totals, 9 times, such as 'Total' (rows 1, 3 and more)."),
        (1, (), "The file: rows left out as totals: 'Total'."),
    ],
)
def test_a_fix_may_be_told_with_its_rows(count, lines, said):
    assert fix_line(FixGroup("total-row", "", "", count, lines, "Total", LEFT_OUT)) == said
