"""Problems: a place as a spreadsheet names it, a remedy, and the word that was probably meant."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impact.problems import Problem, nearest


@pytest.mark.parametrize(
    ("word", "known", "meant"),
    [
        ("denominater", ("numerator", "denominator"), "denominator"),
        ("Numerator ", ("numerator", "denominator"), "numerator"),
        ("SV1", ("SV01", "SV24"), "SV01"),
        ("w01", ("W01", "W02"), "W01"),
        ("W0l", ("W01", "W10"), "W01"),
        ("SVO4", ("SV14", "SV04"), "SV04"),
        ("postcode", ("numerator", "denominator"), None),
        ("", ("numerator",), None),
        ("value", (), None),
    ],
)
def test_a_misspelt_word_is_answered_with_the_nearest_known_one(word, known, meant):
    assert nearest(word, known) == meant


@settings(deadline=None)
@given(st.lists(st.text(min_size=1, max_size=8), min_size=1, max_size=6))
def test_only_a_known_word_is_ever_suggested(known):
    assert nearest(known[0], known) in (*known, None)


@pytest.mark.parametrize(
    ("problem", "place"),
    [
        (Problem("r", "Mend it."), "The file"),
        (Problem("r", "Mend it.", column="F", heading="numerator"), "Column F (numerator)"),
        (Problem("r", "Mend it.", column="F"), "Column F"),
        (Problem("r", "Mend it.", line=14), "Row 14"),
        (Problem("r", "Mend it.", line=14, column="F"), "Row 14, column F"),
        (Problem("r", "Mend it.", line=14, column="F", heading="numerator"), "Row 14, column F (numerator)"),
    ],
)
def test_a_problem_says_where_as_a_spreadsheet_would(problem, place):
    assert problem.place == place
    assert str(problem) == f"{place}: Mend it."


def test_a_problem_blocks_unless_it_is_a_doubt():
    assert Problem("r", "Mend it.").blocks
    assert not Problem("r", "Is it so?", blocks=False).blocks
