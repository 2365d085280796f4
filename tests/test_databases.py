"""The record may lie in SQLite or in PostgreSQL: the figures are the same to the last digit."""

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
from pandas.testing import assert_frame_equal as assert_figures_equal
from polars.testing import assert_frame_equal

from impact import answers
from impact.answers.figures import known
from impact.loading import load_place, read_manifest
from impact.sources import Sources, View

REPO = Path(__file__).resolve().parents[1]
RETURNS = REPO / "data" / "demo" / "returns"
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


def test_counts_figures_outcomes_and_stages_are_equal_on_sqlite_and_postgresql_at_any_moment(
    tmp_path: Path, empty_postgres_url: str
) -> None:
    few = returns_of(tmp_path / "few", {"SV05", "SV19", "SV20", "SV02"})
    sqlite = answers.open_sources(tmp_path / "sqlite")
    postgresql = answers.open_sources(tmp_path / "postgresql", empty_postgres_url)

    for sources in (sqlite, postgresql):
        assert all(receipt.kept for receipt in load_place(sources, REPO / "data" / "framework", [few], NOW))

    for as_at in (None, date(2026, 2, 15), date(2024, 12, 31)):
        view = answers.view_on("trauma-informed-borough", date(2026, 11, 22), as_at)
        assert_frame_equal(counts(sqlite, view), counts(postgresql, view))
        assert_figures_equal(
            answers.figures(sqlite, view).frame, answers.figures(postgresql, view).frame, check_exact=True
        )
        for answer in (answers.nodes, answers.stages, answers.calendar):
            assert repr(answer(sqlite, view)) == repr(answer(postgresql, view))
    postgresql.engine.dispose()


def counts(sources: Sources, view: View) -> pl.DataFrame:
    """Every row that is known at the view's moment, with its numbers in the record."""
    rows = known(sources, view, answers.framework(sources, view))
    return pl.DataFrame(rows.lazy().collect("polars").to_native())


def returns_of(folder: Path, services: set[str]) -> Path:
    """The demonstration returns of some services, in a folder with its manifest."""
    folder.mkdir()
    wanted = [one for one in read_manifest(RETURNS) if one.sender in services]
    lines = [
        "file,sender,received_at",
        *(f"{one.path.name},{one.sender},{one.received_at.isoformat()}" for one in wanted),
    ]
    (folder / "manifest.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    for one in wanted:
        shutil.copy(one.path, folder)
    return folder
