"""A process killed at any moment leaves whole returns behind, and none by halves."""

import random
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from sqlalchemy import Engine, text

from impact import store
from keeping import JULY, PROCESSES, keep_and_die, keep_until_killed, parcel, project_and_die, projection_of, rows

STAGES = 26
HEIGHT = 20_000
FIGURES = ["observation_id", "submission_id", *store.CLEAN_COLUMNS]


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'record.sqlite'}"


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    engine = store.open_engine(url)
    yield engine
    engine.dispose()


def run(target: Callable[..., None], *values: Any, seconds: float = 60) -> int | None:
    """Run a process until it ends, or kill it after so long; answers how it ended."""
    process = PROCESSES.Process(target=target, args=values)
    process.start()
    process.join(seconds)
    process.kill()
    process.join()
    return process.exitcode


def whole(engine: Engine) -> list[int]:
    """The submissions of a record in which everything is whole."""
    kept = {one["id"]: one["row_count"] for one in store.submissions(engine, "borough")}
    with engine.connect() as connection:
        counted = dict(
            connection.execute(text("SELECT submission_id, count(*) FROM observation GROUP BY submission_id")).all()
        )
        closed = connection.scalars(text("SELECT submission_id FROM submission_detail ORDER BY submission_id")).all()
    assert counted == kept
    assert list(closed) == list(kept)
    assert store.broken_links(engine, "borough") == []
    return list(kept)


def projected_as_kept(engine: Engine, folder: Path) -> bool:
    """Whether the projection, brought up to date, holds exactly what the record holds."""
    told = pl.read_parquet(projection_of(engine, folder).refresh("borough"))
    kept = store.rows_after(engine, "borough", 0)
    return told.select(FIGURES).sort("observation_id").equals(kept.select(FIGURES))


def test_a_return_killed_at_any_stage_of_its_keeping_is_kept_not_at_all(url: str, engine: Engine, tmp_path: Path):
    assert run(keep_and_die, url, "whole", HEIGHT, 0, tmp_path / "steps") == 0
    steps = int((tmp_path / "steps").read_text())
    before = whole(engine)

    for stage in range(STAGES):
        step = 1 + stage * (steps - 1) // STAGES
        assert run(keep_and_die, url, f"stage {stage}", HEIGHT, step, tmp_path / "never") == -signal.SIGKILL
        assert [one["id"] for one in store.submissions(engine, "borough")] == before

    assert whole(engine) == before == [1]
    assert projected_as_kept(engine, tmp_path / "projection")


def test_writers_killed_at_random_lose_nothing_that_was_answered_as_kept(url: str, engine: Engine, tmp_path: Path):
    chance, answers = random.Random(7), tmp_path / "answered"
    answers.touch()

    kept: list[int] = []
    for kill in range(200):
        if kill >= 12 and len(kept) > 12:  # a busy machine keeps fewer before each kill
            break
        seconds = chance.uniform(0.1, 0.5)
        assert run(keep_until_killed, url, tmp_path, f"kill {kill}", 30, seconds=seconds) == -signal.SIGKILL
        kept = whole(engine)
        assert {int(one) for one in answers.read_text().splitlines()} <= set(kept)
        assert projected_as_kept(engine, tmp_path / "projection")

    assert len(kept) > 12


@pytest.mark.parametrize("moment", ["half written", "before it is moved", "after it was moved"])
def test_a_projection_killed_while_it_is_written_is_made_again(url: str, engine: Engine, tmp_path: Path, moment: str):
    folder = tmp_path / "projection"
    store.keep(engine, parcel(b"first", rows(50)), JULY)
    assert projected_as_kept(engine, folder)
    store.keep(engine, parcel(b"second", rows(50, 66)), JULY)

    assert run(project_and_die, url, folder, moment) == -signal.SIGKILL

    assert projected_as_kept(engine, folder)
