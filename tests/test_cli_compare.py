"""A published figure beside England, an area or the areas most alike, at a desk."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from impact import answers
from impact.answers.beside import ALIKE, NothingBeside, benchmarks, beside, own_benchmark
from impact.cli import app, shared
from impact.metrics.benchmark import HIDDEN, ITSELF, NOT_COMPARED
from impact.sources import Sources, View, framework
from metrics_cases import default_framework
from records import NOW, TODAY, small_record

VIEW = View("trauma-informed-borough", TODAY)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    home = tmp_path_factory.mktemp("compare")
    small_record(home).engine.dispose()
    yield home


@pytest.fixture
def home(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("IMPACT_HOME", "IMPACT_FRAMEWORK", "IMPACT_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(shared, "now", lambda: NOW)
    return folder


@pytest.fixture
def sources(folder: Path) -> Iterator[Sources]:
    opened = answers.open_sources(folder)
    yield opened
    opened.engine.dispose()


def impact(home: Path, *words: object) -> Result:
    return CliRunner().invoke(app, ["compare", *(str(word) for word in words), "--home", str(home)])


def test_the_place_is_laid_beside_england_and_its_trend_is_told(home: Path) -> None:
    result = impact(home, "P03")

    assert result.exit_code == 0
    assert result.stdout.splitlines()[:4] == [
        "Children on a plan for a second or later time:",
        "Rochdale: 20.1% (16 to 25) in 2024/25, similar to England, 24.5%.",
        "Over five yearly figures, 2021 to 2025: increasing and getting worse.",
        "Of 17 comparisons about 1 would differ at 95% confidence by chance alone.",
    ]


def test_the_areas_most_alike_are_pooled_and_named_with_their_vintage(home: Path) -> None:
    told = json.loads(impact(home, "P03", "--with", "neighbours", "--format", "json").stdout)

    assert (told["benchmark"], told["vintage"]) == (
        "the 10 areas most alike, pooled",
        "DfE statistical neighbour model, May 2025",
    )
    assert "Chosen by the DfE statistical neighbour model, May 2025." in told["said"]
    assert {row["benchmark"] for row in told["rows"]} == {told["rows"][0]["benchmark"]}


def test_both_confidences_give_the_scale_of_five(home: Path) -> None:
    told = json.loads(impact(home, "P03", "--confidence", "both", "--format", "json").stdout)

    assert {row["compared"] for row in told["rows"]} <= {
        NOT_COMPARED, "similar", "better (95%)", "better (99.8%)", "worse (95%)", "worse (99.8%)"
    }  # fmt: skip


def test_an_earlier_year_is_compared_with_the_benchmark_of_that_year(home: Path) -> None:
    told = json.loads(impact(home, "P03", "--period", "2018-19", "--format", "json").stdout)

    england = next(row for row in told["rows"] if row["place"] == "England")
    assert {row["period"] for row in told["rows"]} == {"2018/19"}
    assert england["benchmark"] == england["number"]
    assert england["why"] == ITSELF


@pytest.mark.parametrize(
    "words, said",
    [
        (("P3",), "There is no indicator 'P3'. Did you mean"),
        (("P03", "--with", "Boltn"), "There is no area or group of areas 'Boltn'. Did you mean E08000001 (Bolton)?"),
        (("S01",), "'People who felt heard, valued and understood' is sent by services"),
        (("P03", "--period", "1999-00"), ""),
        (("P14",), "There is no figure for 'Domestic abuse incidents and crimes recorded by police' of Rochdale yet."),
    ],
)
def test_what_cannot_be_compared_is_said_in_a_sentence(home: Path, words: tuple[str, ...], said: str) -> None:
    result = impact(home, *words)

    assert (result.stdout, result.exit_code) == ("", 2)
    assert result.stderr.startswith(said)
    assert len(result.stderr.splitlines()) == 1


def test_every_area_and_group_of_the_framework_can_be_a_benchmark(sources: Sources) -> None:
    rules = framework(sources, VIEW)

    found = benchmarks(rules)

    assert {area.id for area in rules.areas} <= set(found)
    assert len(found["Greater Manchester"].ids) == 10
    assert found[ALIKE].vintage == "DfE statistical neighbour model, May 2025"


def test_nothing_is_compared_that_the_gate_hides(sources: Sources) -> None:
    plans = framework(sources, VIEW).indicator["P03"]
    found = beside(sources, VIEW, plans, confidence=0.998)

    hidden = found.rows.frame[found.rows.frame.hidden != ""]
    shown = answers.figures(sources, VIEW, ["P03"], ("area",)).frame
    assert set(hidden.word) <= {NOT_COMPARED}
    assert set(hidden.why) <= {HIDDEN, ITSELF}
    assert found.rows.frame.value.isna().sum() == shown[shown.period_end == shown.period_end.max()].value.isna().sum()


def test_a_framework_without_a_benchmark_says_so() -> None:
    bare = default_framework().model_copy(update={"areas": ()})

    with pytest.raises(NothingBeside, match="names no benchmark"):
        own_benchmark(bare)
