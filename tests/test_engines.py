"""One code, three engines: whatever is worked out from counts is the same on DuckDB, polars and pandas."""

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import engines
import metrics_cases
from engines import EVERY, HERE, Made, alike, of_groups, on
from impact import answers
from impact.answers.figures import known
from impact.framework import Framework
from impact.periods import containing
from metrics_cases import default_framework, row


@pytest.fixture(scope="module")
def demonstration(two_places: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[pl.DataFrame, Framework]:
    """What is known of the demonstration borough with some groups besides, and its framework."""
    home = shutil.copytree(two_places, tmp_path_factory.mktemp("engines") / "record")
    sources = answers.open_sources(home)
    view = answers.view_on("trauma-informed-borough", date(2026, 11, 22))
    rules = answers.framework(sources, view)
    rows = pl.DataFrame(known(sources, view, rules).lazy().collect("polars").to_native())
    sources.engine.dispose()
    return pl.concat([rows, metrics_cases.table(of_groups()).select(rows.columns)], how="vertical_relaxed"), rules


@pytest.mark.parametrize("made", EVERY, ids=lambda made: made.__name__)
def test_the_demonstration_gives_the_same_on_every_engine(
    made: Made, demonstration: tuple[pl.DataFrame, Framework]
) -> None:
    rows, rules = demonstration

    first, *others = [made(on(engine, rows), rules) for engine in HERE]

    assert len(first)
    for other in others:
        alike(other, first)


numbers = st.one_of(st.none(), st.just(0.0), st.integers(1, 400).map(float), st.floats(0.001, 1e6))
periods = st.sampled_from(
    [containing(date(2024 + at // 4, at % 4 * 3 + 1, 1), kind) for at in range(9) for kind in ("quarter", "term")]
    + [containing(date(year, 6, 1), "financial_year") for year in (2024, 2025)]
)
keys = st.tuples(
    st.sampled_from(["SV02", "SV05", "SV06", "SV07", "SV09", "SV20", "E08000005"]),
    st.sampled_from(["W01", "W06", "S02", "L07", "L12", "W13", "S14", "P01", "E01"]),
    periods,
    st.sampled_from(["", "", "", "sex: women", "sex: men"]),
)
sent = st.fixed_dictionaries(
    dict.fromkeys(("numerator", "denominator", "value", "n", "sd", "asked"), numbers)
    | {"marker": st.sampled_from(["", "", "c", "p r", "low", "x b", "z"])}
)


@settings(deadline=None, max_examples=12)
@given(rows=st.dictionaries(keys, sent, min_size=1, max_size=20))
def test_whatever_is_sent_gives_the_same_on_every_engine(rows: dict[Any, dict[str, Any]]) -> None:
    drawn = [row(who, what, when, breakdown=group, **said) for (who, what, when, group), said in rows.items()]
    table = metrics_cases.table(drawn)

    for made in (
        engines.of_known_rows,
        engines.of_slots,
        engines.of_usual_bases,
        engines.of_usual_bases_since_a_break,
        engines.of_levels,
        engines.of_figures,
    ):
        first, *others = [made(on(engine, table), default_framework()) for engine in HERE]
        for other in others:
            alike(other, first)
