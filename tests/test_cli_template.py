"""A template at a desk: written where it is asked for, never over a file that is there, refused in one sentence."""

import csv
import io
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner, Result

from impact.cli import app, shared
from impact.columns import RETURN_COLUMNS
from impact.sources import adopt, open_sources
from records import BOROUGH, CHILDREN, NOW, small_record

LABEL = "Demonstration data: invented services"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("desk")
    sources = small_record(folder)
    adopt(sources, CHILDREN, NOW)
    sources.engine.dispose()
    return folder


@pytest.fixture(autouse=True)
def desk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    for name in ("IMPACT_HOME", "IMPACT_FRAMEWORK", "IMPACT_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(shared, "now", lambda: NOW)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def impact(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def lines(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_without_more_words_the_newest_return_that_is_due_is_written_as_a_workbook_here(home, desk):
    result = impact("template", "SV19", "--home", home)

    file = desk / "SV19_2026-27-Q2_template_demonstration.xlsx"
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines() == [
        f"{file.name}: 24 rows are expected of Social Housing Neighbourhood Teams for Jul to Sep 2026, by 30 Oct "
        "2026. Filling in takes about 85 minutes. The time is an estimate by the kinds of rows, not a measurement.",
        f"{LABEL}.",
    ]
    assert openpyxl.load_workbook(file)["Return"].max_row == 25


def test_a_name_ending_in_csv_gives_a_csv(home, desk):
    result = impact("template", "social housing neighbourhood teams", "Q1 2026/27", "--out", "q1.csv", "--home", home)

    rows = lines((desk / "q1.csv").read_bytes())
    assert result.exit_code == 0
    assert tuple(rows[0]) == RETURN_COLUMNS
    assert {(row["period"], row["service_id"], row["numerator"]) for row in rows} == {("2026-27 Q1", "SV19", "")}


def test_the_same_words_write_the_same_bytes(home, desk):
    for name in ("a.xlsx", "b.xlsx"):
        assert impact("template", "SV05", "--out", name, "--home", home).exit_code == 0

    assert (desk / "a.xlsx").read_bytes() == (desk / "b.xlsx").read_bytes()


def test_a_template_as_at_an_earlier_day_is_the_one_of_that_day(home, desk):
    result = impact("template", "SV01", "--as-at", "2025-01-20", "--home", home)

    assert result.exit_code == 0
    assert (desk / "SV01_2024-25-Autumn_template_demonstration.xlsx").exists()


def test_a_return_whose_period_still_runs_says_when_it_can_be_sent(home, desk):
    said = impact("template", "SV19", "2026-27 Q3", "--out", "q3.csv", "--home", home).stdout

    assert "The period ends on 31 Dec 2026: fill it in as you go, and send it after that day." in said


def test_the_dictionary_is_written_as_csv(home, desk):
    result = impact("template", "SV19", "--dictionary", "--home", home)

    rows = lines((desk / "SV19_dictionary_demonstration.csv").read_bytes())
    assert result.stdout.startswith("SV19_dictionary_demonstration.csv: everything that Social Housing")
    assert {row["label"] for row in rows} == {LABEL}
    assert "W01" in [row["id"] for row in rows]


def test_a_file_that_is_there_is_never_written_over(home, desk):
    (desk / "filled.csv").write_text("my work")

    result = impact("template", "SV19", "--out", "filled.csv", "--home", home)

    assert (result.exit_code, (desk / "filled.csv").read_text()) == (2, "my work")
    assert result.stderr == (
        "'filled.csv' is there already and may have been filled in. Name another file with --out.\n"
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["SV99"], "There is no service 'SV99'. Did you mean SV19 (Social Housing Neighbourhood Teams)?"),
        (["SV19", "soon"], "'soon' is no period. Write it as in a return, such as 2025-26 Q3 or Q3 2025/26."),
        (
            ["SV01", "2026-27-Q1"],
            "There is no template for 2026-27 Q1: Early Years Settings Network sends a return every school term, "
            "and the nearest is 2025-26 Summer.",
        ),
        (["SV19", "--out", "q.txt"], "'q.txt' cannot be written. End the name after --out with .xlsx or .csv."),
        (
            ["SV19", "--dictionary", "--out", "q.xlsx"],
            "'q.xlsx' cannot be written. End the name after --out with .csv.",
        ),
        (
            ["SV19", "--out", "nowhere/q.csv"],
            "'nowhere/q.csv' cannot be used: No such file or directory. Check its name and who may use it.",
        ),
        (
            ["E08000005", "--framework", "england-children"],
            "No return is asked of Rochdale: every figure here is taken from what others publish.",
        ),
        (
            ["E08000005", "--dictionary", "--framework", "england-children"],
            "No return is asked of Rochdale: every figure here is taken from what others publish.",
        ),
    ],
)
def test_what_cannot_be_had_is_answered_in_one_sentence(home, desk, words, said):
    result = impact("template", *words, "--home", home)

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"{said}\n"
    assert list(desk.iterdir()) == []


def test_a_template_can_be_had_before_anything_was_ever_sent(desk, tmp_path_factory):
    folder = tmp_path_factory.mktemp("new")
    sources = open_sources(folder)
    adopt(sources, BOROUGH, NOW)
    sources.engine.dispose()

    result = impact("template", "SV19", "--out", "first.csv", "--home", folder)

    assert result.exit_code == 0
    assert {row["period"] for row in lines((desk / "first.csv").read_bytes())} == {"2026-27 Q2"}


def test_help_says_the_exit_codes():
    assert "Exit codes: 0 written, 2 something asked for is not known" in " ".join(
        impact("template", "--help").output.replace("│", " ").split()
    )
