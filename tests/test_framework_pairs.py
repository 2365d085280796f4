"""Measures that are looked at together, and the rules of bright spots, as data of the framework."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from impact.framework import load
from impact.framework.lint import lint

BOROUGH = Path(__file__).resolve().parents[1] / "data" / "framework"
TODAY = date(2026, 11, 28)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return shutil.copytree(BOROUGH, tmp_path / "framework")


def test_a_pair_is_read_both_ways():
    framework = load(BOROUGH)

    assert framework.beside("S03") == ["S01"]
    assert framework.beside("S01") == ["S03"]
    assert framework.beside("S15") == ["S14", "S16"]
    assert framework.beside("L10") == []


def test_a_framework_may_have_no_pairs(folder):
    (folder / "pairs.csv").unlink()

    assert (load(folder).pairs, lint(folder, TODAY)) == ((), [])


def test_the_numbers_of_the_rule_are_data(folder):
    head = folder / "framework.toml"
    head.write_text(head.read_text(encoding="utf-8").replace("[words]", "[bright_rules]\nvalid_months = 12\n\n[words]"))

    assert (load(folder).bright_rules.valid_months, load(BOROUGH).bright_rules.valid_months) == (12, 18)


@pytest.mark.parametrize(
    ("line", "key", "remedy"),
    [
        ("S99,S01,", "row 7, indicator", "'S99' is not a known indicator. Did you mean 'S09'?"),
        ("S01,S9,", "row 7, beside", "'S9' is not a known indicator. Did you mean 'S09'?"),
        ("S06,S06,", "row 7, beside", "'S06' stands beside itself. Name another one."),
        ("S01,S03,", "row 7", "These two stand in an earlier row; a pair is read both ways. Delete this row."),
        (
            "S01,L10,",
            "row 7, beside",
            "L10 has no good direction, so a worsening of it cannot be seen. Name another one.",
        ),
    ],
)
def test_a_pair_that_cannot_be_is_said_with_what_to_do(folder, line, key, remedy):
    with (folder / "pairs.csv").open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")

    assert [(one.file, one.key, one.remedy) for one in lint(folder, TODAY)] == [("pairs.csv", key, remedy)]
