"""The same answers at a desk: plain sentences, exit codes that hold, and nothing kept by mistake."""

import csv
import io
import json
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from impact import store
from impact.cli import app, shared
from impact.cli.printing import as_csv
from impact.sources import Sources
from records import BOROUGH, DATA, NOW, small_record, trimmed

HEAD = "period,service_id,indicator_id,numerator,denominator,value,note"
LABEL = "Demonstration data: invented services"
FRAMEWORK = "trauma-informed-borough"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("desk")
    small_record(folder).engine.dispose()
    return folder


@pytest.fixture(autouse=True)
def desk(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("IMPACT_HOME", "IMPACT_FRAMEWORK", "IMPACT_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(shared, "now", lambda: NOW)
    monkeypatch.setattr("impact.cli.returns.now", lambda: NOW)


def impact(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def said(result: Result) -> str:
    """All that was said, on one line."""
    return " ".join(re.sub("[│╭╰─╮╯]", " ", result.output).split())


def kept(folder: Path) -> int:
    sources = shared.sources_in(folder)
    found = len(store.submissions(sources.engine, FRAMEWORK))
    sources.engine.dispose()
    return found


ASKED = ("--indicator", "S01", "--scope", "sector", "--of", "SEC6", "--period", "2026-27 Q2")


def test_a_figure_is_shown_with_its_interval_and_coverage(home):
    result = impact("figures", *ASKED, "--home", home)

    assert result.exit_code == 0
    assert "Housing and homelessness Jul to Sep 2026 52.5% (47 to 57.9) 2 of 2 services sent this" in said(result)
    assert said(result).endswith(f"As known on 22 Nov 2026. {LABEL}.")


@pytest.mark.parametrize(
    "asked",
    [
        ("--indicator", "s01", "--of", "sec6", "--period", "2026-27-Q2"),
        ("--indicator", "S01", "--of", "Housing and homelessness", "--period", "Q2 2026/27"),
    ],
)
def test_what_is_asked_for_may_be_written_as_people_write_it(home, asked):
    assert impact("figures", *asked, "--home", home).output == impact("figures", *ASKED, "--home", home).output


def test_json_says_what_data_it_holds_and_under_which_framework(home):
    found = json.loads(impact("figures", *ASKED, "--format", "json", "--home", home).stdout)

    (row,) = found["rows"]
    assert (found["label"], found["as_at"], len(found["framework_version"])) == (LABEL, "2026-11-22", 64)
    assert (row["numerator"], row["denominator"], row["number"], row["n"]) == (168, 320, 52.5, None)


def test_csv_carries_the_label_on_every_row_and_hides_what_the_screen_hides(home):
    output = impact("figures", "--indicator", "S01", "--of", "SV20", "--format", "csv", "--home", home).stdout

    rows = list(csv.DictReader(io.StringIO(output)))
    hidden = [row for row in rows if row["hidden"]]
    assert {row["label"] for row in rows} == {LABEL}
    assert hidden
    assert {(row["numerator"], row["number"], row["value"]) for row in hidden} == {("", "", "[c]")}


@pytest.mark.parametrize("command", [("figures",), ("outcomes",), ("stages",), ("trace", *ASKED)])
def test_every_export_is_whole(home, command):
    as_json = json.loads(impact(*command, "--format", "json", "--home", home).stdout, parse_constant=pytest.fail)
    as_rows = list(csv.DictReader(io.StringIO(impact(*command, "--format", "csv", "--home", home).stdout)))

    assert as_json["label"] == LABEL
    assert len(as_json["rows"]) == len(as_rows) > 0
    assert list(as_json["rows"][0]) == [name for name in as_rows[0] if name != "label"]


@pytest.mark.parametrize("cell", ["=1+1", "+44", "-1", "@cmd", "\t=1", " =1", "\r=1", "\n=1"])
def test_no_text_in_a_csv_is_a_formula(cell):
    (row,) = list(csv.reader(io.StringIO(as_csv([{"note": cell, "number": -1.5}], ["note", "number"]), newline="")))[1:]

    assert row == ["'" + cell.replace("\r", "\n"), "-1.5"]


def test_outcomes_are_told_in_words_with_the_range_of_their_score(home):
    found = json.loads(impact("outcomes", "--format", "json", "--home", home).stdout)["rows"]

    assert {row["result"] for row in found} >= {"not enough evidence yet"}
    assert all(row["reason"] for row in found if row["result"] == "not enough evidence yet")
    assert all(row["lower"] is None or row["lower"] <= row["score"] <= row["upper"] for row in found)


def test_a_stage_says_what_the_next_step_waits_for(home):
    found = json.loads(impact("stages", "--service", "SV05", "--format", "json", "--home", home).stdout)["rows"]

    assert [row["service"] for row in found] == ["Health Visiting and School Nursing"]
    assert found[0]["waits_for"]


def test_a_trace_gives_the_sum_and_the_cells_and_keeps_hidden_rows_hidden(home):
    result = impact("trace", *ASKED, "--home", home)

    assert "168 ÷ 320 × 100 = 52.5%" in said(result)
    assert "SV19_2026-27-Q2.csv 10 E10" in said(result)
    row = next(line for line in result.output.splitlines() if line.startswith("SV20"))
    assert "Hidden: " in row
    assert "2026-10-12" in row
    assert " 18 " not in row


def test_the_newest_figure_is_traced_where_no_period_is_named(home):
    named = impact("trace", "--indicator", "S01", "--of", "SEC6", "--period", "2026-27 Q2", "--home", home)

    assert impact("trace", "--indicator", "S01", "--of", "SEC6", "--home", home).output == named.output


def test_an_earlier_day_shows_what_was_known_on_it(home):
    asked = ("--indicator", "S01", "--of", "SEC6", "--home", home)

    early = impact("figures", *asked, "--as-at", "2026-10-15").output

    assert "Jul to Sep 2026" in early
    assert "1 of 2 services sent this" in early
    assert "As known on 15 Oct 2026" in early


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("figures", "--indicator", "S99"), "There is no indicator 'S99'. Did you mean S09"),
        (("figures", "--indicator", "qqqq"), "There are: L01, L02"),
        (("figures", "--of", "SEC9"), "Did you mean SEC8 (Corporate and partnership)?"),
        (("figures", "--of", "Houses and homelesness"), "Did you mean SEC6 (Housing and homelessness)?"),
        (("figures", "--scope", "service", "--of", "SEC6"), "There is no service 'SEC6'."),
        (("figures", "--scope", "whole", "--of", "SEC6"), "The whole is not divided"),
        (("figures", "--indicator", "S01", "--period", "2031-32 Q1"), "The nearest is 2026-27 Q2."),
        (("figures", "--period", "last summer"), "'last summer' is no period. Write it as in a return"),
        (("figures", "--framework", "trauma-informed-boro"), "Did you mean 'trauma-informed-borough'?"),
        (("figures", "--as-at", "31/03/2026"), "does not match the formats"),
        (("figures", "--scope", "town"), "Invalid value for '--scope'"),
        (("stages", "--service", "SV99"), "There is no service 'SV99'. Did you mean SV19"),
        (("trace", "--indicator", "S01", "--scope", "sector"), "Say which sector with --of, such as --of SEC1."),
        (("trace", "--indicator", "S01", "--of", "SEC8"), "nothing was sent by then"),
        (("trace", "--indicator", "S01", "--as-at", "2015-01-01"), "nothing was sent by then"),
    ],
)
def test_what_is_not_known_is_answered_in_a_sentence_with_the_nearest(home, words, sentence):
    result = impact(*words, "--home", home)

    assert result.exit_code == 2
    assert sentence in said(result)
    assert isinstance(result.exception, SystemExit)


@pytest.mark.parametrize("command", [("figures",), ("outcomes",), ("stages",), ("trace", "--indicator", "S01")])
def test_an_empty_record_says_how_to_load_one(tmp_path, command):
    result = impact(*command, "--home", tmp_path)

    assert (result.exit_code, isinstance(result.exception, SystemExit)) == (2, True)
    assert "The record is empty" in said(result)
    assert "impact load" in said(result)


COUNTS = f"{HEAD}\n2026-27 Q2,SV05,W01,"


def nothing(path: Path) -> None:
    path.unlink(missing_ok=True)


def zeros(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(1_000_000_000)


def rows(text: str):
    return lambda path: path.write_text(text, encoding="utf-8")


BAD = {
    "no file": (nothing, 2, "There is no file"),
    "an empty file": (rows(""), 2, "is empty"),
    "a picture": (lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(50)), 2, "is a picture"),
    "a gigabyte of zeros": (zeros, 2, "1,000 MB; the most that can be read is 120 MB"),
    "a folder": (lambda path: path.mkdir(), 2, "is a folder"),
    "only headings": (rows(HEAD + "\n"), 2, "has headings but no rows"),
    "an unknown service": (rows(f"{HEAD}\n2026-27 Q2,SV99,W01,1,20,,\n"), 1, "Row 2, column B (service_id)"),
    "an unknown indicator": (rows(f"{HEAD}\n2026-27 Q2,SV05,W99,1,20,,\n"), 1, "Row 2, column C (indicator_id)"),
    "more than the total": (rows(COUNTS + "21,20,,\n"), 1, "21 is more than the 20 in column E (denominator)"),
    "a percentage": (rows(COUNTS + ",,52.5%,\n"), 1, "Row 2, column F (value)"),
    "names": (rows("name,period,service_id,indicator_id\nAnn,2026-27 Q2,SV05,W01\n"), 1, "about one person"),
    "an NHS number": (rows(COUNTS + "10,20,,943 476 5919\n"), 1, "looks like an NHS number"),
}


@pytest.mark.parametrize("command", ["check", "submit"])
@pytest.mark.parametrize("fault", BAD)
def test_bad_input_is_answered_in_a_sentence_and_nothing_is_kept_or_lost(home, tmp_path, command, fault):
    make, code, sentence = BAD[fault]
    file = tmp_path / "return.csv"
    make(file)
    before = kept(home)

    result = impact(command, file, "--home", home)

    assert (result.exit_code, isinstance(result.exception, SystemExit)) == (code, True), result.output
    assert sentence in said(result)
    assert "Ann" not in said(result)
    assert "943 476 5919" not in said(result)
    assert kept(home) == before


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("load", "{none}"), 2, "framework.toml"),
        (("load", BOROUGH, "{none}"), 2, "holds no manifest.csv"),
        (("load", BOROUGH, "{file}"), 2, "holds no manifest.csv"),
        (("import", "{none}", "--recipe", "lait"), 2, "There is no file"),
        (("import", "{file}", "--recipe", "lair"), 2, "There is no recipe 'lair'. Did you mean 'lait'?"),
        (("import", "{file}"), 2, "Name a recipe with --recipe NAME"),
        (("import", "{file}", "--recipe", "lait", "--with", "x"), 2, "Write --with as NAME=FILE"),
        (("import", "{file}", "--all"), 2, "is not a folder"),
        (("import", "{folder}", "--all", "--out", "{none}"), 2, "is missing from"),
        (("import", "{folder}", "--recipe", "lait"), 2, "is a folder"),
        (("import", "{file}", "--recipe", "injuries", "--framework-folder", "{none}"), 2, "framework.toml"),
        (("demo-data", "--out", "{file}"), 2, "cannot be used: File exists"),
        (("framework", "lint", "{none}"), 1, "framework.toml: -: This file is missing."),
        (("figures", "--home", "{file}"), 2, "Invalid value for '--home'"),
        (("figures", "--home", "{file}/x"), 2, "cannot be used: Not a directory"),
        (("nonsense",), 2, "No such command 'nonsense'"),
    ],
)
def test_every_command_answers_bad_input_in_a_sentence(tmp_path, words, code, sentence):
    (tmp_path / "folder").mkdir()
    (tmp_path / "file.csv").write_text(HEAD, encoding="utf-8")
    places = {"none": tmp_path / "none", "file": tmp_path / "file.csv", "folder": tmp_path / "folder"}
    home = () if "--home" in words or words[0] != "load" else ("--home", tmp_path / "home")

    result = impact(*(str(word).format(**places) for word in words), *home)

    assert (result.exit_code, isinstance(result.exception, SystemExit)) == (code, True), result.output
    assert sentence in said(result)


def test_a_return_is_checked_then_kept_then_known(tmp_path):
    file = tmp_path / "q2.csv"
    file.write_text(COUNTS + "60,110,,\n", encoding="utf-8")
    home = ("--home", tmp_path / "home")

    checked, first, second = (impact(command, file, *home) for command in ("check", "submit", "submit"))

    assert (checked.exit_code, first.exit_code, second.exit_code) == (0, 0, 0)
    assert "ready to send. Rows: 1 new, 0 changed, 0 the same as before." in said(checked)
    assert "kept as return 1" in said(first)
    assert "this file was kept before, as return 1 on 22 Nov 2026" in said(second)


def test_doubts_alone_are_asked_with_exit_code_3_and_do_not_hold_a_return_back(home, tmp_path):
    file = tmp_path / "odd.csv"
    file.write_text(f"{HEAD}\n2026-27 Q2,SV05,S01,9,9000,,\n", encoding="utf-8")

    result = impact("check", file, "--home", home)

    assert result.exit_code == 3
    assert "Worth a look." in said(result)
    assert "ready to send" in said(result)


def test_a_folder_of_returns_is_loaded_once(tmp_path):
    returns = trimmed(DATA / "demo" / "returns", tmp_path / "a", lambda row: row["file"].startswith("SV20_2026"))

    first = impact("load", BOROUGH, returns, "--home", tmp_path / "home")
    second = impact("load", BOROUGH, returns, "--home", tmp_path / "home")

    assert (first.exit_code, said(first)) == (0, "2 returns kept, 0 kept before, 0 not kept.")
    assert (second.exit_code, said(second)) == (0, "0 returns kept, 2 kept before, 0 not kept. Nothing new was kept.")


def test_who_sends_is_named_even_where_the_system_has_no_name(monkeypatch):
    def unknown() -> str:
        raise KeyError("no such user")

    monkeypatch.setattr("getpass.getuser", unknown)

    assert shared.user() == "someone at this computer"


def test_recipes_can_be_listed_without_a_file():
    result = impact("import", "--recipe", "list")

    assert result.exit_code == 0
    assert "lait: " in result.output


def test_the_framework_that_comes_with_impact_has_nothing_to_mend():
    assert said(impact("framework", "lint")) == "framework: nothing to mend."


COMMANDS = ("figures", "outcomes", "stages", "trace", "check", "submit", "load", "import", "demo-data", "serve")


@pytest.mark.parametrize("command", [*COMMANDS, "framework lint"])
def test_every_command_explains_itself_and_its_exit_codes(command):
    result = impact(*command.split(), "--help")

    assert result.exit_code == 0
    assert "Exit codes: 0 " in said(result)


@pytest.mark.parametrize("command", ["figures", "outcomes", "stages", "trace"])
def test_every_answer_can_be_asked_of_any_framework_moment_and_record(command):
    result = said(impact(command, "--help"))

    assert all(option in result for option in ("--framework", "--as-at", "--home", "--format"))


def test_help_loads_nothing_heavy():
    script = "import sys, impact.cli; print(*sorted({name.split('.')[0] for name in sys.modules}))"
    started = time.perf_counter()

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    heavy = {"pandas", "polars", "duckdb", "sqlalchemy", "pandera", "great_expectations", "streamlit", "scipy"}
    assert heavy & set(done.stdout.split()) == set()
    assert time.perf_counter() - started < 15


def test_the_record_is_where_the_environment_says(home, monkeypatch):
    monkeypatch.setenv("IMPACT_HOME", str(home))

    assert isinstance(shared.sources_in(home), Sources)
    assert impact("figures", *ASKED).exit_code == 0


def test_those_who_may_read_the_exact_reason_see_it_beside_what_all_read(home):
    asked = ("--indicator", "S01", "--of", "SV20", "--home", home)
    figures = impact("figures", *asked, "--format", "json").stdout
    behind = impact("trace", *asked, "--period", "2026-27 Q2", "--format", "json").stdout

    told = [json.loads(figures)["rows"], json.loads(behind)["rows"], [json.loads(behind)["figure"]]]
    for rows in told:
        hidden = [row for row in rows if row["hidden"]]
        assert hidden
        assert all(row["why_hidden"].startswith("Hidden: a sector of fewer than 3") for row in hidden)
        assert all(row["why_hidden"] == "" for row in rows if not row["hidden"])


def test_a_hidden_figure_has_its_mark_and_the_mark_its_meaning(home):
    asked = ("figures", "--indicator", "S01", "--of", "SV20", "--home", home)
    meaning = "hidden because it could show a person"

    as_table, as_json = impact(*asked).output, json.loads(impact(*asked, "--format", "json").stdout)
    rows = list(csv.DictReader(io.StringIO(impact(*asked, "--format", "csv").stdout)))

    assert f"Marks: [c] {meaning}." in said(impact(*asked))
    assert "[c]" in as_table
    assert as_json["marks"] == {"c": meaning}
    assert {(row["value"], row["marks_mean"]) for row in rows if row["hidden"]} == {("[c]", meaning)}
    assert {row["marks_mean"] for row in as_json["rows"] if row["hidden"]} == {meaning}
