"""A board pack is made at a desk: one file, the same each time, or one sentence that says why not."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from doubted import record, row, send
from impact.cli import app, shared
from records import NOW


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A record in which one return came in on 3 November 2026."""
    for name in ("IMPACT_HOME", "IMPACT_FRAMEWORK", "IMPACT_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(shared, "now", lambda: NOW)
    send(record(tmp_path / "home"), [row(2, "S03", 70, 110, service_id="SV05")])
    return tmp_path / "home"


def packed(home: Path, out: Path, *words: str) -> Result:
    return CliRunner().invoke(app, ["pack", "--home", str(home), "--out", str(out), *words])


@pytest.mark.parametrize(("ending", "begins"), [("html", b"<!DOCTYPE html>"), ("pptx", b"PK"), ("PDF", b"%PDF-")])
def test_the_ending_of_the_file_says_which_kind_of_pack_is_made(home, tmp_path, ending, begins):
    out = tmp_path / f"pack.{ending}"

    result = packed(home, out, "--as-at", "2026-11-21", "--figures", "S03, S01", "--title", "Autumn")

    assert (result.exit_code, result.stderr) == (0, "")
    assert "2 figures, as known on 21 Nov 2026. Contents " in result.stdout
    assert out.read_bytes().startswith(begins)
    assert [one.name for one in tmp_path.iterdir() if "draft" in one.name] == []


def test_the_same_command_writes_the_same_bytes(home, tmp_path):
    for name in ("one.pptx", "two.pptx"):
        packed(home, tmp_path / name, "--as-at", "2026-11-21", "--figures", "S03")

    assert (tmp_path / "one.pptx").read_bytes() == (tmp_path / "two.pptx").read_bytes()


def test_figures_and_outcomes_are_named_by_id_or_title_and_a_title_may_have_commas(home, tmp_path):
    out = tmp_path / "pack.html"
    packed(home, out, "--figures", "People who felt heard, valued and understood", "--outcomes", "so1")
    page = out.read_text(encoding="utf-8")

    assert "figure-S01" in page
    assert "figure-S03" not in page


@pytest.mark.parametrize(
    ("name", "words", "said"),
    [
        ("pack.doc", (), "'pack.doc' does not say which kind of pack to make. End it in .html, .pptx or .pdf."),
        ("pack", (), "'pack' does not say which kind of pack to make. End it in .html, .pptx or .pdf."),
        ("pack.pdf", ("--as-at", "2026-11-23"), "23 Nov 2026 has not come yet. Name a day up to today."),
        ("pack.pdf", ("--figures", "S99"), "There is no indicator 'S99'."),
        ("pack.pdf", ("--outcomes", "Nowhere"), "There is no outcome 'Nowhere'."),
        ("pack.pdf", ("--since", "2026-11-22"), "22 Nov 2026 is not before 22 Nov 2026. Choose an earlier day"),
        ("pack.pdf", ("--title", "T" * 121), "A title takes at most 120 characters. Say it more shortly."),
        ("pack.pdf", ("--framework", "elsewhere"), "The record holds no framework called 'elsewhere'."),
        ("none/pack.pdf", (), "There is no folder "),
        ("folder.pdf", (), "is a folder. Name a file in it."),
        ("file.txt/pack.pdf", (), "There is no folder "),
    ],
)
def test_what_cannot_be_made_is_said_in_a_sentence(home, tmp_path, name, words, said):
    (tmp_path / "folder.pdf").mkdir()
    (tmp_path / "file.txt").touch()

    result = packed(home, tmp_path / name, *words)

    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    assert result.stderr.count("\n") == 1
    assert not (tmp_path / name).is_file()


def test_an_empty_record_says_how_to_begin(tmp_path, monkeypatch):
    monkeypatch.setattr(shared, "now", lambda: NOW)

    result = packed(tmp_path / "new", tmp_path / "pack.pdf")

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("The record is empty: it holds no framework yet.")


def test_a_place_that_cannot_be_written_to_is_said_in_a_sentence(home, tmp_path, monkeypatch):
    def refuse(self: Path, _: bytes) -> int:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "write_bytes", refuse)

    result = packed(home, tmp_path / "pack.html", "--figures", "S03")

    assert (result.exit_code, result.stdout) == (2, "")
    assert "cannot be used: Permission denied. Check its name and who may use it." in result.stderr


def test_the_command_explains_itself_and_its_exit_codes():
    said = CliRunner().invoke(app, ["pack", "--help"]).stdout

    assert "Exit codes: 0 written, 2 not" in " ".join(said.replace("│", " ").split())
