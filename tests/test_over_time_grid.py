"""Charts over time side by side: what is read, how it is said, and what a picture of it holds."""

from datetime import date
from urllib.parse import unquote

import pandas as pd
import pytest

from impact.answers.icons import chart_icons
from impact.answers.over_time import FEWEST_JUDGED, by_chance, over_time
from impact.charts.over_time import over_time as drawn
from impact.charts.sparkline import sparkline
from impact.framework import load
from impact.periods import QUARTER
from impact.words.over_time import Steps
from impact.words.over_time_grid import (
    assurance_plate,
    grid_sentence,
    line_words,
    since_words,
    variation_plate,
)
from impact.words.sign_off import figures_sentence, waiting_sentence
from protected import quarters, series, shown
from records import BOROUGH
from test_chart_icons import many

RULES = load(BOROUGH)
TODAY = quarters(1)[0].end
STEPS = Steps(QUARTER, lambda value: f"{value:g}%")
QUIET = [50, 52, 49, 51, 50, 48, 51, 50, 52, 49, 50, 51]


def charted(values, breaks_at=None):
    """The one chart of S01 for the whole, a None for a hidden figure; a break before place `breaks_at`."""
    rows = series(*({"value": float("nan"), "marker": "c"} if one is None else {"value": one} for one in values))
    places = pd.Series(range(len(rows)), index=rows.index)
    rows["stretch"] = 0 if breaks_at is None else (places >= breaks_at).astype(int)
    figures = shown(rows)
    (found,) = over_time(figures, RULES, TODAY)
    return found, figures


@pytest.mark.parametrize("seed", range(2))
def test_charts_with_firm_limits_show_the_icons_that_a_return_would_change(seed):
    figures = many(seed)

    for kind, scope in (("whole", ""), ("sector", "SEC2"), ("service", "SV05")):
        found = over_time(figures, RULES, TODAY, kind, scope)

        firm = {
            (kind, scope, one.indicator_id, one.period_kind): (one.icon["variation"], one.icon["assurance"])
            for one in found
            if not one.icon["on_trial"]
        }
        wanted = {key: icon for key, icon in chart_icons(figures, RULES, TODAY).items() if key[:2] == (kind, scope)}
        assert firm == wanted


def test_a_chart_is_read_from_eight_figures_on_and_shorter_ones_only_say_how_many_more():
    few, enough = charted(QUIET[: FEWEST_JUDGED - 1])[0], charted(QUIET[:FEWEST_JUDGED])[0]

    assert (few.judged, enough.judged) == (False, True)
    assert by_chance((few, enough), RULES).looked_at == 1
    told = since_words(few.icon, few.points[-1], STEPS, judged=few.judged)
    assert told == "Seven quarters known. 6 more quarters to firm limits."


def test_only_a_change_of_the_newest_figure_counts_as_changed():
    before, now = charted([90, 11, *QUIET])[0], charted([*QUIET, 90])[0]

    assert (before.changed, now.changed) == (False, True)
    assert variation_plate(now.icon).word == "Improvement"
    assert variation_plate(now.icon).letter == "H"


def test_a_scope_without_any_figure_that_is_shown_has_no_chart():
    figures = shown(series(*({"marker": "c"} for _ in QUIET)).assign(stretch=0))

    assert over_time(figures, RULES, TODAY) == ()


ICON = {"variation": "common cause", "towards": "", "why_no_variation": "", "assurance": "", "why_none": "no target"}


@pytest.mark.parametrize(
    ("icon", "varies", "aim"),
    [
        ({}, ("common-cause", "~", "Ordinary ups and downs"), ("", "No one level to meet")),
        ({"variation": "improvement", "towards": "low"}, ("improvement", "L", "Improvement"), None),
        ({"variation": "concern", "towards": "high"}, ("concern", "H", "Concern"), None),
        ({"variation": "neither", "towards": "low"}, ("neither", "L", "Change"), None),
        ({"why_no_variation": "no variation"}, ("none", "", "Always the same"), None),
        ({"why_no_variation": "too few points"}, ("none", "", "No limits yet"), None),
        ({"assurance": "pass", "why_none": ""}, None, ("P", "Would be met")),
        ({"assurance": "fail", "why_none": ""}, None, ("F", "Would be missed")),
        ({"assurance": "inconsistent", "why_none": ""}, None, ("?", "Met at times")),
        ({"why_none": "no direction"}, None, ("", "No better way set")),
    ],
)
def test_each_icon_is_a_letter_on_a_plate_with_its_word(icon, varies, aim):
    shows, meets = variation_plate({**ICON, **icon}), assurance_plate({**ICON, **icon})

    assert varies is None or (shows.kind.replace(" ", "-"), shows.letter, shows.word) == varies
    assert aim is None or (meets.letter, meets.word) == aim


@pytest.mark.parametrize(
    ("shows", "too_few", "said"),
    [
        ([], 0, "There is no chart yet."),
        ([], 3, "No chart has enough figures yet to say whether it changes."),
        (["common cause"] * 4, 0, "Of 4 charts over time, none shows more than ordinary ups and downs."),
        (
            ["improvement", "improvement", "concern", "common cause", "common cause"],
            1,
            "Of 5 charts over time, the newest figures show 2 improvements and 1 concern; the other 2 only wobble. "
            "1 more has too few figures to be read.",
        ),
        (["neither", ""], 2, "Of 2 charts over time, the newest figures show 1 other change; the other 1 only wobbles. "
         "2 more have too few figures to be read."),
    ],
)  # fmt: skip
def test_the_first_line_counts_what_changed_and_which_way(shows, too_few, said):
    assert grid_sentence(shows, too_few) == said


@pytest.mark.parametrize(
    ("accept", "sign", "asked", "said"),
    [
        (0, 0, 0, "No return waits to be accepted or to be signed off."),
        (1, 0, 0, "1 return waits to be accepted."),
        (0, 1, 0, "1 return waits for a champion's sign-off."),
        (0, 2, 0, "2 returns wait for a champion's sign-off."),
        (3, 1, 2, "3 returns wait to be accepted and 1 for a champion's sign-off. 2 questions about them are open."),
    ],
)
def test_what_waits_for_sign_off_is_said_in_one_line(accept, sign, asked, said):
    assert waiting_sentence(accept, sign, asked) == said


def test_a_return_says_how_much_of_it_is_in_and_how_much_is_hidden():
    said = figures_sentence(27, 28, 1, "Apr to Jun 2026")

    assert said == (
        "27 of the 28 figures asked for are in, beside those of Apr to Jun 2026. "
        "1 is hidden here ([c]) to protect people, as on every screen."
    )


def test_a_small_line_has_a_gap_where_a_figure_is_hidden_and_none_goes_over_a_new_beginning():
    whole, gap = charted(QUIET)[0], charted([*QUIET[:5], None, *QUIET[6:]])[0]
    anew = charted(QUIET, breaks_at=5)[0]

    lines = [unquote(sparkline(one.points, limits=False)).count("M") for one in (whole, gap, anew)]

    assert lines == [1, 2, 2]


def test_a_small_line_marks_what_changed_by_shape_only_where_the_chart_is_read():
    better, worse = charted([*QUIET, 90])[0], charted([*QUIET, 5])[0]

    assert "r='4'" in unquote(sparkline(better.points))
    assert "l5 5-5 5-5-5z" in unquote(sparkline(worse.points))
    assert "r='4'" not in unquote(sparkline(better.points, limits=False))
    assert '"' not in sparkline(better.points)
    assert "<" not in sparkline(better.points)


@pytest.mark.parametrize("values", [[50], [50, 50, 50], [None, 50, None, 50, None]])
def test_a_small_line_stands_whatever_is_known(values):
    found = charted(values)[0]

    assert sparkline(found.points, limits=found.judged).startswith("data:image/svg+xml,")
    assert line_words(found.points, STEPS)


def test_a_small_line_is_said_in_words():
    assert line_words(charted([41, 39, 55, 52])[0].points, STEPS) == (
        "From 41% in Oct to Dec 2025 to 52% in Jul to Sep 2026, between 39% and 55%"
    )


def test_the_picture_says_where_limits_begin_anew_and_marks_points_by_shape_and_letter():
    found, figures = charted([*(30 + one % 3 for one in range(10)), *QUIET, 90], breaks_at=10)

    picture = drawn(found.points, figures, RULES.indicator["S01"], STEPS, target=85)

    notes = [one.text for one in picture.layout.annotations]
    assert "limits begin anew" in notes
    assert "target 85%" in notes
    (marked,) = [one for one in picture.data if one.name == "improvement"]
    assert marked.marker.symbol == "circle"
    assert list(marked.text) == ["<b>H</b>"]
    means = [one.y[0] for one in picture.data if one.name == "mean"]
    assert len(means) == 2
    assert means[0] < 40 < means[1]


def test_a_limit_beyond_what_can_be_is_not_drawn_and_a_hidden_period_carries_its_mark():
    found, figures = charted([95, 99, 93, 99, 94, None, 99, 93, 98, 95])

    picture = drawn(found.points, figures, RULES.indicator["S01"], STEPS)

    assert found.points[-1]["upper"] > 100
    assert {one.name for one in picture.data} & {"upper limit", "lower limit"} == {"lower limit"}
    assert picture.layout.yaxis.range[1] == 100
    assert "[c]" in [one.text for one in picture.layout.annotations]


def test_every_day_of_knowledge_has_its_own_chart():
    figures = shown(series(*({"value": one} for one in QUIET)).assign(stretch=0))

    (then,) = over_time(figures, RULES, date(2026, 3, 31))

    assert then.points[-1]["date"] == date(2026, 3, 31)
