"""How many alerts chance alone would raise, against what a simulation finds."""

import numpy as np
import polars as pl
import pytest

from impact.metrics.chance import ANYWHERE, LATEST, LENGTHS, Chance, bright_spots, charts, outside_limits, together
from impact.metrics.spc import COMMON, MDC, NHSR, Profile, charted, icons
from impact.words.chance import chance_sentence

SERIES = 4000


@pytest.mark.parametrize("profile", [NHSR, MDC], ids=lambda profile: profile.name)
@pytest.mark.parametrize("points", [13, 24])
def test_the_shares_kept_here_are_those_that_a_simulation_finds(profile: Profile, points: int) -> None:
    drawn = np.random.default_rng(7).standard_normal(SERIES * points)
    frame = pl.DataFrame(
        {"series": np.repeat(np.arange(SERIES), points), "date": np.tile(np.arange(points), SERIES), "value": drawn}
    ).with_columns(direction=pl.lit("higher"))

    told = charted(frame, ["series"], profile)

    latest = float((icons(told, ["series"])["variation"] != COMMON).mean())
    anywhere = float(told.group_by("series").agg((pl.col("shows") != COMMON).any())["shows"].mean())
    at = LENGTHS.index(points)
    for found, kept in ((latest, LATEST[profile.name][at]), (anywhere, ANYWHERE[profile.name][at])):
        assert found == pytest.approx(kept, abs=4 * (kept / SERIES) ** 0.5)


def test_longer_series_are_flagged_somewhere_more_often_and_at_their_newest_point_about_as_often() -> None:
    assert charts([60] * 10).expected == pytest.approx(charts([120] * 10).expected)
    assert charts([60] * 10, anywhere=True).expected < charts([120] * 10, anywhere=True).expected < 10
    assert charts([18], anywhere=True).expected == pytest.approx((0.107 + 0.142) / 2)


def test_a_twentieth_lies_outside_the_usual_limits_and_half_of_it_on_one_side() -> None:
    assert outside_limits(60).expected == pytest.approx(3)
    assert outside_limits(60, 0.998).expected == pytest.approx(0.12)
    assert outside_limits(60, one_side=True).expected == pytest.approx(1.5)


def test_the_frameworks_24_services_and_30_measures_give_about_one_false_bright_spot_a_quarter() -> None:
    assert bright_spots(24, 30) == Chance(720, pytest.approx(1))


def test_chances_of_several_kinds_add_up() -> None:
    assert together([Chance(10, 0.5), Chance(20, 1)]) == Chance(30, 1.5)
    assert together([]) == Chance(0, 0)


@pytest.mark.parametrize(
    "chance, said",
    [
        (Chance(60, 4.1), "Of 60 charts about 4 would flag by chance alone."),
        (Chance(1, 0.02), "Of 1 chart almost none would flag by chance alone."),
        (Chance(9, 0.45), "Of 9 charts fewer than one would flag by chance alone."),
        (Chance(20_000, 1234.4), "Of 20,000 charts about 1,234 would flag by chance alone."),
        (Chance(0, 0), ""),
    ],
)
def test_the_sentence_says_how_many_of_how_many(chance: Chance, said: str) -> None:
    assert chance_sentence(chance, "chart", "charts") == said
