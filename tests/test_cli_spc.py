"""Any analyst's table of values over time at a desk: what wobbles, what has changed, and what cannot be charted."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from impact.cli import app

SERVICES = """period,service,value,target,rebase,direction
2021-22 Q1,North,50,60,,higher
2021-22 Q2,North,52,,,
2021-22 Q3,North,49,,,
2021-22 Q4,North,51,45,,
2022-23 Q1,North,70,,a new form asks more,
2022-23 Q2,North,71,,,
2022-23 Q4,North,69,,,
2021-22 Q1,South,7,7,,lower
2021-22 Q2,South,7,,,
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def spc(folder: Path, content: str, *words: str, name: str = "q.csv") -> Result:
    file = folder / name
    file.write_text(content, encoding="utf-8")
    return CliRunner().invoke(app, ["spc", str(file), *words])


def read(folder: Path, content: str, *words: str) -> dict:
    result = spc(folder, content, *words, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def months(values: list, heading: str = "date,value", **columns: str) -> str:
    """A file of months from January 2020 on."""
    rows = [f"{2020 + at // 12}-{at % 12 + 1:02},{value}" for at, value in enumerate(values)]
    return "\n".join([heading, *rows, ""])


LOW_AT_LAST = [60, 55, 61, 56, 60, 57, 62, 50, 51, 50, 51, 50, 51, 50]


def test_each_series_has_a_sentence_and_each_point_a_row(folder):
    result = spc(folder, SERVICES)

    assert result.exit_code == 0
    first, begun, gap, south, *_ = result.output.splitlines()
    assert first.startswith("North: 69 in Jan to Mar 2023, ordinary ups and downs. Its target of 45 would be met as")
    assert begun == "  Limits begin anew in Apr to Jun 2022: a new form asks more."
    assert gap == "  Before Jan to Mar 2023 at least one quarter is missing: runs begin anew there."
    assert south.startswith("South: 7 in Jul to Sep 2021, the same as all that limits rest on.")
    assert "North   Jul to Sep 2021  52     50.5  44.29  56.71  2             60      common cause" in result.output
    assert result.output.rstrip().endswith("Limits by NHSRplotthedots 0.2.2 rules.")


def test_a_change_is_told_with_since_when(folder):
    result = spc(folder, months(LOW_AT_LAST), "--direction", "lower")

    assert "a change for the better (below the mean since August 2020: seven months)." in result.output


def test_json_holds_every_number_of_every_point_and_the_settings(folder):
    found = read(folder, SERVICES, "--profile", "mdc-2023")

    assert found["rules"] == "Limits by Making Data Count 2023 rules."
    assert (found["profile"]["name"], found["profile"]["screened"]) == ("mdc-2023", False)
    assert [one["assurance"] for one in found["series"]] == ["pass", "inconsistent"]
    first, second = found["points"][:2]
    assert (first["value"], first["moving_range"], second["moving_range"]) == (50, None, 2)
    assert {"mean", "lower", "upper", "rule", "shows", "since", "said", "stretch"} <= set(first)
    assert [point["target"] for point in found["points"][:5]] == [60, 60, 60, 45, 45]


def test_limits_can_be_fixed_and_begin_anew_from_the_command_line(folder):
    values = [*LOW_AT_LAST, 70]

    fixed = read(folder, months(values), "--fix-after", "12")
    begun = read(folder, months(values), "--rebase", "2020-08=a new form")

    assert len({point["mean"] for point in fixed["points"]}) == 1
    assert "They rest on the first 12 points of each stretch." in fixed["rules"]
    assert [point["stretch"] for point in begun["points"]] == [0] * 7 + [1] * 8
    assert begun["series"][0]["notes"] == ["Limits begin anew in August 2020: a new form."]


@pytest.mark.parametrize("rebase", ["2024-02-01", "1 February 2024", "February 2024", "yes"])
def test_a_rebase_is_a_date_a_period_or_a_yes_in_its_row(folder, rebase):
    found = read(folder, f"date,value,rebase\n2024-01-01,1,\n2024-02-01,2,{rebase}\n2024-03-01,3,\n")

    assert [point["stretch"] for point in found["points"]] == [0, 1, 1]
    assert found["series"][0]["notes"] == [
        "Limits begin anew in February 2024: no reason is recorded. Write what changed."
    ]


@pytest.mark.parametrize(
    ("dates", "kind"),
    [
        (["01/04/2024", "01/05/2024", "01/07/2024"], "month"),
        (["31 March 2024", "30 June 2024", "31 December 2024"], "quarter"),
        (["2024-06-03", "2024-06-10", "2024-06-24"], "week"),
        (["Autumn term 2023", "Spring term 2024", "Autumn term 2024"], "term"),
        (["2020-21", "2021-22", "2023-24"], "financial_year"),
        (["2024-06-03", "2024-06-05", "2024-06-24"], ""),
    ],
)
def test_the_step_is_seen_from_the_dates_and_what_it_lacks_splits_runs(folder, dates, kind):
    rows = "\n".join(f"{one},{value}" for one, value in zip(dates, (1, 2, 3), strict=True))

    points = read(folder, f"date,value\n{rows}\n")["points"]

    assert {point["kind"] for point in points} == {kind}
    assert [point["gap"] for point in points] == [False, False, bool(kind)]


def test_the_step_can_be_told(folder):
    daily = "date,value\n2024-06-03,1\n2024-06-04,2\n2024-06-06,3\n"

    assert [point["gap"] for point in read(folder, daily, "--every", "day")["points"]] == [False, False, True]


@pytest.mark.parametrize("cell", ["", "[c]", "x", "n/a", "-"])
def test_a_value_that_is_not_known_is_a_gap_and_never_nought(folder, cell):
    points = read(folder, months([10, cell, 12]))["points"]

    assert [point["value"] for point in points] == [10, None, 12]
    assert points[0]["mean"] == 11


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (months(["", "x"]), "The series: nothing is known yet, so nothing is said of change."),
        (months([5]), "The series: 5 in January 2020. Limits need at least two months in a row."),
        (months([-4, -6, -5]), "The series: −5 in March 2020, ordinary ups and downs."),
        (months(["85%", "84%"]), "The series: 84% in February 2020, ordinary ups and downs."),
        (months(['"1,204"', '"1,305"']), "The series: 1,305 in February 2020, ordinary ups and downs."),
    ],
)
def test_little_data_and_numbers_as_people_write_them_are_charted(folder, content, said):
    result = spc(folder, content)

    assert result.exit_code == 0
    assert result.output.startswith(said)


@pytest.mark.parametrize(
    ("content", "words", "said"),
    [
        ("", (), "'q.csv' is empty. Save the sheet again as 'CSV UTF-8' and send that file."),
        ("dates,value\n2024-01,1\n", (), "'q.csv' has no column 'date'. Is it 'dates'? Then rename that."),
        (
            "period,number of calls\n2024-01,1\n",
            (),
            "'q.csv' has no column 'value'. There are: 'period', 'number of calls'.",
        ),
        (
            "date,value\n2024-01,1\n2024-02,about 5\n",
            (),
            "Row 3, column B (value): 'about 5' is no number. Write digits, such as 1204 or 4.5, or leave it empty.",
        ),
        (
            "date,value\n2024-01,85%\n2024-02,0.84\n",
            (),
            "Row 3, column B (value): '0.84' stands among percentages. Write all with %.",
        ),
        (
            "date,value\n2024-01,1\n,2\n",
            (),
            "Row 3, column A (date) is empty. Write the date or the period of its value.",
        ),
        (
            "date,value\nsoon,1\n",
            (),
            "Row 2, column A (date): 'soon' is no date and no period. Write 2024-04-30, 2024-25 Q1 or April 2024.",
        ),
        (
            "date,value\nQ1 2024,1\n",
            (),
            "Row 2, column A (date): 'Q1 2024' can mean Apr to Jun 2024 (2024-25 Q1) or Jan to Mar 2024 (2023-24 Q4). "
            "Write it as in brackets.",
        ),
        ("date,value\n2024-25 Q1,1\nQ1 2024/25,2\n", (), "Rows 2 and 3 are both about Apr to Jun 2024. Keep one."),
        (
            "date,series,value\n2024-06-03,North,1\n3 June 2024,North,2\n",
            (),
            "Rows 2 and 3 are both about 3 Jun 2024 of North. Keep one.",
        ),
        (
            "date,value\n2024-25 Q1,1\n2024-09,2\n",
            (),
            "The series mixes kinds of period: row 2 is a quarter, row 3 is a month. Keep one kind in a series.",
        ),
        (
            "date,value\n13/04/2024,1\n05/14/2024,2\n",
            (),
            "Row 3, column A (date): '05/14/2024' has the month first and other dates the day. Write 2024-04-30.",
        ),
        (
            "date,value,rebase\n2024-01-01,1,2024-03-15\n2024-02-01,2,\n",
            (),
            "The series has no value on 15 Mar 2024, where limits were to begin anew. The nearest is 1 Feb 2024.",
        ),
        (
            months([1, 2]),
            ("--rebase", "2024-01=x"),
            "The series has no value in January 2024, where limits were to begin anew. The nearest is February 2020.",
        ),
        (
            "date,value,direction\n2024-01,1,sideways\n",
            (),
            "Row 2, column C (direction): 'sideways' is no direction. Write higher, lower or none.",
        ),
        (
            "date,value,direction\n2024-01,1,higher\n2024-02,1,lower\n",
            (),
            "Row 3, column C (direction): 'lower' stands beside 'higher' further up. Write one.",
        ),
        (
            months([1, 2]),
            ("--target", "much"),
            "'much' was given for the target and is no number. Write digits, such as 85.",
        ),
        (months([1, 2]), ("--fix-after", "5"), "Limits can be fixed after 12 points or more, not after 5."),
    ],
)
def test_what_cannot_be_charted_is_said_in_one_sentence(folder, content, words, said):
    result = spc(folder, content, *words)

    assert result.exit_code == 2
    assert result.output.strip() == said


def test_a_file_that_is_not_there_is_said_plainly(folder):
    result = CliRunner().invoke(app, ["spc", str(folder / "none.csv")])

    assert result.exit_code == 2
    assert result.output.startswith("There is no file")
