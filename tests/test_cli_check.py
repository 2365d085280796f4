"""A file is checked and inspected at a desk: every fault, question and fix is said, and nothing is kept."""

import io
import json
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner, Result

from impact import store
from impact.cli import app, shared
from impact.cli.shared import BOROUGH
from records import NOW, small_record

HEAD = "period,service_id,indicator_id,breakdown,numerator,denominator,value,note\n"
W01, W13 = "2026-27 Q2,SV19,W01,,37,82,,\n", "2026-27 Q2,SV19,W13,,18,82,,\n"
"""Two rows of a return that the record holds already."""
CLEAN = HEAD + W01 + W13
FAULTS = HEAD + W01.replace("37", "97") + W13.replace("18", "three") + W01.replace("W01,,37", "S01,,four")
DOUBTS = HEAD + "2026-27 Q2,SV05,S01,,9,9000,,\n"
ASKED = CLEAN.replace("37", "*")
EMPTY = ""
MESSY = Path(__file__).resolve().parents[2] / "shared" / "data" / "real" / "messy"


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("desk")
    small_record(folder).engine.dispose()
    return folder


@pytest.fixture(autouse=True)
def desk(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("IMPACT_HOME", "IMPACT_FRAMEWORK", "IMPACT_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    for place in ("impact.cli.shared.now", "impact.cli.checking.now", "impact.cli.returns.now"):
        monkeypatch.setattr(place, lambda: NOW)


@pytest.fixture
def impact(record: Path, tmp_path: Path) -> Iterator:
    """Runs a command on files of these texts, q1.csv, q2.csv and so on, with whatever else is said."""

    def run(command: str, *files: str | bytes | Path, more: tuple[object, ...] = ()) -> Result:
        paths = [file if isinstance(file, Path) else tmp_path / f"q{place}.csv" for place, file in enumerate(files, 1)]
        for path, file in zip(paths, files, strict=True):
            if not isinstance(file, Path):
                path.write_bytes(file if isinstance(file, bytes) else file.encode())
        return CliRunner().invoke(app, [command, *map(str, paths), *map(str, more), "--home", str(record)])

    before = kept(record)
    yield run
    assert kept(record) == before


def kept(record: Path) -> int:
    sources = shared.sources_in(record)
    found = len(store.submissions(sources.engine, BOROUGH))
    sources.engine.dispose()
    return found


def lines(result: Result) -> list[str]:
    return result.stdout.splitlines()


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ([CLEAN], 0),
        ([FAULTS], 1),
        ([ASKED], 1),
        ([EMPTY], 2),
        ([DOUBTS], 3),
        ([CLEAN, DOUBTS], 3),
        ([CLEAN, DOUBTS, FAULTS], 1),
        ([FAULTS, EMPTY, CLEAN], 2),
        ([CLEAN, CLEAN], 0),
    ],
)
def test_the_exit_code_is_that_of_the_file_that_needs_most(impact, files, code):
    result = impact("check", *files)

    assert result.exit_code == code
    assert result.exception is None or isinstance(result.exception, SystemExit)


def test_several_files_are_told_one_after_the_other_and_summed_up(impact):
    result = impact("check", CLEAN, FAULTS, EMPTY, DOUBTS)

    assert lines(result)[-1] == (
        "4 files: 1 ready to send, 1 with doubts only, 1 to be mended, 1 that could not be read."
    )
    assert lines(result)[0].startswith("q1.csv: ready to send.")
    assert "'q3.csv' is empty. Save the sheet again as 'CSV UTF-8' and send that file." in result.stdout


def test_every_fault_is_said_with_its_cell(impact):
    result = impact("check", FAULTS)

    assert lines(result)[:4] == [
        "3 things have to be mended before 'q1.csv' can be sent, in 2 groups. Nothing was kept.",
        "Row 2, column E (numerator): 97 is more than the 82 in column F (denominator). Check which of the two is the "
        "total.",
        "2 cells in column E (numerator): words where a number belongs. Rows 3 and 4.",
        "Row 3, column E (numerator): 'three' is not a number. Write digits only, with a point for decimals, such as "
        "12 or 3.5.",
    ]


def test_faults_that_say_the_same_are_said_once_and_of_many_the_first(impact):
    same = HEAD + "".join(f"soon,SV05,W01,{place},9,12,,\n" for place in range(30))
    other = HEAD + "".join(f"2026-27 Q2,SV05,W01,g{place},word{place},12,,\n" for place in range(30))

    assert lines(impact("check", same))[1] == (
        "30 cells in column A (period): not a period. Rows 2, 3, 4, 5, 6 and more. 'soon' is not a period. Write it as "
        "in 2025-26 Q3 or Q3 2025/26."
    )
    told = lines(impact("check", other))
    assert len(told) == 8
    assert told[-1] == "... and 25 more like these; --json or --marked FILE has them all."


def test_as_json_every_fault_is_there_with_how_the_file_was_read(impact):
    result = impact("check", FAULTS, EMPTY, more=("--json",))

    found = json.loads(result.stdout, parse_constant=pytest.fail)
    faults, unread = found["files"]
    assert found["summary"] == {"files": 2, "clean": 0, "faults": 1, "unreadable": 1, "doubts": 0}
    assert (unread["outcome"], unread["exit_code"], unread["said"][:17]) == ("unreadable", 2, "'q2.csv' is empty")
    assert (faults["file"], faults["outcome"], faults["exit_code"], len(faults["sha256"])) == (
        "q1.csv",
        "faults",
        1,
        64,
    )
    assert [(one["rule"], one["line"], one["column"], one["found"]) for one in faults["problems"]] == [
        ("over-the-total", 2, "E", "97"),
        ("not-a-number", 3, "E", "three"),
        ("not-a-number", 4, "E", "four"),
    ]
    assert [(one["cause"], one["count"]) for one in faults["groups"]] == [
        ("over-the-total", 1),
        ("not-a-number/words", 2),
    ]
    assert faults["understood"]["data_rows"] == {"first": 2, "last": 4, "count": 3}


def test_as_json_questions_doubts_and_changes_are_there(impact):
    asked, doubted = json.loads(impact("check", ASKED, DOUBTS, more=("--json",)).stdout)["files"]
    (clean,) = json.loads(impact("check", CLEAN, more=("--json",)).stdout)["files"]

    assert [(one["id"], one["line"], one["column"]) for one in asked["questions"]] == [("symbol:*", 2, "E")]
    assert {one["blocks"] for one in doubted["doubts"]} == {False}
    assert clean["rows"]["new"] + clean["rows"]["changed"] + clean["rows"]["unchanged"] == 2
    assert clean["consequences"]


def test_a_question_says_how_to_answer_it_and_an_answer_that_is_none_is_said(impact):
    (line,) = lines(impact("check", ASKED))
    wrong = lines(impact("check", ASKED, more=("--answer", "symbol:*=maybe")))[0]
    right = impact("check", ASKED, more=("--answer", "symbol:*=c"))

    assert line.startswith("To answer. '*' stands in place of a number in E2. What does it mean?")
    assert "--answer symbol:*=c (c: hidden because it could show a person)" in line
    assert wrong == f"{line} 'maybe' is no answer to it."
    assert right.exit_code in (0, 3)


SET_RIGHT = CLEAN.replace("37,82", '37,"1,200"').replace("SV19,W13", "sv 19,W13") + ",,Total,,12,24,,\n"


def test_what_was_set_right_is_listed_with_its_rows_and_what_takes_it_back(impact):
    result = impact("check", SET_RIGHT)

    start = lines(result).index("Set right by itself; --leave with the name at the end of a line takes it back:")
    assert lines(result)[start + 1 : start + 4] == [
        "  The file: rows left out as totals: 'Total' (row 4). [total-row]",
        "  Column B (service_id): ids spelt as in the framework: 'sv 19', now 'SV19' (row 3). [id-spelling:B]",
        "  Column F (denominator): commas or spaces between thousands taken out: '1,200', now '1200' (row 2). "
        "[thousands:F]",
    ]


@pytest.mark.parametrize(
    ("leave", "place"),
    [("thousands:F", "Row 2, column F"), ("id-spelling:b", "Row 3, column B"), ("total-row", "Row 4, column A")],
)
def test_what_is_left_stays_as_found(impact, leave, place):
    result = impact("check", SET_RIGHT, more=("--leave", leave))

    assert result.exit_code == 1
    assert place in result.stdout
    assert f"[{leave.split(':')[0]}" not in result.stdout


@pytest.mark.parametrize("command", ["check", "inspect", "submit"])
@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--leave", "thousand:F"), "There is no fix called 'thousand'. Did you mean 'thousands'?"),
        (("--leave", "qqqq"), "There is no fix called 'qqqq'. 'impact inspect FILE' lists those of a file."),
        (("--answer", "heading:E"), "Write --answer as QUESTION=ANSWER; 'heading:E' has no '='."),
    ],
)
def test_a_choice_that_names_nothing_is_answered_in_a_sentence(impact, command, more, said):
    result = impact(command, CLEAN, more=more)

    assert result.exit_code == 2
    assert result.stderr.startswith(said)


@pytest.mark.parametrize("command", ["check", "inspect", "submit"])
@pytest.mark.parametrize(
    ("file", "more", "said"),
    [
        (CLEAN, ("--sheet", "Return"),
         "'q1.csv' is a text file and has no sheet 'Return'. Leave the sheet out, or send the workbook."),
        (CLEAN, ("--answer", "heading:Z=note"),
         "There is no question 'heading:Z' about 'q1.csv', and none at all. Leave --answer out."),
        (ASKED, ("--answer", "symbl:*=c"),
         "There is no question 'symbl:*' about 'q1.csv'. Did you mean 'symbol:*'? Asked is 'symbol:*': name one of "
         "them, or leave it out."),
        (ASKED, ("--answer", "symbol:*=c", "--answer", "service=SV05"),
         "There is no question 'service' about 'q1.csv'. Asked is 'symbol:*': name one of them, or leave it out."),
    ],
)  # fmt: skip
def test_a_choice_that_is_not_in_the_file_is_said_and_nothing_is_done(impact, command, file, more, said):
    result = impact(command, file, more=more)

    assert result.exit_code == 2
    assert (result.stderr or result.stdout) == f"{said}\n"


def test_a_sheet_or_an_answer_for_one_of_several_files_is_taken_for_that_file(impact):
    answered = impact("check", CLEAN, ASKED, more=("--answer", "symbol:*=c", "--json"))
    of_none = impact("check", CLEAN, ASKED, more=("--answer", "symbol:z=c"))
    unread = impact("check", EMPTY, more=("--answer", "symbol:z=c"))

    assert [one["outcome"] in ("clean", "doubts") for one in json.loads(answered.stdout)["files"]] == [True, True]
    assert of_none.exit_code == 2
    assert of_none.stderr.startswith("There is no question 'symbol:z' about these files. Did you mean 'symbol:*'?")
    assert unread.stdout.startswith("'q1.csv' is empty.")


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("period,service_id,indicator_id,Reply\n2026-27 Q2,SV05,W01,*\n", ["symbol:*=c", "heading:D=numerator"]),
        (CLEAN.replace("2026-27 Q2", "14/07/2026"), ["date-order:A=day-first"]),
        (CLEAN, ["heading:H=ignore"]),
    ],
)
def test_an_answer_that_is_asked_only_after_another_or_says_what_was_found_otherwise_is_taken(impact, text, answers):
    result = impact("inspect", text, more=tuple(word for one in answers for word in ("--answer", one)))

    assert (result.exit_code, result.stderr) == (0, "")


def test_as_json_each_changed_row_has_old_beside_new(impact):
    (told,) = json.loads(impact("check", CLEAN.replace("37,82", "38,82"), more=("--json",)).stdout)["files"]

    (row,) = told["changed_rows"]
    assert told["rows"]["changed"] == 1
    assert (row["line"], row["cell"], row["service_id"], row["indicator_id"]) == (2, "E2", "SV19", "W01")
    assert (row["period"], row["period_start"], row["changed"]) == ("2026-27 Q2", "2026-07-01", ["numerator"])
    assert (row["before"]["numerator"], row["now"]["numerator"]) == (37, 38)
    assert row["before"] == {**row["now"], "numerator": 37}


def test_what_has_to_be_known_of_the_file_is_said_with_its_faults(impact):
    result = impact("check", CLEAN.replace(",37,", ",97,").replace(",,\n", ",,\u2019tis\n").encode("cp1252"))

    assert lines(result)[-1] == (
        "About the file. The file is not UTF-8, so it was read as Windows-1252, which is a guess. Check the first "
        "character that depends on it: '’' in row 2. If it is wrong, save the sheet again as 'CSV UTF-8'."
    )


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_file_comes_back_marked(impact, tmp_path, ending):
    out = tmp_path / f"back.{ending}"

    result = impact("check", FAULTS, more=("--marked", out))

    assert (result.exit_code, lines(result)[-1]) == (
        1,
        f"{out}: the file with everything that is said above in its cells.",
    )
    if ending == "csv":
        head, first, *_ = out.read_text(encoding="utf-8-sig").splitlines()
        assert head.endswith("fault_codes,what_to_do")
        assert "over-the-total" in first
    else:
        sheet = openpyxl.load_workbook(io.BytesIO(out.read_bytes())).worksheets[0]
        assert "fault_codes" in [cell.value for cell in sheet[1]]
    assert impact("check", out).exit_code == 1


def test_a_marked_file_is_written_beside_the_file_and_never_over_it(impact, tmp_path):
    over = impact("check", FAULTS, more=("--marked", tmp_path / "q1.csv"))
    several = impact("check", FAULTS, CLEAN, more=("--marked", tmp_path / "back.csv"))
    other = impact("check", FAULTS, more=("--marked", tmp_path / "back.pdf"))

    assert [result.exit_code for result in (over, several, other)] == [2, 2, 2]
    assert over.stderr.endswith("is the file itself. Name another file with --marked, so that it stays as it is.\n")
    assert several.stderr == "--marked takes one file at a time. Name one file, or leave --marked out.\n"
    assert other.stderr == "A marked file is a .csv or an .xlsx, not a .pdf. Name it so.\n"
    assert (tmp_path / "q1.csv").read_text() == FAULTS


def test_inspect_says_how_a_file_was_read(impact):
    text = (
        "Housing\n;;\nQuarter;Service;Measure;Num;How many;Denom;Comments\nQ2 26/27;SV05;W01;9;7;12;\nTotal;;;9;7;12;\n"
    )

    result = impact("inspect", text.replace("\n", "\r\n"))

    assert (result.exit_code, lines(result)) == (
        0,
        [
            "q1.csv:",
            "  Text in utf-8, cells kept apart by semicolons, lines ended as on Windows (CRLF).",
            "  Headings in row 3; 1 row of data, from row 4 to row 4.",
            "  Column A: 'Quarter', taken as period",
            "  Column B: 'Service', taken as service_id",
            "  Column C: 'Measure', taken as indicator_id",
            "  Column D: 'Num', taken as numerator",
            "  Column E: 'How many', not known yet",
            "  Column F: 'Denom', taken as denominator",
            "  Column G: 'Comments', taken as note",
            "  The file: rows above the headings left out as titles: 'Housing' (row 1).",
            "  The file: rows left out as totals: 'Total' (row 5).",
            "  Column A (Quarter): a heading known by another word for it: 'Quarter', now 'period'.",
            "  Column A (Quarter): periods spelt as in the template: 'Q2 26/27', now '2026-27 Q2' (row 4).",
            "  Column B (Service): a heading known by another word for it: 'Service', now 'service_id'.",
            "  Column C (Measure): a heading known by another word for it: 'Measure', now 'indicator_id'.",
            "  Column D (Num): a heading known by another word for it: 'Num', now 'numerator'.",
            "  Column F (Denom): a heading known by another word for it: 'Denom', now 'denominator'.",
            "  Column G (Comments): a heading known by another word for it: 'Comments', now 'note'.",
        ],
    )


def test_inspect_says_what_columns_of_figures_hold(impact):
    text = "service_id,indicator_id,2026-27 Q1,2026-27 Q2,Remark\nSV05,S07,3,4,\n"

    found = json.loads(impact("inspect", text, more=("--json",)).stdout)

    assert [one["is"] for one in found["columns"]] == ["service_id", "indicator_id", "value", "value", "note"]


def test_inspect_names_the_rows_that_do_not_fit(impact):
    result = impact("inspect", CLEAN + W01.replace(",,\n", ",,,1,2\n"))

    assert lines(result)[-2:] == [
        "  1 row does not fit and is not among the rows of data:",
        "    Row 4: This row has 10 cells under 8 headings. If a note or a number holds the separator, put that cell "
        "in quotation marks or take the separator out.",
    ]


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (EMPTY, "'q1.csv' is empty."),
        (b"%PDF-1.7", "'q1.csv' is a PDF document,"),
        (Path("nowhere.csv"), "There is no file 'nowhere.csv'."),
        (Path(), "'.' is a folder. Name one file in it."),
    ],
)
def test_what_cannot_be_inspected_is_said_with_exit_code_2(impact, file, said):
    result = impact("inspect", file)

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(said)


needs_messy = pytest.mark.skipif(
    not MESSY.is_dir(), reason="The publishers' files are not here: put them in ../shared/data/real."
)


@needs_messy
def test_inspect_reads_a_table_with_three_rows_of_headings_as_its_facts_say(impact):
    found = json.loads(impact("inspect", MESSY / "sfr_2013_LA10_absence_cla.csv", more=("--json",)).stdout)

    assert (found["encoding"], found["line_ends"], found["delimiter"]) == ("utf-8 with BOM", "CRLF", ",")
    assert (found["header_rows"], found["data_rows"]) == ([5, 6, 7], {"first": 9, "last": 181, "count": 164})
    assert [one["letter"] for one in found["columns"][:3]] == ["A", "C", "E"]
    assert found["columns"][-1]["heading"] == (
        "2013 (6 terms)3 / Percentage of looked after children classed as persistent absentees8"
    )
    assert [(one["rule"], one["lines"], one["count"]) for one in found["fixes"]] == [
        ("title-row", [1, 2, 3], 3),
        ("footnote-row", [183, 184, 185, 186, 187], 15),
    ]
    assert found["not_a_return"].startswith("The headings period, service_id and indicator_id are needed in one row")


@needs_messy
def test_inspect_reports_every_row_of_the_payments_that_lost_a_separator(impact):
    found = json.loads(impact("inspect", MESSY / "lambeth_payments_2012_06_cyps_subset.csv", more=("--json",)).stdout)

    misfits = found["rows_that_do_not_fit"]
    assert (found["header_rows"], found["data_rows"]["count"], len(misfits)) == ([10], 615, 184)
    assert (misfits[0]["line"], misfits[0]["column"], misfits[0]["found"]) == (25, "D", "07/06/2012784")
    assert [one["rule"] for one in found["fixes"]] == ["title-row", "total-row", "footnote-row"]


@needs_messy
@pytest.mark.parametrize("path", sorted(MESSY.glob("*")), ids=lambda path: path.name)
def test_every_file_of_a_publisher_is_answered_in_a_sentence(impact, path):
    result = impact("check", path)

    assert result.exit_code in (1, 2)
    assert isinstance(result.exception, SystemExit)
    assert result.stdout.startswith(("The headings ", "1 thing has to be mended"))


def test_what_a_heading_means_is_answered_once_and_remembered_for_the_next_file(tmp_path):
    home, asked = tmp_path / "home", HEAD.replace("numerator", "How many did")
    first, second = tmp_path / "q1.csv", tmp_path / "q2.csv"
    first.write_text(asked + W01.replace("Q2", "Q1") + W13.replace("Q2", "Q1"))
    second.write_text(asked + W01 + W13)

    def run(*words: object) -> Result:
        return CliRunner().invoke(app, [*map(str, words), "--home", str(home)])

    before, sent = run("check", second), run("submit", first, "--answer", "heading:E=numerator")
    after = run("check", second)

    assert [result.exit_code for result in (before, sent)] == [1, 0]
    assert "--answer heading:E=numerator (The numerator: how many did)" in before.stdout
    named = "Column E (How many did): a heading taken {}: 'How many did', now 'numerator'. [{}:E]"
    assert f"  {named.format('as its sender said', 'heading-answered')}" in lines(sent)
    assert after.exit_code in (0, 3)
    assert f"  {named.format('as it was the time before', 'heading-remembered')}" in lines(after)
    assert run("check", second, "--leave", "heading-remembered:E").exit_code == 1
