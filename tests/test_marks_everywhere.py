"""Marks go through to every table and export, with what they mean, and never a number in the place of one."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from doubted import RULES, record, row, send
from impact import periods
from impact.cli import app, shared
from impact.cli.printing import NUMBERS, marks_of
from impact.marks import MARKS, legend_sentence, marks_in, replaces_number, shown, with_marks
from impact.screen.cards import Column, sheet_csv
from impact.sources import Sources

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SERVICES = tuple(one.id for one in RULES.services if sum(other.sector == one.sector for other in RULES.services) >= 3)
YEARS = ("2020-21", "2021-22", "2022-23", "2023-24", "2024-25")


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sources]:
    """A year apart each service was trained, provisionally the second time; two groups revised; one place estimated."""
    opened = record(tmp_path_factory.mktemp("record"))
    for service in SERVICES:
        then, now = (
            row(2 + at, "W01", 50 + at, 100, service_id=service, period=periods.parse(f"{year} Q2"), marker=marker)
            for at, (year, marker) in enumerate((("2025-26", ""), ("2026-27", "p r")))
        )
        few = row(4, "W02", 3, 40, service_id=service)
        groups = [
            row(at, "S01", 30, 40 + at, service_id=service, breakdown=name, marker="r" if at == 6 else "")
            for at, name in enumerate(("", "sex: women", "sex: men"), 5)
        ]
        groups[0] |= {"numerator": 70.0, "denominator": 110.0}
        send(opened, [then, now, few, *groups], content=service.encode())
    (home, england) = RULES.home.id, RULES.benchmark.id
    for at, year in enumerate(YEARS):
        rows = [
            row(2, "P03", 50 + at, 250, service_id=home, period=periods.parse(year), marker="e"),
            row(3, "P03", 5000, 20000, service_id=england, period=periods.parse(year), marker=""),
            row(4, "P03", 0, 0, service_id=RULES.areas[3].id, period=periods.parse(year))
            | {"marker": "x", "numerator": None, "denominator": None},
        ]
        send(opened, rows, content=year.encode(), sender="publisher", source={"publisher": "DfE"}, day=at)
    yield opened
    opened.engine.dispose()


def desk(monkeypatch: pytest.MonkeyPatch, sources: Sources, *words: str) -> str:
    for name in ("IMPACT_HOME", "IMPACT_FRAMEWORK", "IMPACT_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(shared, "now", lambda: NOW)
    home = Path(str(sources.engine.url.database)).parent
    result = CliRunner().invoke(app, [*words, "--home", str(home)])
    assert result.exit_code == 0, result.output
    return result.stdout


SAYS = [
    (("figures", "--indicator", "W01"), "51% [p][r]", "pr"),
    (("figures", "--indicator", "W02", "--scope", "service"), "[c]", "c"),
    (("trace", "--indicator", "W01"), "51 [p][r]", "pr"),
    (("trace", "--indicator", "W02", "--scope", "sector", "--of", "SEC2"), "[c]", "c"),
    (("trace", "--node", RULES.indicator["W01"].node), "51 [p][r]", "pr"),
    (("compare", "P03"), "[e]", "ex"),
    (("like-for-like", "W01"), "51% [p][r]", "pr"),
    (("equity", "S01"), "[r]", "r"),
]


@pytest.mark.parametrize(("words", "text", "marks"), SAYS)
def test_a_table_shows_the_marks_and_what_each_means(sources, monkeypatch, words, text, marks):
    said = desk(monkeypatch, sources, *words)

    assert text in said
    (legend,) = [line for line in said.splitlines() if line.startswith("Marks: ")]
    assert set(marks) <= set(marks_in(legend).split())
    assert all(MARKS[mark].meaning in legend for mark in marks)


@pytest.mark.parametrize(("words", "text", "marks"), SAYS)
def test_an_export_holds_the_marks_what_each_means_and_no_number_in_place_of_one(
    sources, monkeypatch, words, text, marks
):
    rows = list(csv.DictReader(io.StringIO(desk(monkeypatch, sources, *words, "--format", "csv"))))
    told = json.loads(desk(monkeypatch, sources, *words, "--format", "json"))

    assert set(marks) <= set(told["marks"]) <= set(MARKS)
    for one in (*rows, *told["rows"]):
        letters = one["marker"] or ""
        assert all(MARKS[mark].meaning in one["marks_mean"] for mark in letters.split())
        if replaces_number(letters):
            assert [one[name] for name in NUMBERS if one.get(name) not in (None, "", shown(letters))] == []


def test_changes_show_the_marks_of_a_figure_before_and_after(sources, monkeypatch):
    told = json.loads(desk(monkeypatch, sources, "changes", "--from", "2026-11-02", "--json"))

    after = {
        one["id"]: one["after"] for one in told["rows"] if one["what"] == "figure" and one["scope_kind"] == "whole"
    }
    assert after["W01"] == "51% [p][r]"
    assert {"p", "r"} <= set(told["marks"])


def test_a_screen_s_download_says_what_its_marks_mean():
    rows = [{"place": "Rochdale", "value": "20.9% [p]"}, {"place": "Bury", "value": "[c]"}]
    columns = [Column("place", "Place"), Column("value", "Value", number=True)]

    lines = list(csv.reader(io.StringIO(sheet_csv(rows, columns, "Demonstration data.").decode("utf-8-sig"))))

    assert lines[3:] == [[legend_sentence(["c", "p"])], ["Demonstration data."]]


@pytest.mark.parametrize(
    ("text", "marks", "said"),
    [("52.5%", "", "52.5%"), ("52.5%", "p r", "52.5% [p][r]"), ("", "c", "[c]"), ("[c]", "c", "[c]"), ("", "", "")],
)
def test_a_mark_stands_behind_the_number_or_in_its_place(text, marks, said):
    assert with_marks(text, marks) == said


@settings(deadline=None)
@given(st.lists(st.sampled_from(sorted(MARKS)), unique=True))
def test_the_marks_that_a_text_shows_are_read_from_it(marks):
    assert marks_in(with_marks("52.5%", " ".join(marks))) == " ".join(marks)
    assert marks_in(f"{shown(' '.join(marks))} [another] (c)") == " ".join(marks)


def test_a_legend_names_each_mark_once_in_the_order_of_the_list():
    assert legend_sentence(["p", "c p", ""]) == ("Marks: [c] hidden because it could show a person; [p] provisional.")
    assert legend_sentence(["", ""]) == ""


def test_a_row_s_marks_are_those_it_is_marked_with_and_those_its_texts_show():
    assert marks_of({"marker": "p", "value": "52% [p]", "before": "[c]", "lines": ["[x]"]}) == "c p"
    assert marks_of({"value": 5}) == ""
