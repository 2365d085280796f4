"""Two versions of a framework beside each other, and a draft beside the one in use, at a desk."""

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from impact.cli import app, shared
from impact.framework import fingerprint, load
from impact.sources import adopt, open_sources
from records import BOROUGH, CHILDREN, NOW, small_record

SEPTEMBER = datetime(2026, 9, 1, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def desk(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("IMPACT_HOME", "IMPACT_FRAMEWORK", "IMPACT_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(shared, "now", lambda: NOW)


@pytest.fixture(scope="module")
def draft(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the borough's framework in which S01 counts something else from July."""
    folder = Path(shutil.copytree(BOROUGH, tmp_path_factory.mktemp("drafts") / "draft"))
    for file, old, new in (
        ("indicators/S01.toml", "yes, definitely", "yes"),
        ("indicators/S01.toml", "multiplier = 100\n", "multiplier = 10\n"),
        ("framework.toml", "effective = 2023-10-01", "effective = 2026-07-01"),
    ):
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, draft: Path) -> Path:
    """A record of two versions and no return."""
    folder = tmp_path_factory.mktemp("versions")
    sources = open_sources(folder)
    adopt(sources, BOROUGH, SEPTEMBER)
    adopt(sources, draft, datetime(2026, 10, 5, 9, tzinfo=UTC))
    sources.engine.dispose()
    return folder


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("filled")
    small_record(folder).engine.dispose()
    yield folder


def run(*words: object) -> Result:
    return CliRunner().invoke(app, ["framework", *(str(word) for word in words)])


def test_two_folders_need_no_record(draft: Path, tmp_path: Path) -> None:
    result = run("diff", BOROUGH, draft, "--home", tmp_path / "none")

    assert result.exit_code == 1
    assert result.stdout.splitlines()[0] == "3 things differ, and 1 indicator counts something else [b]."
    assert "what is counted: “People who answered yes, definitely (or the top" in result.stdout
    assert "(S01): figures before and after 1 Jul 2026 are not compared [b]" in result.stdout
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    ("a", "b", "code"),
    [("live", "live", 0), ("2026-09-15", "live", 1), ("2020-01-01", "2026-10-04", 0), ("2026-10-05", "live", 0)],
)
def test_versions_in_the_record_are_named_by_the_day(home: Path, a: str, b: str, code: int) -> None:
    assert run("diff", a, b, "--home", home).exit_code == code


def test_a_version_is_named_by_the_start_of_its_fingerprint_and_a_draft_by_its_folder(home: Path, draft: Path) -> None:
    first = fingerprint(load(BOROUGH))

    assert run("diff", first[:8], BOROUGH, "--home", home).exit_code == 0
    assert run("diff", first[:8].upper(), "live", "--home", home).exit_code == 1
    assert run("diff", "live", draft, "--home", home).stdout == "Nothing differs.\n"


def test_what_differs_is_there_for_a_program(home: Path) -> None:
    result = run("diff", "2026-09-15", "live", "--home", home, "--json")

    told = json.loads(result.stdout)
    assert result.exit_code == 1
    assert [(one["group"], one["key"]) for one in told["differences"]] == [
        ("indicators", "multiplier"),
        ("indicators", "numerator"),
        ("rules", "effective"),
    ]
    assert [(one["indicator_id"], one["since"]) for one in told["breaks"]] == [("S01", "2026-07-01")]
    assert told["from"]["fingerprint"] != told["to"]["fingerprint"]


@pytest.mark.parametrize(
    ("a", "b", "said"),
    [
        ("live", CHILDREN, "These are two frameworks, 'trauma-informed-borough' and 'england-children'."),
        ("abc", "live", "'abc' is no folder of a framework and names no version in the record."),
        ("zzzzzz", "live", "4 signs or more of a fingerprint: "),
        ("2026-13-01", "live", "'2026-13-01' is no folder"),
        ("live", BOROUGH.parent, "The framework in 'data' cannot be read:"),
    ],
)
def test_what_cannot_be_compared_is_said_in_words(home: Path, a: object, b: object, said: str) -> None:
    result = run("diff", a, b, "--home", home)

    assert result.exit_code == 2
    assert said in result.stderr


def test_an_empty_record_has_no_version_in_use(tmp_path: Path) -> None:
    result = run("diff", "live", BOROUGH, "--home", tmp_path)

    assert result.exit_code == 2
    assert result.stderr.startswith("The record is empty: it holds no framework yet.")


@pytest.mark.parametrize(
    ("folder", "said"),
    [
        ("nowhere", "There is no folder 'nowhere'. Write the folder of a changed framework."),
        (CHILDREN, "This folder holds the framework 'england-children', and 'trauma-informed-borough' is in use."),
        (BOROUGH.parent, "framework.toml: -: This file is missing."),
    ],
)
def test_a_draft_that_cannot_be_tried_is_refused_in_words(home: Path, folder: object, said: str) -> None:
    result = run("what-if", folder, "--home", home)

    assert result.exit_code == 2
    assert said in result.stderr


def test_a_draft_that_is_in_use_moves_nothing(home: Path, draft: Path) -> None:
    result = run("what-if", draft, "--home", home)

    assert result.exit_code == 0
    assert result.stdout.startswith("Nothing would move: this is the version in use.")


def test_without_returns_a_draft_moves_no_figure(home: Path) -> None:
    result = run("what-if", BOROUGH, "--home", home)

    assert "Figures" not in result.stdout
    assert "Breaks [b]" in result.stdout
    assert result.exit_code == 1


def test_a_draft_tells_every_figure_that_would_move(filled: Path, draft: Path) -> None:
    plain, as_json = run("what-if", draft, "--home", filled), run("what-if", draft, "--home", filled, "--json")

    told = json.loads(as_json.stdout)
    assert (plain.exit_code, as_json.exit_code) == (1, 1)
    assert plain.stdout.startswith(told["sentence"])
    assert "The series of 1 indicator would break [b]." in told["sentence"]
    assert f"  and {len(told['figures']) - 40} more: see --json." in plain.stdout
    assert {one["indicator_id"] for one in told["figures"]} == {"S01"}
    assert plain.stdout.rstrip().endswith("Demonstration data: invented services.")
    assert told["label"] == "Demonstration data: invented services"
