"""The record may lie in SQLite or in PostgreSQL: the figures are the same to the last digit."""

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

from pandas.testing import assert_frame_equal

from impact import answers
from impact.loading import load_place, read_manifest

REPO = Path(__file__).resolve().parents[1]
RETURNS = REPO / "data" / "demo" / "returns"
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


def test_figures_outcomes_and_stages_are_equal_on_sqlite_and_postgresql(
    tmp_path: Path, empty_postgres_url: str
) -> None:
    few = returns_of(tmp_path / "few", {"SV05", "SV19", "SV20", "SV02"})
    sqlite = answers.open_sources(tmp_path / "sqlite")
    postgresql = answers.open_sources(tmp_path / "postgresql", empty_postgres_url)

    for sources in (sqlite, postgresql):
        assert all(receipt.kept for receipt in load_place(sources, REPO / "data" / "framework", [few], NOW))

    view = answers.view_on("trauma-informed-borough", date(2026, 11, 22))
    assert_frame_equal(answers.figures(sqlite, view).frame, answers.figures(postgresql, view).frame, check_exact=True)
    assert repr(answers.nodes(sqlite, view)) == repr(answers.nodes(postgresql, view))
    assert repr(answers.stages(sqlite, view)) == repr(answers.stages(postgresql, view))
    postgresql.engine.dispose()


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
